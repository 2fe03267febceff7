"""Which country a stretch of a report speaks of: listed names, capitals and demonyms, and the report's places."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from functools import cache, cached_property
from typing import NamedTuple

from tocsin import knowledge
from tocsin.model import Place
from tocsin.reading.actors.phrasebook import Phrasebook, Word, fold, words_of
from tocsin.reading.text import Text

_OF_WATER = re.compile(r"\b(?:gulf|sea|bay|straits?|channel) of (?:the )?$", re.IGNORECASE)


class Land(NamedTuple):
    """A mention of a country. `kind` is `name`, `capital`, `demonym` or `place` (somewhere inside it)."""

    start: int
    end: int
    code: str
    kind: str


@cache
def _book() -> Phrasebook[tuple[str, str]]:
    rows = knowledge.table("countries.tsv")
    entries = [(n, (r["alpha3"], "name")) for r in rows for n in (r["name"], r["official"], *r.many("aliases")) if n]
    entries += [(n, (r["alpha3"], "demonym")) for r in rows for n in r.many("demonyms")]
    entries += [(n, (r["alpha3"], "capital")) for r in rows for n in (r["capital"], *r.many("capital_aliases")) if n]
    return Phrasebook(entries)


@cache
def _codes() -> dict[str, str]:
    return {r["alpha2"]: r["alpha3"] for r in knowledge.table("countries.tsv") if r["alpha2"]}


class Lands:
    """The countries that a report mentions, asked by offsets."""

    def __init__(self, text: Text, places: tuple[Place, ...] = ()) -> None:
        self.text, self._places = text, places

    @cached_property
    def mentions(self) -> tuple[Land, ...]:
        """All mentions in the order of the text; a person's name ("Jordan", "Chad") is none."""
        doc, source = self.text.doc, self.text.report.text
        out = []
        starts = {s.start for s in self.text.report.segments}  # a caption's last name runs on into the story's first word
        for match in _book().find(source, self._words()):
            tokens = doc[match.start : match.end]
            people = match.value[1] == "demonym" and tokens.text.endswith("s")  # "Britons" is often taken for a person
            if any(t.ent_type_ == "PERSON" for t in tokens) and tokens.start_char not in starts and not people:
                continue
            out.append(Land(tokens.start_char, tokens.end_char, *match.value))
        out = [m for m in _shortened(source, out) if not _OF_WATER.search(source, max(0, m.start - 16), m.start)]
        taken = {m.start: m for m in out}
        for place in self._places:
            code = _codes().get(place.country or "", place.country)
            for s in place.spans if code else ():
                if s.report != self.text.report.id or any(m.start < s.start < m.end for m in taken.values()):
                    continue
                same = taken.get(s.start)
                if same is not None and same.kind == "demonym" and s.end > same.end:  # "British Columbia" is no British thing
                    out.remove(same)
                    same = None
                if same is None:
                    out.append(Land(s.start, s.end, code or "", "place"))
        return tuple(sorted(out))

    def _words(self) -> list[Word]:
        """The words of the report, cut where a caption is glued to the story ("PixBritain told")."""
        tokens = [t.idx for t in self.text.doc]
        source = self.text.report.text
        glued = {s.start_char for s in self.text.doc.sents if s.start_char and not source[s.start_char - 1].isspace()}
        out: list[Word] = []
        for word in words_of(self.text.report.text, tokens):
            cut = next((at for at in range(word.start + 1, word.end) if at in glued), None) if glued else None
            if cut is None:
                out.append(word)
            else:
                freed = word.text[cut - word.start :]
                out.append(Word(fold(freed), freed, cut, word.end, self.text.token_at(cut).i))
        return out

    @cached_property
    def _starts(self) -> list[int]:
        return [m.start for m in self.mentions]

    def within(self, start: int, end: int) -> list[Land]:
        """The mentions between two offsets."""
        return list(self.mentions[bisect.bisect_left(self._starts, start) : bisect.bisect_left(self._starts, end)])

    def focus(self, before: int, without: str | None) -> str | None:
        """The country a report is about as far as this offset (or at all, where it has named none yet), one country left out.

        Only countries named or entered count, for demonyms mostly tell who speaks; a tie gives none.
        """
        for end in (before, 1 << 60):
            counts = Counter(m.code for m in self.mentions if m.start < end and m.kind != "demonym" and m.code != without)
            ranked = counts.most_common(2)
            if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
                return ranked[0][0]
        return None


@cache
def _main_names() -> dict[str, str]:
    return {r["name"]: r["alpha3"] for r in knowledge.table("countries.tsv")}


def _shortened(source: str, mentions: list[Land]) -> list[Land]:
    """A short name that countries share ("Congo", "Guinea") means the one that the report names in full, if it is one."""
    full: dict[str, dict[str, None]] = {}
    for m in mentions:
        words = source[m.start : m.end].split()
        if m.kind == "name" and len(words) > 1:
            full.setdefault(words[-1], {})[m.code] = None
    out = []
    for m in mentions:
        word = source[m.start : m.end]
        if m.kind == "name" and word in full and word not in _main_names():
            codes = full[word]
            m = m._replace(code=next(iter(codes))) if len(codes) == 1 else m
        out.append(m)
    return out
