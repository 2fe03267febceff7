"""Full-text search over statements and reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from tocsin.desk.store import dialects, indexing
from tocsin.desk.store.accepting import texts
from tocsin.desk.store.packing import noun_of
from tocsin.desk.store.paging import mark, place
from tocsin.desk.store.rows import Hit, Page, SearchKind
from tocsin.desk.store.schema import catalogue, passages, records
from tocsin.desk.store.words import Query, parse, terms
from tocsin.errors import InputError
from tocsin.model import Actor, Statement

OPEN, CLOSE = "\x02", "\x03"
_AROUND = 90  # letters of a snippet before the first match
_SNIPPET = 260  # letters of a snippet


def search(
    connection: Connection,
    typed: str,
    kind: SearchKind,
    *,
    speaker: str | None,
    place_name: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    status: str | None,
    after: str | None,
    limit: int,
) -> Page[Hit]:
    """What answers a query, the newest first. `speaker` is an actor's id or words of a name; `place` words of a name or a
    country's code."""
    if kind not in dialects.KINDS:
        raise InputError(f"there is no search over `{kind}`", hint="search statements or reports")
    tags: list[str] = []
    for asked, made in ((speaker, _speaker), (place_name, _place), (outlet, _outlet), (status, _status)):
        if asked is not None and asked.strip():
            found = made(asked)
            if not found:
                return Page(rows=())
            tags += found
    query = parse(typed, tags)
    if query.is_nothing:
        return Page(rows=())
    low = indexing.first_of(since) if since else 0
    high = indexing.last_of(until) if until else 2**63 - 1
    if after is not None:
        (number,) = place(after, 1)
        if not isinstance(number, int):
            raise InputError("the mark of the page cannot be read", hint="begin at the first page")
        high = min(high, number - 1)
    numbers = dialects.matching(connection, kind, query, low, high, limit + 1)
    page = numbers[:limit]
    hits = (_statements if kind == "statements" else _reports)(connection, page, query)
    return Page(rows=tuple(hits), next=mark(page[-1]) if len(numbers) > limit else None)


def _speaker(asked: str) -> list[str]:
    ident = asked.strip().lower()
    if len(ident) == 11 and ident[0] == "a" and all(c in "0123456789abcdef" for c in ident[1:]):
        return [indexing.id_tag(ident)]
    return indexing.name_tags("n", asked)


def _place(asked: str) -> list[str]:
    plain = asked.strip()
    if len(plain) == 3 and plain.isascii() and plain.isalpha() and plain.isupper():
        return [f"c{plain.lower()}"]
    return indexing.name_tags("p", asked)


def _outlet(asked: str) -> list[str]:
    return indexing.name_tags("o", asked)


def _status(asked: str) -> list[str]:
    return [f"s{word}" for word in terms(asked)]


def _statements(connection: Connection, numbers: Sequence[int], query: Query) -> list[Hit]:
    rows = connection.execute(
        select(
            passages.c.id.label("number"),
            records.c.story,
            records.c.record,
            records.c.day,
            records.c.who,
            records.c.status,
            catalogue.c.outlet,
        )
        .join_from(
            passages,
            records,
            (records.c.id == passages.c.ref) & (records.c.story == passages.c.story) & (records.c.kind == "statements"),
        )
        .join(catalogue, catalogue.c.report == records.c.report, isouter=True)
        .where(passages.c.id.in_(list(numbers)))
        .order_by(passages.c.id.desc())
    ).all()
    names = _actors(connection, [(r.story, r.who) for r in rows if r.who])
    out = []
    for r in rows:
        said = noun_of(Statement, r.record)
        name = names.get((r.story, r.who)) or (said.speaker_span.text if said.speaker_span is not None else None)
        out.append(
            Hit(
                kind="statements",
                id=said.id,
                story=r.story,
                report=said.span.report,
                snippet=snippet(indexing.words_of(said), query),
                day=r.day or None,
                who=r.who,
                speaker=name,
                outlet=r.outlet,
                status=r.status,
            )
        )
    return out


def _actors(connection: Connection, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    query = select(records.c.story, records.c.id, records.c.record).where(
        records.c.id.in_({who for _, who in wanted}), records.c.story.in_({s for s, _ in wanted}), records.c.kind == "actors"
    )
    return {(s, i): noun_of(Actor, record).name for s, i, record in connection.execute(query)} if wanted else {}


def _reports(connection: Connection, numbers: Sequence[int], query: Query) -> list[Hit]:
    rows: Sequence[Any] = connection.execute(
        select(catalogue)
        .join_from(passages, catalogue, catalogue.c.report == passages.c.ref)
        .where(passages.c.id.in_(list(numbers)), passages.c.kind == "reports")
        .order_by(passages.c.id.desc())
    ).all()
    full = texts(connection, [r.report for r in rows])
    return [
        Hit(
            kind="reports",
            id=r.report,
            story=r.story,
            report=r.report,
            snippet=snippet(full[r.report].text, query),
            day=r.day,
            who=None,
            speaker=None,
            outlet=r.outlet,
            status="superseded" if r.superseded else None,
        )
        for r in rows
        if r.report in full
    ]


def snippet(text: str, query: Query) -> str:
    """A stretch of a text around the first match, with the matches marked."""
    text = text.replace(OPEN, " ").replace(CLOSE, " ")
    marks: list[tuple[int, int]] = []
    for start, end in query.marks(text):
        if marks and start > marks[0][0] + _SNIPPET:
            break
        marks.append((start, end))
    begin = max(0, marks[0][0] - _AROUND) if marks and marks[0][0] > _AROUND else 0
    if begin:
        begin = text.find(" ", begin, marks[0][0]) + 1 or begin
    end = min(len(text), begin + _SNIPPET)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + _SNIPPET // 2)
    out, at = ["… " if begin else ""], begin
    for start, stop in marks:
        if stop > end:
            break
        out += [text[at:start], OPEN, text[start:stop], CLOSE]
        at = stop
    out += [text[at:end], " …" if end < len(text) else ""]
    return " ".join("".join(out).split())
