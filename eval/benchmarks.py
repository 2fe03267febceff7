"""The benchmarks of the gate: for each, where its data lie, what its gold is, and how Tocsin is scored on it.

`open`: rules were written while looking at the text. `unseen`: the text was only ever scored, so nothing of it is printed but
figures and the ids of cases. Where a collection is cut in parts (by a hash of the report), only the part named is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from eval import (
    advisories,
    attribution,
    case2021,
    copies,
    crisis,
    crisis_places,
    fakes,
    isaf,
    isaf_dates,
    levels,
    newsquant,
    outcomes,
    places,
    plover,
    polnear,
    recognizers,
    stories,
    tempeval,
    windows,
)
from eval.result import Result, pick
from eval.spans import share
from tocsin.reading import attribution as tagging
from tocsin.reading.text import Parser

Part = Literal["open", "unseen"]
ROOT = Path(__file__).resolve().parents[1]
_CASE = "case2021/test_set_final_release_with_labels.tsv"


@dataclass(frozen=True)
class Benchmark:
    """`place` is where the data lie, within the data folder unless it is absolute; `corpus` gives all gold and texts of the part
    as strings, for the hash; `run` reads and scores it."""

    name: str
    part: Part
    about: str
    place: Path
    corpus: Callable[[Path], Iterable[str]]
    run: Callable[[Parser, Path], Result]


def _crisis_corpus(folder: Path) -> Iterable[str]:
    gold = json.loads((folder / "gold.json").read_text("utf-8"))
    yield json.dumps(gold, sort_keys=True)
    for report in gold["reports"]:
        yield (folder / report["file"]).read_text("utf-8")


def _crisis(parser: Parser, folder: Path) -> Result:
    return crisis.score(folder, crisis.read(folder))


def _polnear_corpus(folder: Path) -> Iterable[str]:
    for path in sorted(folder.glob("*.ann")):
        yield path.read_text("utf-8")
        yield path.with_suffix(".txt").read_text("utf-8")


def _polnear(parser: Parser, folder: Path, *, model: bool = False) -> Result:
    rows = polnear.predict(parser, polnear.texts(folder), tagging.load() if model else None)
    names = ("content.f1", "content_source.f1", "content_exact.f1", "cue.f1", "recall_direct", "recall_indirect")
    return Result(pick(polnear.score(folder, rows), *names), polnear.cases(folder, rows))


def _tempeval_corpus(folder: Path) -> Iterable[str]:
    for path in sorted(folder.glob("*.tml")):
        if tempeval.unseen(path.stem):
            yield json.dumps(tempeval.read(path))


def _tempeval(parser: Parser, folder: Path) -> Result:
    rows = list(tempeval.predict(parser, [r for r in tempeval.texts(folder) if tempeval.unseen(r["report"])]))
    scores = tempeval.score(folder, rows)["unseen"]
    return Result(pick(scores, *(f"{m}.f1" for m in tempeval.MEASURES)), tempeval.cases(folder, rows))


def _newsquant_corpus(part: str, data: Path) -> Iterable[str]:
    return (json.dumps(row, sort_keys=True) for row in newsquant.load(data) if newsquant.seen(row) == (part == "seen"))


def _newsquant(part: str, parser: Parser, data: Path) -> Result:
    wanted = {row["id"] for row in newsquant.load(data) if newsquant.seen(row) == (part == "seen")}
    rows = newsquant.predict(parser, [r for r in newsquant.texts(data) if r["report"] in wanted])
    names = ("value.f1", "value_unit.f1", "value_change.f1")
    return Result(pick(newsquant.score(data, rows, part=part), *names), newsquant.cases(data, rows))


def _fakes_corpus(part: str, data: Path) -> Iterable[str]:
    return (json.dumps(row, sort_keys=True) for row in fakes.load(data) if fakes.seen(row) == (part == "seen"))


def _fakes(part: str, parser: Parser, data: Path) -> Result:
    # A report without dead in the gold is not scored, so it is not read.
    wanted = {row["id"] for row in fakes.load(data) if fakes.seen(row) == (part == "seen") and fakes.numbers(row)[0]}
    rows = fakes.predict(parser, [r for r in fakes.texts(data) if r["report"] in wanted])
    names = ("total_any", "total_said", "total_largest", "within", "class_recall", "figure_precision")
    return Result(pick(fakes.score(data, rows, part=part), *names), fakes.cases(data, rows))


def _isaf_tolls_corpus(part: str, data: Path) -> Iterable[str]:
    return (json.dumps(row, sort_keys=True) for row in isaf.load(data) if isaf.seen(row) == (part == "seen"))


def _isaf_tolls(part: str, parser: Parser, data: Path) -> Result:
    wanted = {row["id"] for row in isaf.load(data) if isaf.seen(row) == (part == "seen")}
    rows = isaf.predict(parser, [r for r in isaf.texts(data) if r["report"] in wanted])
    return Result(pick(isaf.score(data, rows, part=part), "min_killed", "min_captured", "both"), isaf.cases(data, rows))


def _outcomes_corpus(part: str, table: Path) -> Iterable[str]:
    return (json.dumps(row, sort_keys=True) for row in outcomes.rows(part))


def _outcomes(part: str, parser: Parser, table: Path) -> Result:
    return outcomes.score(part)


def _places_part(data: Path) -> list[places.Row]:
    return [row for row in places.rows(data) if places.kept(row["id"])]


def _places_corpus(data: Path) -> Iterable[str]:
    return (json.dumps(row, sort_keys=True) for row in _places_part(data))


def _places(parser: Parser, data: Path) -> Result:
    given = _places_part(data)
    found = places.predict(parser, given)
    names = ("detect_exact.f1", "detect_overlap.f1", "acc161", "end_to_end.f1")
    return Result(pick(places.score(found, given), *names), places.cases(found, given))


def _crisis_places_corpus(part: str, folder: Path) -> Iterable[str]:
    return (f"{case.id} {case.text} {case.countries} {case.near}" for case in crisis_places.cases(part))


def _crisis_places(part: str, parser: Parser, folder: Path) -> Result:
    given = crisis_places.cases(part)
    found = crisis_places.predict(parser, given)
    names = ("found", "right", "right_bare", "not_wrong", "persons")
    return Result(pick(crisis_places.score(given, found), *names), crisis_places.verdicts(given, found))


def _stories_corpus(data: Path) -> Iterable[str]:
    return (json.dumps(row, sort_keys=True) for row in stories.rows(data))


def _stories(parser: Parser, data: Path) -> Result:
    given = stories.rows(data)
    gold, found = {row["id"]: str(row["event"]) for row in given}, stories.predict(given)
    return Result(pick(stories.score(gold, found), "bcubed.f1", "pairwise.f1"), stories.cases(gold, found))


def _windows_corpus(path: Path) -> Iterable[str]:
    return (json.dumps(row, sort_keys=True) for row in windows.rows(path))


def _windows(parser: Parser, path: Path) -> Result:
    cases = windows.cases(parser, path)
    return Result({"right": share(sum(cases.values()), len(cases))}, cases)


def _attribution_corpus(path: Path) -> Iterable[str]:
    return (
        json.dumps([c.tier, c.day, c.text, [e.fields | {"absent": str(e.absent)} for e in c.expected]])
        for c in attribution.rows(path)
    )


def _attribution(parser: Parser, path: Path) -> Result:
    cases = attribution.cases(parser, path)
    return Result(attribution.figures(attribution.rows(path), cases), cases)


_SPECS = "recognizers/DateTime/English"


def _recognizers_corpus(part: str, data: Path) -> Iterable[str]:
    return (json.dumps(case) for case in recognizers.wanted(data) if case.unseen == (part == "unseen"))


def _recognizers(part: str, parser: Parser, data: Path) -> Result:
    rows = recognizers.predict(parser, [c for c in recognizers.wanted(data) if c.unseen == (part == "unseen")])
    cases = {f"{case.id} 0": recognizers.right(case, found) for case, found in rows}
    return Result({"right": share(sum(cases.values()), len(cases))}, cases)


def _isaf_corpus(data: Path) -> Iterable[str]:
    return (json.dumps(row, sort_keys=True) for row in isaf_dates.load(data))


def _isaf(parser: Parser, data: Path) -> Result:
    rows = list(isaf_dates.predict(parser, isaf_dates.load(data)))
    names = ("dated.main", "dated.within_a_day", "all.main", "all.within_a_day")
    return Result(pick(isaf_dates.score(data, rows), *names), isaf_dates.cases(data, rows))


def _advisories_corpus(path: Path) -> Iterable[str]:
    return (json.dumps(row, sort_keys=True) for row in advisories.rows(path))


def _advisories(parser: Parser, path: Path) -> Result:
    scores = advisories.score(advisories.read(parser, path))
    return Result(pick(scores, "found", "all_fields", "silent", "precision"), scores["cases"])


def _copies_corpus(half: str, _data: Path) -> Iterable[str]:
    return (json.dumps(astuple(pair)) for pair in copies.pairs(half))


def _copies(half: str, _parser: Parser, data: Path) -> Result:
    gold = copies.pairs(half)
    found = copies.predict(data, gold)
    return Result(pick(copies.score(gold, found), "p", "r", "f1"), copies.cases(gold, found))


def _case_corpus(half: str, data: Path) -> Iterable[str]:
    return (json.dumps(snippet) for snippet in case2021.load(data, half))


def _case(half: str, _parser: Parser, data: Path) -> Result:
    given = case2021.load(data, half)
    found = case2021.predict(given)
    return Result(pick(case2021.score(given, found), "weighted_f1", "macro_f1"), case2021.cases(given, found))


def _plover_part(data: Path) -> list[plover.Row]:
    return [row for row in plover.load(data) if plover.unseen(row)]


def _plover_corpus(data: Path) -> Iterable[str]:
    return (json.dumps(row, sort_keys=True) for row in _plover_part(data))


def _plover(parser: Parser, data: Path) -> Result:
    given = _plover_part(data)
    found = plover.predict(parser, given)
    return Result(pick(plover.score(given, found), "root.roots", "root.classes"), plover.cases(given, found))


def _levels_corpus(part: str, data: Path) -> Iterable[str]:
    return (json.dumps(row, sort_keys=True) for rows in levels.load(data, part) for row in rows)


def _levels(part: str, parser: Parser, data: Path) -> Result:
    scores = levels.score(data, part)
    return Result(pick(scores, "found", "quiet"), scores["cases"])


def _crises() -> Iterable[Benchmark]:
    """Every hand-annotated crisis that stands in the project."""
    parts: tuple[tuple[str, Part], ...] = (("examples", "open"), ("eval/dev", "open"), ("eval/unseen", "unseen"))
    for place, part in parts:
        for gold in sorted((ROOT / place).glob("*/gold.json")):
            yield Benchmark(
                gold.parent.name, part, "a crisis invented and annotated for Tocsin", gold.parent, _crisis_corpus, _crisis
            )


def _halves(
    name: str, about: str, place: str, corpus: Callable[..., Iterable[str]], run: Callable[..., Result]
) -> list[Benchmark]:
    """Two benchmarks of a collection that is cut in a half that was read (`seen`) and one that was not."""
    halves: tuple[tuple[str, Part], ...] = (("seen", "open"), ("unseen", "unseen"))
    return [
        Benchmark(f"{name}-{part}", part, about, Path(place), partial(corpus, half), partial(run, half)) for half, part in halves
    ]


def every() -> list[Benchmark]:
    """All benchmarks, the longest first, so that two workers end together."""
    lgl, tr_news, news, basil = map(Path, ("geo/lgl.xml", "geo/TR-News.xml", "stories/news_cluster.jsonl", "stories/basil.jsonl"))
    return [
        Benchmark("polnear-dev", "unseen", "attributions", Path("polnear/dev"), _polnear_corpus, _polnear),
        Benchmark(
            "polnear-dev-model",
            "unseen",
            "attributions, with --model",
            Path("polnear/dev"),
            _polnear_corpus,
            partial(_polnear, model=True),
        ),
        *_halves("fakes", "killed, half of FA-KES", "fakes/fakes.jsonl", _fakes_corpus, _fakes),
        Benchmark("lgl-unseen", "unseen", "places, a third of LGL", lgl, _places_corpus, _places),
        *_crises(),
        Benchmark("tr-news-unseen", "unseen", "places, a third of TR-News", tr_news, _places_corpus, _places),
        Benchmark(
            "tempeval-unseen",
            "unseen",
            "times, a tenth of TempEval-3 train",
            Path("tempeval3/train"),
            _tempeval_corpus,
            _tempeval,
        ),
        *_halves("isaf-tolls", "killed and captured, half of ISAF", "isaf/releases.jsonl", _isaf_tolls_corpus, _isaf_tolls),
        *_halves("newsquant", "quantities, half of NewsQuant", "newsquant/newsquant.jsonl", _newsquant_corpus, _newsquant),
        *(
            Benchmark(
                f"attribution-{name}", "open", "attribution in sentences of our own", path, _attribution_corpus, _attribution
            )
            for name, path in (("known", attribution.KNOWN), ("blind", attribution.BLIND))
        ),
        *(
            Benchmark(
                f"advisories-{path.stem}", "open", "advisories in sentences of our own", path, _advisories_corpus, _advisories
            )
            for path in (advisories.KNOWN, advisories.BLIND)
        ),
        *(
            Benchmark(
                f"crisis-places-{part}",
                part,
                "places of crises all over the world, in sentences of our own",
                crisis_places.HERE,
                partial(_crisis_places_corpus, part),
                partial(_crisis_places, part),
            )
            for part in crisis_places.PARTS
        ),
        *_halves("levels", "official travel advice, half of the countries", "advisories", _levels_corpus, _levels),
        Benchmark("plover-unseen", "unseen", "events, a fifth of PLV", Path("plover/PLV_train.tsv"), _plover_corpus, _plover),
        Benchmark(
            "copies-open",
            "open",
            "pairs of reports: one text or two",
            Path(),
            partial(_copies_corpus, "open"),
            partial(_copies, "open"),
        ),
        Benchmark(
            "copies-unseen", "unseen", "the pairs not used", Path(), partial(_copies_corpus, "kept"), partial(_copies, "kept")
        ),
        *_halves("case2021", "kinds of events, half of CASE-2021", _CASE, _case_corpus, _case),
        Benchmark("windows", "open", "windows in sentences of our own", windows.TABLE, _windows_corpus, _windows),
        Benchmark("windows-second", "open", "windows in 100 more sentences", windows.BLIND, _windows_corpus, _windows),
        *_halves("recognizers", "times, the specs of Recognizers-Text", _SPECS, _recognizers_corpus, _recognizers),
        Benchmark(
            "outcomes",
            "open",
            "what became of a warning",
            outcomes.TABLE,
            partial(_outcomes_corpus, "open"),
            partial(_outcomes, "open"),
        ),
        Benchmark(
            "outcomes-unseen",
            "unseen",
            "what became of a warning",
            outcomes.TABLE,
            partial(_outcomes_corpus, "unseen"),
            partial(_outcomes, "unseen"),
        ),
        Benchmark("isaf-dates", "open", "the day of the event", Path("isaf/releases.jsonl"), _isaf_corpus, _isaf),
        Benchmark("stories-news-cluster", "open", "reports of many outlets by event", news, _stories_corpus, _stories),
        Benchmark("stories-basil", "open", "events told by three outlets", basil, _stories_corpus, _stories),
    ]
