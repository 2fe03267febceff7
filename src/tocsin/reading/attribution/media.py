"""The agencies and outlets that a text mentions: by name, or by their kind ("state television", "a local newspaper")."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin import knowledge
from tocsin.model import CarrierKind, Span
from tocsin.reading.actors import Cast
from tocsin.reading.attribution import cues
from tocsin.reading.attribution.zones import words
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PARTICLES = frozenset("de del della di da do dos das du des la le les el al of the and & y e".split())
_GAPS = frozenset(("", " ", ' "', " “", " '", " ‘", " («", " (", "'s ", "’s "))
_APART = frozenset((", ", ", a ", ", an ", ", the "))
_LONGEST = 6  # tokens of a medium's name in no list


class Medium(NamedTuple):
    """A mention of an agency or outlet. `generic` where only its kind is told; `whole` takes in the words for its kind."""

    span: Span
    name: str
    kind: CarrierKind
    actor: str | None
    generic: bool = False
    whole: Span | None = None

    @property
    def around(self) -> Span:
        """The name with the words for its kind."""
        return self.whole or self.span


class _Kind(NamedTuple):
    words: tuple[str, ...]
    kind: CarrierKind
    needs: str


@cache
def _kinds() -> dict[str, tuple[_Kind, ...]]:
    """The nouns for media by their last word, the longest first."""
    out: dict[str, list[_Kind]] = {}
    for row in knowledge.table("en/media_nouns.tsv"):
        for phrase in (row["term"], *row.many("plural")):
            parts = tuple(phrase.lower().split())
            out.setdefault(parts[-1], []).append(_Kind(parts, "agency" if row["kind"] == "agency" else "outlet", row["needs"]))
    return {k: tuple(sorted(v, key=lambda x: -len(x.words))) for k, v in out.items()}


@cache
def _name_words() -> frozenset[str]:
    return frozenset(r["word"] for r in knowledge.table("en/media_words.tsv"))


def find(text: Text, cast: Cast) -> list[Medium]:
    """All mentions of media, in order; a name and the kind beside it ("the newspaper Le Soleil") are one."""
    found = [
        Medium(m, a.name, "agency" if a.kind == "agency" else "outlet", a.id, _generic(a.name))
        for a in cast.actors
        if a.kind in ("agency", "outlet")
        for m in a.mentions
    ]
    kinds, name_words = _kinds(), _name_words()
    for token in text.doc:
        lower = token.lower_
        if lower in name_words and token.text[:1].isupper() and (named := _by_word(text, token)) is not None:
            found.append(named)
        if lower in kinds and (described := _by_kind(text, token)) is not None:
            found += described
        if cues.addresses(token.lemma_.lower()) and token.pos_ == "VERB" and (told := _told(text, token.i + 1)) is not None:
            found.append(told)
    found.sort(key=lambda m: (m.span.start, m.span.end, m.generic, m.actor is None))
    return _joined(text, found)


def _generic(name: str) -> bool:
    """Whether a name is a mere description: it ends in a common noun for media."""
    last = name.split()[-1]
    return last.islower() or (last == "TV" and name.split()[0].islower())


def _joined(text: Text, found: list[Medium]) -> list[Medium]:
    out: list[Medium] = []
    for medium in found:
        if out and (both := _join(text, out[-1], medium)) is not None:
            out[-1] = both
        else:
            out.append(medium)
    return out


def _join(text: Text, left: Medium, right: Medium) -> Medium | None:
    """Two mentions that overlap, or of which one only tells the kind of the other, as one."""
    end = left.around.end
    gap = text.report.text[end : right.span.start] if right.span.start >= end else None
    if gap is not None and not (
        left.generic != right.generic and (gap in _GAPS or (gap in _APART and _closed(text, right.span.end)))
    ):
        return None
    best = (
        right
        if (left.generic, left.actor is None, len(left.name)) > (right.generic, right.actor is None, len(right.name))
        else left
    )
    whole = text.span(min(left.around.start, right.around.start), max(left.around.end, right.around.end))
    return best._replace(span=whole if best.generic else best.span, whole=whole)


def _closed(text: Text, end: int) -> bool:
    """Whether an apposition ends here: by a comma, a full stop or a quotation mark."""
    return text.report.text[end : end + 1] in (",", ".", "", "\n", "”", '"', ";")


def _by_word(text: Text, token: Token) -> Medium | None:
    """A name in no list, by a word in it: "Radio Congo"."""
    doc, first, last = text.doc, token.i, token.i + 1
    while first and _in_name(doc[first - 1]):
        first -= 1
    while last < len(doc) and _in_name(doc[last]):
        last += 1
    if last - first < 2 or (doc[last - 1].dep_ == "compound" and doc[last - 1].head.text.islower()):
        return None  # "a US TV channel"
    span = text.of(doc[first:last])
    return Medium(span, span.text, "outlet", None)


def _in_name(token: Token) -> bool:
    return token.text[:1].isupper() and token.pos_ in ("PROPN", "NOUN", "ADJ") and token.is_alpha


def _by_kind(text: Text, token: Token) -> list[Medium] | None:
    """The medium that a noun describes, with the name beside it."""
    doc, i = text.doc, token.i
    kind = next(
        (k for k in _kinds()[token.lower_] if tuple(t.lower_ for t in doc[max(0, i + 1 - len(k.words)) : i + 1]) == k.words), None
    )
    if kind is None or (token.dep_ in ("compound", "nmod", "amod", "poss") and token.head.i > i and token.head.text.islower()):
        return None
    top = i + 1 - len(kind.words)
    first = top
    while first and _describes(doc, first - 1):
        first -= 1
    if _own(doc, first, i):
        return None
    described = {t.lower_ for t in doc[first:top]}
    listed = _listed_before(doc, first, top)
    if listed is None and kind.needs == "medium" and not any(_says_medium(doc, k, first) for k in range(first, top)):
        return None
    if kind.needs == "word" and not described:
        return None
    span = text.of(doc[first : i + 1])
    if listed is not None:
        return [Medium(text.of(doc[listed.start : listed.end]), listed.name, listed.kind, None, whole=span)]
    out = [Medium(span, span.text, kind.kind, None, generic=True)]
    if (run := _name_behind(doc, i + 1)) is not None:
        name = text.of(doc[run[0] : run[1]])
        out.append(Medium(name, name.text, kind.kind, None))
    return out


def _told(text: Text, i: int) -> Medium | None:
    """A listed medium behind a verb of telling, of an ambiguous name too: "told the Telegraph"."""
    doc = text.doc
    first = i + (i < len(doc) and doc[i].lower_ == "the")
    last = first
    while last < len(doc) and last - first < _LONGEST and doc[last].text[:1].isupper() and doc[last].is_alpha:
        last += 1
    for end in range(last, first, -1):
        if (known := _lists().get(doc[first:end].text.casefold())) is not None and doc[first].ent_type_ not in ("GPE", "PERSON"):
            return Medium(text.of(doc[i:end]), known[0], known[1], None)
    if last - first > 1 and doc[last - 1].lower_ in words("paper") and doc[first].ent_type_ != "PERSON":
        return Medium(text.of(doc[i:last]), doc[first:last].text, "outlet", None)  # "told the Chongqing Morning Post"
    return None


class _Listed(NamedTuple):
    start: int
    end: int
    name: str
    kind: CarrierKind


@cache
def _lists() -> dict[str, tuple[str, CarrierKind]]:
    """Every form of the listed agencies and outlets, the ambiguous ones too: beside a noun for media they are sure."""
    out: dict[str, tuple[str, CarrierKind]] = {}
    kinds: tuple[tuple[str, CarrierKind], ...] = (("en/outlets.tsv", "outlet"), ("en/agencies.tsv", "agency"))
    for resource, kind in kinds:
        rows = knowledge.table(resource)
        shared = Counter(form for row in rows for form in row.many("ambiguous_aliases"))
        for row in reversed(rows):
            name = row["name"].split(" (")[0]
            for form in row.many("ambiguous_aliases"):  # of "the Post" nobody can tell which
                out[_folded(form)] = (name if shared[form] == 1 and kind == "agency" else form, kind)
        for row in reversed(rows):
            name = row["name"].split(" (")[0]
            for form in (*row.many("aliases"), row["name"]):
                if form not in row.many("ambiguous_aliases"):
                    out[_folded(form)] = (name, kind)
    return out


def _folded(name: str) -> str:
    return name.casefold().removeprefix("the ")


def listed(name: str) -> bool:
    """Whether a name is that of a listed agency or outlet."""
    return _folded(name) in _lists()


def _listed_before(doc: Doc, first: int, top: int) -> _Listed | None:
    """A listed name right before a noun for media: "the semi-official Fars agency", "the Bild tabloid"."""
    for start in range(first, top):
        if doc[start].text[:1].isupper() and (found := _lists().get(doc[start:top].text.casefold())) is not None:
            return _Listed(start, top, *found)
    return None


def _own(doc: Doc, first: int, i: int) -> bool:
    """Whether a medium is somebody's own page: "on its Telegram channel", "the group's website"."""
    before = doc[first - 1] if first else doc[first]
    if before.lower_ in ("its", "their", "his", "her", "my", "our"):
        return True
    return (
        before.tag_ == "POS"
        and doc[max(0, first - 2)].ent_type_ not in ("GPE", "NORP")
        and doc[i].lower_ in ("channel", "website", "blog", "podcast", "portal")
    )


def _says_medium(doc: Doc, i: int, first: int) -> bool:
    """Whether a describing word makes a medium of what it describes ("state", "satellite"); hyphens join words."""
    return doc[i].lower_ in words("medium") or (
        i > first and doc[i - 1].text == "-" and doc[first : i + 1].text.lower() in words("medium")
    )


def _describes(doc: Doc, i: int) -> bool:
    token = doc[i]
    if token.text == "-":
        return 0 < i < len(doc) - 1 and not doc[i - 1].whitespace_
    if token.pos_ in ("ADJ", "NOUN", "PROPN") or token.tag_ == "VBN":
        return token.dep_ not in ("nsubj", "dobj", "ROOT", "pobj", "attr") or token.lower_ in words("medium")
    return i + 1 < len(doc) and doc[i + 1].text == "-" and token.is_alpha


def _name_behind(doc: Doc, i: int) -> tuple[int, int] | None:
    """The name right behind a noun for media: "the newspaper Le Soleil", "a local daily, El Diario,"."""
    comma = i < len(doc) and doc[i].text == ","
    first = i + comma
    last = first
    while (
        last < len(doc)
        and last - first < _LONGEST
        and (doc[last].text[:1].isupper() or (last > first and doc[last].lower_ in _PARTICLES))
    ):
        last += 1
    while last > first and not doc[last - 1].text[:1].isupper():
        last -= 1
    if last == first or doc[first].ent_type_ in ("DATE", "TIME", "PERSON") or doc[first].is_sent_start:
        return None
    if comma and not (last < len(doc) and doc[last].text in (",", ".", "”", '"')):
        return None
    return first, last
