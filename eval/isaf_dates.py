"""The day of the event in ISAF press releases: `python -m eval.isaf_dates DATA [--misses]`.

DATA is `releases.jsonl`. The gold is one day per release, told relative to the release's own day ("yesterday", "Friday").

`main`: the day of the first time in the story's own sentences that is not after the release's day (where none is told, the
release's own); `any`: the gold day is among the days told. `dated`: releases whose own words give a day and a year; the others
cannot be resolved from their text. A release whose head gives no year takes it from its serial number ("2010-08-CA-244"), as a
desk that files releases would.

Much of the gold of five months (`EARLY`) is a day before what the releases say: a release of 10 March tells of "yesterday" and
has the 8th, one of 27 February tells of "today" and has the 26th, and a "Friday" is a Thursday. That holds for 17 of the 29 dated
releases of these months in the half that may be read (`isaf.seen`), and for one of the 126 others. No reading of the words gives
such a day, so `within_a_day` is told too, and `sound` are the dated releases outside these months.

Counted on all 378 (scores only, November 2026): 41 releases name no year and cannot be resolved; of the 78 dated ones of these
months 29 are right and 42 have a gold day one day before the day read; of the 259 others 249 are right, 4 are a day early, 6
a day late. Neither the data's page nor its files say which day is meant (that of the event or of the report of it), and the shift
comes and goes by month (12 of 14 right in December, 1 of 17 in February): a defect of the gold, which no rule should learn.

The half that may be read was read while `main` was written; the other half, and the kept file, are scored only.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.spans import share
from tocsin.intake.dates import FULL_DATE, YEARLESS, full_date, month
from tocsin.model import Report, Time
from tocsin.reading import masthead, times
from tocsin.reading.reader import prepare
from tocsin.reading.text import Parser, Text
from tocsin.reading.times import calendar

if TYPE_CHECKING:
    from spacy.tokens import Token

_SERIAL = re.compile(r"\b(20\d\d)-(\d\d)-[A-Z]{1,3}-\d+")
EARLY = ("2010-11", "2011-03")  # the months whose gold is often a day early
_ANNOUNCING = frozenset(("confirm", "announce", "report", "say", "release"))
_HEAD = 500  # characters: where a release gives its own day


def load(data: str | Path) -> list[dict[str, Any]]:
    """The releases: id, text, and the gold day."""
    out = []
    for number, line in enumerate(Path(data).read_text("utf-8").split("\n")):
        if not line:
            continue
        said, gold = (s["text"] for s in json.loads(line)["segments"][1:3])
        day = json.loads(re.sub(r"</?s>", "", gold))["start_date"]
        out.append({"id": f"{number:03d}", "text": said.removeprefix("PRESS RELEASE TEXT: "), "day": day})
    return out


def published(report: Report) -> str | None:
    """The day of a release: as its head states it, the year from the serial number where the head gives none."""
    if report.published is not None:
        return report.published
    head = report.text[:_HEAD]
    if found := FULL_DATE.search(head):
        return full_date(found)
    serial, day = _SERIAL.search(head), masthead.stated_month_day(report)
    if day is None and (found := YEARLESS.search(head)):
        key = "1" if found["m1"] else "2"
        day = month(found[f"m{key}"]), int(found[f"d{key}"])
    if serial is None or day is None:
        return None
    made = calendar.make(int(serial[1]), day[0], day[1])
    return made.isoformat() if made else None


def days(text: Text, told: list[Time], released: str | None) -> list[str]:
    """The days that the story tells, in order, none after the release's own; days of the head are the release's own.

    A night counts as the day on which it began. The day of an announcement, and of somebody's earlier deed ("Tuesday's attack",
    "the 11 May attack", "responsible for an attack 7 January"), is not the event's: such days come last.
    """
    first: list[str] = []
    later: list[str] = []
    for t in told:
        body = text.role(t.span.start) == "body" and not (t.span.start < _HEAD and _own_day(text, t))
        if not body or t.type not in ("date", "time") or t.vague or t.earliest is None or t.latest is None:
            continue
        if (date.fromisoformat(t.latest) - date.fromisoformat(t.earliest)).days > 1 or (
            released is not None and t.earliest > released
        ):
            continue
        at = text.tokens(t.span.start, t.span.end).root
        above = at.head.head if at.head.pos_ == "ADP" else at.head
        aside = at.dep_ == "poss" or above.lemma_ in _ANNOUNCING or _of_a_deed(at, above)
        (later if aside else first).append(t.earliest)
    return first + later


def _of_a_deed(at: Token, above: Token) -> bool:
    """Whether a time dates a noun that is neither subject nor object of the sentence's own verb."""
    if above.pos_ != "NOUN":
        return False
    return at.dep_ in ("compound", "nmod", "amod") or (at.dep_ in ("npadvmod", "appos") and above.head.lower_ == "for")


def _own_day(text: Text, time: Time) -> bool:
    """Whether a date stands in the brackets of a dateline, or in a heading: "(Jan. 25, 2013)", "June 15: Operations in …"."""
    before = text.report.text[: time.span.start].rstrip()
    return before.endswith("(") or not before or text.report.text[time.span.end : time.span.end + 1] == ":"


def predict(parser: Parser, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """For each release the day of its event and all the days it tells."""
    given = list(rows)
    reports = [prepare(Report(id=r["id"], key=r["id"], source="isaf", language="en", text=r["text"])) for r in given]
    for row, text in zip(given, parser.parse(reports), strict=True):
        yield read(row, text)


def read(row: dict[str, Any], text: Text) -> dict[str, Any]:
    """The day of one release's event and all the days it tells."""
    released = published(text.report)
    told = times.resolve_all(times.find(text), lambda _: released)
    found = days(text, told, released)
    return {"id": row["id"], "main": found[0] if found else released, "any": [*found, released]}


def score(data: str | Path, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Share of releases with the right day."""
    gold = {row["id"]: row["day"] for row in load(data)}
    found = list(rows)
    dated = [r for r in found if r["any"] != [None]]
    sound = [r for r in dated if not EARLY[0] <= gold[r["id"]][:7] <= EARLY[1]]
    return {"all": _shares(found, gold), "dated": _shares(dated, gold), "sound": _shares(sound, gold)}


def _shares(found: list[dict[str, Any]], gold: dict[str, str]) -> dict[str, Any]:
    return {
        "releases": len(found),
        "main": share(sum(r["main"] == gold[r["id"]] for r in found), len(found)),
        "within_a_day": share(sum(_near(r["main"], gold[r["id"]]) for r in found), len(found)),
        "any": share(sum(gold[r["id"]] in r["any"] for r in found), len(found)),
    }


def _near(found: str | None, gold: str) -> bool:
    return found is not None and abs((date.fromisoformat(found) - date.fromisoformat(gold)).days) <= 1


def cases(data: str | Path, rows: Iterable[dict[str, Any]]) -> dict[str, bool]:
    """Each release, and whether its day is right."""
    gold = {row["id"]: row["day"] for row in load(data)}
    return {f"{r['id']} 0": r["main"] == gold[r["id"]] for r in rows}


def main() -> None:
    """Print the scores as JSON; `--misses` also prints the releases whose day is wrong."""
    data = sys.argv[1]
    rows = list(predict(Parser(), load(data)))
    print(json.dumps(score(data, rows), indent=1))
    if "--misses" in sys.argv:
        for given, row in zip(load(data), rows, strict=True):
            if row["main"] != given["day"]:
                print(
                    given["id"],
                    "gold",
                    given["day"],
                    "found",
                    row["main"],
                    row["any"],
                    given["text"][:400].replace("\n", " "),
                    sep=" | ",
                )


if __name__ == "__main__":
    main()
