"""Where, by when and in which words an advice stands: country and area, deadline, stretch of text, whether it stood before."""

from __future__ import annotations

import re

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from tocsin.model import Time
from tocsin.reading.advisories import advice, directives
from tocsin.reading.advisories.addressing import Addressing, Issuer
from tocsin.reading.advisories.advice import Deed
from tocsin.reading.advisories.directives import Order
from tocsin.reading.advisories.lands import Land
from tocsin.reading.advisories.people import BEHIND, is_craft, is_term, plain

_PLACING = frozenset(
    {
        "in",
        "to",
        "from",
        "of",
        "at",
        "around",
        "near",
        "across",
        "inside",
        "out",
        "for",
        "through",
        "off",
        "between",
        "above",
        "below",
        "along",
        "beyond",
        "within",
        "outside",
        "towards",
    }
)
_AWAY = frozenset({"away", "out", "clear", "off", "close", "home", "back"})
# What places people: "people along the coast", "homes below the crater".
_AROUND = frozenset(
    {
        "in",
        "of",
        "at",
        "around",
        "near",
        "within",
        "along",
        "between",
        "below",
        "above",
        "across",
        "inside",
        "on",
        "for",
        "downstream",
    }
)
_STANDING_AT = _AROUND | {"to", "from", "over", "outside"}
_KEPT_FROM = frozenset(
    {"do not travel", "increased caution", "avoid non-essential travel", "reconsider", "leave", "evacuate area"}
)
_ANYWHERE = frozenset({"area", "region", "zone", "city", "town", "village", "place", "country", "province", "district", "island"})
_LED_BY = re.compile(r"^(?:to|in|for|from|of|at|near|across|through|off|out of|within|above|below|over|along)\s+")
_REMARK = re.compile(r",\s+(?:an?|the|which|where|who|because|amid|after)\b|\s+(?:that|which|who|where)\b")  # "Aqaba, a resort …"
_NO_AREA = frozenset({"time", "moment", "day", "week", "reason", "case", "place", "force", "effect", "home", "flight"})
_MISSIONS = frozenset({"embassy", "consulate", "commission", "mission"})
_UNTIL = frozenset(
    {"by", "within", "before", "no later than", "not later than", "ahead of", "until", "prior to", "inside", "latest"}
)
_AHEAD = frozenset({"in", "in the next"})
_PART = re.compile(r"(?:north|south|east|west|mid|central|upper|lower|inner|outer|coastal|rural|mainland|far|occupied|border)")
_LEVEL = re.compile(r"\b(?:level|alert|advi[cs]e|advisory|warning|guidance)\b", re.IGNORECASE)
_STANDING = re.compile(r"\b(?:stood|standing|in (?:force|place)|already)\b", re.IGNORECASE)


class Scene(Addressing):
    """One report, asked about the place, time and wording of an advice."""

    # where

    def whereabouts(
        self, sentence: Tokens, deed: Deed, order: Order, issuer: Issuer, abroad: bool
    ) -> tuple[str | None, str | None]:
        """The country that an advice is about, and the part of it in the report's words."""
        here = self._scope(sentence, deed, order, issuer, abroad)
        area = self._area(here, deed, order) or self._surroundings(sentence, deed, order, issuer, abroad)
        # A country's name outweighs a place in it; words of the deed outweigh words of the audience.
        if here:
            return here[0].code, area
        if not abroad and self.is_international(issuer):  # an airline's or a charity's own country is not where its people are
            return self.only_land(sentence) or issuer.country or self.lands.focus(deed.start, None), area
        if not abroad:  # a bare "the governor" has the say where the report is
            return issuer.country or self.only_land(sentence) or self.lands.focus(deed.start, None), area
        if issuer.country is None:
            named = self.only_land(sentence) or self.nationality(order.audience)
            return named or self.lands.focus(deed.start, None), area
        last = self.before[-1] if self.before else None
        if (
            last is not None
            and last.country != issuer.country
            and _refers_back(self.text.report.text[deed.start : deed.end + 30])
        ):
            return last.country, area
        around = [
            m
            for m in self.lands.within(sentence.start_char, sentence.end_char)
            if m.kind != "demonym" and m.code != issuer.country
        ]
        around = [m for m in around if self.is_place_phrase(m)]
        if len({m.code for m in around}) == 1:
            return around[0].code, area
        mine = [a for a in self.before if a.country and a.country != issuer.country]
        if mine:
            return mine[-1].country, area
        theirs = self.nationality(order.audience)
        if theirs not in (None, issuer.country) and deed.action in ("shelter", "evacuate area"):
            return theirs, area
        elsewhere = self.lands.focus(deed.start, issuer.country)
        if elsewhere is None and self.is_international(issuer):
            return issuer.country, area
        barred = order.teller is not None and order.teller.lemma_.lower() in advice.words("bar")
        if elsewhere is None and barred and order.audience is None:
            return issuer.country, area  # "banned trekking above …"
        if elsewhere is None and area is not None and order.audience is not None and not self.is_own(order):
            return (None if is_craft(order.audience) else issuer.country), area
        if elsewhere is None and deed.action in ("shelter", "evacuate area"):
            # "told its people to stay at home", and no other country is named
            return issuer.country, area or self._surroundings(sentence, deed, order, issuer, abroad=False)
        return elsewhere, area

    def _surroundings(self, sentence: Tokens, deed: Deed, order: Order, issuer: Issuer, abroad: bool) -> str | None:
        """The area where the deed names none: what the audience or a notice is placed by; at home, the issuer's own town."""
        source = self.text.report.text
        action = (deed.negated if order.negated else None) or deed.action
        if action in _KEPT_FROM and deed.measure is None:
            for start, end in self._doings(deed, order):
                if order.audience is not None and start <= order.audience.idx < end:
                    continue
                start = min(start, self.text.token_at(start).left_edge.idx)
                whole_words = _REMARK.split(source[start:end])[0]
                words = _LED_BY.sub("", whole_words)
                left = action not in ("leave", "evacuate area") or words == whole_words  # "leave Rhodes", not "leave by …"
                whole = any(m.kind == "name" for m in self.lands.within(start, end))
                tokens = self.text.tokens(start, end)
                is_place = any(t.lemma_.lower() in advice.words("place") for t in tokens)
                is_named = any(t.pos_ == "PROPN" and t.text[0].isupper() and t.ent_type_ != "DATE" for t in tokens)
                if left and not whole and (is_place or is_named) and plain(words).lower() not in _ANYWHERE:
                    return plain(words) or None
        heads = [h for h in (order.audience, order.deed) if h is not None and (h.pos_ in ("NOUN", "PROPN", "PRON"))]
        for head in heads:
            if deed.kind == "notice" and head is order.deed:
                rights = [t for t in sentence if t.idx >= deed.end and t.dep_ == "prep"]
            else:
                rights = list(head.rights)
            for c in (*rights, *(k for r in head.rights if r.dep_ in ("acl", "relcl") for k in r.subtree)):
                noun = directives.object_of(c) if c.dep_ == "prep" and c.lower_ in _AROUND else None
                if noun is None or c.head.i > order.deed.i > head.i or is_term(c) or noun.lemma_ in _NO_AREA:
                    continue
                if c.lower_ == "for" and deed.kind != "notice":
                    continue
                lands = self.lands.within(noun.left_edge.idx, _run_end(noun))
                if any(m.kind == "name" and m.end >= noun.idx + len(noun.text) and m.start <= noun.idx for m in lands):
                    continue
                if noun.ent_type_ in ("DATE", "TIME") or (
                    abroad and noun.pos_ != "PROPN" and not any(m.kind in ("place", "capital") for m in lands)
                ):
                    continue
                return plain(source[noun.left_edge.idx : _run_end(noun)]) or None
        if abroad:
            return None
        inside = [m for m in self.lands.within(sentence.start_char, sentence.end_char) if m.kind in ("place", "capital")]
        if action in ("leave", "evacuate area", "return"):
            inside = [m for m in inside if not self._is_way_out(m)]
        if self.is_international(issuer) and issuer.start is not None:  # "Tokyo Electric"
            inside = [m for m in inside if self.is_place_phrase(m)]
        return source[inside[0].start : inside[0].end] if inside else None

    def only_land(self, sentence: Tokens) -> str | None:
        """The one country that a sentence names as a place."""
        inside = [m for m in self.lands.within(sentence.start_char, sentence.end_char) if m.kind != "demonym"]
        for found in ([m for m in inside if self.is_place_phrase(m)], inside):
            codes = {m.code for m in found}
            if codes:
                return codes.pop() if len(codes) == 1 else None
        return None

    def _scope(self, sentence: Tokens, deed: Deed, order: Order, issuer: Issuer, abroad: bool) -> list[Land]:
        """The countries and places in the deed's own words, then in the audience's."""
        if deed.kind.startswith("embassy"):  # "closed its embassy in Kinshasa and moved its staff to Brazzaville"
            seats = [
                m
                for m in self.lands.within(deed.start, deed.end + 40)
                if m.kind != "demonym" and self.text.token_at(m.end - 1).head.lower_ in ("in", "from")
            ]
            if seats:
                return seats[:1]
        stretches = [(deed.start, deed.end), *self._doings(deed, order)]
        if order.audience is not None:
            stretches.append(
                (order.audience.idx, max(deed.start, order.audience.idx + 1))
                if order.audience.idx < deed.start
                else (order.audience.idx, order.audience.right_edge.idx + 1)
            )
        if order.teller is not None and order.teller.pos_ == "NOUN":
            stretches += self._objects(order.teller)
        for start, end in stretches:
            if start < sentence.start_char or end > sentence.end_char + 1:
                continue
            found = [
                m for m in self.lands.within(start, end) if m.kind in ("name", "capital", "place") or self._adjective_of_place(m)
            ]
            found = [m for m in found if not self._is_mission_seat(m)]
            if deed.action in ("leave", "evacuate area") and not order.negated:  # "leave for …", "move to …": the way out
                found = [m for m in found if not self._is_way_out(m)]
            if abroad:
                found = [m for m in found if m.code != issuer.country] or [m for m in found if self.is_place_phrase(m)]
            if found:
                return found
        return []

    def _doings(self, deed: Deed, order: Order) -> list[tuple[int, int]]:
        """The objects and places of all that the deed's words say is to be done ("avoid *travelling* to …")."""
        out = self._objects(order.deed)
        for token in self.text.tokens(deed.start, deed.end):
            if token.i != order.deed.i and token.pos_ in ("VERB", "NOUN", "ADP", "ADV"):
                out += [o for o in self._objects(token) if o not in out]
        return out

    def _objects(self, head: Token) -> list[tuple[int, int]]:
        """Where a word's objects and places stand: "leave *the east of the island*", "travel *to the coast*"."""
        out = []
        for c in head.children:
            if c.i > head.i and (
                c.dep_ in ("dobj", "pobj")
                or (c.dep_ == "conj" and head.pos_ != "VERB")
                or (c.dep_ == "prep" and c.lower_ in _PLACING)
            ):
                end = next(
                    (t.idx for t in c.subtree if t.i > c.i and t.lower_ in BEHIND), c.right_edge.idx + len(c.right_edge.text)
                )
                out.append((c.idx, end))
            elif c.i > head.i and c.dep_ in ("advmod", "prt") and c.lower_ in _AWAY:
                out += self._objects(c)
        return out

    def is_place_phrase(self, land: Land) -> bool:
        """Whether a country stands as a place ("in …", "to …"), not as somebody who acts."""
        token = self.text.token_at(land.end - 1)
        return token.dep_ == "pobj" and token.head.lower_ in _STANDING_AT

    def _is_mission_seat(self, land: Land) -> bool:
        """Whether a town is only named for its mission ("contact the embassy in Cairo")."""
        token = self.text.token_at(land.end - 1)
        over = token.head.head if token.dep_ == "pobj" else token
        return land.kind in ("capital", "place") and over.lemma_.lower() in _MISSIONS

    def _is_way_out(self, land: Land) -> bool:
        token = self.text.token_at(land.start)
        for _ in range(3):
            token = token.head
            if token.pos_ == "ADP" or token.dep_ == "prep":
                return token.lower_ in ("for", "to", "through", "via", "by", "into", "towards", "with")
        return False

    def _adjective_of_place(self, land: Land) -> bool:
        """`the Malaysian state of Sabah`: a demonym before a noun of place."""
        if land.kind != "demonym":
            return False
        token = self.text.token_at(land.end - 1)
        return token.head.lemma_.lower() in (
            "state",
            "province",
            "city",
            "capital",
            "region",
            "island",
            "port",
            "town",
            "coast",
            "territory",
            "border",
            "side",
            "enclave",
            "exclave",
            "embassy",
        )

    def _area(self, here: list[Land], deed: Deed, order: Order) -> str | None:
        for land in here:
            token = self.text.token_at(land.start)
            while token.dep_ == "compound" and token.head.idx < land.end:
                token = token.head
            parted = any(c.dep_ == "amod" and _PART.match(c.lower_) for c in token.children)  # "northern Mali"
            over = token.head.head if token.dep_ == "pobj" and token.head.lower_ == "of" else token.head
            if over.lemma_.lower() in advice.words("place") and token.dep_ in ("compound", "nmod", "poss", "pobj"):
                parted = True  # "the Mali border area", "three provinces of Mali"
            elif token.dep_ == "poss" and not directives.is_audience(over) and deed.start <= land.start:
                parted = True  # "Bolivia's altiplano"
            part = land.kind == "name" and parted
            if part or land.kind in ("place", "capital") or self._adjective_of_place(land):
                while token.dep_ in ("compound", "amod", "poss", "nmod") and token.head.pos_ in ("NOUN", "PROPN"):
                    token = token.head
                while token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.pos_ in ("NOUN", "PROPN"):
                    if directives.is_audience(token.head.head):
                        break
                    token = token.head.head
                start, end = token.left_edge.idx, token.idx + len(token.text)
                start = max(start, deed.end) if start < deed.end <= land.start else start
                tail = max(
                    (
                        c.right_edge.idx + len(c.right_edge.text)
                        for c in token.rights
                        if c.dep_ == "conj" or c.lower_ in ("of", "between", "around", "off")
                    ),
                    default=end,
                )
                return plain(self.text.report.text[start : max(end, tail, land.end)]) or None
        return None

    # when, and by which words

    def deadline(self, sentence: Tokens, deed: Deed, order: Order) -> Time | None:
        """The time by which it is to be done: behind the deed, or set before the whole sentence ("By Friday all must leave")."""
        end = min(clause_end(order.teller or order.deed), sentence.end_char)
        end = max(end, deed.end, clause_end(order.deed))
        ahead = [t for t in self.times if deed.start <= t.span.start < end and self._bounds(t) and self._hangs(t, order)]
        if ahead:
            return ahead[0]
        fronted = [
            t
            for t in self.times
            if sentence.start_char <= t.span.start <= sentence.start_char + 14 and self._bounds(t) and t.signal != "until"
        ]
        return fronted[0] if fronted and fronted[0].span.end < deed.start else None

    def _hangs(self, time: Time, order: Order) -> bool:
        """Whether a time belongs to the telling or the deed and not to another verb behind them ("war may come within days")."""
        own = {order.deed.i, *(t.i for t in order.path)} | ({order.teller.i} if order.teller is not None else set())
        at = self.text.token_at(time.span.start)
        for _ in range(12):
            if at.i in own:
                return True
            placed = at.dep_ in ("acl", "relcl") and order.audience is not None and at.head.i == order.audience.i
            if placed:  # "the evacuation of people living along the river by Thursday"
                at = at.head
                continue
            if (at.pos_ in ("VERB", "AUX") and at.dep_ not in ("aux", "auxpass")) or at.head is at:
                return at.i in own or at.head is at
            at = at.head
        return False

    def _bounds(self, time: Time) -> bool:
        signal = (time.signal or "").lower()
        if signal in _UNTIL:
            return True
        if signal in ("over", "during", "for", "throughout"):
            return False  # how long, not by when
        words = time.span.text.lower()
        if not signal and words in ("today", "tonight", "tomorrow"):
            return True
        return (signal in _AHEAD and time.type == "duration") or words.startswith(
            ("the next", "next 24", "next 48", "within", "in the next", "the coming hours")
        )

    def clause(self, sentence: Tokens, order: Order, deed: Deed) -> tuple[int, int]:
        """From where to where the words stand that say whether the advice is new."""
        top = order.teller or order.deed
        while (
            top.dep_ not in ("ROOT", "relcl", "ccomp")
            and not (top.dep_ == "conj" and directives.child(top, "nsubj", "nsubjpass") is not None)
            and top.head is not top
        ):
            top = top.head
        start = sentence.start_char if top.dep_ == "ROOT" else max(sentence.start_char, min(top.left_edge.idx, deed.start))
        return start, max(deed.end, min(sentence.end_char, clause_end(top)))

    def extent(self, sentence: Tokens, deed: Deed, order: Order, issuer: Issuer) -> tuple[int, int]:
        """Where the advice stands: from the issuer, if it stands just before the telling, to the end of what is to be done."""
        heads = [t for t in (order.teller, order.audience) if t is not None and t.sent == sentence]
        start = min([deed.start, *(_first(t).idx for t in heads)])
        if issuer.start is not None and sentence.start_char <= issuer.start < start and start - issuer.start <= 200:
            start = issuer.start
        elif order.teller is None and issuer.start is None and not deed.kind.startswith("embassy"):
            start = max(sentence.start_char, min(start, order.deed.left_edge.idx))
        return start, max(deed.end, min(sentence.end_char, clause_end(order.deed)))

    def is_standing(self, order: Order) -> bool:
        """Whether a noun names an advice that stands already ("going beyond the advice that had stood since Monday")."""
        noun = order.teller
        if noun is None or noun.pos_ != "NOUN":
            return False
        if noun.dep_ == "pobj" and noun.head.lower_ in ("beyond", "than"):
            return True
        return _STANDING.search(self.text.report.text, noun.idx, noun.right_edge.idx + 1) is not None

    def is_background(self, order: Order) -> bool:
        """Whether the telling is told as what went before: "had asked", "until this week advised only …"."""
        verb = order.teller
        if verb is None or verb.pos_ != "VERB":
            return False
        if any(c.dep_ == "aux" and c.lower_ in ("had", "'d", "’d") for c in verb.children):
            return True
        return verb.dep_ == "relcl" and any(c.lower_ == "until" for c in verb.children)

    def level_moved(self, sentence: Tokens, issuer: Issuer) -> bool:
        """Whether the next sentence says that the issuer's level went up ("lifted its advice … to its highest level")."""
        doc = self.text.doc
        if sentence.end >= len(doc):
            return False
        following = doc[sentence.end].sent
        if advice.change(self.text.report.text, following.start_char, following.end_char) != "raised" or not _LEVEL.search(
            following.text
        ):
            return False
        subject = directives.child(following.root, "nsubj")
        who = self.issuer(subject) if subject is not None else None
        return who is not None and who.country is not None and who.country == issuer.country


def _first(token: Token) -> Token:
    """The word with its own first part ("New Zealanders")."""
    return next((c for c in token.lefts if c.dep_ == "compound"), token)


def clause_end(token: Token) -> int:
    """The end of what hangs on a word, stopped before a joined clause and a remark set off by a comma."""
    end = token.idx + len(token.text)
    for c in token.rights:
        if c.dep_ == "conj" and (directives.child(c, "nsubj", "nsubjpass") is not None or c.tag_ in ("VBD", "VBZ", "VBP")):
            break
        if (
            c.dep_ in ("advcl", "parataxis", "ccomp")
            and c.i > token.i
            and c.nbor(-1).text == ","
            and directives.child(c, "nsubj") is not None
        ):
            break
        edge = c.right_edge
        if not (edge.is_punct or edge.is_space):
            end = max(end, edge.idx + len(edge.text))
    return end


def _run_end(noun: Token) -> int:
    """The end of a noun with what hangs on it, stopped before a clause, a comma and a word of time or cause."""
    end = noun.idx + len(noun.text)
    for t in noun.subtree:
        if t.i <= noun.i:
            continue
        if (
            t.is_punct
            or t.lower_ in BEHIND
            or t.lower_ == "by"
            or is_term(t)
            or t.tag_ in ("TO", "WDT", "WP", "MD")
            or (t.pos_ in ("VERB", "AUX") and t.tag_ != "VBG")
        ):
            break
        end = t.idx + len(t.text)
    return end


def _refers_back(words: str) -> bool:
    return re.search(r"\b(?:the (?:area|region|country|zone)|there|that country)\b", words) is not None
