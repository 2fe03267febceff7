"""What people are told to do: who tells whom to leave, shelter, register or keep away, of which country, by when.

The way goes from the deed ("to leave the country") up to the word of telling and from there to who tells. A deed without one
counts where somebody with the say obliges people ("citizens should leave", "get out" to one's own nationals), where a mission is
thinned out or closed, and where a notice is named ("an evacuation order"). What one state asks of another, of troops or of a
leader is no advice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tocsin import ids
from tocsin.model import Action, Advisory, Change, Place, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.advisories import advice, directives, measures, pages, removals
from tocsin.reading.advisories.addressing import Issuer
from tocsin.reading.advisories.advice import Deed
from tocsin.reading.advisories.directives import Order
from tocsin.reading.advisories.lands import Lands
from tocsin.reading.advisories.scoping import Scene
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

STRENGTH: dict[str, int] = {
    "return": 0, "register": 1, "increased caution": 2, "reconsider": 3, "avoid non-essential travel": 4, "shelter": 5,
    "do not travel": 6, "reduce staff": 6, "evacuate area": 7, "leave": 8, "suspend embassy": 8,
}  # fmt: skip
_TO_PEOPLE = frozenset({"leave", "shelter", "evacuate area", "register", "return", "increased caution"})


def find(
    text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...], places: tuple[Place, ...] = ()
) -> tuple[Advisory, ...]:
    """The advisories of a report's own text, in its order; the headline is left out. An official page gives its level alone."""
    if (own := pages.find(text)) is not None:
        return own
    scene = Scene(text, cast, statements, times, Lands(text, places))
    out: list[tuple[Advisory, bool, int]] = []
    for sentence in text.doc.sents:
        for deed in advice.deeds(text.report.text, sentence.start_char, sentence.end_char):
            if text.role(deed.start) != "body":
                continue
            for one in _read(scene, sentence, deed):
                if any(_same(one[0], earlier) and one[2] == telling for earlier, _, telling in out):
                    continue
                if deed.kind == "notice" and any(_same(one[0], earlier) and earlier.audience for earlier, _, _ in out):
                    continue  # "told its citizens not to go, after raising its advisory to Level 4" is one advice
                if out and one[0].audience is not None and out[-1][0].audience is None and _same(one[0], out[-1][0]):
                    out.pop()  # "issued a Level 4 warning, telling citizens not to travel": the fuller words stay
                    scene.before.pop()
                out.append(one)
                scene.before.append(one[0])
        moved = (_made(scene, sentence, d, o, d.action, i) for d, o, i in removals.read(scene, sentence) if d.action is not None)
        for found in (*moved, *measures.read(scene, sentence)):
            if not _told(found, out):
                out.append((found, False, found.span.start))
    return tuple(sorted(_stepped(out), key=lambda a: (a.span.start, a.span.end)))


def _told(measure: Advisory, out: list[tuple[Advisory, bool, int]]) -> bool:
    """Whether a measure is told in the same words as an advice that was read already."""
    return any(a.action == measure.action and _overlap(a, measure) for a, _, _ in out)


def _read(scene: Scene, sentence: Tokens, deed: Deed) -> list[tuple[Advisory, bool, int]]:
    tokens = scene.text.tokens(deed.start, deed.end)
    head = tokens.root
    if deed.kind in ("embassy", "embassy-passive"):
        return _mission(scene, sentence, deed, head)
    negated = advice.is_negated_before(scene.text.report.text, deed.start)
    order = directives.climb(head, negated)
    if deed.kind == "notice":
        order.audience = order.audience or scene.told_by(head)
        order.unreal = order.unreal and order.odd is None
    scene.settle(order)
    action = deed.negated if order.negated else deed.action
    if deed.kind == "notice" or (order.negated and deed.action in ("do not travel", "avoid non-essential travel")):
        action = deed.action  # "do not travel" and "against all but essential travel" hold their negation in themselves
    if action is None or order.unreal or (order.permitted and action != "return") or scene.is_history(sentence):
        return []
    teller = order.teller.lemma_.lower() if order.teller is not None else ""
    if teller in advice.words("permit") and action != "return" and not (action == "leave" and scene.is_staff(order)):
        return []
    if teller == "want" and not scene.is_own(order):  # a wish for others is no advice to one's own
        return []
    if scene.follows_from(deed):
        return []
    if deed.kind == "notice":
        issuers = scene.notice(head)
    elif order.teller is not None:
        issuers = scene.tellers(order)
    else:
        issuers = scene.speaker(order, sentence, deed)
    if not issuers:
        return []
    to_nobody = order.audience is None and order.teller is not None and not scene.impersonal(order)
    if to_nobody and action in _TO_PEOPLE and deed.kind != "notice":
        return []
    if scene.is_kin(order) or (action == "register" and scene.is_told_by_company(order)):
        return []
    background = scene.is_background(order)
    telling = order.teller.i if order.teller is not None else sentence.start
    return [(_made(scene, sentence, deed, order, action, issuer), background, telling) for issuer in issuers]


def _mission(scene: Scene, sentence: Tokens, deed: Deed, head: Token) -> list[tuple[Advisory, bool, int]]:
    out = []
    order = Order(deed=head)
    for issuer in scene.mission(order, deed):
        action = deed.action
        if action is not None:
            made = _made(scene, sentence, deed, order, action, issuer)
            if made.country != made.issuer_country:
                out.append((made, False, head.i))
    return out


def _made(scene: Scene, sentence: Tokens, deed: Deed, order: Order, action: Action, issuer: Issuer) -> Advisory:
    text, source = scene.text, scene.text.report.text
    start, end = scene.extent(sentence, deed, order, issuer)
    audience = scene.audience(order, deed)
    if action == "leave" and scene.is_staff(order):
        action = "reduce staff"
    foreign = deed.kind == "removal" or scene.is_abroad(order, issuer, action)
    if foreign and order.audience is not None and (action == "return" or (action == "evacuate area" and deed.leaves_town)):
        action = "leave"
    elif action == "leave" and not foreign and order.audience is not None and _is_local(order.audience):
        action = "evacuate area"
    country, area = scene.whereabouts(sentence, deed, order, issuer, foreign)
    is_warning = action in ("do not travel", "avoid non-essential travel", "reconsider") and order.audience is None
    home = None if foreign or is_warning or scene.is_international(issuer) else country
    time = scene.deadline(sentence, deed, order)
    statement = scene.statement(deed)
    return Advisory(
        id=ids.make("d", text.report.id, deed.start, deed.end, action, issuer.country, issuer.id),
        span=text.span(start, max(end, _named_until(scene, sentence, issuer))),
        issuer=issuer.id,
        issuer_country=issuer.country or home,
        audience=audience,
        country=country,
        area=area,
        action=action,
        urgency=advice.urgency(source, deed.start, end),
        deadline=None,
        means=advice.means(source, deed.start if deed.kind == "removal" else deed.end, end, time.span if time else None),
        change=_change(scene, sentence, deed, order, issuer),
        embassy=advice.embassy_status(source[start:end], action, deed.measure, audience or ""),
        measure=deed.measure if deed.measure != "reopened" else None,
        statement=statement.id if statement else None,
        time=time.id if time else None,
    )


def _named_until(scene: Scene, sentence: Tokens, issuer: Issuer) -> int:
    """Where the issuer's name ends in this sentence, else 0: "…, after Japan and Norway" names them behind the advice."""
    if issuer.start is None or not sentence.start_char <= issuer.start < sentence.end_char:
        return 0
    mentions = (m for a in scene.cast.actors if a.id == issuer.id for m in a.mentions)
    return next((m.end for m in mentions if m.start == issuer.start), 0)


def _change(scene: Scene, sentence: Tokens, deed: Deed, order: Order, issuer: Issuer) -> Change:
    """What the words say of an earlier advice. The words stand before the deed, by the telling; "going beyond" may follow it."""
    source = scene.text.report.text
    start, end = scene.clause(sentence, order, deed)
    if scene.is_standing(order):
        return "repeated"
    teller = order.teller or order.deed
    if scene.is_staff(order):  # "raised its advisory and let embassy staff go": what was raised is the other one
        start = max(start, teller.idx)
    near = max(start, min(deed.end, teller.idx + len(teller.text) + 12))
    said = advice.change(source, start, near) or advice.change(source, deed.start, deed.end)
    if said is None and (later := advice.change(source, deed.end, end)) in ("raised", "lowered"):
        said = later
    if said is None and deed.kind == "notice":  # "the order was lifted"
        said = advice.change(source, start, end)
    if said is None and order.teller is not None and order.teller.dep_ == "ccomp":  # "reiterated that citizens should not …"
        over = order.teller.head
        said = advice.change(source, over.idx, over.idx + len(over.text))
    if said is None and order.teller is None and order.deed.dep_ == "ccomp":
        over = order.deed.head
        said = advice.change(source, over.idx, over.idx + len(over.text))
    if deed.measure == "reopened":
        return "withdrawn"
    if scene.is_background(order):
        return "repeated" if said == "repeated" else "new"
    if said is None and scene.level_moved(sentence, issuer):
        said = "raised"
    return said or "new"


def _is_local(audience: Token) -> bool:
    return audience.lemma_.lower() in advice.words("local")


def _same(one: Advisory, other: Advisory) -> bool:
    """Whether two advisories of one telling are one piece of advice read twice."""
    if (one.issuer_country, one.issuer, one.action, one.country) != (
        other.issuer_country,
        other.issuer,
        other.action,
        other.country,
    ):
        return False
    return _overlap(one, other)


def _overlap(one: Advisory, other: Advisory) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end


def _stepped(found: list[tuple[Advisory, bool, int]]) -> list[Advisory]:
    """An advice that is stronger than what the report tells as its issuer's earlier one is raised."""
    out = []
    for one, background, _ in found:
        about = (one.issuer_country, one.country)
        same = [(o, was) for o, was, _ in found if one.issuer_country and (o.issuer_country, o.country) == about]
        weaker = any(was and STRENGTH[o.action] < STRENGTH[one.action] for o, was in same)
        # Where the report itself says which advice was raised, the others are not.
        named = any(o.change == "raised" for o, _ in same)
        out.append(replace(one, change="raised") if one.change == "new" and not background and weaker and not named else one)
    return out
