"""What a statement rejects, if it rejects anything: by its verb, by what it calls somebody's words, or by a plain "not".

A refusal is no denial: who turns down an offer, dismisses a minister or vows not to leave has answered nobody's claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tocsin import knowledge
from tocsin.linking import lines, similarity
from tocsin.linking.lines import Line
from tocsin.model import Statement


@dataclass(frozen=True, slots=True)
class Denial:
    """A statement that rejects something: its words, and the words around it that say what it rejects."""

    line: Line
    cue: bool  # the verb or the words say that it rejects
    forms: frozenset[str]  # of the sentence that rejects
    things: frozenset[str]  # of these, what is neither a name nor a number: what is said of whom
    order: tuple[str, ...]  # the content words of its whole sentence
    context: frozenset[str]  # of the rest of its sentence, where that names the warnings or reports it answers
    points: bool
    only_points: bool
    pronoun: bool  # it points with "that" or "this": at what stands right before it
    plans: bool  # it denies a plan: what others foresee
    told: bool  # it denies a report: what others tell
    account: bool  # it denies what a voice told from the beginning on, not its last words
    of_negative: bool  # "dismissed the idea that nothing had happened": what is rejected says no itself


def denial_of(line: Line) -> Denial | None:
    """See a statement as a denial, if it can be one."""
    statement = line.statement
    content = lines.main_clause(lines.text_of(statement))
    by_cue = line.denial
    scorned = None if by_cue else _scorned().search(content)
    negative = line.negative and statement.polarity == "asserts" and not _added(content)
    if by_cue and not lines.rejects(statement):
        if _RESOLVE.search(content):
            return None  # "insists it will not leave": a resolve, which answers no claim
        if statement.cue is not None and lines.plain_words(statement.cue.text) & back("noun"):
            return None  # "over charges that nothing was done": who charges that denies nothing
    if not (by_cue or scorned or negative) and content.count(" ") >= _SHORT:
        return None  # most statements
    if by_cue and (_turned_down(content) or statement.negated or _of_a_thing(statement, content) or _held_back(statement)):
        return None
    content_words = lines.plain_words(content)
    names = lines.chosen("en/dismissals.tsv", "where", "content")
    by_words = len(content_words) <= _SHORT and bool(content_words & names) and _points(content)
    if not (by_cue or by_words or scorned or negative) or (not by_cue and line.speaker is None):
        return None  # (without a verb of denying, somebody must be known who rejects)
    nouns = back("noun")
    rejected = content.split(" as ", 1)[0]  # "dismissed the report as a fairy tale": what follows is no part of the report
    clause = _CLAUSE.search(rejected) if by_cue else None
    if clause is not None and not lines.plain_words(rejected[: clause.start()]) & (nouns | back("opinion")):
        clause = None
    if clause is not None:
        rejected = rejected[clause.end() :]  # "the accusation by the rebels that it had opened the gates"
    head = _QUOTE.split(content, maxsplit=1)[0]
    if not scorned and len(head.split()) <= _CALLED and lines.plain_words(head) & nouns:  # "called that version “a tale”"
        rejected = head
    if scorned:  # "those who speak of war \"have seen too many films\""
        rejected = _QUOTE.split(content[scorned.end() :], maxsplit=1)[0]
    forms = frozenset(similarity.content(rejected)) - frozenset(map(similarity.stem, nouns))
    named = {w.form for w in similarity.words(rejected) if (w.name and (w.start or clause)) or w.form[0].isdigit()}
    telling = similarity.total(forms - frozenset(map(similarity.stem, names)))
    pronoun = len(content.split()) <= 2 and bool(content_words & back("pronoun")) and not content_words & nouns
    points = pronoun or by_words or bool(content_words & nouns)
    sentence = statement.sentence.text if statement.sentence else ""
    order = similarity.content(sentence) or similarity.content(lines.text_of(statement))
    outside = lines.plain_words(sentence) - lines.plain_words(lines.text_of(statement))
    return Denial(
        line=line,
        cue=bool(by_cue or by_words or scorned),
        forms=forms,
        things=forms - named - _everyday(),
        order=order,
        context=frozenset(order) - line.forms if outside & nouns else frozenset(),
        points=points,
        only_points=points and telling < (_TELLS if clause is None and not _of_something(rejected) else _SAYS),
        pronoun=pronoun or content_words <= names | back("pronoun") | {"is", "are", "was", "were"},
        plans=bool(content_words & back("plan")),
        told=bool(content_words & back("told")),
        account=bool(content_words & back("account")),
        of_negative=lines.rejects(statement) and not line.negative,
    )


def _of_something(rejected: str) -> bool:
    """Whether it is said of what the claims or reports are: "allegations of fraud"."""
    words = [similarity.plain(w) for w in rejected.split()]
    return any(a in back("noun") | back("opinion") and b == "of" for a, b in pairwise(words))


def _held_back(statement: Statement) -> bool:
    """Whether the verb of denying is itself denied: "does not deny", "refused to confirm or deny"."""
    if statement.cue is None or statement.sentence is None:
        return False
    verbs = lines.chosen("en/dismissals.tsv", "where", "cue")
    before = statement.sentence.text[: max(0, statement.cue.start - statement.sentence.start)]
    cue = [similarity.plain(w) for w in statement.cue.text.split()]
    at = next((n for n, w in enumerate(cue) if w in verbs), len(cue))
    turns = lines.chosen("en/dismissals.tsv", "where", "no denial")
    for word in reversed([*map(similarity.plain, before.split()), *cue[:at]]):
        if word in turns or (word.endswith("nt") and word[:-2] in _AUXILIARY):
            return at < len(cue)
        if word not in _BETWEEN and word not in _AUXILIARY and not word.endswith("ly"):
            return False
    return False


def _turned_down(content: str) -> bool:
    """Whether what is rejected was offered or asked for ("this invitation to talks"), which is no claim."""
    first = (similarity.plain(w.strip("\"“‘',.;")) for w in content.split()[:4])
    return bool(set(first) & lines.chosen("en/dismissals.tsv", "where", "offer"))


def _added(content: str) -> bool:
    """Whether the "not" of a content stands in a clause added to its first: "all are free, but their papers are not back"."""
    joint = _JOINT.search(content)
    return joint is not None and not lines.denies(content[: joint.start()])


def _of_a_thing(statement: Statement, content: str) -> bool:
    """Whether a person, a law or a candidate is dismissed or rejected, and no words of somebody: "rejected the new cabinet"."""
    cue = statement.cue.text if statement.cue else ""
    if not lines.plain_words(cue) & lines.chosen("en/dismissals.tsv", "where", "cue of words"):
        return False
    words = [similarity.plain(w.strip("\"“”‘’',.;:")) for w in content.split(" as ", 1)[0].split()]
    telling = back("noun") | back("opinion") | lines.chosen("en/dismissals.tsv", "where", "content")
    return words[:1] not in (["that"], ["this"]) and not set(words) & telling


@cache
def _everyday() -> frozenset[str]:
    """Words of time and number, which two sentences share by chance."""
    tables = (("en/number_words.tsv", "word"), ("en/time_words.tsv", "phrase"))
    rows = ((row[column], row["kind"]) for name, column in tables for row in knowledge.table(name))
    return frozenset(similarity.stem(w) for w, kind in rows if " " not in w and kind.removesuffix("_short") in _COUNTING)


_COUNTING = frozenset(("digit", "ten", "scale", "vague", "month", "weekday", "unit", "number", "ordinal", "daypart", "season"))


def back(kind: str) -> frozenset[str]:
    """The words of one kind with which a denial points back or says what it answers."""
    return lines.chosen("en/backward_words.tsv", "kind", kind)


_RESOLVE = re.compile(r"\b(?:wo|would|will|shall|should|must)(?:n['’]t| not| never)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\bthat\s+(?=\w)")
_BETWEEN = frozenset(("confirm", "admit", "or", "nor", "to", "either"))  # "neither confirmed nor", "declined to confirm or"
_AUXILIARY = frozenset(("do", "does", "did", "has", "have", "had", "would", "could", "is", "was"))
_JOINT = re.compile(r"\b(?:and|but|while|although)\b|;")
_QUOTE = re.compile("[\"“«]|(?<= )[‘']")


@cache
def _scorned() -> re.Pattern[str]:
    """How a speaker makes fun of those who say something, without a verb of denying."""
    verbs = "|".join(sorted(lines.chosen("en/dismissals.tsv", "where", "who")))
    return re.compile(rf"\b(?:those|people|anyone|anybody|whoever)(?: who)? (?:{verbs})\b", re.IGNORECASE)


def _points(content: str) -> bool:
    """Whether a content begins with a word that points back: "that is a lie", "the American account is false"."""
    first = [similarity.plain(w.strip("\"“‘'")) for w in content.split()[:4]]
    pronouns, nouns = (lines.chosen("en/backward_words.tsv", "kind", k) for k in ("pronoun", "noun"))
    return any(w in pronouns for w in first[:2]) or any(w in nouns for w in first)


_CALLED = 3  # words of what is called something: "that version"
_SHORT = 25  # words: in a long content "lies" or "fake" may stand for something else
_SAYS = 0.3  # where it names in a clause what it rejects, so little of it does nothing but point
_TELLS = 0.9  # weight of the words of a denial besides those that point: below it, it does nothing but point
