"""The words under a record as they leave the house: quoted exactly, with their report and offsets, and how well they stand.

Every export uses these two, so that an alert, a calendar entry and a table row say the same of the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.model import Advisory, Claim, Figure, Span, Statement, Window
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup

# Embeddings, overrides and isolates: they could turn round what stands after them on the same line.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HALVES = re.compile("[\ud800-\udfff]")  # of surrogate pairs: no file in UTF-8 can hold them
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
OWN_VOICE = "in the report's own words, not as a statement of somebody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Exact words and where they stand. `day` is the day of the report; `url` its address, never a path of this machine."""

    text: str
    report: str
    start: int
    end: int
    outlet: str
    day: str | None
    url: str | None

    @property
    def where(self) -> str:
        """`Sabah Courier, 2028-04-24, report r4366c3b284, characters 210-309`."""
        day = f", {self.day}" if self.day else ""
        return f"{line(self.outlet)}{day}, report {self.report}, characters {self.start}-{self.end}"

    def __str__(self) -> str:
        return f"“{self.text}” — {self.where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How well a record is founded: the roots of its claim and the Admiralty grade with its reasons."""

    claim: str
    status: str
    disputed: bool
    reports: int
    origins: tuple[str, ...]
    grade: str | None
    why: tuple[str, ...]

    @property
    def text(self) -> str:
        """`corroborated, disputed; 2 origins: the ministry; Ann Lee; grade B2`."""
        who = "; ".join(line(name) for name in self.origins)
        parts = [self.status + (", disputed" if self.disputed else ""), f"{phrasing.many(len(self.origins), 'origin')}: {who}"]
        return "; ".join([*parts, *([f"grade {self.grade}"] if self.grade else [])])


def quotes(look: Lookup, *ids: str | None) -> tuple[Quote, ...]:
    """The words under these records, each once, in the order of the ids."""
    return of_spans(look, (s for i in ids if i for s in look.spans(i)))


def of_spans(look: Lookup, spans: Iterable[Span]) -> tuple[Quote, ...]:
    """These words with the report they stand in."""
    return tuple(_quote(look, span) for span in dict.fromkeys(spans))


def _quote(look: Lookup, span: Span) -> Quote:
    report = look.report(span.report)
    return Quote(
        text=span.text, report=span.report, start=span.start, end=span.end, outlet=look.named(span.report),
        day=(report.published or "")[:10] or None, url=address(report.source),
    )  # fmt: skip


def address(source: str) -> str | None:
    """The source where it is an address that others can open."""
    return source if re.match(r"https?://[^\s\x00-\x1f]+$", source) else None


def standing(look: Lookup, record: Statement | Advisory | Window | Figure | Claim) -> Standing | None:
    """The claim that a record belongs to, with its origins and grade; None where the report speaks in its own voice."""
    claim = record if isinstance(record, Claim) else _claim(look, record)
    if claim is None:
        return None
    return Standing(
        claim=claim.id, status=claim.status, disputed=claim.disputed, reports=claim.reports,
        origins=tuple(o.by for o in claim.origin_list),
        grade=claim.grade.admiralty if claim.grade else None, why=claim.grade.why if claim.grade else (),
    )  # fmt: skip


def _claim(look: Lookup, record: Statement | Advisory | Window | Figure) -> Claim | None:
    said = record if isinstance(record, Statement) else look.records.get(record.statement or "")
    found = look.records.get(said.claim or "") if isinstance(said, Statement) else None
    return found if isinstance(found, Claim) else None


def inner(words: str) -> str:
    """Words to stand between double marks: their own double marks become single ones, in pairs, also where only half was cut."""
    out: list[str] = []
    depth = 0
    for c in words:
        if c in "“«" or (c == '"' and not depth):
            out.append("‘")
            depth += 1
        elif c in '”»"':
            if not depth:
                out.insert(0, "‘")
            depth = max(0, depth - 1)
            out.append("’")
        else:
            out.append(c)
    return "".join(out) + "’" * depth


def line(text: str) -> str:
    """Text of a report for display on one line: no control characters, nothing that turns round what follows it."""
    return " ".join(_TURNING.sub("", _CONTROL.sub(" ", text)).split())


def whole(text: str) -> str:
    """Text that can be written as UTF-8: half a surrogate pair becomes U+FFFD, so that every offset stays."""
    return _HALVES.sub("\ufffd", text)
