"""To whom an advice is given: the questions put to one report about the people told."""

from __future__ import annotations

import re

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from tocsin.model import Advisory, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.advisories import advice, directives
from tocsin.reading.advisories.advice import Deed
from tocsin.reading.advisories.directives import Order
from tocsin.reading.advisories.lands import Lands
from tocsin.reading.advisories.people import BEHIND, holds, is_home, is_term, plain
from tocsin.reading.text import Text

OWN = frozenset({"its", "their", "his", "her", "our", "my"})
NATIONALS = frozenset(
    {"citizen", "national", "compatriot", "countryman", "expatriate", "expat", "traveller", "traveler", "tourist", "subject"}
)
TRAVEL = frozenset({"do not travel", "avoid non-essential travel", "reconsider", "increased caution"})
_STAFF = re.compile(
    r"(?:(?:non-?(?:essential|emergency)|all|most|some|remaining|diplomatic|embassy|local|foreign)\s+)*"
    r"(?:diplomats['’]\s+famil\w+|staff|personnel|employees|diplomats|famil(?:y|ies)|dependa?ents|dependants|spouses)\b",
    re.IGNORECASE,
)
EXPELLED = re.compile(r"\b(?:persona non grata|expel\w*|expulsion)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:in|during)\s+(?:the\s+)?((?:19|20)\d\d)(s)?\b", re.IGNORECASE)
WHOEVER = frozenset({"everyone", "everybody", "anyone", "anybody", "those", "all", "you", "one"})
_QUOTES = '”"’»'
_OF_STAFF = re.compile(r"\b(?:embassy|consular|consulate|diplomat\w*|staff|employees|personnel)\b", re.IGNORECASE)
STAFF_OF = re.compile(
    r"\b(?:embassy|embassies|consul\w*|diplomat\w*|mission|commission|non-?e(?:ssential|mergency)|government)\b", re.IGNORECASE
)
NOTHING = Deed(0, 0, "act", None, None)


class Audiences:
    """One report and what is read from it so far, asked about the people told. `before` are the advisories found so far."""

    def __init__(self, text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...], lands: Lands) -> None:
        self.text, self.cast, self.statements, self.lands = text, cast, statements, lands
        self.times = sorted(times, key=lambda t: t.span.start)
        self.actors = {a.id: a for a in cast.actors}
        self.before: list[Advisory] = []

    def statement(self, deed: Deed) -> Statement | None:
        """The statement whose content holds the deed, the closest one."""
        return self.statement_at(deed.start)

    def statement_at(self, offset: int) -> Statement | None:
        """The closest statement whose content holds an offset."""
        holding = [s for s in self.statements if s.span.start <= offset < s.span.end]
        return min(holding, key=lambda s: (s.span.end - s.span.start, s.span.start, s.id), default=None)

    def is_history(self, sentence: Tokens) -> bool:
        """Whether a sentence tells of years long past ("in 1974", "in the 1990s"), seen from the report's day."""
        now = self.text.report.published
        if now is None or (found := _YEAR.search(self.text.report.text, sentence.start_char, sentence.end_char)) is None:
            return False
        return int(found.group(1)) + (10 if found.group(2) else 0) < int(now[:4]) - 1

    def nationality(self, audience: Token | None) -> str | None:
        """The country whose people the audience are, where the words say it."""
        if audience is None:
            return None
        end = audience.idx + len(audience.text)
        whose = directives.child(audience, "prep")
        if (
            whose is not None
            and whose.lower_ == "of"
            and (audience.lemma_.lower() in NATIONALS or audience.lemma_.lower() in advice.words("staff"))
        ):
            end = whose.right_edge.idx + 1  # "citizens of Ghana", "families of U.S. diplomats"
        return next((m.code for m in self.lands.within(audience.left_edge.idx, end) if m.kind in ("demonym", "name")), None)

    def settle(self, order: Order) -> None:
        """Take back a telling that only introduces a quotation ("Leave now," he told the radio); put people for a pronoun."""
        teller, deed = order.teller, order.deed
        if teller is not None and deed.i < teller.i and not any(c.lower_ == "to" for c in deed.lefts):
            between = self.text.report.text[deed.idx : teller.idx]
            if any(mark in between for mark in _QUOTES):
                told = order.audience if is_home(order.audience) else None
                order.teller = None
                order.audience = directives.child(deed, "nsubj") or told
        order.audience = self.people(order.audience)

    def people(self, head: Token | None) -> Token | None:
        """The people that a pronoun means: the last ones named before it; nobody where there are none."""
        if head is None or head.pos_ != "PRON" or head.lower_ in WHOEVER:
            return head
        return self._people_before(head)

    def audience(self, order: Order, deed: Deed) -> str | None:
        """The words for who is told; a pronoun gives the last people named before it."""
        if deed.kind.startswith("embassy"):
            named = _STAFF.search(self.text.report.text, deed.start, deed.end + 12)
            return named.group() if named else "embassy staff"
        head = order.audience
        if head is None:
            return None
        end = head
        for c in head.rights:
            if c.dep_ not in ("prep", "relcl", "acl", "amod", "advmod") or c.lower_ == "by" or is_term(c):
                break
            if holds(c, order.deed) and c.left_edge.i <= order.deed.i <= c.i + 1:
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
            is_place = token.lemma_.lower() in advice.words("place")
            if token.pos_ in ("NOUN", "PROPN") and directives.is_audience(token) and not is_place:
                return token
        return None

    def impersonal(self, order: Order) -> bool:
        """Whether a telling needs no audience: a noun ("an order to evacuate") or an advice against something."""
        return order.teller is not None and (order.teller.pos_ == "NOUN" or order.negated or order.deed.pos_ == "NOUN")

    def is_own(self, order: Order) -> bool:
        """Whether those told are the teller's own: "its nationals", "Filipinos"."""
        head = order.audience
        if head is None:
            return False
        return self.nationality(head) is not None or any(c.dep_ == "poss" and c.lower_ in OWN for c in head.children)

    def follows_from(self, deed: Deed) -> bool:
        """Whether a level is only named as the former one: `lowered its advice from "do not travel" to …`."""
        before = self.text.report.text[max(0, deed.start - 8) : deed.start].rstrip(" “\"'‘«\n").lower()
        return before.endswith("from") and deed.action in TRAVEL

    def is_staff(self, order: Order) -> bool:
        """Whether the people told to leave are a mission's own."""
        head = order.audience
        if head is None or head.lemma_.lower() not in advice.words("staff"):
            return False
        if head.lemma_.lower() in ("family", "dependant", "dependent", "relative", "spouse"):
            return _OF_STAFF.search(self.audience(order, NOTHING) or "") is not None
        return head.lemma_.lower() == "diplomat" or STAFF_OF.search(self.audience(order, NOTHING) or "") is not None

    def is_kin(self, order: Order) -> bool:
        """Whether it is said to somebody's own family ("he told his family to leave"), or to a diplomat who is expelled."""
        head = order.audience
        if head is not None and head.lemma_.lower() in advice.words("staff") and EXPELLED.search(head.sent.text):
            return True
        own = directives.child(head, "poss") if head is not None else None
        return (
            own is not None and own.lower_ in ("his", "her", "my") and head is not None and head.lemma_.lower() not in NATIONALS
        )
