"""Temporal expressions: what is found, what is not, and what day is meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tocsin.model import Span, Time
from tocsin.reading import times
from tocsin.reading.text import Text
from tocsin.reading.times import calendar, knownevents

Parse = Callable[..., Text]


def found(text: Text) -> list[str]:
    """The words of all times."""
    return [t.span.text for t in times.find(text)]


@pytest.mark.parametrize(
    ("sentence", "expected", "why"),
    [
        ("They met on Monday, 24 April 2028 in Quito.", ["Monday, 24 April 2028"], "one date, with its weekday"),
        ("Quakes hit on 3 March, and again on June 7.", ["3 March", "June 7"], "day first and month first"),
        ("It opened in March 2027.", ["March 2027"], "month and year"),
        ("Rain fell from April 28 to May 2.", ["April 28", "May 2"], "two ends of a stretch"),
        ("Leave by 6 p.m. on Friday.", ["6 p.m. on Friday"], "hour and day are one time"),
        ("The blast came at 0240 GMT on Tuesday.", ["0240 GMT on Tuesday"], "hours without a colon need a zone"),
        ("He has been ill since early this year.", ["early this year"], "the part of the year belongs to it"),
        ("They marched in the next 24 to 48 hours.", ["the next 24 to 48 hours"], "a range of hours"),
        ("Nearly four years ago the dam broke.", ["Nearly four years ago"], "the approximation belongs to it"),
        ("It could begin any day now.", ["any day now"], "vague"),
        ("Shops closed during Ramadan.", ["Ramadan"], "a known season after a signal word"),
        ("They vote before the end of the Winter Olympics.", ["the end of the Winter Olympics"], "an edge of a known event"),
        ("It ends before the summit on May 6.", ["the summit on May 6"], "the signal word governs the event"),
        ("Prayers are held every Friday.", ["every Friday"], "a habit"),
        ("It opens two weeks before the vote on 3 May.", ["two weeks before the vote on 3 May"], "counted from an event"),
        ("He spoke at 8 p.m. (1700 GMT) on Friday.", ["8 p.m. (1700 GMT) on Friday"], "the hour in two zones is one time"),
        ("They met on Easter Monday.", ["Easter Monday"], "the longer name of a feast"),
        ("Rain fell from 28 June–3 July.", ["28 June–3 July"], "two months around a dash"),
        ("They fought for two months and three days.", ["two months and three days"], "one length"),
        ("It fell in the first week of May.", ["the first week of May"], "a part of a month"),
        ("It is planned for Tuesday of next week.", ["Tuesday of next week"], "a day of a week"),
        ("Voting runs from 9 to 11 p.m. on Friday.", ["9 to 11 p.m.", "Friday"], "one half of the day for both hours"),
        ("Shops shut at half past seven in the evening.", ["half past seven in the evening"], "past the hour"),
        ("Patrols go out every second week and on weekdays.", ["every second week", "weekdays"], "habits"),
        ("They fled the day before the vote on 3 May.", ["the day before the vote on 3 May"], "the day beside another"),
        ("Power failed overnight into Tuesday.", ["overnight into Tuesday"], "the night between two days"),
        ("Rain is due from May 3rd to 7th.", ["May 3rd to 7th"], "the month is told once"),
        ("Buses are halted until further notice.", ["further notice"], "an open end is told too"),
        ("They met on the 18th and left.", ["the 18th"], "a day of the month at hand"),
        ("They march every last Friday of the month.", ["every last Friday of the month"], "a habit, not one Friday"),
        ("It opens at 5 p.m., weekdays at 8 a.m.", ["5 p.m.", "weekdays at 8 a.m."], "an hour of its own each"),
        ("It ends before last Easter's anniversary.", ["last Easter"], "which occurrence belongs to the feast"),
    ],
)
def test_found(parse: Parse, sentence: str, expected: list[str], why: str) -> None:
    """Extents follow TIMEX3: the preposition stays outside."""
    assert found(parse(sentence)) == expected, why


@pytest.mark.parametrize(
    "sentence",
    [
        "The general may resign.",
        "Thousands march through the city.",
        "He sat on the floor.",
        "A second attack failed.",
        "The Sun printed the photograph.",
        "Theresa May resigned.",
        "Friday prayers were cancelled.",
        "The Sunday Times reported it.",
        "Some 2,000 troops and 1,950 tents arrived.",
        "He led the march to the sea.",
        "Prices fall when demand falls.",
        "Soon after, the roof fell in.",
        "The future of the city is at stake.",
        "They must plan for the future.",
        "The party daily El Eco printed it.",
        "The firm cut its quarterly dividend.",
        "The tomb dates from the 2nd century BC.",
        "He lives on the 18th floor and lost the 4th round.",
        "Two thousand and twelve people fled.",
        "Further notice will be given.",
        "Call 2010-2015-86 or see file 2015-1-32.",
    ],
)
def test_not_found(parse: Parse, sentence: str) -> None:
    """Words that look like a time and are none."""
    assert found(parse(sentence)) == []


def said(words: str, anchor: str | None, signal: str | None = None, direction: str | None = None, type_: str = "date") -> Time:
    """A time by its words alone, resolved."""
    span = Span(report="r", start=0, end=len(words), text=words)
    bare = Time(
        id="t", span=span, type=type_, value=None, earliest=None, latest=None, anchor=None, report="r",
        signal=signal, direction=direction,
    )  # type: ignore[arg-type]  # fmt: skip
    return times.resolve(bare, anchor)


FRIDAY = "2026-09-11"


@pytest.mark.parametrize(
    ("words", "signal", "direction", "value", "earliest", "latest", "why"),
    [
        ("Friday", "on", "past", "2026-09-11", "2026-09-11", "2026-09-11", "a bare weekday may be the day itself"),
        ("Thursday", "on", "past", "2026-09-10", "2026-09-10", "2026-09-10", "backwards for what was said"),
        ("Thursday", "on", "future", "2026-09-17", "2026-09-17", "2026-09-17", "forwards for what will be"),
        ("Sunday", "by", "future", "2026-09-13", None, "2026-09-13", "by a day ends on it"),
        ("Sunday", "before", "future", "2026-09-13", None, "2026-09-12", "before a day ends on the eve"),
        ("noon on Sunday", "before", "future", "2026-09-13T12:00", None, "2026-09-13", "before an hour is still that day"),
        ("Wednesday", "as soon as", "future", "2026-09-16", "2026-09-16", None, "begins then and stays open"),
        ("next week", "as early as", "future", "2026-W38", "2026-09-14", None, "weeks begin on Monday"),
        ("next week", None, "future", "2026-W38", "2026-09-14", "2026-09-20", "Monday to Sunday"),
        ("next Tuesday", "on", "future", "2026-09-15", "2026-09-15", "2026-09-15", "Tuesday of next week"),
        ("last Tuesday", None, "past", "2026-09-01", "2026-09-01", "2026-09-01", "Tuesday of last week"),
        ("the coming days", "in", "future", "PXD", "2026-09-11", None, "open"),
        ("at any time", None, "future", "FUTURE_REF", "2026-09-11", None, "open"),
        ("the next 24 to 48 hours", "in", "future", "PT48H", "2026-09-11", "2026-09-13", "the longer end counts"),
        ("yesterday", None, "past", "2026-09-10", "2026-09-10", "2026-09-10", ""),
        ("last month", None, "past", "2026-08", "2026-08-01", "2026-08-31", ""),
        ("March", "since", "past", "2026-03", "2026-03-01", "2026-09-11", "since ends on the day of speaking"),
        ("December", "in", "future", "2026-12", "2026-12-01", "2026-12-31", ""),
        ("May 6", "before", "future", "2027-05-06", None, "2027-05-05", "next year, where this year's is over"),
        ("two years ago", None, "past", "2024", "2024-01-01", "2024-12-31", "no finer than its unit"),
        ("the end of the month", "by", "future", "2026-09", None, "2026-09-30", ""),
        ("the 1990s", "in", "past", "199", "1990-01-01", "1999-12-31", ""),
        ("the third quarter of 2024", "in", "past", "2024-Q3", "2024-07-01", "2024-09-30", ""),
        ("overnight", None, "past", "2026-09-10TNI", "2026-09-10", "2026-09-11", ""),
        ("the day after tomorrow", None, "future", "2026-09-13", "2026-09-13", "2026-09-13", ""),
        ("a day earlier", None, "past", "2026-09-10", None, None, "counted from a day of the story"),
        ("the truce expires on Sunday", "before", "future", "2026-09-13", None, "2026-09-13", "it lasts through Sunday"),
        ("the vote on Sunday", "before", "future", "2026-09-13", None, "2026-09-12", "before the day of an event"),
        ("Asian Games", "during", "future", "2026-09-19/2026-10-04", "2026-09-19", "2026-10-04", "known event"),
        ("the end of the Asian Games", "before", "future", "2026-10-04", None, "2026-10-04", "its last day counts"),
        ("Christmas", "after", "future", "2026-12-25", "2026-12-25", None, "a rule gives the day"),
        ("two weeks before the vote on 6 October", None, "future", "2026-09-22", "2026-09-22", "2026-09-22", "counted back"),
        ("three days after Christmas", None, "future", "2026-12-28", "2026-12-28", "2026-12-28", "counted on"),
        ("the first Friday of October", "on", "future", "2026-10-02", "2026-10-02", "2026-10-02", ""),
        ("the last Sunday in March", None, "future", "2027-03-28", "2027-03-28", "2027-03-28", ""),
        ("the first Friday of 2027", None, "future", "2027-01-01", "2027-01-01", "2027-01-01", ""),
        ("Wednesday of next week", None, "future", "2026-09-16", "2026-09-16", "2026-09-16", ""),
        ("the week after next", None, "future", "2026-W39", "2026-09-21", "2026-09-27", ""),
        ("the rest of the month", "for", "future", "2026-09", "2026-09-11", "2026-09-30", "from now on"),
        ("the first three months of 2027", None, "future", "P3M", "2027-01-01", "2027-03-31", "counted from the edge"),
        ("the final two weeks of October", None, "future", "P2W", "2026-10-18", "2026-10-31", "counted from the other edge"),
        ("28 June–3 July 2027", None, None, "2027-06-28/2027-07-03", "2027-06-28", "2027-07-03", ""),
        ("November-February 2027", None, None, "2026-11/2027-02", "2026-11-01", "2027-02-28", "the year is that of the end"),
        ("the next 5 working days", "in", "future", "P5D", "2026-09-11", "2026-09-18", "the weekend does not count"),
        ("the next week", "over", "future", "P1W", "2026-09-11", "2026-09-18", "with its article: the seven days ahead"),
        ("Friday", "as late as", "future", "2026-09-11", None, "2026-09-11", "the far end"),
        ("September 20", "by", "past", "2026-09-20", None, "2026-09-20", "a bare date so near ahead, whatever the tense"),
        ("October", "in", "past", "2026-10", "2026-10-01", "2026-10-31", "next month, not eleven months back"),
        ("September 8", "by", "future", "2026-09-08", None, "2026-09-08", "told a few days late, not a year early"),
        ("less than three weeks ago", None, "past", "2026-W34", "2026-08-21", "2026-09-11", "no longer than that"),
        ("more than two weeks ago", None, "past", "2026-W35", None, "2026-08-28", "that long or longer"),
        ("less than five days", "in", "future", "P5D", "2026-09-11", "2026-09-16", "from now on"),
        ("more than five days", "in", "future", "P5D", "2026-09-16", None, "not before"),
        ("two weeks' time", "in", "future", "P2W", "2026-09-25", "2026-09-25", ""),
        ("the past decade", "over", "past", "P10Y", "2016-09-11", "2026-09-11", "up to now"),
        ("the second week of October", "in", "future", "2026-W41", "2026-10-05", "2026-10-11", "weeks begin on Monday"),
        ("the week before last", None, "past", "2026-W35", "2026-08-24", "2026-08-30", ""),
        ("the Sunday after next", None, "future", "2026-09-20", "2026-09-20", "2026-09-20", ""),
        ("a week ago Tuesday", None, "past", "2026-09-01", "2026-09-01", "2026-09-01", "a week before the last one"),
        ("the day after the vote on 20 September", None, "future", "2026-09-21", "2026-09-21", "2026-09-21", ""),
        ("the week after the vote on 20 September", None, "future", "2026-09-27", "2026-09-21", "2026-09-27", "a stretch"),
        ("the invasion last August", "after", "past", "2025-08", "2025-08-31", None, "a date without a preposition"),
        ("last Easter", None, "past", "2026-04-05", "2026-04-05", "2026-04-05", ""),
        ("Ramadan next year", "during", "future", "2027-02-08/2027-03-09", "2027-02-08", "2027-03-09", ""),
        ("Labor Day weekend", "over", "past", "2026-09-05/2026-09-07", "2026-09-05", "2026-09-07", "up to the feast"),
        ("the eve of 20 September", "on", "future", "2026-09-19", "2026-09-19", "2026-09-19", "the day before"),
        ("9 to 11 p.m.", "from", "future", "2026-09-11T21:00/2026-09-11T23:00", "2026-09-11", "2026-09-11", ""),
        ("11 p.m. to 3", "from", "future", "2026-09-11T23:00/2026-09-12T03:00", "2026-09-11", "2026-09-12", "past midnight"),
        ("quarter to nine in the evening", "at", "past", "2026-09-11T20:45", "2026-09-11", "2026-09-11", ""),
        ("tonight at 7", None, "future", "2026-09-11T19:00", "2026-09-11", "2026-09-11", "the night tells which half of the day"),
        ("Friday at 4", "on", "past", "2026-09-11", "2026-09-11", "2026-09-11", "nothing tells which half: the day alone"),
        ("overnight into Tuesday", None, "past", "2026-09-07TNI", "2026-09-07", "2026-09-08", ""),
        ("1 January 2100", "by", "future", "2100-01-01", None, "2100-01-01", "the year is not cut off"),
        ("further notice", "until", "future", "FUTURE_REF", None, None, "open"),
        ("the last quarter of 2027", "in", "future", "2027-Q4", "2027-10-01", "2027-12-31", "not the one before this"),
        ("Q1 of next year", "in", "future", "2027-Q1", "2027-01-01", "2027-03-31", ""),
        ("May to July last year", None, "past", "2025-05/2025-07", "2025-05-01", "2025-07-31", "the year belongs to both"),
        ("the two weeks after 3 August", "in", "past", "2026-08-17", "2026-08-04", "2026-08-17", "the stretch itself"),
        ("a year and a half ago", None, "past", "2025-03", "2025-03-01", "2025-03-31", "as sharp as half a year"),
        ("year's end", "by", "future", "2026", None, "2026-12-31", "as the end of the year"),
        ("2014-2018", "from", None, "2014/2018", "2014-01-01", "2018-12-31", "both ends are told"),
    ],
)  # fmt: skip
def test_resolve(
    words: str, signal: str | None, direction: str | None, value: str, earliest: str | None, latest: str | None, why: str
) -> None:
    """Value and inclusive bounds, seen from Friday 11 September 2026."""
    duration = "duration" if value.startswith("P") and "_" not in value and "decade" not in words else "date"
    got = said(words, FRIDAY, signal, direction, duration)
    assert (got.value, got.earliest, got.latest) == (value, earliest, latest), why


@pytest.mark.parametrize(
    ("hours", "latest"),
    [("48 hours", "2026-09-13"), ("72 hours", "2026-09-14"), ("9 hours", "2026-09-12")],
)
def test_within(hours: str, latest: str) -> None:
    """A term in hours runs from the day of speaking; a begun day counts."""
    got = said(hours, FRIDAY, "within", "future", "duration")
    assert (got.earliest, got.latest) == (FRIDAY, latest)


def test_resolve_again_with_another_anchor() -> None:
    """An undated report gets its day later: the second resolution must not remember the first."""
    first = said("Sunday", "2026-09-11", "by", "future")
    again = times.resolve(first, "2027-01-01")
    assert again.latest == "2027-01-03"
    assert times.resolve(again, "2026-09-11") == first


def test_without_anchor_only_whole_dates() -> None:
    """Nothing falls back to today."""
    assert said("Sunday", None, "by").latest is None
    assert said("4 June 2026", None, "by").latest == "2026-06-04"


def test_ambiguous_numbers_stay_open() -> None:
    """03/04/2026 is March or April: two candidates, no answer."""
    assert said("03/04/2026", FRIDAY).value is None
    assert said("23/04/2026", FRIDAY).value == "2026-04-23"


@pytest.mark.parametrize(
    ("sentence", "signal"),
    [
        ("Leave within 48 hours.", "within"),
        ("He gave the president 72 hours to resign.", "give"),
        ("A 48-hour ultimatum was issued.", "ultimatum"),
        ("They will not leave until Friday.", "not until"),
        ("It opens on Friday at the earliest.", "at the earliest"),
    ],
)
def test_signal(parse: Parse, sentence: str, signal: str) -> None:
    """The signal is found beside the time and apart from it."""
    assert times.find(parse(sentence))[0].signal == signal


@pytest.mark.parametrize(
    ("sentence", "signal"),
    [
        ("He fled from Monday's raid.", None),
        ("Prices rose to December's level.", None),
        ("Leave before around noon.", "before"),
        ("Prices fell in the run-up to 9 May.", "in the run-up to"),
        ("It is open from 3 May and later.", "and later"),
    ],
)
def test_signal_beside(parse: Parse, sentence: str, signal: str | None) -> None:
    """A day that owns a noun is bounded by "before" and the like alone; a hedge may stand between."""
    assert times.find(parse(sentence))[0].signal == signal


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("They met on Friday.", "past"),
        ("They will meet on Friday.", "future"),
        ("They are expected to meet on Friday.", "future"),
        ("He said they would meet on Friday.", "future"),
        ("The summit opens on Friday.", "future"),
        ("The vote scheduled for Friday was quiet.", "future"),
    ],
)
def test_direction(parse: Parse, sentence: str, direction: str) -> None:
    """The tense of the governing verb tells where a weekday lies."""
    assert times.find(parse(sentence))[0].direction == direction


@pytest.mark.parametrize("year", range(2000, 2040))
def test_easter_is_a_sunday_in_spring(year: int) -> None:
    """The rule behind all movable feasts."""
    day = calendar.easter(year)
    assert day.isoweekday() == 7
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


def test_general_names_reach_only_near() -> None:
    """ "The Games" means those at hand, or none."""
    assert knownevents.days("games", date(2024, 7, 20), None) == (date(2024, 7, 26), date(2024, 8, 11))
    assert knownevents.days("games", date(2025, 6, 1), None) is None


@pytest.mark.parametrize(
    ("sentence", "value", "why"),
    [
        ("Shelling began on 3 March. Two days later the bridge fell.", "2027-03-05", "counted from the day told before"),
        ("Shelling began on 3 March and ended the next day.", "2027-03-04", ""),
        ("The dam broke on 3 March. The following month the town was empty.", "2027-04", "a month of the story"),
        ("Troops left in 2019 and came back the following year.", "2020", "a year of the story"),
        ("He was freed the next day.", None, "no day was told before"),
        ("The siege began in March. A few days later the wall fell.", "PXD", "nobody says which day, and it is not to come"),
        ("The curfew lasts from 8 p.m. to 5 a.m.", "2027-04-21T05:00", "past midnight is the next day"),
        ("Talks are set for next week between Monday and Thursday.", "2027-04-29", "days of the week told before"),
        ("The shops open on Easter Monday at 9 a.m.", "2027-03-29T09:00", "the hour beside a feast"),
        (
            "Sales rose in the third quarter of 2026 from 4 million a year earlier.",
            "2025-Q3",
            "a quarter is compared with a quarter",
        ),
    ],
)
def test_story_days(parse: Parse, sentence: str, value: str | None, why: str) -> None:
    """What is counted from another day of the story is seen from that day, not from the report's."""
    assert times.resolve_all(times.find(parse(sentence)), lambda _: "2027-04-20")[-1].value == value, why


@pytest.mark.parametrize(
    "words",
    [
        "Talks resume on 30 February 2027.",
        "It happened on the 32nd of March and at 27:61.",
        "The vote is on 2027-13-45, or on 45/45/2027.",
        "It will last " + "9" * 5000 + " years.",
        "It begins in " + "9" * 400 + " days and ends within 10^400 hours.",
        "Two hundred thousand million years before 1 May, the sea dried up.",
        "The fifth Monday of February 2027 will be quiet.",
        "\u202eThe strike begins on Friday\u202c, at 5\u200b p.m.",
        "Forces will leave by Sun\u200bday, 3\u200b March.",
        "سيبدأ الهجوم يوم الجمعة 5 مارس 2027 at 5 p.m.",
        "the day after the day after the day before " * 60,
        "two weeks before two weeks before two weeks before 3 May",
        "Q9 2027, H7, the 99th century, the 0th of May, 00/00/0000",
        "They leave at half past 99, at quarter to 0 and from 9 to 99 a.m.",
        "It opens 99999 weeks after 3 May, every 0 days, and more than 999999999 years ago.",
    ],
)
def test_hostile(parse: Parse, words: str) -> None:
    """Dates that do not exist, endless numbers, other scripts, hidden characters: no crash, no day out of nothing."""
    text = parse(words)
    for time in times.resolve_all(times.find(text), lambda _: "2027-03-01"):
        time.span.check(text.report)
        for day in (time.earliest, time.latest):
            assert day is None or calendar.day(day) is not None
        if time.earliest and time.latest and time.signal is None:
            assert time.earliest <= time.latest
    assert not any(t.value and t.value.startswith(("2027-02-30", "2027-13")) for t in times.find(text))
