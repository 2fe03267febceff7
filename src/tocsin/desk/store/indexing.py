"""What search looks through: the content of statements and the text of reports, with what they can be narrowed by.

A passage's number begins with its day, so that the newest are found first without sorting. What a search may be narrowed
by (speaker, place, outlet, status) is kept as tags beside the words: the index itself then cuts down, not a scan behind it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, select

from tocsin.desk.store import dialects
from tocsin.desk.store.facets import Draft, Faceting
from tocsin.desk.store.rows import SearchKind
from tocsin.desk.store.schema import passages
from tocsin.desk.store.words import terms
from tocsin.model import Place, Reading, Statement

if TYPE_CHECKING:
    from tocsin.desk.store.deriving import Entry

_DAY_BITS = 40
Sign = tuple[int, str, Any]  # a passage's number, the digest of what was indexed, and what that was made from


def number_of(day: str | None, kind: SearchKind, story: str, ref: str) -> int:
    """A passage's number: its day, then its own digest."""
    own = int.from_bytes(blake2b(f"{kind} {story} {ref}".encode(), digest_size=5).digest())
    return first_of(day) + own


def first_of(day: str | None) -> int:
    """The lowest number of a day's passages; a month begins on its first, and what has no day comes before all."""
    whole = (day or "")[:10]
    whole += {4: "-01-01", 7: "-01"}.get(len(whole), "")
    try:
        return date.fromisoformat(whole).toordinal() << _DAY_BITS
    except ValueError:
        return 0


def last_of(day: str | None) -> int:
    """The highest number of a day's passages."""
    return first_of(day) + (1 << _DAY_BITS) - 1


def name_tags(mark: str, name: str | None) -> list[str]:
    """A name as tags, word by word: it may then be asked for by any of its words."""
    return sorted({f"{mark}{word}" for word in terms(name or "")})


def words_of(statement: Statement) -> str:
    """The content of a statement."""
    return " … ".join(p.text for p in statement.parts or (statement.span,))


def id_tag(actor: str) -> str:
    """An actor's id as a tag: letters and digits only, whatever the caller's ids are."""
    return "w" + "".join(c for c in actor.lower() if c.isalnum())


def put_reports(connection: Connection, given: Sequence[tuple[Reading, str, int | None]]) -> list[int]:
    """Index reports: (reading, day, the passage that stood for it before). Returns the numbers of their passages."""
    _drop(connection, "reports", [old for _, _, old in given if old is not None])
    numbers = _numbers(connection, "reports", [(day, "", reading.report.id) for reading, day, _ in given])
    rows, indexed = [], []
    for number, (reading, _, _) in zip(numbers, given, strict=True):
        report = reading.report
        rows.append({"id": number, "kind": "reports", "ref": report.id, "story": None, "key": ""})
        indexed.append((number, terms(f"{report.headline or ''}\n{report.text}"), _report_tags(reading)))
    if rows:
        connection.execute(passages.insert(), rows)
    dialects.put_words(connection, "reports", indexed)
    return numbers


def _report_tags(reading: Reading) -> list[str]:
    tags = ["all", *name_tags("o", reading.report.outlet)]
    spoken = {s.speaker for s in reading.statements}
    for actor in reading.actors:
        if actor.id in spoken:
            tags += [id_tag(actor.id), *name_tags("n", actor.name)]
    for place in reading.places:
        tags += _place_tags(place)
    return sorted(set(tags))


def put_statements(
    connection: Connection, story: str, faceting: Faceting, entries: Iterable[Entry], known: dict[str, Sign]
) -> dict[str, Sign]:
    """Index a story's statements; only those that differ are written."""
    fresh: dict[str, Sign] = {}
    written: list[tuple[str, str | None, str, list[str], list[str], tuple[Any, ...]]] = []
    stale: list[int] = []
    where = _Whereabouts(faceting.picture.places)
    for draft in (e.draft for e in entries if e.draft is not None):
        made = _made_from(draft, faceting, where)
        old = known.get(draft.id)
        if old is not None and old[2] == made:
            fresh[draft.id] = old
            continue
        words, tags = terms(words_of(draft.record)), _tags(draft, made)
        day = draft.facets.day
        key = blake2b("\x1f".join((day or "", *words, "", *tags)).encode(), digest_size=8).hexdigest()
        if old is not None and old[1] == key:
            fresh[draft.id] = (old[0], key, made)
            continue
        if old is not None:
            stale.append(old[0])
        written.append((draft.id, day, key, words, tags, made))
    stale += [sign[0] for ref, sign in known.items() if ref not in fresh and ref not in {w[0] for w in written}]
    _drop(connection, "statements", stale)
    numbers = _numbers(connection, "statements", [(day, story, ref) for ref, day, *_ in written])
    rows = []
    for number, (ref, _, key, _, _, made) in zip(numbers, written, strict=True):
        fresh[ref] = (number, key, made)
        rows.append({"id": number, "kind": "statements", "ref": ref, "story": story, "key": key})
    if rows:
        connection.execute(passages.insert(), rows)
    dialects.put_words(connection, "statements", [(n, w[3], w[4]) for n, w in zip(numbers, written, strict=True)])
    return fresh


def signs(connection: Connection, story: str) -> dict[str, Sign]:
    """What is indexed of a story's statements."""
    query = select(passages.c.ref, passages.c.id, passages.c.key).where(
        passages.c.story == story, passages.c.kind == "statements"
    )
    return {ref: (number, key, None) for ref, number, key in connection.execute(query)}


def drop_story(connection: Connection, story: str) -> None:
    """Take a story's statements out of the index."""
    _drop(connection, "statements", [sign[0] for sign in signs(connection, story).values()])


def _drop(connection: Connection, kind: SearchKind, numbers: Sequence[int]) -> None:
    dialects.drop_words(connection, kind, numbers)
    for at in range(0, len(numbers), 500):
        connection.execute(delete(passages).where(passages.c.id.in_(list(numbers[at : at + 500]))))


def _numbers(connection: Connection, kind: SearchKind, wanted: Sequence[tuple[str | None, str, str]]) -> list[int]:
    """Free numbers for passages. Two of one day may have one digest; the later takes the next number."""
    out = [number_of(day, kind, story, ref) for day, story, ref in wanted]
    taken: set[int] = set()
    for at in range(0, len(out), 500):
        taken.update(connection.execute(select(passages.c.id).where(passages.c.id.in_(out[at : at + 500]))).scalars())
    for n, number in enumerate(out):
        while number in taken or (number != out[n] and _stands(connection, number)):
            number += 1
        taken.add(number)
        out[n] = number
    return out


def _stands(connection: Connection, number: int) -> bool:
    return connection.execute(select(passages.c.id).where(passages.c.id == number)).first() is not None


class _Whereabouts:
    """The places that a story's reports name, by where they stand."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._at: dict[str, list[tuple[int, int, Place]]] = defaultdict(list)
        for place in places:
            for span in place.spans:
                self._at[span.report].append((span.start, span.end, place))
        for found in self._at.values():
            found.sort(key=lambda x: x[:2])

    def within(self, report: str, start: int, end: int) -> Iterator[Place]:
        """The places named between two offsets."""
        found = self._at.get(report, [])
        for at in range(bisect_left(found, start, key=lambda x: x[0]), len(found)):
            if found[at][0] >= end:
                return
            yield found[at][2]


def _made_from(draft: Draft, faceting: Faceting, where: _Whereabouts) -> tuple[Any, ...]:
    """All that a statement's passage is made from."""
    statement: Statement = draft.record
    actor = faceting.actors.get(statement.speaker or "")
    report = faceting.reports.get(statement.span.report)
    span = statement.span
    places = tuple(dict.fromkeys((p.name, p.country) for p in where.within(span.report, span.start, span.end)))
    name = actor.name if actor is not None else statement.speaker_span.text if statement.speaker_span is not None else None
    claim = faceting.claims.get(statement.claim or "")
    disputed = claim is not None and claim.disputed
    return (
        words_of(statement),
        draft.facets,
        name,
        report.outlet if report is not None else None,
        statement.place,
        places,
        disputed,
    )


def _tags(draft: Draft, made: tuple[Any, ...]) -> list[str]:
    _, facets, name, outlet, said_at, places, disputed = made
    tags = ["all", *name_tags("n", name), *name_tags("o", outlet), *name_tags("p", said_at)]
    if facets.who:
        tags.append(id_tag(facets.who))
    if facets.status:
        tags.append(f"s{facets.status}")
    if disputed:
        tags.append("sdisputed")
    for place, country in places:
        tags += name_tags("p", place)
        if country:
            tags.append(f"c{country.lower()}")
    return sorted(set(tags))


def _place_tags(place: Place) -> list[str]:
    return [*name_tags("p", place.name), *([f"c{place.country.lower()}"] if place.country else [])]
