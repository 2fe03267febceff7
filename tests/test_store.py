"""The store: one test body for SQLite and PostgreSQL."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import pytest
from eval.worlds import world
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from storing import common, put, report, rows_of
from tocsin.desk.store import Store, open_store
from tocsin.desk.store.facets import KINDS
from tocsin.desk.store.health import damaged
from tocsin.desk.store.ranks import ranks
from tocsin.desk.store.schema import catalogue, passages, records, reports
from tocsin.errors import InputError, StoreError
from tocsin.model import ChangeLine, Picture, Reading
from tocsin.warning import windows
from tocsin.warning.board import board

# ---- accepted


def test_the_same_report_again_changes_nothing(store: Store) -> None:
    """Accepting twice, by whichever way it comes, leaves one report, and the first stays as it was."""
    first = report("dam", "The dam at Tarn holds.", outlet="Valley Post")
    assert store.accept(first).fresh
    again = store.accept(replace(first, outlet="Another"), article="https://elsewhere.example/x")
    assert (again.fresh, again.version) == (False, 1)
    assert store.report(first.id) == first
    assert store.health().reports == 1


def test_another_text_of_an_article_is_its_next_version(store: Store) -> None:
    """The older stays, marked as superseded; only the latest counts as current."""
    old, new = report("dam", "The dam holds."), report("dam", "The dam has burst.")
    store.accept(old)
    done = store.accept(new)
    assert (done.version, done.replaces) == (2, old.id)
    assert [(v.id, v.version, v.superseded) for v in store.versions(old.source)] == [(old.id, 1, True), (new.id, 2, False)]
    store.put_readings([Reading(report=old), Reading(report=new)])
    assert store.current() == [new.id]


def test_an_article_is_its_file_and_name_where_it_has_no_address(store: Store) -> None:
    """A file that is edited is a new version; another line of a file of lines is another article."""
    for text in ("One.", "Two."):
        store.accept(replace(report("a", text), source="/news/a.txt"))
    for n in (1, 2):
        store.accept(replace(report(f"b{n}", "Three."), source=f"/news/b.jsonl, line {n}"))
    assert [(r.version, r.superseded) for r in store.list_reports().rows].count((1, False)) == 2
    assert store.health().superseded == 1


def test_two_texts_with_one_id_are_told_apart(store: Store) -> None:
    """A report is never taken for another one because their short ids are the same."""
    first = report("a", "One text.")
    store.accept(first)
    with pytest.raises(StoreError, match="the id of another text"):
        store.accept(replace(first, text="Another text."))
    assert store.report(first.id) == first


def test_any_text_comes_back_as_it_went_in(store: Store) -> None:
    """NUL, halves of pairs, signs beyond the basic plane, great length: what the databases refuse is escaped, not lost."""
    for n, text in enumerate(("nul \0 inside", "half \ud83d of a pair", "🔥 fire", "\u202e right to left", "a" * 200_000)):
        odd = report(f"odd{n}", text, headline=text[:50], outlet="Out\0let")
        store.accept(odd)
        assert store.report(odd.id) == odd
        store.put_readings([Reading(report=odd)])
        assert next(store.readings([odd.id])).report == odd
    assert [wrong for _, wrong in damaged(store)] == [""] * 5


def test_reports_are_listed_by_day_page_by_page(store: Store) -> None:
    """Every report once, the latest first; narrowed by outlet and days; an undated one stands under the day it came."""
    for n in range(25):
        day = None if n == 7 else f"2028-04-{n + 1:02}"
        store.accept(report(f"k{n}", f"Text {n}.", published=day, outlet="Post" if n % 2 else "Times"))
    seen, after = [], None
    while True:
        page = store.list_reports(after=after, limit=6)
        seen += [r.source for r in page.rows]
        after = page.next
        if after is None:
            break
    assert seen[0].endswith("k7")
    assert seen[1:] == [f"https://paper.example/k{n}" for n in range(24, -1, -1) if n != 7]
    narrow = store.list_reports(outlet="Post", since="2028-04-10", until="2028-04-14").rows
    assert [r.published for r in narrow] == ["2028-04-14", "2028-04-12", "2028-04-10"]


def test_a_broken_mark_of_a_page_is_told_in_one_line(store: Store) -> None:
    """Marks come back from strangers through addresses."""
    for mark in ("", "!", "eyJhIjoxfQ", "WzEsMl0", "bnVsbA", "é", "W1tdLFtdXQ", "WyJhXHUwMDAwIiwxXQ"):
        with pytest.raises(InputError, match="mark of the page"):
            store.list_reports(after=mark)


def test_a_report_changed_by_another_hand_is_found(store: Store) -> None:
    """The check compares what stands in the store with what was accepted."""
    kept, changed = report("a", "Six were hurt."), report("b", "Six were hurt again.")
    for each in (kept, changed):
        store.accept(each)
    with store.begin() as connection:
        record = connection.execute(select(reports.c.record).where(reports.c.id == changed.id)).scalar_one()
        connection.execute(reports.update().where(reports.c.id == changed.id).values(record=record.replace("Six", "Ten")))
    assert dict(damaged(store)) == {
        kept.id: "",
        changed.id: "its record was changed after it was stored; its text is not the one that its id was made from",
    }


# ---- readings


def test_what_is_unread_is_read_in_the_order_it_came(store: Store) -> None:
    """A reading takes a report off the list; readings come back whole; one of a report that is not here is left out."""
    made = world("readings", 40)
    for found in made.picture.reports:
        store.accept(found)
    assert [r.id for r in store.unread()] == [r.id for r in made.picture.reports]
    stranger = Reading(report=report("x", "Never accepted."))
    assert store.put_readings([*made.readings[:3], stranger]) == 3
    assert [r.id for r in store.unread(limit=2)] == [r.id for r in made.picture.reports[3:5]]
    asked = [made.readings[2].report.id, made.readings[0].report.id]
    assert list(store.readings([*asked, stranger.report.id])) == [made.readings[2], made.readings[0]]


def test_profiles_and_the_story_of_each_report(store: Store) -> None:
    """What linking keeps between two runs."""
    made = world("profiles", 30)
    put(store, made)
    store.put_profiles({"r2": b"\0two", "r1": b"one"})
    store.put_profiles({"r2": b"second"})
    assert list(store.profiles()) == [("r1", b"one"), ("r2", b"second")]
    assert store.linked() == {r.id: made.id for r in sorted(made.picture.reports, key=lambda r: r.id)}


# ---- stories


def test_a_story_comes_back_whole(store: Store) -> None:
    """Every record in its order, every span of what is named a hundred times."""
    made = world("whole", 300)
    put(store, made)
    assert store.story(made.id) == made.picture
    assert any(r.count > len(r.record.mentions) for r in store.records("actors", story=made.id, limit=300).rows)


def test_a_story_is_replaced_by_what_differs(store: Store, store_url: str) -> None:
    """Added, changed, moved and removed records; from the process that wrote it last and from another one."""
    made = world("grows", 120)
    put(store, made)
    p = made.picture
    later = replace(
        p,
        statements=(p.statements[5], *p.statements[:5], *p.statements[6:60], *p.statements[70:]),
        claims=tuple(replace(c, disputed=not c.disputed) if n % 10 == 0 else c for n, c in enumerate(p.claims)),
        windows=tuple(reversed(p.windows)),
        brief=p.brief[1:],
        as_of="2029-01-01",
    )
    store.put_stories({made.id: later})
    assert store.story(made.id) == later
    other = open_store(store_url)
    other.put_stories({made.id: p})
    other.close()
    store.put_stories({made.id: later})  # what this process remembers is not what stands there any more
    assert store.story(made.id) == later
    row = store.story_row(made.id)
    assert row is not None
    assert row.revision == 4


def test_nothing_is_written_where_nothing_differs(store: Store) -> None:
    """The same picture again is no new revision, and its rows stay where they are."""
    made = world("same", 60)
    put(store, made)
    with store.look() as connection:
        before = connection.execute(select(records.c.n, records.c.rank).order_by(records.c.n)).all()
    store.put_stories({made.id: made.picture})
    with store.look() as connection:
        assert connection.execute(select(records.c.n, records.c.rank).order_by(records.c.n)).all() == before
    assert [r.revision for r in store.list_stories().rows] == [1]


def test_stories_join_and_part(store: Store) -> None:
    """A report that moves to another story is in one only; a story that is dropped leaves nothing behind."""
    one, two = world("one", 40), world("two", 40)
    put(store, one)
    put(store, two)
    moved = one.picture.reports[0]
    rest = replace(one.picture, reports=one.picture.reports[1:])
    store.put_stories({one.id: rest, two.id: replace(two.picture, reports=(*two.picture.reports, moved))})
    assert {r.id for r in store.list_reports(story=two.id).rows} == {moved.id, *(r.id for r in two.picture.reports)}
    store.put_stories({}, dropped=[one.id])
    assert store.story(one.id) is None
    assert store.records("statements", story=one.id).rows == ()
    assert all(h.story == two.id for h in store.search("", limit=200).rows)
    assert store.linked().keys() == {moved.id, *(r.id for r in two.picture.reports)}


def test_ranks_leave_what_stands() -> None:
    """New records get places between the old; only what moved moves; without room all are placed anew."""
    assert ranks([None, None]) == [1 << 20, 2 << 20]
    assert ranks([10, None, 20]) == [10, 15, 20]
    assert ranks([None, 10, None]) == [10 - (1 << 20), 10, 10 + (1 << 20)]
    assert ranks([30, 10, 20]) == [10 - (1 << 20), 10, 20]
    assert ranks([1, None, 2]) == [1 << 20, 2 << 20, 3 << 20]


@given(
    st.lists(
        st.one_of(st.none(), st.integers(-(10**9), 10**9)), unique_by=lambda x: x if x is not None else object(), max_size=40
    )
)
def test_ranks_rise(old: list[int | None]) -> None:
    """Whatever stood there: the new places rise."""
    found = ranks(old)
    assert all(a < b for a, b in pairwise(found))


def test_changes_are_numbered_through(store: Store) -> None:
    """Each story's lines in order; a number is never given twice."""
    one, two = world("c1", 20), world("c2", 20)
    put(store, one)
    line = ChangeLine(kind="new", text="A bridge is closed\0.", ids=("w1", "s1"))
    first = store.put_stories({one.id: one.picture, two.id: two.picture}, changes={one.id: [line], two.id: [line, line]})
    found = store.changes()
    assert [c.seq for c in found] == [first - 2, first - 1, first]
    assert sorted(c.story for c in found) == sorted([one.id, two.id, two.id])
    assert (found[0].text, found[0].ids) == ("A bridge is closed.", ("w1", "s1"))
    assert len(store.changes(story=two.id)) == 2
    assert store.changes(after=first) == []
    assert store.last_seq() == first


# ---- questions


def test_records_are_found_by_what_their_kind_is_known_by(store: Store) -> None:
    """Each narrowing gives just the records that it should, whatever the page size; over all stories the latest day first."""
    made = world("asked", 150)
    put(store, made)
    put(store, world("beside", 60))
    p, story = made.picture, made.id
    speaker = p.statements[0].speaker
    assert speaker
    said = [s.id for s in p.statements if s.speaker == speaker]
    assert [r.id for r in rows_of(store, "statements", story=story, who=speaker)] == said
    assert {r.id for r in rows_of(store, "statements", parent=p.claims[0].id)} == set(p.claims[0].statements)
    assert {r.id for r in rows_of(store, "figures", report=p.reports[1].id)} == {
        f.id for f in p.figures if f.report == p.reports[1].id
    }
    open_ones = rows_of(store, "windows", story=story, status="open", order="due")
    assert {r.id for r in open_ones} == {w.id for w in p.windows if w.status == "open"}
    assert [r.due for r in open_ones] == sorted(r.due or "" for r in open_ones)
    country = p.advisories[0].country
    found = rows_of(store, "advisories", country=country)
    assert {r.id for r in found} >= {a.id for a in p.advisories if a.country == country}
    assert [r.day for r in found] == sorted((r.day or "" for r in found), reverse=True)
    days = rows_of(store, "statements", story=story, since="2027-01-01", until=p.reports[0].published[:10], order="day")  # type: ignore[index]
    assert all((r.day or "") <= p.reports[0].published[:10] for r in days)  # type: ignore[index]
    assert store.records("claims", story=story).total == len(p.claims)
    assert [r.record for r in rows_of(store, "brief", story=story)] == list(p.brief)
    assert [r.id for r in store.lookup([p.claims[3].id, p.statements[2].id])] == [p.claims[3].id, p.statements[2].id]


def test_a_slice_tells_what_the_whole_picture_tells(store: Store) -> None:
    """The board and the windows' groups made from a slice are those made from the whole picture."""
    made = world("slice", 200)
    put(store, made)
    part = store.slice(made.id, kinds={"advisories": store.records("advisories", story=made.id, limit=500).rows})
    assert board(part) == board(made.picture)
    part = store.slice(made.id, kinds={"windows": store.records("windows", story=made.id, limit=500).rows})
    assert [(g.key, g.speaker, g.status, g.reports, g.origins) for g in windows.groups(part)] == [
        (g.key, g.speaker, g.status, g.reports, g.origins) for g in windows.groups(made.picture)
    ]
    assert all(r.text for r in part.reports)
    bare = store.slice(None, kinds={"windows": store.records("windows", limit=3).rows}, texts=False)
    assert bare.stories[0].id == made.id
    assert not any(r.text for r in bare.reports)


def test_a_slice_of_a_claim_that_a_thousand_echo_stays_small(store: Store) -> None:
    """What a slice takes in has an end."""
    made = world("echo", 1500)
    claim = replace(made.picture.claims[0], statements=tuple(s.id for s in made.picture.statements))
    store.put_stories({made.id: replace(made.picture, claims=(claim, *made.picture.claims[1:]))})
    part = store.slice(made.id, kinds={"claims": store.records("claims", story=made.id, ids=[claim.id]).rows})
    assert sum(len(getattr(part, kind)) for kind in KINDS) <= 1_001


# ---- sources and small state


def test_sources_are_kept(store: Store) -> None:
    """Added twice is once; what is known of one stays; a removed one is not saved back to life."""
    made = store.add_source("https://a.example/feed", "feed", 300)
    store.save_source(replace(made, failures=3, etag='"x"', last_error="no answer\0", paused=True))
    again = store.add_source("https://a.example/feed", "sitemap", 60)
    assert (again.id, again.kind, again.every, again.failures, again.etag) == (made.id, "sitemap", 60, 3, '"x"')
    assert (store.health().failing, store.health().paused) == (0, 1)
    assert store.remove_source(made.id)
    assert not store.remove_source(made.id)
    store.save_source(again)
    assert store.sources() == []


def test_what_is_set_aside_is_counted_not_piled_up(store: Store) -> None:
    """The same fault of the same source is one line with a count."""
    for n in range(30):
        store.set_aside("https://a.example", "not a feed", data=b"\0" * 100_000)
        store.set_aside("https://a.example", f"fault {n % 3}", "detail\0")
    page = store.aside(limit=2)
    assert [a.count for a in page.rows] == [10, 30]
    assert len(page.rows[1].data or b"") == 64_000
    assert len(store.aside(after=page.next).rows) == 2


def test_small_state_is_kept_by_name(store: Store) -> None:
    """Written whole, read whole."""
    assert store.get_state("x") is None
    store.put_state("x", {"a": [1, None, "é\0"]})
    store.put_state("x", {"a": [2]})
    assert store.get_state("x") == {"a": [2]}


# ---- the whole


def test_all_that_is_derived_can_be_made_again(store: Store) -> None:
    """After a reset nothing derived stands; put again, the same rows stand as before, and nobody is told of news."""

    def derived() -> dict[str, object]:
        with store.look() as connection:
            columns = [c for c in records.c if c.name not in ("n", "rank")]
            found = connection.execute(select(*columns).order_by(records.c.story, records.c.kind, records.c.rank)).all()
            listed = connection.execute(select(catalogue).order_by(catalogue.c.report)).all()
            indexed = connection.execute(select(passages).order_by(passages.c.id)).all()
        return {"records": found, "catalogue": listed, "passages": indexed, "hits": store.search(common(one)).rows}

    one, two = world("again", 80), world("other", 30)
    put(store, one)
    put(store, two)
    line = ChangeLine(kind="new", text="News.", ids=())
    store.put_stories({}, changes={one.id: [line]})
    before, seq = derived(), store.last_seq()
    assert store.reset_derived() == len(one.picture.reports) + len(two.picture.reports)
    assert store.list_stories().rows == ()
    assert store.search("").rows == ()
    waiting = store.unread(1000)
    store.put_readings(two.readings)
    store.put_stories({two.id: two.picture}, changes={two.id: [line]})
    store.put_readings(one.readings)
    store.put_stories({one.id: one.picture}, changes={one.id: [line]})
    assert derived() == before
    assert {r.id for r in waiting} == {r.id for w in (one, two) for r in w.picture.reports}
    assert store.last_seq() == seq
    assert store.put_stories({one.id: one.picture}, changes={one.id: [line]}) == seq + 1


def test_many_threads_at_once(store: Store) -> None:
    """Pages ask while reports come in and a story is written: nothing is lost, nobody fails."""
    made = world("threads", 60)
    put(store, made)

    def work(n: int) -> int:
        store.accept(report(f"t{n % 20}", f"Text {n % 20}."))
        store.search("the")
        store.slice(made.id, kinds={"claims": store.records("claims", story=made.id).rows})
        store.put_stories({made.id: replace(made.picture, brief=made.picture.brief[n:])})
        store.put_state("n", {"n": n})
        return len(store.list_reports().rows)

    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(work, range(40)))) == 40
    assert store.health().reports == 20 + len(made.picture.reports)
    assert len((store.story(made.id) or Picture()).claims) == len(made.picture.claims)


def test_a_store_opened_again_holds_what_was_put_in(store_url: str) -> None:
    """Also for one who will not make a new one."""
    with pytest.raises(StoreError, match=r"there is no store|holds no store yet"):
        open_store(store_url, create=False)
    first = open_store(store_url)
    first.accept(report("a", "Text."))
    first.close()
    again = open_store(store_url, create=False)
    assert again.health().reports == 1
    json.dumps(again.health().name)
    again.close()
