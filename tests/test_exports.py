"""Each export is read by somebody else's reader, says its words with their places, and is the same bytes every time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import geojson as geojson_reader
import icalendar
import jsonschema
import pytest
import vobject
from cap_tools.models import Alert
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from xsdata.formats.dataclass.parsers import XmlParser

from tocsin import brief
from tocsin.model import Advisory, Figure, Picture, Place, Report, Span, Statement, Story, Window
from tocsin.telling import atom, cap, cap_advice, geojson, ics, ics_days, ninjs

ROOT = Path(__file__).resolve().parents[1]
SCHEMAS = Path(__file__).parent / "schemas"
CAP_SCHEMA = etree.XMLSchema(etree.parse(SCHEMAS / "CAP-v1.2.xsd"))
NINJS_SCHEMA = json.loads((SCHEMAS / "ninjs-2.3.json").read_text("utf-8"))
CAP = {"c": cap.NAMESPACE}

# What a hostile page may put into a headline, a name or a sentence.
HOSTILE = (
    "Leave\x00 now\x0b]]>&<b>",
    "Leave\r\nATTENDEE:mailto:a@example.org\r\nEND:VEVENT now",
    "\u202eevaeL\u2066 now",
    "Leave \ud83d now \udc00",
    "Leave\x85now\u2028soon\u2029\ufffe",
    'Leave "now"; or, well: \\n never',
)


@pytest.fixture(scope="module")
def picture() -> Picture:
    """The picture of the sample."""
    return brief(ROOT / "examples")


def told(words: str, **fields: Any) -> Picture:
    """A picture of one report that tells one piece of advice, one window, one figure and one place in these words."""
    text = f"{words}. {words} by Friday."
    report = Report(
        id="r1", key=words, source="https://example.org/a?b=1&c=2", outlet=words, headline=words, byline=words,
        published="2031-05-05", language="en", story="story1", text=text,
    )  # fmt: skip
    span = Span(report="r1", start=0, end=len(words), text=words)
    said = Statement(
        id="s1", span=span, parts=(span,), cue=None, speaker=None, speaker_span=span, mode="direct", polarity="orders"
    )
    advice = Advisory(
        id="d1", span=span, issuer=None, issuer_country="NOR", audience=words, country="CHL", area=words, action="leave",
        urgency="now", deadline="2031-05-09", means=words, change="new", statement="s1", said="2031-05-05",
    )  # fmt: skip
    window = Window(
        id="w1", span=span, event=words, actor=None, target=None, place=words, earliest="2031-05-06", latest=None, vague=True,
        word="could", probability=None, statement="s1", said="2031-05-05",
    )  # fmt: skip
    figure = Figure(
        id="f1", span=span, low=2, high=None, qualifier="at least", unit="people", counted="people", holder=None, place=words,
        as_of=None, statement=None, report="r1",
    )  # fmt: skip
    place = Place(id="p1", name=words, geonameid=None, lat=None, lon=None, country="CHL", spans=(span,))
    story = Story(id="story1", title=words, reports=("r1",), first="2031-05", last="2031-05-05")
    made = Picture(
        as_of="2031-05-05", reports=(report,), statements=(said,), advisories=(advice,), windows=(window,), figures=(figure,),
        places=(place,), stories=(story,),
    )  # fmt: skip
    from tocsin.telling import briefing

    return briefing.compose(replace(made, **fields))


# -- CAP


def alerts(files: dict[str, str]) -> Iterator[etree._Element]:
    """The messages among the files, each valid against the schema of OASIS."""
    for name, text in files.items():
        if name.endswith(".xml"):
            root = etree.fromstring(text.encode())
            CAP_SCHEMA.assertValid(root)
            yield root


def test_advice_in_force_becomes_valid_cap(picture: Picture) -> None:
    """One message each; words and offsets are parameters; the report's text has those words at those offsets."""
    texts = {r.id: r.text for r in picture.reports}
    found = list(alerts(cap_advice.files(picture)))
    assert len(found) >= 5
    for root in found:
        names = [e.text for e in root.findall(".//c:parameter/c:valueName", CAP)]
        values = [e.text for e in root.findall(".//c:parameter/c:value", CAP)]
        pairs = list(zip(names, values, strict=True))
        words = [value for name, value in pairs if name == "words"]
        sources = [value for name, value in pairs if name == "source"]
        assert words
        for said, where in zip(words, sources, strict=True):
            report, start, end = re.search(r"report (\w+), characters (\d+)-(\d+)", where).groups()
            assert texts[report][int(start) : int(end)] == said
        assert root.findtext(".//c:scope", namespaces=CAP) == "Restricted"
        assert "not issued by the authority" in root.findtext(".//c:restriction", namespaces=CAP)


def test_another_reader_of_cap_reads_the_same(picture: Picture) -> None:
    """cap-tools, a parser generated from the standard, finds what we wrote."""
    files = cap_advice.files(picture, sender="desk@example.org")
    alert = XmlParser().from_string(files["advice-MYS-evacuate-area-d72d042f15e.xml"], Alert)
    assert (alert.sender, alert.msg_type.value, alert.scope.value) == ("desk@example.org", "Alert", "Restricted")
    info = alert.infos[0]
    assert info.response_types[0].value == "Evacuate"
    assert info.areas[0].geocodes[0].value.value == "MYS"
    named = {p.value_name.value for p in info.parameters}
    assert named >= {"words", "source", "origins", "status", "grade", "deadline", "issuer"}


@pytest.mark.parametrize("kind", ["Update", "Cancel"])
def test_a_message_that_follows_another_names_it(kind: cap.Kind) -> None:
    """`references` is sender,identifier,sent: the very three of the first message, as the other reader understands them."""
    earlier = cap.Reference(sender="desk@example.org", identifier="a-1", sent="2031-05-05T08:00:00Z")
    text = cap.message(
        identifier="a-2", sender="desk@example.org", sent="2031-05-06", kind=kind, references=[earlier],
        infos=[cap.Info(event="Advice to leave", headline="h", description="d")],
    )  # fmt: skip
    CAP_SCHEMA.assertValid(etree.fromstring(text.encode()))
    (reference,) = XmlParser().from_string(text, Alert).references_to_list()
    assert (reference.sender, reference.identifier) == ("desk@example.org", "a-1")
    assert "desk@example.org,a-1,2031-05-05T08:00:00-00:00" in text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"identifier": "a b"}, "identifier"),
        ({"identifier": "a,b"}, "identifier"),
        ({"sender": "a<b"}, "sender"),
        ({"sender": ""}, "sender"),
        ({"kind": "Update"}, "references"),
        ({"scope": "Private"}, "addresses"),
        ({"sent": "tomorrow"}, "moment"),
    ],
)
def test_what_breaks_the_standard_is_refused(fields: dict[str, Any], says: str) -> None:
    """The schema alone does not catch these: receivers would."""
    from tocsin.errors import InputError

    with pytest.raises(InputError, match=says):
        cap.message(**{"identifier": "a", "sender": "b", "sent": "2031-05-05", **fields})


def test_a_private_message_lists_its_addresses() -> None:
    """One with a space stands in double quotes."""
    text = cap.message(identifier="a", sender="b", sent="2031-05-05", scope="Private", addresses=["x@example.org", "Ann Lee"])
    assert '<addresses>x@example.org "Ann Lee"</addresses>' in text
    CAP_SCHEMA.assertValid(etree.fromstring(text.encode()))


def test_shapes_are_written_as_the_standard_asks() -> None:
    """Latitude first, a closed polygon, a radius in kilometres; no figure is rounded away."""
    area = cap.Area(
        description="x", polygons=(((1.5, 2.0), (3.0, 2.25), (3.0, 4.0), (1.5, 2.0)),), circles=((48.85661, 2.35222, 12.5),)
    )
    text = cap.message(
        identifier="a", sender="b", sent="2031-05-05", infos=[cap.Info(event="e", headline="h", description="", areas=(area,))]
    )
    CAP_SCHEMA.assertValid(etree.fromstring(text.encode()))
    assert "<polygon>1.5,2 3,2.25 3,4 1.5,2</polygon>" in text
    assert "<circle>48.85661,2.35222 12.5</circle>" in text


@pytest.mark.parametrize(
    ("deadline", "urgency"),
    [("2031-05-05", "Immediate"), ("2031-05-09", "Future"), ("2031-05-04", "Unknown"), (None, "Immediate")],
)
def test_urgency_comes_from_the_deadline_or_the_word(deadline: str | None, urgency: str) -> None:
    """A passed deadline does not end the advice, so it is never `Past`; without one the report's `now` decides."""
    base = told("Leave now")
    files = cap_advice.files(replace(base, advisories=(replace(base.advisories[0], deadline=deadline),)))
    assert f"<urgency>{urgency}</urgency>" in next(iter(files.values()))


def test_every_action_is_in_the_table() -> None:
    """And with values that CAP knows."""
    from typing import get_args

    from tocsin.knowledge import table
    from tocsin.model import Action

    rows = {r["action"]: r for r in table("cap_actions.tsv")}
    assert set(rows) == set(get_args(Action))
    assert {r["response"] for r in rows.values()} <= {*get_args(cap.Response), ""}
    assert {r["severity"] for r in rows.values()} <= set(get_args(cap.Severity))


# -- iCalendar


def events(text: str) -> dict[str, icalendar.Event]:
    """The entries by their id, read by icalendar; vobject must count as many."""
    found = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert len(getattr(vobject.readOne(text), "vevent_list", [])) == len(found)
    return {str(e["UID"]): e for e in found}


def test_the_calendar_is_read_by_two_readers(picture: Picture) -> None:
    """Every deadline in force and every window with a day is there, with its words."""
    text, without = ics_days.render(picture)
    found = events(text)
    assert without == 0
    assert all("characters" in str(e["DESCRIPTION"]) for e in found.values())
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    deadline = found["d72d042f15e@tocsin"]
    assert deadline["DTSTART"].dt.isoformat() == "2028-04-24T18:00:00"  # by 6pm: no zone is named, so none is written
    assert "DTEND" not in deadline


@pytest.mark.parametrize(
    ("first", "last", "lines"),
    [
        ("2031-05-06", "2031-05-08", ("DTSTART;VALUE=DATE:20310506", "DTEND;VALUE=DATE:20310509")),  # both days are inside
        ("2031-05-06", "2031-05-06", ("DTSTART;VALUE=DATE:20310506", "DTEND;VALUE=DATE:20310507")),
        ("2031-05-06", None, ("DTSTART;VALUE=DATE:20310506", "DTEND;VALUE=DATE:20310507")),  # open: only the day that is known
        (None, "2031-05-08", ("DTSTART;VALUE=DATE:20310508", "DTEND;VALUE=DATE:20310509")),
        (None, "2031-02", ("DTSTART;VALUE=DATE:20310228", "DTEND;VALUE=DATE:20310301")),  # by the end of the month
        ("2032-02", "2032-02", ("DTSTART;VALUE=DATE:20320201", "DTEND;VALUE=DATE:20320301")),  # a leap year
        ("2031", None, ("DTSTART;VALUE=DATE:20310101", "DTEND;VALUE=DATE:20310102")),
        (None, "2031-05-08T18:00", ("DTSTART:20310508T180000",)),
        (None, "2031-05-08T18:00:00Z", ("DTSTART:20310508T180000Z",)),
        (None, "2031-05-08T18:00:00+02:00", ("DTSTART:20310508T160000Z",)),
        ("2031-05-08T18:00", "2031-05-09T06:00", ("DTSTART:20310508T180000", "DTEND:20310509T060000")),
        ("2031-05-08T18:00", "2031-05-09", ("DTSTART;VALUE=DATE:20310508", "DTEND;VALUE=DATE:20310510")),  # a day is not a moment
        (None, None, ()),
    ],
)
def test_inclusive_bounds(first: str | None, last: str | None, lines: tuple[str, ...]) -> None:
    """iCalendar's end is the day after; an open side takes no day that nobody named."""
    assert ics.bounds(first, last) == lines


def test_an_open_side_is_said_in_words() -> None:
    """The entry stands on one day, and its summary says that the other is not given."""
    assert "(from Tue 6 May 2031, no end given)" in str(events(ics_days.render(told("Leave now"))[0])["w1@tocsin"]["SUMMARY"])


@pytest.mark.parametrize(("status", "written"), [("open", "TENTATIVE"), ("withdrawn", "CANCELLED"), ("occurred", "CONFIRMED")])
def test_what_became_of_a_window_is_its_status(status: str, written: str) -> None:
    """A calendar strikes out what was called off."""
    base = told("Leave now")
    made = replace(base, windows=(replace(base.windows[0], status=status),))
    assert str(events(ics_days.render(made)[0])["w1@tocsin"]["STATUS"]) == written


def test_a_window_without_a_day_is_counted() -> None:
    """It is left out of a calendar, and not silently."""
    base = told("Leave now")
    text, without = ics_days.render(replace(base, windows=(replace(base.windows[0], earliest=None),)))
    assert without == 1
    assert "w1@tocsin" not in text
    assert "1 expected event without any day left out" in text.replace("\r\n ", "")


# -- GeoJSON


def test_geojson_is_valid_and_in_the_right_order(picture: Picture) -> None:
    """Longitude comes first: a place east of 90 degrees would else have an impossible latitude."""
    made = geojson_reader.loads(geojson.render(picture))
    assert made.is_valid
    where = {
        f.properties["name"]: f.geometry["coordinates"] for f in made.features if f.properties["kind"] == "place" and f.geometry
    }
    assert where["Tawau"][0] == pytest.approx(117.9, abs=0.2)
    texts = {r.id: r.text for r in picture.reports}
    words = [w for f in made.features for item in f.properties.get("said", []) for w in item["words"]]
    words += [w for f in made.features for w in f.properties.get("words", f.properties.get("mentions"))]
    assert words
    assert all(texts[w["report"]][w["start"] : w["end"]] == w["text"] for w in words)


def test_what_has_no_position_stays_and_is_counted() -> None:
    """A null geometry is lawful and easily dropped: the count says that something is missing from the map."""
    made = geojson_reader.loads(geojson.render(told("Leave now")))
    kinds = {f.properties["kind"]: f for f in made.features}
    assert kinds["place"].geometry is None
    assert made["unlocated"] == 1
    # Advice for a country is shown inside it, and says that no place is meant.
    assert kinds["advice"].properties["position"] == geojson.INSIDE


def test_advice_stands_on_the_places_that_it_names(picture: Picture) -> None:
    """Two towns are two points; the whole country's middle is taken only where no place is named."""
    made = geojson_reader.loads(geojson.render(picture))
    japan = next(f for f in made.features if f.properties.get("issuer") == "Japan")
    assert japan.geometry["type"] == "MultiPoint"
    assert len(japan.geometry["coordinates"]) == 2


# -- ninjs


def test_ninjs_is_valid(picture: Picture) -> None:
    """Down to the reports; with words and offsets as data; without anybody's full text."""
    text = ninjs.render(picture)
    item = json.loads(text)
    jsonschema.validate(item, NINJS_SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [len(story["associations"]) for story in item["associations"]] == [len(s.reports) for s in picture.stories]
    texts = {r.id: r.text for r in picture.reports}
    body = next(b for b in item["associations"][0]["bodies"] if b["role"] == "records")
    words = [w for entry in json.loads(body["value"]) for w in entry["words"]]
    assert words
    assert all(texts[w["report"]][w["start"] : w["end"]] == w["text"] for w in words)
    assert not any(r.text[:400] in text for r in picture.reports)


def test_the_schema_of_the_tests_refuses() -> None:
    """A schema that allows everything would pass the test above."""
    for wrong in (
        {"type": "text"},
        {"uri": "tag:a", "heading": "x"},
        {"uri": "tag:a", "bodies": [{"role": "main"}]},
        {"uri": "tag:a", "associations": [{"uri": "tag:b"}]},
        {"uri": "tag:a", "associations": [{"uri": "tag:b", "name": "b", "x": 1}]},
        {"uri": "tag:a", "places": [{"geojson": {"type": "Point", "coordinates": [0, 100]}}]},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, NINJS_SCHEMA)


# -- Atom


def test_the_feed_of_alerts_is_read(picture: Picture) -> None:
    """feedparser finds each message's file and no fault."""
    files = cap_advice.files(picture)
    read = feedparser.parse(files[cap_advice.INDEX].encode())
    assert not read.bozo
    assert {link.href for e in read.entries for link in e.links} == set(files) - {cap_advice.INDEX}
    assert all("characters" in e.content[0].value for e in read.entries)
    assert len({e.id for e in read.entries}) == len(read.entries)


def test_atom_escapes_and_dates() -> None:
    """Text is text: no markup of a report becomes markup of the feed; a time without a zone is UTC."""
    entry = atom.Entry(id="a", title="<b>&amp;", updated="2031-05-05T08:00", content="<script>x</script>", categories=('"x"',))
    read = feedparser.parse(atom.feed([entry], id="f", title="t", updated="2031-05-05").encode())
    assert not read.bozo
    assert read.entries[0].title_detail.type == "text/plain"
    assert read.entries[0].updated == "2031-05-05T08:00:00Z"
    assert read.entries[0].content[0].type == "text/plain"
    assert read.entries[0].content[0].value == "<script>x</script>"


# -- all of them

TEXTS: dict[str, Callable[[Picture], str]] = {
    "cap": lambda p: "".join(f"{name}\n{text}" for name, text in cap_advice.files(p).items()),
    "ics": lambda p: ics_days.render(p)[0],
    "geojson": geojson.render,
    "ninjs": ninjs.render,
}


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_breaks_nothing(words: str) -> None:
    """It can be written, it is valid, it adds no entry, no property and no markup, and it turns no line round."""
    made = told(words)
    files = cap_advice.files(made)
    (alert,) = alerts(files)
    shown = [
        alert.findtext(f".//c:{name}", namespaces=CAP) for name in ("headline", "event", "audience", "areaDesc", "instruction")
    ]
    assert not any(set(text) & set("\u202e\u2066\u2028\u2029\x85\n\r") for text in shown)
    (kept,) = [
        p.findtext("c:value", namespaces=CAP)
        for p in alert.iterfind(".//c:parameter", CAP)
        if p.findtext("c:valueName", namespaces=CAP) == "words"
    ]
    assert len(kept) == len(words)  # so that the offsets still fit
    assert not feedparser.parse(files[cap_advice.INDEX].encode()).bozo

    calendar = ics_days.render(made)[0]
    calendar.encode()
    found = events(calendar)
    assert sorted(found) == ["d1@tocsin", "w1@tocsin"]
    assert all("ATTENDEE" not in e for e in found.values())
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", calendar)
    assert not set(str(found["w1@tocsin"]["SUMMARY"])) & set("\u202e\u2066\u2028")

    assert geojson_reader.loads(geojson.render(made).encode()).is_valid
    jsonschema.validate(json.loads(ninjs.render(made).encode()), NINJS_SCHEMA)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=60))
def test_any_text_makes_valid_files(words: str) -> None:
    """Whatever stands in a report."""
    made = told(words)
    files = cap_advice.files(made)
    assert len(list(alerts(files))) == 1
    assert not feedparser.parse(files[cap_advice.INDEX].encode()).bozo
    assert sorted(events(ics_days.render(made)[0].encode().decode())) == ["d1@tocsin", "w1@tocsin"]
    assert geojson_reader.loads(geojson.render(made).encode()).is_valid
    jsonschema.validate(json.loads(ninjs.render(made).encode()), NINJS_SCHEMA)


def test_an_empty_picture_is_a_valid_export() -> None:
    """No reports, no fault."""
    files = cap_advice.files(Picture())
    assert set(files) == {cap_advice.INDEX}
    assert feedparser.parse(files[cap_advice.INDEX].encode()).entries == []
    assert events(ics_days.render(Picture())[0]) == {}
    assert geojson_reader.loads(geojson.render(Picture()))["features"] == []
    jsonschema.validate(json.loads(ninjs.render(Picture())), NINJS_SCHEMA)


def test_the_same_picture_gives_the_same_bytes(picture: Picture, tmp_path: Path) -> None:
    """In another process too, where sets fall into another order; and no path of this machine leaves the house."""
    from tocsin.codec import dumps

    path = tmp_path / "picture.json"
    path.write_text(dumps(picture), "utf-8")
    for form, render in TEXTS.items():
        assert str(ROOT) not in render(picture), form
        if form != "cap":
            done = subprocess.run(
                [sys.executable, "-m", "tocsin", "export", form, "--picture", str(path)],
                capture_output=True, check=True, timeout=60, env={"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "7"},
            )  # fmt: skip
            assert done.stdout == render(picture).encode(), form


def test_offsets_fit_the_words(picture: Picture) -> None:
    """Each place that the text of an export names holds the words before it."""
    texts = {r.id: r.text for r in picture.reports}
    calendar = icalendar.Calendar.from_ical(ics_days.render(picture)[0])
    for event in calendar.walk("VEVENT"):
        for said, report, start, end in re.findall(r"“(.*)” — .*report (\w+), characters (\d+)-(\d+)", str(event["DESCRIPTION"])):
            assert texts[report][int(start) : int(end)] == said
