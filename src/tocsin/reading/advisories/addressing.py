"""Who issues an advice and to whom: the questions put to one report around a deed that was found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from tocsin.model import Actor, Advisory, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.advisories import advice, directives
from tocsin.reading.advisories.advice import Deed
from tocsin.reading.advisories.directives import Order
from tocsin.reading.advisories.lands import Land, Lands
from tocsin.reading.text import Text

_OWN = frozenset({"its", "their", "his", "her", "our", "my"})
_NATIONALS = frozenset(
    {"citizen", "national", "compatriot", "countryman", "expatriate", "expat", "traveller", "traveler", "tourist", "subject"}
)
_NO_ISSUER = frozenset({"agency", "outlet", "group", "document"})
_TRAVEL = frozenset({"do not travel", "avoid non-essential travel", "reconsider", "increased caution"})
_WHOEVER = frozenset({"everyone", "everybody", "anyone", "anybody", "those", "all", "you", "one"})
# What follows one of these says why or when, not who or where.
BEHIND = frozenset({"as", "amid", "while", "because", "after", "since", "when", "before"})
_ITS = frozenset({"its", "their"})
_FOR_NATIONALS = re.compile(r"\b(?:foreign|embassy|consulate|consular|high commission)\b", re.IGNORECASE)
_QUOTES = '”"’»'
_MISSION = re.compile(r"\b(?:embass|consul|diplomat|high commission|mission\b)", re.IGNORECASE)
_STAFF_OF = re.compile(
    r"\b(?:embassy|embassies|consul\w*|diplomat\w*|mission|commission|non-?e(?:ssential|mergency)|government)\b", re.IGNORECASE
)


class Issuer(NamedTuple):
    """Who gives an advice: an actor or, where only that is clear, a country. `start` is where the sentence names them."""

    id: str | None
    country: str | None
    start: int | None


class Addressing:
    """One report and what is read from it so far, asked who advises whom. `before` are the advisories found so far."""

    def __init__(self, text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...], lands: Lands) -> None:
        self.text, self.cast, self.statements, self.lands = text, cast, statements, lands
        self.times = sorted(times, key=lambda t: t.span.start)
        self.actors = {a.id: a for a in cast.actors}
        self.before: list[Advisory] = []

    # who

    def _phrase(self, head: Token) -> tuple[int, int]:
        """The offsets of a noun phrase without what follows its head, but with "of …" and "for …"."""
        end = head
        for c in head.rights:
            if c.dep_ == "prep" and c.lower_ in ("of", "for"):
                end = c.right_edge if c.right_edge.i - c.i < 8 else end
            else:
                break
        left = head.left_edge
        return left.idx, end.idx + len(end.text)

    def _issuer(self, head: Token, audience: Token | None = None) -> Issuer | None:
        head = _reporter(head)
        start, end = self._phrase(head)
        actor = self.cast.at(start, end) or self.cast.at(head.idx, head.idx + len(head.text))
        has_say = head.lemma_.lower() in advice.words("issuer")
        if actor is not None and (actor.kind in _NO_ISSUER or (head.pos_ == "NOUN" and actor.country is None)) and not has_say:
            return None
        country = self.country_of(actor)
        if head.lower_ in ("it", "they") and (subject := _subject_before(head)) is not None:
            found = self._issuer(subject, audience)  # "Germany raised its warning: it now tells …"
            if found is not None and found.country is not None:
                return found
        theirs = self.nationality(audience)
        bare = _is_for_nationals(head, self.text.report.text[start:end]) and not self.lands.within(start, end)
        if bare and country is not None and theirs not in (None, country):  # who tells Peruvians is Peru's foreign ministry
            return Issuer(self._office_like(head, theirs), theirs, start)
        if country is None and head.pos_ != "PRON":
            named = [m for m in self.lands.within(start, end) if m.kind != "place" or has_say]
            is_land = any(m.start <= head.idx < m.end and m.kind != "demonym" for m in named)
            if named and (has_say or actor is not None or is_land):
                country = named[0].code
        if actor is None and head.lower_ in ("it", "they") and country is None:
            last = self._just_before(head)
            return Issuer(last.issuer, last.issuer_country, start) if last is not None else None
        if actor is None and country is None and (head.pos_ == "PRON" or not has_say):
            return None
        if actor is not None and actor.kind == "unnamed" and country is None and not (has_say and _is_home(audience)):
            return None
        if country is None and actor is not None:
            country = next((a.issuer_country for a in self.before if a.issuer == actor.id and a.issuer_country), None)
        country = country or self.nationality(audience)
        if actor is not None and actor.kind == "person" and country is None and not actor.roles:
            return None
        return Issuer(actor.id if actor else None, country, start)

    def _office_like(self, head: Token, code: str | None) -> str | None:
        """The one office of a country whose name ends with this word."""
        found = [
            a.id
            for a in self.cast.actors
            if a.kind in ("office", "government", "organisation") and a.country == code and a.name.lower().endswith(head.lower_)
        ]
        return found[0] if len(found) == 1 else None

    def _just_before(self, token: Token) -> Advisory | None:
        """The last advice told before this word, if it stands in the same paragraph or the one before."""
        last = self.before[-1] if self.before else None
        if last is not None and self.text.paragraph_index(token.idx) - self.text.paragraph_index(last.span.start) <= 1:
            return last
        return None

    def country_of(self, actor: Actor | None) -> str | None:
        """The country of an actor, or of whom the actor belongs to."""
        for _ in range(3):
            if actor is None:
                return None
            if actor.country:
                return actor.country
            actor = self.actors.get(actor.of or "")
        return None

    def tellers(self, order: Order) -> list[Issuer]:
        """Who tells; where the telling is passive and names nobody, the audience's own country."""
        if order.teller is None:
            return []
        heads = [h for h in directives.tellers(order.teller) if order.audience is None or h.i != order.audience.i]
        found = [i for h in heads if (i := self._issuer(h, order.audience)) is not None]
        if found or (heads and heads[0].pos_ != "PRON"):
            return _once(found)
        code = self.nationality(order.audience)
        if code is None:
            return [Issuer(None, None, None)] if not heads and _is_home(order.audience) else []
        return [Issuer(self._office_behind(order.teller, code), code, None)]

    def _office_behind(self, teller: Token, code: str) -> str | None:
        """The body of that country that is the subject of the next sentence: who "has been told" is told by it."""
        after = teller.sent.end
        if after >= len(teller.doc):
            return None
        following = teller.doc[after].sent.root
        subject = directives.child(following, "nsubj")
        actor = self.cast.at(*self._phrase(subject)) if subject is not None else None
        return (
            actor.id if actor is not None and actor.kind in ("office", "government") and self.country_of(actor) == code else None
        )

    def notice(self, head: Token) -> list[Issuer]:
        """Who issues, widens or lifts a notice."""
        verbs = (
            advice.words("issue")
            | advice.words("verb")
            | {"repeat", "reiterate", "renew", "withdraw", "cancel", "ease", "lower", "rescind"}
        )
        at = head
        for _ in range(5):
            if at.pos_ == "VERB":
                break
            if at.head is at:
                return []
            at = at.head
        if at.lemma_.lower() not in verbs or any(c.dep_ == "neg" or c.lower_ in directives.UNREAL for c in at.children):
            return []
        own = directives.tellers(head) if directives.child(head, "poss") is not None else []
        found = [i for h in own if (i := self._issuer(h)) is not None and i.country is not None]
        found = found or [i for h in directives.tellers(at) if (i := self._issuer(h)) is not None]
        if not found and directives.child(at, "nsubjpass") is not None:
            return [Issuer(None, None, None)]
        return _once(found)

    def mission(self, order: Order, deed: Deed) -> list[Issuer]:
        """Whose mission it is that is thinned out or closed; only who does it to its own mission counts."""
        head = order.deed
        if any(c.dep_ == "neg" or c.lower_ in directives.UNREAL for c in head.children):
            return []
        sentence = head.sent
        if not _MISSION.search(self.text.report.text, sentence.start_char, sentence.end_char):
            return []
        inside = [m for m in self.lands.within(deed.start, deed.end) if m.kind == "demonym" or m.kind == "name"]
        if deed.kind == "embassy-passive":
            own = next(
                (t for t in self.text.tokens(max(sentence.start_char, deed.start - 20), deed.end) if t.lower_ in _ITS), None
            )
            if own is not None and (owner := self._owner(own)) is not None:
                return [owner]
            inside += [
                m
                for m in self.lands.within(max(sentence.start_char, deed.start - 20), deed.start)
                if m.kind in ("demonym", "name")
            ]
            return [Issuer(None, inside[0].code, None)] if inside else []
        verb = head if head.pos_ in ("VERB", "AUX") else head.head
        found = [i for h in directives.tellers(verb) if (i := self._issuer(h)) is not None and i.country is not None]
        whose = [m.code for m in inside if m.kind == "demonym" or m.end < deed.end - 8]
        return _once(
            i for i in found if not whose or i.country in whose or "its" in self.text.report.text[deed.start : deed.end].split()
        )

    def _owner(self, its: Token) -> Issuer | None:
        """Whose embassy "its embassy" is: the subject before it, else who gave the last advice."""
        subject = _subject_before(its)
        found = self._issuer(subject) if subject is not None else None
        if found is not None and found.country is not None:
            return found
        last = self._just_before(its)
        return Issuer(last.issuer, last.issuer_country, None) if last is not None and last.issuer_country else None

    def speaker(self, order: Order, sentence: Tokens, deed: Deed) -> list[Issuer]:
        """Who says that people should do it, or bids them in a quotation; only somebody with a country speaks for one."""
        statement = self.statement(deed)
        if statement is None or statement.speaker is None or statement.polarity == "denies":
            return []
        actor = self.actors.get(statement.speaker)
        if actor is None or actor.kind in _NO_ISSUER or actor.kind == "unnamed":
            return []
        country, head = self.country_of(actor), order.deed
        if country is None and not actor.roles:
            return []
        if order.obliged and order.audience is not None:
            theirs = self.nationality(order.audience)
            last = self._just_before(head)
            country = country or theirs or (last.issuer_country if last is not None else None)
            if country is None and not _is_home(order.audience):
                return []
            return [Issuer(actor.id, country, None)] if theirs in (None, country) else []
        bids = head.tag_ in ("VB", "VBP") and directives.child(head, "nsubj", "aux", "nsubjpass") is None and _opens(head)
        if bids and head.dep_ in ("ROOT", "conj", "ccomp", "parataxis", "dep", "advcl") and statement.mode != "indirect":
            if any(t.lower_ in ("him", "her") for t in self.text.tokens(statement.span.start, statement.span.end)):
                return []  # it is said to one person
            theirs = self._people_near(sentence, statement, country)
            return [Issuer(actor.id, theirs, None)] if theirs is not None else []
        return []

    def _people_near(self, sentence: Tokens, statement: Statement, country: str | None) -> str | None:
        """The country whose people the quotation or its neighbours speak of: the speaker's, or the only one there is."""
        index = self.text.paragraph_index(sentence.start_char)
        paragraphs = self.text.paragraphs[max(0, index - 2) : index + 2]
        for start, end in ((statement.span.start, statement.span.end), (paragraphs[0][0], paragraphs[-1][1])):
            codes = {
                m.code: None
                for m in self.lands.within(start, end)
                if m.kind == "demonym" and (start == statement.span.start or self._are_people(m))
            }
            if country in codes or (country is None and len(codes) == 1):
                return country or next(iter(codes))
        return None

    def _are_people(self, land: Land) -> bool:
        token = self.text.token_at(land.end - 1)
        return token.tag_ in ("NNS", "NNPS") or token.text.endswith("s") or token.head.lemma_.lower() in _NATIONALS

    # whom

    def is_international(self, issuer: Issuer) -> bool:
        """Whether an issuer belongs to no country: the UN and its agencies, the Red Cross, an armed group."""
        actor = self.actors.get(issuer.id or "")
        return actor is not None and actor.kind in ("organisation", "armed_group")

    def nationality(self, audience: Token | None) -> str | None:
        """The country whose people the audience are, where the words say it."""
        if audience is None:
            return None
        end = audience.idx + len(audience.text)
        return next((m.code for m in self.lands.within(audience.left_edge.idx, end) if m.kind in ("demonym", "name")), None)

    def settle(self, order: Order) -> None:
        """Take back a telling that only introduces a quotation ("Leave now," he told the radio); put people for a pronoun."""
        teller, deed = order.teller, order.deed
        if teller is not None and deed.i < teller.i and not any(c.lower_ == "to" for c in deed.lefts):
            between = self.text.report.text[deed.idx : teller.idx]
            if any(mark in between for mark in _QUOTES):
                order.teller = None
                order.audience = directives.child(deed, "nsubj")
        order.audience = self.people(order.audience)

    def people(self, head: Token | None) -> Token | None:
        """The people that a pronoun means: the last ones named before it; nobody where there are none."""
        if head is None or head.pos_ != "PRON" or head.lower_ in _WHOEVER:
            return head
        return self._people_before(head)

    def audience(self, order: Order, deed: Deed) -> str | None:
        """The words for who is told; a pronoun gives the last people named before it."""
        if deed.kind.startswith("embassy"):
            return "embassy staff" if "famil" not in self.text.report.text[deed.start : deed.end].lower() else "embassy families"
        head = order.audience
        if head is None:
            return None
        end = head
        for c in head.rights:
            if c.dep_ not in ("prep", "relcl", "acl", "amod", "advmod") or c.lower_ in ("by", "within"):
                break
            if _holds(c, order.deed) and c.left_edge.i <= order.deed.i <= c.i + 1:
                break
            within = [t for t in c.subtree if t.i >= c.left_edge.i]
            stop = next((i for i, t in enumerate(within) if t.lower_ in BEHIND or t.tag_ == "TO"), len(within))
            if not within[:stop] or stop > 14:
                break
            end = within[stop - 1]
        stop = min(
            end.idx + len(end.text),
            max(order.deed.idx, head.idx + len(head.text)) if order.deed.i > head.i else end.idx + len(end.text),
        )
        start = head.left_edge.idx if head.left_edge.i <= head.i else head.idx
        return plain(self.text.report.text[start:stop]) or None

    def _people_before(self, pronoun: Token) -> Token | None:
        for i in range(pronoun.i - 1, max(-1, pronoun.i - 40), -1):
            token = pronoun.doc[i]
            if token.pos_ in ("NOUN", "PROPN") and directives.is_audience(token):
                return token
        return None

    def impersonal(self, order: Order) -> bool:
        """Whether a telling needs no audience: a noun ("an order to evacuate") or an advice against something."""
        return order.teller is not None and (order.teller.pos_ == "NOUN" or order.negated)

    def is_own(self, order: Order) -> bool:
        """Whether those told are the teller's own: "its nationals", "Filipinos"."""
        head = order.audience
        if head is None:
            return False
        return self.nationality(head) is not None or any(c.dep_ == "poss" and c.lower_ in _OWN for c in head.children)

    def follows_from(self, deed: Deed) -> bool:
        """Whether a level is only named as the former one: `lowered its advice from "do not travel" to …`."""
        before = self.text.report.text[max(0, deed.start - 8) : deed.start].rstrip(" “\"'‘«\n").lower()
        return before.endswith("from") and deed.action in _TRAVEL

    def is_staff(self, order: Order) -> bool:
        """Whether the people told to leave are a mission's own."""
        head = order.audience
        if head is None or head.lemma_.lower() not in advice.words("staff"):
            return False
        if head.lemma_.lower() in ("family", "dependant", "dependent", "relative", "spouse"):
            return False
        return head.lemma_.lower() == "diplomat" or _STAFF_OF.search(self.audience(order, _NONE) or "") is not None

    def is_kin(self, order: Order) -> bool:
        """Whether somebody only tells their own ("he told his family to leave")."""
        head = order.audience
        own = directives.child(head, "poss") if head is not None else None
        return (
            own is not None and own.lower_ in ("his", "her", "my") and head is not None and head.lemma_.lower() not in _NATIONALS
        )

    def is_abroad(self, order: Order, issuer: Issuer, action: str) -> bool:
        """Whether the advice is for the issuer's nationals elsewhere rather than for people at home."""
        head = order.audience
        if head is None or action in _TRAVEL:
            return True
        if head.lower_ in _WHOEVER and (
            order.teller is None or head.lower_ == "those"
        ):  # "those who can …": whoever the speaker's last advice was for
            last = self._just_before(head)
            return last is not None and last.country != last.issuer_country and last.issuer_country == issuer.country
        if (
            head.lemma_.lower() in _NATIONALS
            or self.nationality(head) is not None
            or _STAFF_OF.search(self.audience(order, _NONE) or "")
        ):
            return True
        return any(c.dep_ == "poss" and c.lower_ in _OWN for c in head.children)

    def statement(self, deed: Deed) -> Statement | None:
        """The statement whose content holds the deed, the closest one."""
        holding = [s for s in self.statements if s.span.start <= deed.start < s.span.end]
        return min(holding, key=lambda s: (s.span.end - s.span.start, s.span.start, s.id), default=None)


_NONE = Deed(0, 0, "act", None, None)


def _subject_before(word: Token) -> Token | None:
    """The nearest subject to the left in the same sentence that is a name: whom "it" and "its" stand for."""
    for i in range(word.i - 1, word.sent.start - 1, -1):
        token = word.doc[i]
        if token.dep_ == "nsubj" and token.pos_ == "PROPN":
            return token
    return None


def _is_for_nationals(head: Token, phrase: str) -> bool:
    """Whether an office looks after its people abroad: a foreign ministry, an embassy."""
    return head.pos_ in ("NOUN", "PROPN") and _FOR_NATIONALS.search(phrase) is not None


def _opens(bidding: Token) -> bool:
    """Whether an imperative opens its sentence or quotation, or is joined to one that does ("pack and get out")."""
    at = bidding.i - 1
    while at >= bidding.sent.start and (bidding.doc[at].is_space or bidding.doc[at].lower_ in ("please", "so", "now", "just")):
        at -= 1
    if at < bidding.sent.start or bidding.doc[at].text in ("“", '"', ":", "‘", "«", "—", "–", "''", "``"):
        return True
    first = bidding.head
    return bidding.dep_ in ("conj", "dep", "parataxis") and first.tag_ in ("VB", "VBP") and first.i < bidding.i and _opens(first)


def _is_home(audience: Token | None) -> bool:
    """Whether people are told something where they live: residents, villagers, everyone there."""
    if audience is None or audience.lemma_.lower() not in advice.words("local"):
        return False
    return directives.child(audience, "poss") is None


def _once(issuers: Iterable[Issuer]) -> list[Issuer]:
    out: list[Issuer] = []
    for one in issuers:
        if not any(one.id == o.id and one.country == o.country for o in out):
            out.append(one)
    return out


def _holds(clause: Token, deed: Token) -> bool:
    return clause.left_edge.i <= deed.i <= clause.right_edge.i


def plain(phrase: str) -> str:
    words = " ".join(phrase.split()).strip(' ,;:“”"')
    return re.sub(r"^(?:the|its|their|his|her|our|all|any|all of|some)\s+(?:its\s+|of\s+|the\s+)?", "", words)


def _reporter(head: Token) -> Token:
    """In "X said it was leaving" and "X's spokesman said the country would leave", whom "it" and "the country" stand for."""
    if head.lower_ not in ("it", "they", "he", "she", "country", "government"):
        return head
    clause = head.head
    while clause.dep_ in ("xcomp", "conj") and clause.head is not clause:
        clause = clause.head
    if clause.dep_ == "ccomp" and clause.head.pos_ == "VERB":
        subject = directives.child(clause.head, "nsubj")
        if subject is not None and subject.i < head.i and subject.pos_ in ("NOUN", "PROPN"):
            return subject
    return head
