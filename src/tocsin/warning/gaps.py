"""What the reports leave open: single and unnamed voices, days not known, parties not heard, windows that ran out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from operator import itemgetter

from tocsin import knowledge
from tocsin.model import Actor, Advisory, Claim, Figure, Gap, Picture, Statement, Window
from tocsin.warning import windows
from tocsin.warning.evidence import Evidence, short
from tocsin.warning.narration import title

MOST_OF_A_KIND = 8  # a list that nobody reads to its end hides the gaps on it
_TELLING = 5  # words; less is a remark about the source ("not to be named")
_AGAINST = ("ASSAULT", "COERCE", "MOBILIZE")  # events whose actor somebody accuses or warns about
_PARTIES = ("government", "armed_group", "person", "organisation")  # who could answer
_BIG = 100  # people, troops, dollars: a lone figure below this seldom carries a decision
_HARM = (
    "kill",
    "dead",
    "death",
    "die",
    "wound",
    "injur",
    "missing",
    "displac",
    "hostage",
    "troop",
    "soldier",
    "marine",
    "warship",
    "tank",
    "case",
    "homeless",
)


@cache
def _hostile() -> re.Pattern[str]:
    """Words for what a party would want to answer to: the stems of the verbs of assault and coercion."""
    rows = knowledge.table("en/plover_verbs.tsv")
    stems = sorted({row["verb"].split()[0].rstrip("e") for row in rows if row["root"] in ("ASSAULT", "COERCE", "THREATEN")})
    return re.compile(rf"\b(?:{'|'.join(stems)}|invasion|offensive|incursion|landing)", re.IGNORECASE)


def find(picture: Picture, look: Evidence) -> tuple[Gap, ...]:
    """The gaps in a fixed order of kinds; inside a kind by weight, at most eight."""
    out: list[Gap] = []
    for kind in (_single(look), _unnamed(look), _unheard(look), _unresolved(look), _expired(look), _undated(look)):
        out += list(kind)[:MOST_OF_A_KIND]
    return tuple(out)


def _single(look: Evidence) -> Iterator[Gap]:
    """Warnings and figures of harm that rest on one origin, those told most often first: there an echo looks like proof."""
    picture = look.picture
    bounded: dict[str, Window] = {w.statement: w for w in picture.windows if w.statement and w.status == "open"}
    figures: dict[str, Figure] = {f.statement: f for f in picture.figures if f.statement and _matters(f)}
    found: list[tuple[tuple[int, int, str], Gap]] = []
    for claim in picture.claims:
        if claim.origins > 1 or claim.status == "withdrawn":
            continue
        window = next((bounded[s] for s in claim.statements if s in bounded), None)
        figure = next((figures[s] for s in claim.statements if s in figures), None)
        if window is None and figure is None:
            continue
        by = claim.origin_list[0].by if claim.origin_list else "one source"
        told = f"; {claim.reports} reports repeat it" if claim.reports > 1 else ""
        what = (
            f"The warning “{short(claim.text)}”"
            if window is not None
            else f"The figure “{short(figure.span.text, 60)}” in “{short(claim.text)}”"
            if figure
            else ""
        )
        text = f"{what} rests on one origin, {by}{told}."
        found.append(
            ((window is None, -claim.reports, claim.id), Gap(kind="single origin", text=text, ids=(claim.id, *claim.statements)))
        )
    for _, gap in sorted(found, key=itemgetter(0)):
        yield gap


def _matters(figure: Figure) -> bool:
    counted = f"{figure.counted or ''} {figure.unit}".lower()
    return any(word in counted for word in _HARM) or (
        (figure.low or figure.high or 0) >= _BIG and figure.unit in ("people", "troops", "persons")
    )


def _unnamed(look: Evidence) -> Iterator[Gap]:
    """Claims that only unnamed sources make."""
    claims: list[tuple[Claim, str]] = []
    for claim in look.picture.claims:
        speakers = [look.actors.get(look.statements[s].speaker or "") for s in claim.statements if s in look.statements]
        if speakers and len(claim.text.split()) >= _TELLING and all(a is not None and a.kind == "unnamed" for a in speakers):
            claims.append((claim, speakers[0].name if speakers[0] is not None else ""))
    for claim, name in sorted(claims, key=lambda c: (-c[0].reports, c[0].id)):
        yield Gap(
            kind="unnamed source",
            text=f"Only an unnamed source ({name}) says: “{short(claim.text)}”.",
            ids=(claim.id, *claim.statements),
        )


def _unheard(look: Evidence) -> Iterator[Gap]:
    """Who is warned about or accused and is not heard in any report: nobody of that country or body speaks."""
    story = {r.id: r.story for r in look.picture.reports}
    spoken: dict[str | None, set[str]] = {}
    for s in look.picture.statements:
        spoken.setdefault(story.get(s.span.report), set()).update(_sides(look.actors.get(s.speaker or ""), look))
    seen: dict[tuple[str | None, str], list[str]] = {}
    for window in look.picture.windows:
        if window.actor and _hostile().search(window.span.text) and not _may_be_its_own(window, look):
            seen.setdefault((story.get(window.span.report), window.actor), []).append(window.id)
    for event in look.picture.events:
        accused = event.recipient if event.type == "ACCUSE" else event.actor if event.type in _AGAINST else None
        if accused and event.statement and event.modality != "denied":
            seen.setdefault((story.get(event.span.report), accused), []).append(event.id)
    for (where, actor_id), ids in seen.items():
        actor = look.actors.get(actor_id)
        if actor is None or actor.kind not in _PARTIES or _sides(actor, look) & spoken.get(where, set()):
            continue
        yield Gap(
            kind="silent party",
            text=f"{actor.name} is warned about or accused, and no report quotes them.",
            ids=tuple(dict.fromkeys(ids)),
        )


def _may_be_its_own(window: Window, look: Evidence) -> bool:
    """Whether the speaker may be of the party itself: an official whose country the words do not settle ("the minister")."""
    statement = look.statements.get(window.statement or "")
    speaker = look.actors.get(statement.speaker or "") if statement is not None else None
    return speaker is not None and bool(speaker.roles) and speaker.country is None and speaker.of is None


def _sides(actor: Actor | None, look: Evidence) -> frozenset[str]:
    """An actor with those it belongs to, and the country it speaks for."""
    out: list[str] = []
    for _ in range(3):
        if actor is None:
            break
        out.append(actor.id)
        if actor.country and actor.kind not in ("armed_group", "group"):
            out.append(actor.country)
        actor = look.actors.get(actor.of or "")
    return frozenset(out)


def _unresolved(look: Evidence) -> Iterator[Gap]:
    """Statements whose speaker the words do not settle."""
    for s in look.picture.statements:
        if s.speaker is None and s.speaker_span is not None and not s.attitude and s.mode != "indirect":
            yield _unknown(s)


def _unknown(s: Statement) -> Gap:
    mention = " ".join(s.speaker_span.text.split()) if s.speaker_span is not None else ""
    return Gap(kind="unresolved speaker", text=f"Who “{mention}” is, who says “{short(s.span.text)}”, is not clear.", ids=(s.id,))


def _expired(look: Evidence) -> Iterator[Gap]:
    """Windows and deadlines that ran out, with no word found of what came of them."""
    extended = {w.extends for w in look.picture.windows if w.extends}
    for group in windows.groups(look.picture):
        if group.status == "passed" and group.windows[0].outcome is None and not extended & {w.id for w in group.windows}:
            who = group.speaker or "the report itself"
            text = f"The time that {who} gave (“{short(group.words)}”) has run out; no word of what came of it was found."
            yield Gap(kind="expired window", text=text, ids=tuple(w.id for w in group.windows))
    told: dict[tuple[str, str, str], list[Advisory]] = {}
    for a in look.picture.advisories:
        if a.deadline and look.picture.as_of and windows.is_before(a.deadline, look.picture.as_of):
            told.setdefault((look.issuer(a), a.action, a.deadline), []).append(a)
    for (issuer, action, _), group_ in told.items():
        text = f"The deadline of {issuer} ({action}) has run out; no word of how many followed it was found."
        yield Gap(kind="expired deadline", text=text, ids=tuple(a.id for a in group_))


def _undated(look: Evidence) -> Iterator[Gap]:
    """Reports without a day of their own, and advice whose deadline has no anchor."""
    for report in look.picture.reports:
        name = f"by {report.outlet}" if report.outlet else title(report).removeprefix("the report ")
        ids = tuple(s.id for s in look.picture.statements if s.span.report == report.id)[:1]
        if report.published is None:
            yield Gap(
                kind="undated report",
                text=f"The report {name} has no date; what it says of days stays open.",
                ids=(report.id, *ids),
            )
        elif report.published_basis == "inferred":
            yield Gap(
                kind="undated report",
                text=f"The report {name} has no date of its own; its day is inferred from the other reports.",
                ids=(report.id, *ids),
            )
