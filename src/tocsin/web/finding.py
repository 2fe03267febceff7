"""From the ids that a line cites to the words under them, without building a picture."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.model import Claim, Conflict
from tocsin.web.views import to_claim, to_record, to_report

if TYPE_CHECKING:
    from tocsin.desk.store import Kind, Store

# How the ids of records begin (`tocsin.ids`): a letter or three, then ten hexadecimal digits.
_BEGINNING = re.compile(r"([a-z]{1,3})[0-9a-f]{10}")
_KINDS: dict[str, Kind] = {
    "s": "statements",
    "c": "claims",
    "con": "conflicts",
    "f": "figures",
    "w": "windows",
    "d": "advisories",
    "e": "events",
    "t": "times",
}


@dataclass(frozen=True, slots=True)
class Words:
    """Where the words of a record stand."""

    href: str
    label: str


def words_under(store: Store, idents: Iterable[str]) -> dict[str, Words]:
    """The words under each id that has any. A claim leads to its chain."""
    wanted: dict[Kind, dict[str, None]] = defaultdict(dict)
    for ident in idents:
        found = _BEGINNING.fullmatch(ident)
        if found and found[1] in _KINDS:
            wanted[_KINDS[found[1]]][ident] = None
    records = {
        row.id: row.record
        for kind, held in wanted.items()
        for row in store.records(kind, ids=list(held), limit=max(1, len(held))).rows
    }
    reports = store.rows({s.report for r in records.values() if (s := getattr(r, "span", None)) is not None})
    out = {}
    for ident, record in records.items():
        if isinstance(record, Claim):
            out[ident] = Words(to_claim(ident), "on whose word")
        elif isinstance(record, Conflict):
            if record.spans:
                out[ident] = Words(to_report(record.spans[0].report), "words")
        elif href := to_record(record):
            row = reports.get(record.span.report)
            out[ident] = Words(href, (row.outlet if row else None) or "words")
    return out
