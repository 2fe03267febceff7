"""Parting into stories report by report: whatever came, went or changed before, it is what all reports at once give."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tocsin.linking import leaves, wording
from tocsin.linking.partition import Partition
from tocsin.linking.wording import Profile
from tocsin.model import Report

FRAME = "Sign up for the harbour letter and read it before work. Our readers chose ten pictures of the winter market."
SYLLABLES = "ka lo mir ten vas por dul eg ran sho bel nu fi gar ost".split()


def worlds(stories: int, each: int, seed: int) -> list[Profile]:
    """Reports of several invented crises: each has its own words; some are copies of one another, some stand under one frame."""
    chance = random.Random(seed)
    out: list[Profile] = []
    for _ in range(stories):
        words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(30)]
        first = 700 + chance.randrange(60)
        for n in range(each):
            told = [" ".join(chance.sample(words, 9)).capitalize() + "." for _ in range(6)]
            text = "\n".join([*told, *([FRAME] if n % 3 == 0 else [])])
            copied = out and n % 5 == 4
            day = f"2031-{1 + first // 30 % 12:02}-{1 + (first + n) % 28:02}"
            key = f"r{chance.randrange(10**9):09}"
            report = Report(id=key, key=key, source=key, headline=words[0] if n % 2 else None, published=day, text=text)
            profile = wording.profile(report)
            if copied:
                profile = replace(out[-1], report=replace(out[-1].report, id=key, published=day))
            out.append(profile)
    return out


def told(parted: Partition) -> tuple[object, ...]:
    """All that a partition says."""
    return parted.stories, parted.story_of, {s: parted.inside(s) for s in parted.stories}


@pytest.mark.parametrize(("block", "seed"), [(600, 1), (12, 2), (5, 3)])
def test_one_by_one_is_all_at_once(monkeypatch: pytest.MonkeyPatch, block: int, seed: int) -> None:
    """Reports come in any order, alone or several at a time; some go again, some get another day: at every moment the
    partition is that of the reports that are there. Small leaves make all of it meet across their borders."""
    monkeypatch.setattr(leaves, "BLOCK", block)
    chance, waiting = random.Random(seed), worlds(5, 12, seed)
    chance.shuffle(waiting)
    parted, there = Partition(), dict[str, Profile]()
    for step in range(70):
        for _ in range(chance.choice((1, 1, 3))):
            what = chance.random()
            if waiting and what < 0.75:
                profile = waiting.pop()
            elif not there:
                continue
            elif what < 0.9:
                gone = chance.choice(sorted(there))
                waiting.append(there.pop(gone))
                parted.drop(gone)
                continue
            else:
                profile = there[chance.choice(sorted(there))]
                profile = replace(profile, report=replace(profile.report, published=f"2031-05-{chance.randrange(1, 29):02}"))
            parted.put(profile)
            there[profile.report.id] = profile
        before = dict(parted.stories)
        changed, gone_stories = parted.settle()
        assert gone_stories == before.keys() - parted.stories.keys()
        assert {s for s, story in parted.stories.items() if before.get(s) != story} <= changed <= parted.stories.keys()
        if step % 10 == 9:
            whole = Partition(there.values())
            whole.settle()
            assert told(parted) == told(whole)
    assert len(parted.stories) > 3


def test_a_new_report_touches_its_own_story_only() -> None:
    """What a desk pays for a report is the linking of the stories that it changes."""
    given = worlds(6, 8, 4)
    parted = Partition(given[1:])
    parted.settle()
    parted.put(given[0])
    changed, _ = parted.settle()
    assert changed == {parted.story_of[given[0].report.id]}


def test_a_profile_comes_back_from_its_bytes() -> None:
    """What the store keeps of a report parts it as the report itself would."""
    for profile in worlds(2, 6, 5):
        assert wording.unpacked(wording.packed(profile)) == profile
    quoted = Report(
        id="r", key="k", source="s", headline="“Go”", text="“Leave now,” said Ms. Ode. 12 000 people left Sierra Leone."
    )
    assert wording.unpacked(wording.packed(wording.profile(quoted))) == wording.profile(quoted)
