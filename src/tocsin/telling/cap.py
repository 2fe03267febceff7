"""One message of the Common Alerting Protocol, version 1.2 (OASIS, 1 July 2010): built, checked, written.

Tocsin is no alerting authority: it passes on what others were read to advise. So the scope is `Restricted` unless the caller
says otherwise, the words and their sources travel as parameters, and nothing is filled in that no report says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tocsin.errors import InputError
from tocsin.telling.markup import Node, document, node, optional
from tocsin.telling.quoting import Quote, Standing, line

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
RESTRICTION = "Compiled from news reports; not issued by the authority it names. Check with that authority before acting."

Kind = Literal["Alert", "Update", "Cancel"]
Status = Literal["Actual", "Exercise", "System", "Test", "Draft"]
Scope = Literal["Public", "Restricted", "Private"]
Category = Literal["Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"]
Response = Literal["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"]
Urgency = Literal["Immediate", "Expected", "Future", "Past", "Unknown"]
Severity = Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]

_NAME = re.compile(r"[^\s,<&]+")  # what an identifier and a sender may hold
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An earlier message that this one updates or cancels."""

    sender: str
    identifier: str
    sent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where a message holds. Points are (latitude, longitude) in degrees, a polygon's last point is its first; circles end
    with a radius in kilometres; geocodes are (scheme, code)."""

    description: str
    polygons: tuple[tuple[tuple[float, float], ...], ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What a message says. Times are ISO 8601; `parameters` are (name, value), see `evidence`."""

    event: str
    headline: str
    description: str
    category: Category = "Safety"
    responses: tuple[Response, ...] = ()
    urgency: Urgency = "Unknown"
    severity: Severity = "Unknown"
    certainty: Certainty = "Unknown"
    audience: str | None = None
    effective: str | None = None
    onset: str | None = None
    expires: str | None = None
    sender_name: str | None = None
    instruction: str | None = None
    web: str | None = None
    contact: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    areas: tuple[Area, ...] = ()
    language: str = "en"


def message(
    *,
    identifier: str,
    sender: str,
    sent: str,
    infos: Iterable[Info] = (),
    kind: Kind = "Alert",
    status: Status = "Actual",
    scope: Scope = "Restricted",
    restriction: str | None = None,
    addresses: Iterable[str] = (),
    source: str | None = None,
    note: str | None = None,
    references: Iterable[Reference] = (),
    incidents: Iterable[str] = (),
) -> str:
    """The XML text of one message. Raises `InputError` where the standard would be broken."""
    told, whom = tuple(references), tuple(addresses)
    for name, value in (("identifier", identifier), ("sender", sender), *((r.sender, r.identifier) for r in told)):
        if not _NAME.fullmatch(value):
            raise InputError(f"{name} {value!r} is not allowed in CAP", hint="no spaces, commas, < or & in it")
    if kind != "Alert" and not told:
        raise InputError(f"a CAP message of type {kind} needs references", hint="name the message that it follows")
    if scope == "Private" and not whom:
        raise InputError("a private CAP message needs addresses", hint="say whom it is for")
    if scope == "Restricted":
        restriction = restriction or RESTRICTION
    return document(
        node(
            "alert",
            (
                node("identifier", identifier),
                node("sender", sender),
                node("sent", moment(sent)),
                node("status", status),
                node("msgType", kind),
                optional("source", source and line(source)),
                node("scope", scope),
                optional("restriction", restriction if scope == "Restricted" else None),
                optional("addresses", _listed(whom)),
                optional("note", note),
                optional("references", " ".join(f"{r.sender},{r.identifier},{moment(r.sent)}" for r in told)),
                optional("incidents", _listed(tuple(incidents))),
                *(_info(info) for info in infos),
            ),
            xmlns=NAMESPACE,
        )
    )


def evidence(quotes: Iterable[Quote], standing: Standing | None = None) -> tuple[tuple[str, str], ...]:
    """The parameters that say what a message rests on: `words` and `source` in pairs, then `origins`, `status` and `grade`."""
    found: list[tuple[str, str]] = []
    for quote in quotes:
        found += [("words", quote.text), ("source", quote.where + (f", {quote.url}" if quote.url else ""))]
    if standing is not None:
        found += [("origins", str(len(standing.origins))), *(("origin", line(name)) for name in standing.origins)]
        found += [("status", standing.status + (", disputed" if standing.disputed else ""))]
        found += [("grade", standing.grade)] if standing.grade else []
        found += [("grade reason", line(reason)) for reason in standing.why]
    return tuple(found)


def moment(value: str, *, last: bool = False) -> str:
    """A time as CAP writes it: to the second, with an offset, and UTC as `-00:00`, never `Z`.

    A day becomes its first moment, or with `last` its last second. A clock time without a zone is taken as UTC.
    """
    found = _MOMENT.fullmatch(value)
    if found is None:
        raise InputError(f"{value!r} is no moment", hint="write it as 2028-04-27T10:11:12Z")
    day, clock, seconds, zone = found.groups()
    clock, seconds = (clock, seconds or ":00") if clock else ("23:59", ":59") if last else ("00:00", ":00")
    return f"{day}T{clock}{seconds}{'-00:00' if zone in (None, 'Z', '+00:00') else zone}"


def _info(info: Info) -> Node:
    return node(
        "info",
        (
            node("language", info.language),
            node("category", info.category),
            node("event", line(info.event)),
            *(node("responseType", response) for response in info.responses),
            node("urgency", info.urgency),
            node("severity", info.severity),
            node("certainty", info.certainty),
            optional("audience", info.audience and line(info.audience)),
            optional("effective", info.effective and moment(info.effective)),
            optional("onset", info.onset and moment(info.onset)),
            optional("expires", info.expires and moment(info.expires, last=True)),
            optional("senderName", info.sender_name and line(info.sender_name)),
            optional("headline", line(info.headline)),
            optional("description", info.description),
            optional("instruction", info.instruction),
            optional("web", info.web),
            optional("contact", info.contact and line(info.contact)),
            *(node("parameter", (node("valueName", name), node("value", value))) for name, value in info.parameters),
            *(_area(area) for area in info.areas),
        ),
    )


def _area(area: Area) -> Node:
    return node(
        "area",
        (
            node("areaDesc", line(area.description)),
            *(node("polygon", " ".join(f"{_plain(lat)},{_plain(lon)}" for lat, lon in points)) for points in area.polygons),
            *(node("circle", f"{_plain(lat)},{_plain(lon)} {_plain(radius)}") for lat, lon, radius in area.circles),
            *(node("geocode", (node("valueName", scheme), node("value", code))) for scheme, code in area.geocodes),
        ),
    )


def _plain(number: float) -> str:
    """To five places, about a metre, and never in powers of ten."""
    return f"{number:.5f}".rstrip("0").rstrip(".")


def _listed(values: tuple[str, ...]) -> str:
    """Values with spaces between them; one that holds a space stands in double quotes."""
    plain = (line(v).replace('"', "'") for v in values)
    return " ".join(f'"{v}"' if " " in v else v for v in plain)
