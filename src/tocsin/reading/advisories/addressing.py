"""Who issues an advice: the questions put to one report around a deed that was found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from tocsin.model import Actor, Advisory, Statement
from tocsin.reading.advisories import advice, directives
from tocsin.reading.advisories.advice import Deed
from tocsin.reading.advisories.audiences import EXPELLED, NATIONALS, NOTHING, OWN, STAFF_OF, TRAVEL, WHOEVER, Audiences
from tocsin.reading.advisories.directives import Order
from tocsin.reading.advisories.lands import Land
from tocsin.reading.advisories.people import is_company, is_craft, is_home, opens, subject_before

_NO_ISSUER = frozenset({"agency", "outlet", "group", "document"})
_TRAVEL_ABROAD = frozenset({"avoid non-essential travel", "reconsider"})
_AT_HOME = frozenset({"shelter", "evacuate area", "increased caution", "do not travel", "return"})
_ANSWERED_FOR = frozenset({"passenger", "customer", "crew", "worker", "driver", "guest", "pilot", "consumer", "expatriate"})
_POSTED = re.compile(r"(?:the\s+)?(?:[\w.]+\s+){0,3}(?:embassy|consulate|high\s+commission)\b", re.IGNORECASE)
_PASSING = frozenset({"tourist", "visitor", "holidaymaker", "vacationer", "camper"})
_ITS = frozenset({"its", "their"})
_FOR_NATIONALS = re.compile(r"\b(?:foreign|embassy|consulate|consular|high commission)\b", re.IGNORECASE)
_MISSION = re.compile(r"\b(?:embass|consul|diplomat|high commission|mission\b)", re.IGNORECASE)


class Issuer(NamedTuple):
    """Who gives an advice: an actor or, where only that is clear, a country. `start` is where the sentence names them."""

    id: str | None
    country: str | None
    start: int | None


class Addressing(Audiences):
    """One report, asked who advises whom."""

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

    def issuer(self, head: Token, audience: Token | None = None, is_public: bool = False) -> Issuer | None:
        """Who a noun names, if that is somebody with the say over these people, or over the public."""
        head = _reporter(head)
        start, end = self._phrase(head)
        actor = self.cast.at(start, end) or self.cast.at(head.idx, head.idx + len(head.text))
        has_say = head.lemma_.lower() in advice.words("issuer") or (actor is not None and actor.kind in ("office", "government"))
        has_say = has_say or (is_company(head) and (self._is_answered_for(audience) or is_home(audience)))
        if (
            actor is not None
            and (actor.kind in _NO_ISSUER or (head.pos_ == "NOUN" and actor.country is None and not head.text.isupper()))
            and not has_say
        ):
            return None
        country = self.country_of(actor)
        if head.lower_ in ("it", "they") and (subject := subject_before(head)) is not None:
            found = self.issuer(subject, audience)  # "Germany raised its warning: it now tells …"
            if found is not None and found.country is not None:
                return found
        theirs = self.nationality(audience)
        bare = _is_for_nationals(head, self.text.report.text[start:end]) and not self.lands.within(start, end)
        if bare and country is not None and theirs not in (None, country):  # who tells Peruvians is Peru's foreign ministry
            return Issuer(self._office_like(head, theirs), theirs, start)
        if country is None and head.pos_ != "PRON":
            whole = start if self.text.report.text[start : start + 4].lower() != "the " else start + 4
            named = [m for m in self.lands.within(start, end) if m.kind != "place" or has_say or (m.start, m.end) == (whole, end)]
            is_land = any(m.start <= head.idx < m.end and m.kind != "demonym" for m in named)
            if named and (has_say or actor is not None or is_land):
                country = named[0].code
        if actor is None and head.lower_ in ("it", "they") and country is None:
            last = self._just_before(head)
            return Issuer(last.issuer, last.issuer_country, start) if last is not None else None
        if actor is None and country is None and (head.pos_ == "PRON" or not has_say):
            return None
        if (
            actor is not None
            and actor.kind == "unnamed"
            and country is None
            and not (has_say and (is_public or is_home(audience) or is_craft(audience)))
        ):
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
        found = [i for h in heads if (i := self.issuer(h, order.audience)) is not None]
        if found or (heads and heads[0].pos_ != "PRON"):
            return _once(found)
        code = self.nationality(order.audience)
        if code is None:
            says = self.sayer(order.deed.idx) if not heads and order.audience is not None else None
            if says is not None:  # "residents were told to leave, the governor said"
                return [says]
            return [Issuer(None, None, None)] if not heads and is_home(order.audience) else []
        return [Issuer(self._office_behind(order.teller, code), code, None)]

    def _is_answered_for(self, audience: Token | None) -> bool:
        """Whether those told are staff, passengers or customers, whom an employer or carrier may tell what to do."""
        return audience is not None and (
            audience.lemma_.lower() in advice.words("staff") or audience.lemma_.lower() in _ANSWERED_FOR
        )

    def sayer(self, at: int) -> Issuer | None:
        """The office that says the words at an offset."""
        holding = [s for s in self.statements if s.span.start <= at < s.span.end and s.polarity != "denies"]
        for statement in sorted(holding, key=lambda s: (s.span.end - s.span.start, s.id)):
            actor = self.actors.get(statement.speaker or "")
            if actor is not None and _is_office(actor):
                return Issuer(actor.id, self.country_of(actor), None)
        return None

    def is_posted(self, issuer: Issuer) -> bool:
        """Whether the issuer is named as a mission abroad, whose advice is for where it stands."""
        if issuer.start is None:
            return False
        return _POSTED.match(self.text.report.text, issuer.start, issuer.start + 60) is not None

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

    def told_by(self, head: Token) -> Token | None:
        """Who a notice is for: "an evacuation order for *residents* of …", "the evacuation of *30,000 people*"."""
        for token in head.doc[head.i + 1 : min(head.sent.end, head.i + 12)]:
            if token.dep_ == "prep" and token.lower_ in ("for", "of", "to"):
                noun = directives.object_of(token)
                if noun is not None and directives.is_audience(noun):
                    return noun
        return None

    def notice(self, head: Token) -> list[Issuer]:
        """Who issues, widens or lifts a notice."""
        verbs = (
            advice.words("issue")
            | advice.words("verb")
            | {"repeat", "reiterate", "renew", "withdraw", "cancel", "ease", "lower", "rescind", "remove", "drop", "revoke"}
        )
        at = head
        for _ in range(5):
            if at is not head and at.pos_ in ("VERB", "AUX"):
                break
            if at.head is at:
                return []
            at = at.head
        if directives.standing(head) and not any(c.dep_ == "neg" for c in head.head.children):
            return [self.sayer(head.idx) or Issuer(None, None, None)]
        if at.lemma_.lower() not in verbs or any(c.dep_ == "neg" or c.lower_ in directives.UNREAL for c in at.children):
            return []
        own = directives.tellers(head) if directives.child(head, "poss") is not None else []
        found = [i for h in own if (i := self.issuer(h)) is not None and i.country is not None]
        found = found or [i for h in directives.tellers(at) if (i := self.issuer(h)) is not None]
        if not found and directives.child(at, "nsubjpass") is not None:
            return [self.sayer(head.idx) or Issuer(None, None, None)]
        return _once(found)

    def mission(self, order: Order, deed: Deed) -> list[Issuer]:
        """Whose mission it is that is thinned out or closed; only who does it to its own mission counts."""
        head = order.deed
        if any(c.dep_ == "neg" or c.lower_ in directives.UNREAL for c in head.children):
            return []
        sentence = head.sent
        if not _MISSION.search(self.text.report.text, sentence.start_char, sentence.end_char):
            return []
        if head.dep_ == "xcomp" and any(c.dep_ == "dobj" and c.i < head.i for c in head.head.children):
            return []  # "told Beijing to close its consulate"
        if EXPELLED.search(self.text.report.text, sentence.start_char, sentence.end_char):
            return []
        inside = [m for m in self.lands.within(deed.start, deed.end) if m.kind == "demonym" or m.kind == "name"]
        if deed.kind == "embassy-passive":
            own = next(
                (t for t in self.text.tokens(max(sentence.start_char, deed.start - 20), deed.end) if t.lower_ in _ITS), None
            )
            if own is not None and (owner := self.owner(own)) is not None:
                return [owner]
            inside += [
                m
                for m in self.lands.within(max(sentence.start_char, deed.start - 20), deed.start)
                if m.kind in ("demonym", "name")
            ]
            return [Issuer(None, inside[0].code, None)] if inside else []
        verb = head if head.pos_ in ("VERB", "AUX") else head.head
        found = [i for h in directives.tellers(verb) if (i := self.issuer(h)) is not None and i.country is not None]
        whose = [m.code for m in inside if m.kind == "demonym" or m.end < deed.end - 8]
        return _once(
            i for i in found if not whose or i.country in whose or "its" in self.text.report.text[deed.start : deed.end].split()
        )

    def owner(self, its: Token) -> Issuer | None:
        """Whose embassy "its embassy" is: the subject before it, else who gave the last advice."""
        subject = subject_before(its)
        found = self.issuer(subject) if subject is not None else None
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
        if actor is None or actor.kind in _NO_ISSUER:
            return []
        if actor.kind == "unnamed" and not (order.obliged and is_home(order.audience) and _is_official(actor)):
            return []
        country, head = self.country_of(actor), order.deed
        has_office = _is_office(actor)
        if country is None and not actor.roles and not has_office and actor.kind != "unnamed":
            return []
        if (order.obliged or order.permitted) and order.audience is not None:
            theirs = self.nationality(order.audience)
            last = self._just_before(head)
            country = country or theirs or (last.issuer_country if last is not None else None)
            if country is None and not is_home(order.audience) and not has_office:
                return []
            return [Issuer(actor.id, country, None)] if theirs in (None, country) else []
        helped = [c for c in head.children if c.dep_ in ("nsubj", "aux", "nsubjpass") and c.lower_ != "do"]
        bids = head.tag_ in ("VB", "VBP") and not helped and opens(head)
        if bids and statement.mode == "indirect":  # "Reconsider your need to travel to Chad, Canberra says"
            return [Issuer(actor.id, country, None)] if actor.kind == "government" and country is not None else []
        if bids and head.dep_ in ("ROOT", "conj", "ccomp", "parataxis", "dep", "advcl"):
            if any(t.lower_ in ("him", "her") for t in self.text.tokens(statement.span.start, statement.span.end)):
                return []  # it is said to one person
            if is_home(order.audience):  # "Leave now," the governor told residents
                return [Issuer(actor.id, country, None)]
            theirs = self._people_near(sentence, statement, country)
            if theirs is None and has_office and (deed.negated if order.negated else deed.action) in _AT_HOME:
                return [Issuer(actor.id, country, None)]  # a mayor or a premier bids those at home
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
        return token.tag_ in ("NNS", "NNPS") or token.text.endswith("s") or token.head.lemma_.lower() in NATIONALS

    def is_international(self, issuer: Issuer) -> bool:
        """Whether an issuer belongs to no country: the UN and its agencies, the Red Cross, an armed group."""
        actor = self.actors.get(issuer.id or "")
        return actor is not None and actor.kind in ("organisation", "armed_group")

    def is_told_by_company(self, order: Order) -> bool:
        """Whether an employer or carrier tells, who has no say over whom an embassy lists."""
        heads = directives.tellers(order.teller) if order.teller is not None else []
        return any(is_company(h) for h in heads)

    def is_abroad(self, order: Order, issuer: Issuer, action: str) -> bool:
        """Whether the advice is for the issuer's nationals elsewhere rather than for people at home."""
        head = order.audience
        if head is None:
            at_home = action in ("shelter", "evacuate area", "return") or issuer.country is None
            return not at_home or self.is_posted(issuer)
        if is_craft(head) or action in _TRAVEL_ABROAD or self.is_posted(issuer) or (action in TRAVEL and not is_home(head)):
            return True
        if head.lower_ in WHOEVER and (
            order.teller is None or head.lower_ == "those"
        ):  # "those who can …": whoever the speaker's last advice was for
            last = self._just_before(head)
            return last is not None and last.country != last.issuer_country and last.issuer_country == issuer.country
        if head.lemma_.lower() in _PASSING and self.nationality(head) is None and directives.child(head, "poss") is None:
            # "asked tourists to leave the island": at home, unless another country is spoken of
            return any(
                m.code != issuer.country and m.kind != "demonym"
                for m in self.lands.within(head.sent.start_char, head.sent.end_char)
            )
        if (
            head.lemma_.lower() in NATIONALS
            or self.nationality(head) is not None
            or STAFF_OF.search(self.audience(order, NOTHING) or "")
        ):
            return True
        return any(c.dep_ == "poss" and c.lower_ in OWN for c in head.children)


def _is_for_nationals(head: Token, phrase: str) -> bool:
    """Whether an office looks after its people abroad: a foreign ministry, an embassy."""
    return head.pos_ in ("NOUN", "PROPN") and _FOR_NATIONALS.search(phrase) is not None


def _is_official(actor: Actor) -> bool:
    """Whether unnamed people speak for an authority ("officials", "police")."""
    return any(word.rstrip("s").lower() in advice.words("issuer") for word in actor.name.split())


def _is_office(actor: Actor) -> bool:
    """Whether an actor can speak for a state or a town: an office, or a body named as one ("National Hurricane Center")."""
    if actor.kind == "person":  # a governor, a mayor
        return any(word.lower() in advice.words("issuer") for role in actor.roles for word in role.split())
    return actor.kind in ("office", "government") or (
        actor.kind == "organisation" and actor.name.split()[-1].lower() in advice.words("issuer")
    )


def _once(issuers: Iterable[Issuer]) -> list[Issuer]:
    out: list[Issuer] = []
    for one in issuers:
        if not any(one.id == o.id and one.country == o.country for o in out):
            out.append(one)
    return out


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
