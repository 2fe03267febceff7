"""The derived half: readings, and the records of each story.

A story is replaced whole in one transaction, but only what differs is written: a report that joins a story of a thousand
changes some hundred lines, not a hundred thousand. What was written last is remembered by the process that wrote it, and
asked of the store where another process did.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from tocsin import __version__
from tocsin.codec import to_data
from tocsin.desk.store import dialects, indexing
from tocsin.desk.store.accepting import first_look
from tocsin.desk.store.facets import KINDS, Draft, Faceting
from tocsin.desk.store.packing import clean, deflated, inflated, noun_of, text_of
from tocsin.desk.store.ranks import ranks
from tocsin.desk.store.rows import Kind
from tocsin.desk.store.schema import DERIVED, catalogue, changes, meta, profiles, readings, records, reports, stories
from tocsin.model import ChangeLine, Picture, Reading, Report

# ---- readings


def unread(connection: Connection, limit: int) -> list[Report]:
    """Reports without a reading, in the order in which they came."""
    query = (
        select(reports.c.record)
        .join_from(catalogue, reports, catalogue.c.report == reports.c.id)
        .where(catalogue.c.unread)
        .order_by(catalogue.c.seq)
        .limit(limit)
    )
    return [noun_of(Report, record) for record in connection.execute(query).scalars()]


READER = f"tocsin {__version__}"


def reader_of(reading: Reading) -> str:
    """Which reader made a reading."""
    return READER + (f", {reading.parser}" if reading.parser else "")


def put_readings(connection: Connection, found: Iterable[Reading]) -> int:
    """Write readings down, and what they say of their reports into the catalogue. Readings of reports that are not here are
    left out."""
    given = {r.report.id: r for r in found}
    dialects.lock(connection, "derive")  # it touches the same rows as `put_stories`, in another order
    known = _lines(connection, list(given))
    given = {i: r for i, r in given.items() if i in known}
    if not given:
        return 0
    rows = [{"report": i, "reader": reader_of(r), "data": deflated(r)} for i, r in given.items()]
    statement = dialects.insert(connection, readings)
    both = {name: statement.excluded[name] for name in ("reader", "data")}
    connection.execute(statement.on_conflict_do_update(index_elements=["report"], set_=both), rows)
    values: dict[str, dict[str, object]] = {}
    for ident, reading in given.items():
        old = known[ident]
        # What linking says of a report stands above what its own reading says.
        said = {name: old._mapping[name] for name in _SAID} if old.story is not None else _described(reading.report, old.day)
        values[ident] = {"b_report": ident, "b_unread": False, **{f"b_{k}": v for k, v in said.items()}}
    passages = [(reading, str(values[i]["b_day"]), known[i].passage) for i, reading in given.items()]
    for ident, number in zip(given, indexing.put_reports(connection, passages), strict=True):
        values[ident]["b_passage"] = number
    connection.execute(_HEARD.values(unread=bindparam("b_unread"), passage=bindparam("b_passage")), list(values.values()))
    return len(given)


_SAID = ("day", "outlet", "headline", "published", "language")
_HEARD = (
    update(catalogue).where(catalogue.c.report == bindparam("b_report")).values({name: bindparam(f"b_{name}") for name in _SAID})
)


def _lines(connection: Connection, wanted: Sequence[str]) -> dict[str, Any]:
    """Lines of the catalogue by report."""
    return {
        row.report: row
        for at in range(0, len(wanted), 500)
        for row in connection.execute(select(catalogue).where(catalogue.c.report.in_(wanted[at : at + 500])))
    }


def _described(report: Report, day: str) -> dict[str, str | None]:
    return {
        "day": report.published[:10] if report.published else day,
        "outlet": clean(report.outlet),
        "headline": clean(report.headline),
        "published": report.published,
        "language": report.language,
    }


def read(connection: Connection, wanted: Sequence[str]) -> Iterator[Reading]:
    """Readings by id of their report, in the order asked."""
    for at in range(0, len(wanted), 64):
        part = list(wanted[at : at + 64])
        query = select(readings.c.report, readings.c.data).where(readings.c.report.in_(part))
        found = {row.report: row.data for row in connection.execute(query)}
        for ident in part:
            if ident in found:
                yield inflated(Reading, found[ident])


def current(connection: Connection) -> list[str]:
    """The latest versions that have readings."""
    query = select(catalogue.c.report).where(~catalogue.c.superseded, ~catalogue.c.unread).order_by(catalogue.c.report)
    return list(connection.execute(query).scalars())


def put_profiles(connection: Connection, found: Mapping[str, bytes]) -> None:
    """Keep what linking needs of reports to part them into stories."""
    for ident, data in found.items():
        statement = dialects.insert(connection, profiles).values(report=ident, data=data)
        connection.execute(statement.on_conflict_do_update(index_elements=["report"], set_={"data": data}))


def all_profiles(connection: Connection, after: str, limit: int) -> list[tuple[str, bytes]]:
    """Profiles behind a report's id, in order of id."""
    query = select(profiles.c.report, profiles.c.data).where(profiles.c.report > after).order_by(profiles.c.report).limit(limit)
    return [(report, data) for report, data in connection.execute(query)]


def linked(connection: Connection) -> dict[str, str]:
    """In which story each report stands that stands in one."""
    query = select(catalogue.c.report, catalogue.c.story).where(catalogue.c.story.is_not(None)).order_by(catalogue.c.report)
    return {row.report: row.story for row in connection.execute(query)}


# ---- stories


@dataclass(slots=True)
class Entry:
    """A record as it stands: its place, and either what was written (`draft`) or what was found (`stored`)."""

    rank: int
    draft: Draft | None = None
    stored: tuple[object, ...] | None = None


@dataclass(slots=True)
class Known:
    """A story as it stands in the store."""

    revision: int
    epoch: str
    head: str = ""
    entries: dict[Kind, dict[str, Entry]] = field(default_factory=dict)
    signs: dict[str, indexing.Sign] = field(default_factory=dict)


_KEY = ("story", "kind", "id")
_COLUMNS = ("report", "day", "due", "who", "country", "status", "parent", "count", "record", "bulk")
_CHANGE = (
    update(records)
    .where(*(records.c[name] == bindparam(f"b_{name}") for name in _KEY))
    .values({name: bindparam(f"v_{name}") for name in ("rank", *_COLUMNS)})
)
_MOVE = update(records).where(*(records.c[name] == bindparam(f"b_{name}") for name in _KEY)).values(rank=bindparam("v_rank"))
_DROP = delete(records).where(*(records.c[name] == bindparam(f"b_{name}") for name in _KEY))


def epoch(connection: Connection) -> str:
    """Changes when the derived half is dropped: what was known of it before is void."""
    found = connection.execute(select(meta.c.value).where(meta.c.name == "epoch")).scalar_one_or_none()
    return str(found) if found is not None else "0"


def put_stories(
    connection: Connection,
    pictures: Mapping[str, Picture],
    dropped: Collection[str],
    lines: Mapping[str, Sequence[ChangeLine]],
    cache: Mapping[str, Known],
    now: str,
) -> tuple[int, dict[str, Known]]:
    """Write the stories. Returns the last number of a change, and what is known of each story once the commit is done."""
    dialects.lock(connection, "derive")
    at = epoch(connection)
    for story in sorted(set(dropped) - set(pictures)):
        _drop(connection, story)
    fresh: dict[str, Known] = {}
    moved: dict[str, list[Draft]] = {}
    for story, picture in sorted(pictures.items()):
        revision = connection.execute(select(stories.c.revision).where(stories.c.id == story)).scalar_one_or_none()
        known = cache.get(story)
        if known is None or known.revision != revision or known.epoch != at:
            known = _known(connection, story, revision, at)
        fresh[story], moved[story] = _put(connection, story, picture, known, now, is_told=bool(lines.get(story)))
    for story, drafts in moved.items():
        _place(connection, story, [d.record for d in drafts])
    rebuilding = _is_rebuilt(connection)
    rows = [
        {"at": now, "story": story, "kind": c.kind, "text": clean(c.text), "ids": json.dumps(c.ids)}
        for story, told in sorted(lines.items())
        for c in told
    ]
    if rows and not rebuilding:
        connection.execute(changes.insert(), rows)
    return connection.execute(select(func.max(changes.c.seq))).scalar_one() or 0, fresh


def _is_rebuilt(connection: Connection) -> bool:
    """Whether these stories are the old ones made again after a reset: to nobody is that news. So until the reports that stood
    in the store then are read."""
    found = connection.execute(select(meta.c.value).where(meta.c.name == "rebuilding")).scalar_one_or_none()
    if found is None:
        return False
    behind = select(catalogue.c.seq).where(catalogue.c.unread, catalogue.c.seq <= int(found)).limit(1)
    if connection.execute(behind).first() is None:
        connection.execute(delete(meta).where(meta.c.name == "rebuilding"))
    return True


def _known(connection: Connection, story: str, revision: int | None, at: str) -> Known:
    """A story as the store has it."""
    known = Known(revision or 0, at, entries={kind: {} for kind in KINDS})
    if revision is None:
        return known
    known.head = connection.execute(select(stories.c.head).where(stories.c.id == story)).scalar_one()
    columns = [records.c[name] for name in ("kind", "id", "rank", *_COLUMNS)]
    for kind, ident, rank, *stored in connection.execute(select(*columns).where(records.c.story == story)):
        known.entries[kind][ident] = Entry(rank, stored=tuple(stored))
    known.signs = indexing.signs(connection, story)
    return known


def _put(
    connection: Connection, story: str, picture: Picture, known: Known, now: str, *, is_told: bool
) -> tuple[Known, list[Draft]]:
    """Write what differs. Returns what is known then, and the reports of which the catalogue must hear."""
    faceting = Faceting(picture)
    fresh = Known(known.revision, known.epoch)
    counts: dict[Kind, int] = {}
    inserts: list[dict[str, object]] = []
    alters: list[dict[str, object]] = []
    moves: list[dict[str, object]] = []
    drops: list[dict[str, object]] = []
    heard: list[Draft] = []
    for kind in KINDS:
        before = known.entries.get(kind, {})
        drafts = list(faceting.drafts(kind))
        places = ranks([before[d.id].rank if d.id in before else None for d in drafts])
        entries = fresh.entries[kind] = {}
        for draft, rank in zip(drafts, places, strict=True):
            entries[draft.id] = Entry(rank, draft)
            key = {"b_story": story, "b_kind": kind, "b_id": draft.id}
            old = before.get(draft.id)
            if old is not None and old.draft is not None and _same(old.draft, draft):
                entries[draft.id].draft = old.draft
            elif old is None or old.stored != (columns := _columns(draft)):
                columns = _columns(draft)
                values = dict(zip(_COLUMNS, columns, strict=True))
                if old is None:
                    inserts.append({"story": story, "kind": kind, "id": draft.id, "rank": rank, **values})
                else:
                    alters.append({**key, "v_rank": rank, **{f"v_{k}": v for k, v in values.items()}})
                if kind == "reports":
                    heard.append(draft)
                continue
            if old.rank != rank:
                moves.append({**key, "v_rank": rank})
        drops += [{"b_story": story, "b_kind": kind, "b_id": ident} for ident in before if ident not in entries]
        counts[kind] = len(drafts)
    gone = [d["b_id"] for d in drops if d["b_kind"] == "reports"]
    for statement, rows in ((_DROP, drops), (records.insert(), inserts), (_CHANGE, alters), (_MOVE, moves)):
        if rows:
            connection.execute(statement, rows)
    if gone:
        connection.execute(
            update(catalogue).where(catalogue.c.story == story, catalogue.c.report == bindparam("b_id")).values(story=None),
            [{"b_id": ident} for ident in gone],
        )
    fresh.signs = indexing.put_statements(connection, story, faceting, fresh.entries["statements"].values(), known.signs)
    fresh.head = _head(picture, counts)
    if drops or inserts or alters or moves or fresh.head != known.head or is_told:
        fresh.revision += 1
        _write_head(connection, story, picture, counts, fresh, now)
    return fresh, heard


def _same(one: Draft, other: Draft) -> bool:
    return one.facets == other.facets and (one.record is other.record or one.record == other.record) and one.bulk == other.bulk


def _columns(draft: Draft) -> tuple[object, ...]:
    facets = draft.facets
    bulk = deflated(draft.bulk) if draft.bulk is not None else None
    return (
        facets.report,
        facets.day or "",
        facets.due,
        facets.who,
        facets.country,
        facets.status,
        facets.parent,
        draft.total,
        text_of(draft.record),
        bulk,
    )


def _head(picture: Picture, counts: Mapping[Kind, int]) -> str:
    head = {"schema": picture.schema, "as_of": picture.as_of, "parser": picture.parser, "stories": to_data(picture.stories)}
    return json.dumps({**head, "counts": counts}, ensure_ascii=True, separators=(",", ":"))


def _write_head(connection: Connection, story: str, picture: Picture, counts: Mapping[Kind, int], fresh: Known, now: str) -> None:
    own = next((s for s in picture.stories if s.id == story), picture.stories[0] if picture.stories else None)
    row = {
        "title": clean(own.title) if own is not None else story,
        "first": own.first if own is not None else None,
        "last": (own.last if own is not None else None) or "",
        "reports": counts["reports"],
        "statements": counts["statements"],
        "revision": fresh.revision,
        "updated": now,
        "head": fresh.head,
    }
    statement = dialects.insert(connection, stories).values(id=story, **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))


def _place(connection: Connection, story: str, told: Sequence[Report]) -> None:
    """Tell the catalogue what linking says of reports, and search where a report's day moved."""
    by_id = {r.id: r for r in told}
    known = _lines(connection, list(by_id))
    if not known:
        return
    values: list[dict[str, object]] = []
    moved: list[tuple[Reading, str, int | None]] = []
    for ident, old in known.items():
        said = _described(by_id[ident], old.day)
        values.append({"b_report": ident, "b_story": story, **{f"b_{k}": v for k, v in said.items()}})
        if said["day"] != old.day and not old.unread:
            moved += [(reading, str(said["day"]), old.passage) for reading in read(connection, [ident])]
    connection.execute(_HEARD.values(story=bindparam("b_story")), values)
    if moved:
        numbers = zip(moved, indexing.put_reports(connection, moved), strict=True)
        connection.execute(
            update(catalogue).where(catalogue.c.report == bindparam("b_report")).values(passage=bindparam("b_passage")),
            [{"b_report": reading.report.id, "b_passage": number} for (reading, _, _), number in numbers],
        )


def _drop(connection: Connection, story: str) -> None:
    """Forget a story."""
    indexing.drop_story(connection, story)
    connection.execute(delete(records).where(records.c.story == story))
    connection.execute(delete(stories).where(stories.c.id == story))
    connection.execute(update(catalogue).where(catalogue.c.story == story).values(story=None))


def reset(connection: Connection) -> int:
    """Drop all that is derived; every report is unread again. Returns how many reports there are."""
    dialects.lock(connection, "derive")
    following = str(int(epoch(connection)) + 1)
    dialects.clear_words(connection)
    for table in DERIVED:
        connection.execute(delete(table))
    connection.execute(delete(meta).where(meta.c.name.in_(("epoch", "rebuilding"))))
    connection.execute(meta.insert(), {"name": "epoch", "value": following})
    newest = {
        row.article: row.newest
        for row in connection.execute(
            select(reports.c.article, func.max(reports.c.version).label("newest")).group_by(reports.c.article)
        )
    }
    count, after = 0, -1
    while True:
        rows = connection.execute(select(reports).where(reports.c.seq > after).order_by(reports.c.seq).limit(500)).all()
        if not rows:
            if count:
                connection.execute(meta.insert(), {"name": "rebuilding", "value": str(after)})
            return count
        lines = [
            {
                "seq": r.seq,
                **first_look(noun_of(Report, r.record), r.arrived),
                "superseded": r.version < newest[r.article],
                "unread": True,
            }
            for r in rows
        ]
        connection.execute(catalogue.insert(), lines)
        count, after = count + len(rows), rows[-1].seq
