"""From the ids that a line cites to the words under them, without building a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.model import Claim, Conflict
from tocsin.web.views import to_claim, to_record

if TYPE_CHECKING:
    from tocsin.desk.store import Store


@dataclass(frozen=True, slots=True)
class Words:
    """Where the words of a record stand."""

    href: str
    label: str


def words_under(store: Store, idents: Iterable[str]) -> dict[str, Words]:
    """The words under each id that has any. A claim leads to its chain, a conflict to its first side."""
    records = {row.id: row.record for row in store.lookup(list(dict.fromkeys(idents)))}
    sides = {i: r.a for i, r in records.items() if isinstance(r, Conflict)}
    known = {row.id: row.record for row in store.lookup(list(dict.fromkeys(sides.values())))} if sides else {}
    records |= {i: known[side] for i, side in sides.items() if side in known}
    reports = store.rows({s.report for r in records.values() if (s := getattr(r, "span", None)) is not None})
    out = {}
    for ident, record in records.items():
        if isinstance(record, Claim):
            out[ident] = Words(to_claim(record.id), "on whose word")
        elif href := to_record(record):
            row = reports.get(record.span.report) if hasattr(record, "span") else None
            out[ident] = Words(href, (row.outlet if row else None) or "words")
    return out
