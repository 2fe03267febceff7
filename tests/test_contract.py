"""The JSON contract: generated from the nouns, shipped as a schema, kept by what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import tocsin
from tocsin import codec, knowledge
from tocsin.model import Actor, Picture, Reading, Report, Span, Statement

ROOT = Path(__file__).resolve().parents[1]
# DESIGN section 4, key by key: fields may be added, none renamed.
CONTRACT = {
    "Picture": "schema as_of reports actors statements claims conflicts times figures series windows advisories events "
    "places stories threads indicators "
    "timeline brief gaps changes",
    "Report": "id key source outlet headline published published_basis language family agency copy_of story threads",
    "Actor": "id name kind roles country aliases",
    "Statement": "id span parts cue speaker speaker_span mode polarity condition said place venue audience channel via claim",
    "Said": "from to text basis",
    "Carrier": "name kind span",
    "Claim": "id text statements reports families origins origin_list status disputed grade",
    "Origin": "by kind statements",
    "Grade": "admiralty why",
    "Conflict": "id kind a b why spans",
    "Time": "id span type value earliest latest anchor report",
    "Figure": "id span low high qualifier unit counted holder place as_of statement report",
    "Series": "id counted holder place points reading",
    "Window": "id span event actor target place earliest latest vague word probability statement status",
    "Advisory": "id span issuer issuer_country audience country area action urgency deadline means change statement",
    "Event": "id span type mode actor recipient place when modality",
    "Place": "id name geonameid lat lon country spans",
    "Story": "id title reports first last",
    "Thread": "id story title reports statements",
    "Indicator": "id name state since evidence origins",
    "TimelineEntry": "date text ids kind",
    "BriefLine": "section text ids",
    "Gap": "kind text ids",
    "ChangeLine": "kind text ids",
    "Span": "report start end text",
}


def test_the_shipped_schema_is_the_nouns() -> None:
    """`make schema` writes it again after a change of the nouns."""
    assert json.loads(knowledge.text("picture.schema.json")) == codec.json_schema()


@pytest.mark.parametrize("noun", CONTRACT)
def test_no_field_of_the_contract_is_missing(noun: str) -> None:
    """Other programs rely on these keys."""
    schema = codec.json_schema()
    properties = (schema if noun == "Picture" else schema["$defs"][noun])["properties"]
    assert set(CONTRACT[noun].split()) <= set(properties)


@pytest.fixture(scope="module")
def sample() -> Picture:
    """The picture of the sample reports."""
    return tocsin.brief(ROOT / "examples", jobs=1)


def test_the_sample_keeps_the_schema(sample: Picture) -> None:
    """What is printed is what the schema says."""
    jsonschema.Draft202012Validator(codec.json_schema()).validate(codec.to_data(sample))


def test_every_span_of_the_sample_cuts(sample: Picture) -> None:
    """`text == report.text[start:end]`, for every span in every room."""
    reports = {r.id: r for r in sample.reports}
    spans = list(_spans(sample))
    assert len(spans) > 200
    for span in spans:
        span.check(reports[span.report])


def test_every_reference_of_the_sample_resolves(sample: Picture) -> None:
    """No id leads nowhere, and each line of the brief reaches words."""
    from tocsin.telling.lookup import Lookup

    look = Lookup(sample)
    for s in sample.statements:
        assert s.claim is None if s.attitude else s.claim in look.records
        assert s.speaker is None or s.speaker in look.records
    for line in sample.brief:
        assert line.ids, line
        assert all(i in look.records for i in line.ids), line
        assert any(look.spans(i) for i in line.ids) or line.section == "gaps", line
    for w in sample.windows:
        assert w.statement is None or w.statement in look.records
        assert all(t in look.records for t in w.times)


def _spans(node: object) -> list[Span]:
    from dataclasses import fields, is_dataclass

    if isinstance(node, Span):
        return [node]
    if isinstance(node, tuple):
        return [s for n in node for s in _spans(n)]
    if is_dataclass(node) and not isinstance(node, type):
        return [s for f in fields(node) for s in _spans(getattr(node, f.name))]
    return []


def test_nouns_survive_json() -> None:
    """What `read` writes, `link` reads back: the same nouns."""
    span = Span(report="r1", start=0, end=4, text="Zoë ")
    reading = Reading(
        report=Report(id="r1", key="k", source="s", text="Zoë \U0001f600"),
        actors=(Actor(id="a1", name="Zoë", kind="person", mentions=(span,)),),
        statements=(
            Statement(
                id="s1", span=span, parts=(span,), cue=None, speaker="a1", speaker_span=span, mode="direct", polarity="asserts"
            ),
        ),
    )
    assert codec.loads(Reading, codec.dumps(reading)) == reading


def test_a_newer_file_with_more_fields_still_loads() -> None:
    """Fields may be added to the contract."""
    assert codec.from_data(Picture, {"schema": 1, "moods": []}) == Picture()
