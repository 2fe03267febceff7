"""Admiralty grades with reasons: a letter for the reliability of the best source, a digit for the credibility of the claim.

The letter never reaches A: complete reliability needs a source's history, which reports do not tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tocsin.model import Actor, Claim, Conflict, Grade, Statement

_LETTERS = "BCDF"


def grade(claim: Claim, statements: Mapping[str, Statement], actors: Mapping[str, Actor], conflicts: Sequence[Conflict]) -> Grade:
    """The grade of a claim with its reasons, each from the evidence."""
    judged = [
        _source(origin.by, origin.kind, [statements[s] for s in origin.statements if s in statements], actors)
        for origin in claim.origin_list
    ]
    letter, reason = min(judged, key=lambda j: (_LETTERS.index(j[0]), j[1]), default=("F", "No source is named."))
    digit, why = _credibility(claim, [statements[s] for s in claim.statements if s in statements], conflicts)
    return Grade(admiralty=f"{letter}{digit}", why=(reason, *why))


def _source(by: str, kind: str, said: Sequence[Statement], actors: Mapping[str, Actor]) -> tuple[str, str]:
    speaker = next((a for s in said if (a := actors.get(s.speaker or "")) is not None), None)
    if kind == "agency":
        return "B", f"{by} reports it on its own word."
    if kind == "outlet":
        return "C", f"{by} reports it on its own word."
    if kind == "document" or (speaker is not None and speaker.kind == "document"):
        return "B", f"It stands in a document: {by}."
    if speaker is None:
        return "F", f"Who stands behind it is not clear ({by})."
    if speaker.kind == "unnamed":
        known = speaker.country is not None or speaker.of is not None
        return ("C", f"{by} is not named, but the side they speak for is.") if known else ("D", f"{by} is not named.")
    if speaker.kind in ("government", "office", "organisation"):
        return "B", f"{by} says it in its own name."
    if speaker.kind == "person" and (speaker.of is not None or speaker.roles):
        return "B", f"{by} says it by name and office."
    if speaker.kind == "armed_group":
        return "D", f"{by} is a party to the fighting."
    if speaker.kind == "group":
        return "D", f"{by} is a group without a named voice."
    return "C", f"{by} says it by name, without an office."


def _credibility(claim: Claim, said: Sequence[Statement], conflicts: Sequence[Conflict]) -> tuple[int, list[str]]:
    if claim.status == "withdrawn":
        return 5, ["It was withdrawn."]
    why = []
    if claim.origins >= 2:
        digit = 1 if claim.origins >= 3 else 2
        why.append(f"{claim.origins} independent origins say it.")
    else:
        digit = 3
        why.append(
            f"{claim.reports} reports carry it, from one origin."
            if claim.reports > 1
            else "One report carries it, from one origin."
        )
    if said and all(s.belief for s in said):
        digit = max(digit, 3)
        why.append("It is what somebody is said to believe, not words they are quoted with.")
    if claim.disputed:
        kinds = sorted({c.kind for c in conflicts if claim.id in (c.a, c.b)})
        digit = min(5, max(digit + 1, 3))
        why.append("Somebody denies it." if "denial" in kinds else "Other accounts differ from it.")
    return digit, why
