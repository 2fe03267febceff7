"""What is known of names and nouns before a report is read: countries, seats of power, agencies, outlets, bodies, roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tocsin import knowledge
from tocsin.model import ActorKind
from tocsin.reading.actors.phrasebook import Phrasebook, words

ProperKind = Literal["country", "capital", "demonym", "metonym", "agency", "outlet", "body"]
NounKind = Literal["title", "rank", "person", "office", "mission", "organisation", "armed_group", "agency", "outlet", "document"]


@dataclass(frozen=True, slots=True)
class Proper:
    """A listed proper name. `name` is the usual one of whom it means, `meaning` who that is in plain words where the name is a
    metonym; `actor_kind` what kind of actor it is. An `unsure` form counts only beside words that say what it is."""

    kind: ProperKind
    name: str
    country: str | None
    actor_kind: ActorKind
    meaning: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Noun:
    """A listed noun that can head a description. `term` is its singular in lower case, `sort` the kind of role or source,
    `source` whether people without a name are called so."""

    kind: NounKind
    term: str
    plural: bool = False
    gender: str | None = None
    sort: str = ""
    source: bool = False


AGENT_ENDINGS = ("er", "or", "ist", "man", "woman", "ian", "ee", "eer")  # a noun ending so, and speaking, is a person
BODY_KINDS: dict[str, ActorKind] = {"armed_group": "armed_group", "government": "office"}


@cache
def propers() -> Phrasebook[Proper]:
    """All listed proper names; where two lists share a phrase, the first named here keeps it."""
    return Phrasebook(_propers())


@cache
def nouns() -> Phrasebook[Noun]:
    """All listed nouns of roles, unnamed sources, bodies, groups and documents."""
    return Phrasebook(_nouns())


@cache
def country_name(code: str) -> str:
    """The usual name of a country by its alpha-3 code, or the code itself."""
    return next((row["name"] for row in knowledge.table("countries.tsv") if row["alpha3"] == code), code)


@cache
def demonym(code: str) -> str | None:
    """The adjective of a country by its alpha-3 code."""
    rows = knowledge.table("countries.tsv")
    return next((row.many("demonyms")[0] for row in rows if row["alpha3"] == code and row["demonyms"]), None)


@cache
def particles() -> frozenset[str]:
    """Small words inside family names."""
    return frozenset(row["word"] for row in knowledge.table("en/name_parts.tsv") if row["part"] == "particle")


@cache
def suffixes() -> frozenset[str]:
    """What may follow a name."""
    return frozenset(row["word"] for row in knowledge.table("en/name_parts.tsv") if row["part"] == "suffix")


@cache
def body_words() -> dict[str, ActorKind]:
    """Words at the end of the names of organisations and outlets, such as `Front` and `Herald`."""
    kinds: dict[str, ActorKind] = {"body": "organisation", "outlet": "outlet"}
    return {row["word"]: kinds[row["part"]] for row in knowledge.table("en/name_parts.tsv") if row["part"] in kinds}


@cache
def media_words() -> frozenset[str]:
    """Words in a capitalised name that make it a medium, lower case."""
    return frozenset(row["word"] for row in knowledge.table("en/media_words.tsv"))


@cache
def things() -> frozenset[str]:
    """Nouns that end like the name of a trade and mean no person."""
    return frozenset(row["term"] for row in knowledge.table("en/actor_nouns.tsv") if row["kind"] == "thing")


@cache
def _speaking_nouns() -> frozenset[str]:
    found = (r for name in ("roles", "sources_unnamed") for r in knowledge.table(f"en/{name}.tsv"))
    nouns = {r["term"] for r in found} | {r["term"] for r in knowledge.table("en/actor_nouns.tsv") if r["kind"] != "thing"}
    return frozenset(n.lower().split()[-1] for n in nouns)


def speaks(noun: str) -> bool:
    """Whether a noun (lower case, singular) is somebody or something that can speak: a person, a body, a document."""
    return noun in _speaking_nouns() or (noun.endswith(AGENT_ENDINGS) and noun not in things())


@cache
def _telling_nouns() -> frozenset[str]:
    rows = [r for r in knowledge.table("en/actor_nouns.tsv") if r["kind"] in ("document", "office", "organisation", "agency")]
    documents = [r for r in knowledge.table("en/sources_unnamed.tsv") if r["kind"] == "document"]
    return frozenset(r["term"].lower().split()[-1] for r in (*rows, *documents))


def tells(noun: str) -> bool:
    """Whether a noun is a document or a body, which give figures ("the bulletin lists 47 cases")."""
    return noun in _telling_nouns()


@cache
def shared_names() -> dict[str, tuple[str, ...]]:
    """Names that fit several countries, the usual one first."""
    return {row["name"]: row.many("countries") for row in knowledge.table("en/shared_names.tsv")}


@cache
def saying_verbs() -> frozenset[str]:
    """Verbs of plain saying, which documents and signs can do, too."""
    return frozenset(row["lemma"] for row in knowledge.table("en/cue_verbs.tsv") if row["kind"] == "say")


@cache
def speaking_verbs() -> frozenset[str]:
    """Verbs whose subject is one who speaks: people and institutions, never things."""
    kinds = ("say", "ask", "order", "deny", "threaten", "offer", "promise", "talk")
    frames = {"clause", "np", "whom"}
    rows = knowledge.table("en/cue_verbs.tsv")
    return frozenset(row["lemma"] for row in rows if row["kind"] in kinds and frames & set(row.many("frames")))


@cache
def known_bodies() -> dict[tuple[str, str], Proper]:
    """Listed bodies by country and the rest of their name: (`RUS`, `foreign ministry`)."""
    people: dict[str, str] = {}
    for row in knowledge.table("countries.tsv"):
        for phrase in (row["name"], *row.many("aliases"), *row.many("demonyms")):
            people[" ".join(words(phrase))] = row["alpha3"]
    found: dict[tuple[str, str], Proper] = {}
    for phrase, proper in _propers():
        if proper.kind not in ("metonym", "body") or proper.country is None:
            continue
        parts = words(phrase)
        for cut in (1, 2):
            rest = parts[cut:]
            if rest and people.get(" ".join(parts[:cut])) == proper.country:
                found.setdefault((proper.country, " ".join(rest)), proper)
    return found


def _propers() -> Iterator[tuple[str, Proper]]:
    for row in knowledge.table("en/metonyms.tsv"):
        name = _without_bracket(row["name"])
        metonym = Proper("metonym", name, row["country"] or None, "office", row["actor"])
        for phrase in (*(() if name != row["name"] else (name,)), *row.many("aliases")):
            yield phrase, metonym
    for row in knowledge.table("en/agencies.tsv"):
        yield from _forms(row, "agency", "agency")
    for row in knowledge.table("en/bodies.tsv"):
        yield from _forms(row, "body", BODY_KINDS.get(row["kind"], "organisation"))
    for row in knowledge.table("en/outlets.tsv"):
        yield from _forms(row, "outlet", "outlet")
    rows = knowledge.table("countries.tsv")
    for row in rows:
        country = Proper("country", row["name"], row["alpha3"], "government")
        for phrase in (row["name"], row["official"], *row.many("aliases")):
            yield phrase, country
    for row in rows:
        for phrase in row.many("demonyms"):
            yield phrase, Proper("demonym", row["name"], row["alpha3"], "group")
    for row in rows:
        for phrase in (row["capital"], *row.many("capital_aliases")):
            yield phrase, Proper("capital", row["name"], row["alpha3"], "government")


def _forms(row: knowledge.Row, kind: ProperKind, actor_kind: ActorKind) -> Iterator[tuple[str, Proper]]:
    """The names of one agency, body or outlet; of its ambiguous ones only those in capitals, marked unsure."""
    unsure = row.many("ambiguous_aliases")
    sure = Proper(kind, _without_bracket(row["name"]), row["country"] or None, actor_kind)
    for phrase in (row["name"], *row.many("aliases")):
        if phrase not in unsure and "(" not in phrase:
            yield phrase, sure
    for phrase in unsure:
        if phrase.isupper() if kind == "agency" else (kind == "outlet" and phrase[:1].isupper() and "(" not in phrase):
            own = kind == "agency" or phrase == row["name"]  # of "The Post" nobody can tell which
            yield phrase, Proper(kind, sure.name if own else phrase, sure.country if own else None, actor_kind, unsure=True)


def _without_bracket(name: str) -> str:
    return name.split(" (")[0]


def _nouns() -> Iterator[tuple[str, Noun]]:
    for row in knowledge.table("en/name_parts.tsv"):
        if row["part"] == "title":
            yield row["word"], Noun("title", row["word"].lower(), gender=row["gender"] or None)
    sources = {row["term"] for row in knowledge.table("en/sources_unnamed.tsv")}
    for row in knowledge.table("en/roles.tsv"):
        term, sort = row["term"], row["kind"]
        for phrase in (term, *row.many("abbreviations")):
            yield phrase, Noun("person", term, gender=_gender(term), sort=sort, source=term in sources)
        for phrase in row.many("plural"):
            yield phrase, Noun("person", term, plural=True, sort=sort, source=term in sources)
    for row in knowledge.table("en/sources_unnamed.tsv"):
        term, sort = row["term"], row["kind"]
        kind: NounKind = "document" if sort == "document" else "person"
        if row["plural"] != term:
            yield term, Noun(kind, term, gender=_gender(term), sort=sort, source=True)
        for phrase in row.many("plural"):
            yield phrase, Noun(kind, term, plural=True, sort=sort, source=True)
    for row in knowledge.table("en/actor_nouns.tsv"):
        if row["kind"] == "thing":
            continue
        kind = "person" if row["kind"] == "group" else row["kind"]  # type: ignore[assignment]
        yield row["term"], Noun(kind, row["term"], sort="citizen" if kind == "person" else "")
        for phrase in row.many("plural"):
            yield phrase, Noun(kind, row["term"], plural=True, sort="citizen" if kind == "person" else "")
    for row in knowledge.table("en/name_parts.tsv"):
        if row["part"] == "rank":
            yield row["word"], Noun("rank", row["word"].lower(), gender=row["gender"] or None, sort="military")
        elif row["part"] == "office":
            yield row["word"], Noun("person", row["word"].lower(), gender=row["gender"] or None, sort="official")


def _gender(term: str) -> str | None:
    """What a role word says of its holder: spokeswoman f, chairman m."""
    if term.endswith("woman"):
        return "f"
    return "m" if term.endswith("man") else _gendered().get(term.split()[-1] if term else "")


@cache
def _gendered() -> dict[str, str]:
    return {row["term"]: row["gender"] for row in knowledge.table("en/gendered_nouns.tsv")}
