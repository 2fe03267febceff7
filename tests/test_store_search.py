"""Search over statements and reports: both databases find the same, whatever is typed."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from eval.worlds import world
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storing import common, put, report
from tocsin.desk.store import Store
from tocsin.desk.store.words import terms
from tocsin.model import Reading


def test_search_finds_what_stands_there(store: Store) -> None:
    """All words wanted, words together, one of two, not one, a beginning: as a plain look through the statements says."""
    made = world("search", 250)
    put(store, made)
    held = {s.id: terms(s.span.text) for s in made.picture.statements}

    def found(query: str) -> set[str]:
        return {h.id for h in store.search(query, limit=1000).rows}

    (a, _), (b, _) = Counter(w for words in held.values() for w in set(words)).most_common(2)
    assert found(f"{a} {b}") == {i for i, w in held.items() if {a, b} <= set(w)}
    assert found(f"{a} OR {b}") == {i for i, w in held.items() if {a, b} & set(w)}
    assert found(f"{a} -{b}") == {i for i, w in held.items() if a in w and b not in w}
    some = next(w for w in held.values() if len(w) > 4)
    pair = (some[2], some[3])
    assert found(f'"{pair[0]} {pair[1]}"') == {i for i, w in held.items() if pair in set(pairwise(w))}
    assert found(f"{a[:2]}*") == {i for i, w in held.items() if any(x.startswith(a[:2]) for x in w)} != set()
    assert found(f"-{a}") == {i for i, w in held.items() if a not in w}
    assert found("") == set(held)


FOLDED = (
    ("Évacuation of Zürich’s banks", "evacuation zurich bank", True),  # accents, a genitive and a plural
    ("three ferries crossed", "ferry", True),
    ("the crisis", "crises", False),  # no plural by the rule: better missed than confused
    ("北京发出警告", "警告", True),  # no blanks between words
    ("北京发出警告", "告警", False),
    ("don't panic", "don’t", True),
    ("U.N. envoy", "u.n.", True),
    ("100,000 people", "100,000", True),
)


def test_words_are_folded_alike_in_text_and_query(store: Store) -> None:
    """One way of cutting words, for both databases."""
    for n, (text, query, is_found) in enumerate(FOLDED):
        each = report(f"folded{n}", text)
        store.accept(each)
        store.put_readings([Reading(report=each)])
        assert (each.id in {h.id for h in store.search(query, kind="reports").rows}) == is_found, query


def test_search_is_narrowed(store: Store) -> None:
    """By speaker (id, or any words of the name), place or country, outlet, days, status."""
    made = world("narrow", 200)
    put(store, made)
    p = made.picture
    reports_ = {r.id: r for r in p.reports}
    actors = {a.id: a for a in p.actors}
    said = p.statements[0]
    speaker = actors[said.speaker or ""]

    def found(**asked: str) -> set[str]:
        return {h.id for h in store.search("", limit=1000, **asked).rows}  # type: ignore[arg-type]

    assert found(speaker=speaker.id) == {s.id for s in p.statements if s.speaker == speaker.id}
    assert found(speaker=speaker.name.split()[-1].upper()) >= found(speaker=speaker.id)
    outlet = reports_[said.span.report].outlet or ""
    assert found(outlet=outlet) == {s.id for s in p.statements if reports_[s.span.report].outlet == outlet}
    status = {c.id: c.status for c in p.claims}
    assert found(status="echoed") == {s.id for s in p.statements if status[s.claim or ""] == "echoed"}
    day = (reports_[said.span.report].published or "")[:10]
    assert found(since=day, until=day) == {s.id for s in p.statements if s.said and s.said.from_ == day}
    place = next(x for x in p.places if x.spans)
    inside = {
        s.id
        for s in p.statements
        for x in p.places
        if x.name == place.name
        for span in x.spans
        if span.report == s.span.report and s.span.start <= span.start < s.span.end
    }
    assert found(place=place.name) == inside
    assert found(speaker="🔥") == set()


def test_search_goes_page_by_page_and_marks_what_matched(store: Store) -> None:
    """Every hit once, the newest first."""
    made = world("pages", 150)
    put(store, made)
    word = common(made)
    seen, after = [], None
    while True:
        page = store.search(word, after=after, limit=9)
        seen += page.rows
        after = page.next
        if after is None:
            break
    assert len({h.id for h in seen}) == len(seen) == sum(word in terms(s.span.text) for s in made.picture.statements) > 9
    assert [h.day for h in seen] == sorted((h.day or "" for h in seen), reverse=True)
    assert all(f"\x02{word}\x03" in h.snippet.lower() and h.speaker and h.outlet for h in seen)
    hit = store.search(word, kind="reports").rows[0]
    assert "\x02" in hit.snippet
    assert len(hit.snippet) < 400


QUERIES = (
    *'" "" a\tAND NOT NEAR(a\tb) a:b * a*\t* ^a - -- -* ( ) {a} a\0b \0 🔥 OR\t1=1\t-- % _ \\ a\t&\t!\t<->\tb a:* a"\tb'.split(
        " "
    ),
    *"OR OR\ta a\tOR a\tOR\tOR\tb words:a tags:all \ud83d =all ß İ ½ | '".split(" "),
    "x" * 5000,
    "a " * 500,
    '"' + "a " * 100 + '"',
)


def test_whatever_is_typed_is_a_query(store: Store) -> None:
    """No query of a person raises, none reaches what it should not; the same as a narrowing."""
    put(store, world("typed", 40))
    for query in QUERIES:
        for kind in ("statements", "reports"):
            store.search(query, kind=kind)  # type: ignore[arg-type]
        store.search("the", speaker=query, place=query, outlet=query, status=query)
    assert store.search("tags:all").rows == ()  # tags are no words


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_any_text_is_a_query(store: Store, typed: str) -> None:
    """As above, with what nobody thought of."""
    store.search(typed)
    store.search(typed, kind="reports", outlet=typed, speaker=typed)
