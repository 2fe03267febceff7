"""What is known of names and nouns before a report is read: countries, seats of power, agencies, outlets, bodies, roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tocsin import knowledge
from tocsin.model import ActorKind
from tocsin.reading.actors.phrasebook import Phrasebook, fold, words

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
SLAVIC = re.compile(r"(?<=[a-z])(?:(sk|n|r|l|v|g)(?:yy|iy|yi|ii|yj|ij)|(sk)i)$")  # endings that English writes -y
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
def _spellings() -> dict[str, str]:
    return {s: row["name"] for row in knowledge.table("en/name_spellings.tsv") for s in row.many("spellings")}


@cache
def spelling(word: str) -> str:
    """One spelling for all that news uses of one name: a folded word of a name as `name_spellings.tsv` has it, and its Slavic
    ending as English writes it ("Zelenskyy", "Zelenskiy", "Zelenski")."""
    known = _spellings().get(word)
    if known is not None:
        return known
    ending = SLAVIC.search(word)
    return f"{word[: ending.start()]}{ending[1] or ending[2]}y" if ending is not None else word


@cache
def forms_of_address() -> frozenset[str]:
    """Titles, ranks and roles of one word, as they stand before a name: lower case, without full stops."""
    parts = [r["word"] for r in knowledge.table("en/name_parts.tsv") if r["part"] in ("title", "rank", "office")]
    roles = [f for r in knowledge.table("en/roles.tsv") for f in (r["term"], *r.many("abbreviations"))]
    return frozenset(w.lower().rstrip(".") for w in (*parts, *roles) if " " not in w)


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
def self_naming() -> re.Pattern[str]:
    """The words by which somebody only described is named after all, with the name behind them."""
    phrases = sorted((r["phrase"] for r in knowledge.table("en/self_naming.tsv")), key=lambda p: (-len(p), p))
    words = "|".join(re.escape(p).replace("THEIR", "(?:his|her|their)").replace(r"\ ", r"\s+") for p in phrases)
    return re.compile(rf"\b(?:{words})\s+([A-Z][\w'’-]+(?: (?:al-)?[A-Z][\w'’.-]*\w){{0,3}})")


@cache
def one_each() -> frozenset[str]:
    """Bodies of which a state has one, such as `army`."""
    return frozenset(r["term"] for r in knowledge.table("en/actor_nouns.tsv") if r["one"])


@cache
def lands() -> dict[str, bool]:
    """Words for a state by which a text means one named before ("the country", "both sides"), and whether each is a plural."""
    rows = [r for r in knowledge.table("en/actor_nouns.tsv") if r["kind"] == "land"]
    return {**{r["term"]: False for r in rows}, **{p: True for r in rows for p in r.many("plural")}}


@cache
def _speaking_nouns() -> frozenset[str]:
    found = (r for name in ("roles", "sources_unnamed") for r in knowledge.table(f"en/{name}.tsv"))
    nouns = {r["term"] for r in found} | {r["term"] for r in knowledge.table("en/actor_nouns.tsv") if r["kind"] != "thing"}
    return frozenset(n.lower().split()[-1] for n in nouns)


def speaks(noun: str) -> bool:
    """Whether a noun (lower case, singular) is somebody or something that can speak: a person, a body, a document."""
    return noun in _speaking_nouns() or (noun.endswith(AGENT_ENDINGS) and noun not in things())


@cache
def roles() -> frozenset[str]:
    """The nouns for what one person is ("minister", "spokeswoman")."""
    return frozenset(row["term"] for row in knowledge.table("en/roles.tsv"))


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
def elsewhere() -> dict[str, tuple[str | None, frozenset[str]]]:
    """Names of countries and capitals that are also those of other places ("Georgia", "Victoria"): the other country, if there
    is one, and the words that speak for it. They are no state's unless the text shows that the state is meant."""
    rows = [r for r in knowledge.table("en/other_meanings.tsv") if not r["speaks"]]
    return {r["name"]: (r["country"] or None, frozenset(fold(s) for s in r.many("signs"))) for r in rows}


@cache
def speaking_as(name: str) -> Proper | None:
    """Whom a capital means where it speaks, if that is not its country: the union that sits there."""
    means = next((r["speaks"] for r in knowledge.table("en/other_meanings.tsv") if r["name"] == name), "")
    return next((p for _, p in _propers() if p.name == means), None) if means else None


@cache
def doubtful() -> Phrasebook[tuple[Proper, ...]]:
    """Names that several bodies bear ("State House", "ADF"), with those bodies: only the text can tell which one is meant."""
    bearers: dict[str, list[Proper]] = {}
    for row in knowledge.table("en/metonyms.tsv"):
        name = _without_bracket(row["name"])
        if name != row["name"]:
            bearers.setdefault(name, []).append(Proper("metonym", name, row["country"] or None, "office", row["actor"]))
    for row in knowledge.table("en/bodies.tsv"):
        own = Proper("body", _without_bracket(row["name"]), row["country"] or None, BODY_KINDS.get(row["kind"], "organisation"))
        for phrase in row.many("ambiguous_aliases"):
            if phrase[:1].isupper() and "(" not in phrase:
                bearers.setdefault(phrase, []).append(own)
    return Phrasebook((phrase, tuple(some)) for phrase, some in bearers.items())


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
        if row["kind"] in ("thing", "land"):
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
