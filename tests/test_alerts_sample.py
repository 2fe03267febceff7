"""Alerts of the sample, really read and linked: every one whole, and the same however the reports came."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime
from pathlib import Path

from alerting import Desk, rule
from deskful import by_story
from tocsin.desk.alerts import facts, listing, wording
from tocsin.model import Picture, Reading

NOON = "2028-04-27T12:00:00+00:00"
RULES = "".join(
    [
        rule("advice", "advisory", max_age="any"),
        rule("near", "deadline", within="48h"),
        rule("words", "claim"),
        rule("ahead", "window"),
        rule("signs", "indicator"),
        rule("toll", "figure", counted=["wounded", "troops", "evacuated"], above=5),
        rule("voices", "speech", who=["Mansor", "Pranoto"]),
    ]
)


def test_every_fact_is_whole(sample_pictures: dict[str, Picture]) -> None:
    """It has words that cut exactly, somebody on whose word it comes, an origin, and a title on one line."""
    for story, picture in sample_pictures.items():
        texts = {r.id: r.text for r in picture.reports}
        for fact in facts.of(picture, story, datetime.fromisoformat(NOON)):
            assert fact.quotes, fact.headline
            assert fact.anchors
            assert fact.who
            assert fact.rests_on >= 1
            assert fact.carried >= 1
            assert "\n" not in fact.headline
            for quote in (*fact.quotes, *fact.against):
                assert texts[quote.report][quote.start : quote.end] == quote.text


def _after(folder: Path, steps: list[list[Reading]]) -> tuple[set[tuple[str, str, str]], Counter[tuple[str, str]]]:
    folder.mkdir()
    desk, there, told = Desk(folder, RULES, moment=NOON), set[str](), Counter[tuple[str, str]]()
    try:
        for held in steps:
            for reading in held:
                desk.store.accept(reading.report)
            stories = by_story(held, "2028-04-27")
            desk.store.put_stories(stories, dropped=there - set(stories))
            there = set(stories)
            for alert in desk.look():
                told[alert.rule, alert.message.kind] += 1
                told[alert.rule, "new"] -= len(alert.message.replaces)  # linked only later: found to be one, and said so
        assert desk.look() == []
        assert all(wording.text(a.message) for a in listing.recent(desk.store, limit=500).rows)
        return desk.standing(), told
    finally:
        desk.close()


def test_reports_that_come_one_after_the_other(sample_readings: list[Reading], tmp_path: Path) -> None:
    """Shuffled and in four portions, linked anew each time: the same alerts stand, and none was told twice as new."""
    held = list(sample_readings)
    once, told = _after(tmp_path / "once", [held])
    random.Random(5).shuffle(held)
    slowly, told_slowly = _after(tmp_path / "slowly", [held[:n] for n in (3, 6, 9, len(held))])
    assert slowly == once
    assert len(once) > 30
    assert {k: n for k, n in told_slowly.items() if k[1] == "new"} == told
