"""The brief as news items in IPTC's ninjs 2.3: one composite item, a text item per story, and in it a short one per report.

A report's own text is not passed on, as it belongs to its publisher: only its headline, day and address. The words that a line
of the brief rests on stand below it, and once more as data in a second body with the role `records`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from tocsin.model import BriefLine, Picture, Place, Report, Story
from tocsin.telling import atom
from tocsin.telling.lookup import Lookup
from tocsin.telling.quoting import address, line, quotes, whole
from tocsin.telling.terminal import TITLES

VERSION = "2.3"
SCHEMA = f"https://iptc.org/std/ninjs/ninjs-schema_{VERSION}.json"
MOST_QUOTES = 4  # under a line of the text; the records hold all
_GEONAMES = "https://sws.geonames.org/{}/"
_PEOPLE = ("person",)
_BODIES = ("government", "organisation", "armed_group", "agency", "office")
_NOTE = "Compiled by a program from the reports listed. Each line rests on the words quoted below it; nothing else was added."


def render(picture: Picture) -> str:
    """The composite item as JSON text."""
    look = Lookup(picture)
    where = {a.id: {m.report for m in a.mentions} for a in picture.actors}
    where |= {p.id: {m.report for m in p.spans} for p in picture.places}
    made = atom.moment(picture.as_of or "1970-01-01")
    item = {
        "uri": atom.urn("brief"),
        "type": "composite",
        "standard": {"name": "ninjs", "version": VERSION, "schema": SCHEMA},
        "version": picture.as_of or "empty",
        "versioncreated": made,
        "language": "en",
        "title": "Tocsin brief",
        "ednote": _NOTE,
        **_told(look, None),
        "associations": [_story(look, story, made, where) for story in picture.stories],
    }
    return whole(json.dumps({k: v for k, v in item.items() if v not in ([], None)}, ensure_ascii=False, indent=1) + "\n")


def _story(look: Lookup, story: Story, made: str, where: dict[str, set[str]]) -> dict[str, Any]:
    reports = [look.report(r) for r in story.reports]
    inside = {ident for ident, told in where.items() if not told.isdisjoint(story.reports)}
    item = {
        "name": story.id,
        "uri": atom.urn(story.id),
        "type": "text",
        "versioncreated": made,
        "contentcreated": _moment(story.first),
        "language": "en",
        "title": line(story.title),
        "headlines": [{"role": "main", "value": line(story.title)}],
        **_told(look, story.id),
        "people": _actors(look, inside, _PEOPLE),
        "organisations": _actors(look, inside, _BODIES),
        "places": [_place(p) for p in look.picture.places if p.id in inside],
        "infosources": [
            {"name": name} for name in dict.fromkeys(n for r in reports for n in (r.agency, r.outlet) if n)
        ],
        "associations": [_report(r) for r in reports],
    }  # fmt: skip
    return {k: v for k, v in item.items() if v not in ([], None)}


def _report(report: Report) -> dict[str, Any]:
    url = address(report.source)
    item = {
        "name": report.id,
        "uri": atom.urn(report.id),
        "type": "text",
        "representationtype": "partial",
        "contentcreated": _moment(report.published),
        "language": report.language,
        "title": line(report.headline or report.key),
        "headlines": [{"value": line(report.headline)}] if report.headline else [],
        "by": report.byline and line(report.byline),
        "infosources": [{"name": n} for n in dict.fromkeys((report.agency, report.outlet)) if n],
        "renditions": [{"name": "original", "href": url}] if url else [],
    }
    return {k: v for k, v in item.items() if v not in ([], None)}


def _told(look: Lookup, story: str | None) -> dict[str, Any]:
    """The brief's lines as text, each with its words, and as data."""
    lines = [entry for entry in look.picture.brief if entry.story == story]
    if not lines:
        return {}
    text = "\n".join(_text(look, lines))
    records = [
        {"section": e.section, "text": e.text, "ids": e.ids, "words": [asdict(q) for q in quotes(look, *e.ids)]} for e in lines
    ]
    return {
        "bodies": [
            {"role": "main", "contenttype": "text/plain", "charcount": len(text), "wordcount": len(text.split()), "value": text},
            {"role": "records", "contenttype": "application/json", "value": json.dumps(records, ensure_ascii=False)},
        ]
    }


def _text(look: Lookup, lines: Iterable[BriefLine]) -> Iterable[str]:
    section = None
    for entry in lines:
        if entry.section != section:
            yield from ("", TITLES[entry.section]) if section else (TITLES[entry.section],)
            section = entry.section
        yield f"- {line(entry.text)}"
        found = quotes(look, *entry.ids)
        yield from (f"  “{line(q.text)}” — {q.where}" for q in found[:MOST_QUOTES])
        if len(found) > MOST_QUOTES:
            yield f"  and {len(found) - MOST_QUOTES} more"


def _actors(look: Lookup, inside: set[str], kinds: tuple[str, ...]) -> list[dict[str, str]]:
    return [
        {"name": line(a.name), "rel": "mentions", "uri": atom.urn(a.id)}
        for a in look.picture.actors
        if a.kind in kinds and line(a.name) and a.id in inside
    ]


def _place(place: Place) -> dict[str, Any]:
    uri = _GEONAMES.format(place.geonameid) if place.geonameid else atom.urn(place.id)
    item: dict[str, Any] = {"name": line(place.name), "rel": "mentions", "uri": uri}
    if place.lat is not None and place.lon is not None:
        item["geojson"] = {"type": "Point", "coordinates": [place.lon, place.lat]}
    return item


def _moment(value: str | None) -> str | None:
    """A day or a moment as ninjs asks; a bare month or year names no moment, so nothing."""
    return atom.moment(value) if value and len(value) >= len("2028-04-27") else None
