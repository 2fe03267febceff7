"""The cue lexicon: which words report what somebody says, and in which constructions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin import knowledge

if TYPE_CHECKING:
    from spacy.tokens import Token

BELIEF = frozenset({"believe", "stance"})  # an attitude ascribed, no words reported
REPORTED = frozenset({"say", "write", "carry", "deny", "order", "threaten"})  # kinds that count even inside another's words
AGAIN = frozenset({"ask", "promise", "discuss"})
TELLING = frozenset({"say", "write", "carry", "evidence", "promise", "phrase"})  # kinds that assert what follows


class Verb(NamedTuple):
    """A cue verb: its kind, the frames in which it reports, and what it does with its content."""

    kind: str
    frames: frozenset[str]
    polarity: str


class Noun(NamedTuple):
    """A cue noun ("claim", "warning"): how its content hangs on it, and whether it may be a document that speaks."""

    kind: str
    frames: frozenset[str]
    polarity: str


class Phrase(NamedTuple):
    """A phrase that names a source ("according to"): its words, and where source and content stand."""

    words: tuple[str, ...]
    kind: str


@cache
def verbs() -> dict[str, Verb]:
    """The cue verbs by lemma; a particle belongs to it ("rule out")."""
    return {r["lemma"]: Verb(r["kind"], frozenset(r.many("frames")), r["polarity"]) for r in knowledge.table("en/cue_verbs.tsv")}


@cache
def nouns() -> dict[str, Noun]:
    """The cue nouns by lemma."""
    return {r["lemma"]: Noun(r["kind"], frozenset(r.many("frames")), r["polarity"]) for r in knowledge.table("en/cue_nouns.tsv")}


@cache
def phrases() -> dict[str, tuple[Phrase, ...]]:
    """The cue phrases by their first word."""
    out: dict[str, list[Phrase]] = {}
    for row in knowledge.table("en/cue_phrases.tsv"):
        words = tuple(row["phrase"].split())
        if row["kind"] == "reckoning":
            out.setdefault(words[0], [])
            continue
        out.setdefault(words[0], []).append(Phrase(words, row["kind"]))
    return {k: tuple(sorted(v, key=lambda p: -len(p.words))) for k, v in out.items()}


@cache
def reckonings() -> dict[str, frozenset[str]]:
    """By preposition the nouns in "by the ministry's count"."""
    out: dict[str, set[str]] = {}
    for row in knowledge.table("en/cue_phrases.tsv"):
        if row["kind"] == "reckoning":
            preposition, noun = row["phrase"].split()
            out.setdefault(preposition, set()).add(noun)
    return {k: frozenset(v) for k, v in out.items()}


@cache
def channel_nouns() -> frozenset[str]:
    """The nouns that name a channel ("statement", "memo")."""
    return frozenset(r["phrase"].split()[-1].lower() for r in knowledge.table("en/channels.tsv") if r["pattern_kind"] == "noun")


@cache
def _objects() -> dict[str, str]:
    return {r["lemma"]: r["object"] for r in knowledge.table("en/cue_objects.tsv") if " " not in r["object"]}


def listens(lemma: str) -> bool:
    """Whether the object of a cue verb is whom the speaker tells, or an order's verb, whose object is told as well."""
    known = verbs().get(lemma)
    return _objects().get(lemma) == "listener" or (known is not None and known.kind == "order")


def addresses(lemma: str) -> bool:
    """Whether the object of a cue verb is whom the speaker tells ("told reporters")."""
    return _objects().get(lemma) == "listener"


@cache
def told_with(lemma: str) -> tuple[str, ...]:
    """The prepositions before whom a verb tells to do something ("call on", "appeal to")."""
    rows = (r for r in knowledge.table("en/cue_objects.tsv") if r["lemma"] == lemma)
    return tuple(r["object"].removeprefix("listener after ") for r in rows if r["object"].startswith("listener after "))


def quotes(lemma: str) -> bool:
    """Whether the object of a cue verb is whose words are carried ("quoted the minister as saying")."""
    return _objects().get(lemma) == "quoted"


@cache
def light() -> frozenset[str]:
    """The verbs that only lend their subject to a noun of saying ("issue a warning")."""
    return frozenset(r["lemma"] for r in knowledge.table("en/light_verbs.tsv"))


@cache
def naming() -> frozenset[str]:
    """The verbs behind which a name stands ("a group called …")."""
    return frozenset(r["word"] for r in knowledge.table("en/stance_words.tsv") if r["kind"] == "naming")


@cache
def terms() -> frozenset[str]:
    """The papers under which something is to happen ("under the accord")."""
    return frozenset(r["word"] for r in knowledge.table("en/stance_words.tsv") if r["kind"] == "terms")


@cache
def measures() -> frozenset[str]:
    """The nouns behind "according to" that are a measure and no source ("according to plan")."""
    return frozenset(r["word"] for r in knowledge.table("en/stance_words.tsv") if r["kind"] == "no source")


@cache
def glosses() -> frozenset[str]:
    """The nouns with which a report glosses what it has told ("…, a reference to the raid")."""
    return frozenset(r["word"] for r in knowledge.table("en/stance_words.tsv") if r["kind"] == "gloss")


@cache
def swayed() -> frozenset[str]:
    """The verbs whose passive subject holds the belief ("is convinced that")."""
    return frozenset(r["word"] for r in knowledge.table("en/stance_words.tsv") if r["kind"] == "swayed")


@cache
def closing() -> tuple[str, ...]:
    """The phrases behind somebody's last words ("with those words the colonel left")."""
    return tuple(r["word"] for r in knowledge.table("en/stance_words.tsv") if r["kind"] == "closing")


@cache
def going() -> frozenset[str]:
    """The verbs of another meaning that report only a whole quotation right behind them ("she went, 'No way.'")."""
    return frozenset(r["word"] for r in knowledge.table("en/stance_words.tsv") if r["kind"] == "going")


@cache
def implicative() -> frozenset[str]:
    """The verbs after which an infinitive has happened ("went on to say", "continued to deny")."""
    return frozenset(r["word"] for r in knowledge.table("en/stance_words.tsv") if r["kind"] == "implicative")


def verb_of(token: Token) -> tuple[str, Verb] | None:
    """The lexicon's entry of a verb in the text, with its particle where it has one."""
    lexicon = verbs()
    lemma = token.lemma_.lower()
    particle = next((c.lower_ for c in token.rights if c.dep_ == "prt" and c.i <= token.i + 3), None)
    if particle is not None and (entry := lexicon.get(f"{lemma} {particle}")) is not None:
        return f"{lemma} {particle}", entry
    entry = lexicon.get(lemma)
    if entry is None or (particle is not None and particle not in ("up", "out", "back")):
        return None
    return lemma, entry
