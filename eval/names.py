"""When two names mean one actor, for scoring: words without case, diacritics, possessives, titles."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from tocsin.knowledge import table

# What may stand before or behind a person's name and is no part of it.
TITLES = frozenset(
    "mr mrs ms dr sir dame lord lady gen general lt lieutenant col colonel maj major capt captain cdr commander adm admiral"
    " sgt president vice prime "
    "minister chancellor secretary senator sen rep representative ambassador spokesman spokeswoman spokesperson professor "
    "prof king queen prince princess "
    "sheikh governor gov mayor chief head deputy acting former foreign defence interior state national security adviser "
    "advisor us uk russian ukrainian "
    "american british french german chinese indian senior brigadier".split()
)
# A name with one of these words is a body, an office or an unnamed source, not a person.
BODIES = frozenset(
    "ministry government administration department dept office agency authority authorities police army navy force forces "
    "command council parliament "
    "congress senate committee commission party union association organisation organization embassy consulate mission "
    "bureau service services company "
    "corporation bank university institute hospital court news press media network group observatory movement militia "
    "regime junta cross crescent "
    "coalition campaign house pentagon kremlin official officials source sources witness witnesses resident residents "
    "spokesman spokeswoman "
    "spokesperson diplomat diplomats".split()
)
STOP = frozenset("the a an of for to in at on and s".split())
PRONOUNS = frozenset("he she they it who him her them i we us".split())
PARTICLES = frozenset("von der de van al bin el da di la le".split())
SAME = (
    ("united states", "us", "u s", "usa", "u s a", "united states of america", "america"),
    ("united kingdom", "uk", "u k", "britain", "great britain"),
    ("afp", "agence france presse"),
    ("associated press", "ap", "the associated press"),
    ("reuters", "thomson reuters"),
    ("tass", "itar tass"),
    ("xinhua", "xinhua news agency"),
    ("kyodo", "kyodo news"),
    ("anadolu", "anadolu agency", "aa"),
    ("pti", "press trust of india"),
    ("dpa", "deutsche presse agentur"),
    ("new york times", "nyt"),
    ("united nations", "un", "u n"),
    ("european union", "eu"),
    ("united arab emirates", "uae"),
)
SPEAKS_FOR = re.compile(r"\b(?:spokes\w+|aides?|lawyers?|office|advis[eo]rs?|envoy) (?:for|of|to)\b")
_ALIAS = {name: group[0] for group in SAME for name in group}


@cache
def plain(name: str | None) -> str:
    """Folded words: no brackets, diacritics, possessive or punctuation; one spelling of defence and organisation."""
    folded = re.sub(r"\([^)]*\)", " ", name or "")
    folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c)).casefold()
    folded = re.sub(r"['’]s\b|['’](?=\s|$)", " ", folded)
    folded = re.sub(r"[^0-9a-z\u0400-\u04ff\u0600-\u06ff\u4e00-\u9fff]+", " ", folded)
    folded = re.sub(r"\bdefense\b", "defence", re.sub(r"\borganization\b", "organisation", folded)).strip().removeprefix("the ")
    return _ALIAS.get(folded, folded)


def words(name: str | None) -> frozenset[str]:
    """The words that count."""
    return frozenset(w for w in plain(name).split() if w not in STOP)


@cache
def country(name: str | None) -> str | None:
    """ISO alpha-3 of a country's name or code."""
    return _countries().get(plain(name)) if name else None


@cache
def _countries() -> dict[str, str]:
    out: dict[str, str] = {}
    for row in table("countries.tsv"):
        for name in (row["alpha3"], row["name"], row["official"], *row.many("aliases")):
            out.setdefault(plain(name), row["alpha3"])
    return out


def is_person(name: str) -> bool:
    """Capitalised words, none of which belongs to a body."""
    parts = re.sub(r"\([^)]*\)", " ", name).split()
    folded = plain(name).split()
    proper = all(p[:1].isupper() or p in PARTICLES for p in parts)
    return bool(folded) and not set(folded) & BODIES and "(" not in name and proper and country(name) is None


def same(gold: str, aliases: list[str], found: list[str | None], *, unnamed: bool = False) -> bool:
    """Whether any found name means the gold actor.

    Equal words, or the gold's initials; for a person the surname suffices, for an unnamed source part of the words.
    Any one country of a joint speaker will do.
    """
    golds = [g for g in (gold, *aliases) if g and plain(g) not in PRONOUNS]
    golds += [b for g in golds for b in re.findall(r"\(([^)]*)\)", g) if not re.search(r"named|all from", b)]
    joint = re.split(r",\s*|\s+and\s+", gold)
    if len(joint) > 1 and all(country(re.sub(r"^the ", "", j)) for j in joint):
        golds += joint
    names = [n for n in found if n]
    names += [p for n in names for p in re.split(r",|\s+(?:who|which|that)\s+", n) if p.strip() and p != n]
    return any(_one(gold, golds, n, unnamed) for n in names if plain(n) not in PRONOUNS)


def _one(gold: str, golds: list[str], name: str, unnamed: bool) -> bool:
    have = words(name)
    for g in golds:
        want = words(g)
        initials = "".join(w[0] for w in plain(g).split() if w not in STOP)
        if have and (have == want or (len(want) >= 3 and plain(name).replace(" ", "") == initials)):
            return True
        if unnamed and have and want and (_singular(have) <= _singular(want) or _singular(want) <= _singular(have)):
            return True
    return bool(gold) and is_person(gold) and _person(gold, name, have)


def _person(gold: str, name: str, have: frozenset[str]) -> bool:
    core, wanted, found = have - TITLES, plain(gold).split(), plain(name).split()
    if core and core <= words(gold) and found[-1] not in BODIES:
        return True
    for k in range(len(found) - len(wanted) + 1):
        # "White House adviser Ann Berg" is Ann Berg; "spokesman for Ann Berg" and "Ann Berg administration" are not.
        after, before = set(found[k + len(wanted) : k + len(wanted) + 1]), " ".join(found[:k])
        if found[k : k + len(wanted)] == wanted and not after & BODIES and not SPEAKS_FOR.search(before):
            return True
    return False


def _singular(ws: frozenset[str]) -> frozenset[str]:
    return frozenset(w.removesuffix("s") for w in ws)
