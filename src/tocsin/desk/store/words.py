"""Words for search: one way of cutting and folding for both databases, and what a person types as a query.

Every term is folded to lower case without accents, and an English plural to its singular. Chinese and Japanese, which put no
blanks between words, are cut into single signs. The databases get terms, never text; so they find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MOST = 20_000  # words of one report that are indexed; some databases cannot keep more
_LONGEST = 60  # letters of a term: what is longer is no word
_SIGN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+(?:['’][^\W\d_{_SIGN}]{{1,2}}(?![^\W_]))?")
_QUERY = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@lru_cache(maxsize=100_000)
def term(word: str) -> str:
    """A word as it is kept: folded, and in the singular."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if c.isalnum() or c in "'’")
    folded = re.sub(r"['’](?:s)?$|['’]", "", folded)[:_LONGEST]
    return _singular(folded)


def _singular(word: str) -> str:
    """The rule of Harman's S stemmer: -ies to -y, -es to -e, -s off; short words and -ss, -us, -is stay."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


def cut(text: str) -> Iterator[tuple[str, int, int]]:
    """The terms of a text, each with where it stands."""
    for match in _WORD.finditer(text):
        made = term(match.group())
        if made:
            yield made, match.start(), match.end()


def terms(text: str) -> list[str]:
    """The terms of a text in order, at most `MOST`."""
    return [made for word in _WORD.findall(text)[:MOST] if (made := term(word))]


@dataclass(frozen=True, slots=True)
class Part:
    """One demand of a query: terms one after the other; the last may be a beginning only; wanted or not."""

    terms: tuple[str, ...]
    is_beginning: bool = False
    is_wanted: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. `groups` must all be met, each by one of its parts; `tags` must all stand."""

    groups: tuple[tuple[Part, ...], ...] = ()
    without: tuple[Part, ...] = ()
    tags: tuple[str, ...] = ()
    is_nothing: bool = False  # something was typed, but no word in it: nothing is found

    @property
    def is_empty(self) -> bool:
        """Nothing asked: everything is found."""
        return not (self.groups or self.without or self.tags)

    def fts5(self) -> str:
        """The query as FTS5 reads it. Terms hold letters and digits only, so nothing can break out of the quotes."""

        def said(part: Part) -> str:
            return f'words : "{" ".join(part.terms)}"{" *" if part.is_beginning else ""}'

        wanted = [f"({' OR '.join(said(p) for p in group)})" for group in self.groups]
        wanted += [f'tags : "{tag}"' for tag in self.tags]
        if not wanted:
            wanted = ["tags : all"]
        query = " AND ".join(wanted)
        for part in self.without:
            query = f"({query}) NOT {said(part)}"
        return query

    def tsquery(self) -> str:
        """The query as PostgreSQL reads it."""

        def said(part: Part) -> str:
            *first, last = part.terms
            return " <-> ".join([*(f"'{t}'" for t in first), f"'{last}'{':*' if part.is_beginning else ''}"])

        wanted = [f"({' | '.join(f'({said(p)})' for p in group)})" for group in self.groups]
        wanted += [f"'={tag}'" for tag in self.tags]
        wanted += [f"!({said(p)})" for p in self.without]
        return " & ".join(wanted)

    def marks(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the query's words stand in a text."""
        whole = {t for group in self.groups for p in group for t in (p.terms[:-1] if p.is_beginning else p.terms)}
        begun = tuple(p.terms[-1] for group in self.groups for p in group if p.is_beginning)
        for made, start, end in cut(text):
            if made in whole or (begun and made.startswith(begun)):
                yield start, end


def parse(typed: str, tags: Sequence[str] = ()) -> Query:
    """A query as typed: words are all wanted, "words in quotes" stand together, OR between two, -word not, begin* begins.

    Whatever is typed is a query: what is no word is passed over.
    """
    groups: list[list[Part]] = []
    without: list[Part] = []
    is_other = False
    for match in _QUERY.finditer(typed):
        word = match["word"]
        if word == "OR" and groups:
            is_other = True
            continue
        found = tuple(terms(match["phrase"] if word is None else word))[:32]
        if not found:
            continue
        part = Part(found, is_beginning=word is not None and word.endswith("*"))
        if match["minus"]:
            without.append(part)
        elif is_other:
            groups[-1].append(part)
        else:
            groups.append([part])
        is_other = False
    nothing = bool(typed.strip()) and not groups and not without
    return Query(tuple(tuple(g) for g in groups[:32]), tuple(without[:32]), tuple(tags), nothing)
