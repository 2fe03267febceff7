"""The brief as text for a terminal: each line with the exact words it rests on beneath it."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator

from tocsin.model import BriefLine, Picture
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup

TITLES = {
    "what changed": "WHAT CHANGED",
    "windows": "WHEN IT COULD HAPPEN",
    "advisories": "WHAT PEOPLE ARE TOLD TO DO",
    "confirmed": "CONFIRMED OR ECHOED",
    "disputed": "DENIED OR IN CONFLICT",
    "figures": "HOW MANY",
    "statements": "ONE REPORT ALONE SAYS",
    "gaps": "WHAT IS NOT KNOWN",
}
MOST_WORDS = 2  # spans shown under a line; the page and the JSON hold all of them


def render(picture: Picture, *, width: int | None = None) -> str:
    """The brief, story by story and section by section."""
    width = min(width or shutil.get_terminal_size((110, 24)).columns, 130)
    look = Lookup(picture)
    return "\n".join(_lines(picture, look, width)) + "\n"


def _lines(picture: Picture, look: Lookup, width: int) -> Iterator[str]:
    yield from _section("what changed", [line for line in picture.brief if line.story is None and line.section == "what changed"], look, width)
    for story in picture.stories:
        dates = f"{phrasing.day(story.first)} to {phrasing.day(story.last)}" if story.first else "undated"
        inside = [look.report(r) for r in story.reports]
        families = len({r.family or r.id for r in inside})
        yield from textwrap.wrap(story.title, width)
        yield f"{phrasing.many(len(inside), 'report')} ({phrasing.many(families, 'independent text')}), {dates} · as of {phrasing.day(picture.as_of)}"
        yield ""
        for section in TITLES:
            yield from _section(section, [line for line in picture.brief if line.story == story.id and line.section == section], look, width)
        yield "REPORTS"
        for report in sorted(inside, key=lambda r: (r.published or "9", r.key)):
            basis = f" ({report.published_basis})" if report.published_basis not in (None, "metadata") else ""
            yield f"  {report.key}: {report.outlet or 'outlet not stated'}, {phrasing.day(report.published)}{basis}" + (
                f", {report.agency} text" if report.agency else ""
            ) + (f", copy of {look.report(report.copy_of).key}" if report.copy_of else "")
        yield ""
    for report in picture.reports:
        if report.language not in (None, "en"):
            yield f"  {report.key}: in `{report.language}`, not read"


def _section(name: str, lines: list[BriefLine], look: Lookup, width: int) -> Iterator[str]:
    if not lines:
        return
    yield TITLES[name]
    for line in lines:
        yield from textwrap.wrap(line.text, width, initial_indent="  ", subsequent_indent="    ")
        spans = list(dict.fromkeys(s for i in line.ids for s in look.spans(i)))
        for span in spans[:MOST_WORDS]:
            words = " ".join(span.text.split())
            yield from textwrap.wrap(f"“{textwrap.shorten(words, 240, placeholder=' …')}” {look.source(span)}", width, initial_indent="      ", subsequent_indent="      ")
        if len(spans) > MOST_WORDS:
            yield f"      and {phrasing.many(len(spans) - MOST_WORDS, 'more passage')}"
    yield ""
