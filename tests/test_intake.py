"""Wrong and odd input: one clear line with a hint, and the rest goes through."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.intake import Problem, collect
from tocsin.model import Report

STORY = (
    "The mayor of Port Lindqvist said on Tuesday that the river had passed its highest mark and that the people of the "
    "lower town "
    "should leave their homes before the night. The water was still rising at noon, she said, and the road to the north was"
    " closed."
)
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Flood | Lindqvist Post</title>
<meta property="og:site_name" content="Lindqvist Post"><meta property="article:published_time" content="2027-03-02T10:00:00Z">
<script type="application/ld+json">
{"@type": "NewsArticle", "headline": "Lower town told to leave", "author": {"name": "Ann Berg"}}</script></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><div class="cookie">We use cookies. Accept all?</div>
<article><h1>Lower town told to leave</h1><p>STORY</p><p>OTHER</p></article><aside>Most read: ten soups for winter</aside>
<footer>Copyright 2031</footer></body></html>""".replace("STORY", STORY).replace(
    "OTHER", STORY.replace("mayor", "governor").replace("river", "lake")
)
# Somebody read UTF-8 as an old Western encoding and saved that again.
MOJIBAKE = ("“" + STORY + "” – the café’s owner, “Zoë”, agreed – ").encode().decode("cp1252", "replace") * 3
RUSSIAN = (
    "Мэр города заявил во вторник, что река поднялась выше отметки и жители нижнего города должны покинуть свои дома до ночи. "
    * 3
)
GERMAN = (
    "Der Bürgermeister der Stadt sagte am Dienstag, dass der Fluss weiter steige und die Bewohner ihre Häuser verlassen sollten. "
    * 3
)

Gather = Callable[..., tuple[list[Report], list[Problem]]]


@pytest.fixture
def gather(tmp_path: Path) -> Gather:
    """Write files beside a good report, collect the folder, give reports and problems."""

    def run(files: dict[str, bytes | str], **options: str) -> tuple[list[Report], list[Problem]]:
        problems: list[Problem] = []
        (tmp_path / "zz-good.txt").write_text("Good report. " + STORY, encoding="utf-8")
        for name, content in files.items():
            (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return list(collect([tmp_path], tell=problems.append, **options)), problems

    return run


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b"  \n\n ", "is empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20, "binary"),
        ("huge.txt", b"word " * 10_400_000, "52 MB"),
        ("book.txt", b"word " * 60_000, "characters, more than"),
        ("menu.html", b"<!DOCTYPE html><html><body><nav>Home Sport</nav></body></html>", "no article"),
        ("broken.jsonl", b"{not json\n", "line 1 is not JSON"),
        ("list.jsonl", b"[1, 2]\n", "not a JSON object"),
        ("void.jsonl", b'{"id": "a"}\n', "neither `text` nor `html`"),
        ("types.jsonl", b'{"text": ["a"]}\n', "`text` is not a string"),
        ("none.jsonl", b"", "is empty"),
        ("russian.txt", RUSSIAN.encode(), "not in English but in `ru`"),
    ],
)
def test_input_that_cannot_be_read_is_named_once_and_the_rest_goes_through(
    gather: Gather, name: str, content: bytes, words: str
) -> None:
    """One line, a hint, and the good report beside it is still read."""
    reports, problems = gather({name: content})
    assert [p.lost for p in problems] == [True], problems
    assert words in problems[0].message
    assert name in problems[0].message
    assert "\n" not in problems[0].message
    assert problems[0].hint
    assert "zz-good" in [r.key for r in reports]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("old.txt", ("Café Zoë. " + STORY).encode("cp1252"), "not UTF-8"),
        ("twice.txt", MOJIBAKE, "mojibake"),
        ("half.txt", ("Good. " + STORY + " Zoë").encode()[:-1], "half a file"),
        ("copy.txt", "Good report. " + STORY, "same text"),
    ],
)
def test_input_read_with_a_doubt_is_kept_and_noted(gather: Gather, name: str, content: bytes | str, words: str) -> None:
    """A doubt is told, but the report is read."""
    reports, problems = gather({name: content})
    assert [p.lost for p in problems] == [False], problems
    assert words in problems[0].message
    assert len(reports) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_text_is_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    """Offsets count code points of the decoded text, so a byte order mark must not shift them."""
    words = "Café Zoë – “here”. " + STORY
    (tmp_path / "a.txt").write_bytes(words.encode(encoding))
    (report,) = collect([tmp_path / "a.txt"])
    assert report.text == words


def test_another_language_is_kept_and_named(gather: Gather) -> None:
    """It stands in the list of reports with its language, though nothing is read from it."""
    reports, problems = gather({"de.txt": GERMAN})
    assert {r.key: r.language for r in reports} == {"de": "de", "zz-good": "en"}
    assert "`de`" in problems[0].message


def test_missing_path_and_empty_folder(tmp_path: Path) -> None:
    """Both are told, neither stops the batch."""
    problems: list[Problem] = []
    (tmp_path / "nothing").mkdir()
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    reports = list(collect([tmp_path / "missing.txt", tmp_path / "nothing", tmp_path / "a.txt"], tell=problems.append))
    assert [r.key for r in reports] == ["a"]
    assert "does not exist" in problems[0].message
    assert "holds no reports" in problems[1].message


def test_one_broken_line_does_not_stop_the_others(tmp_path: Path) -> None:
    """JSON Lines are read one by one."""
    path = tmp_path / "r.jsonl"
    path.write_text(
        json.dumps({"id": 7, "text": STORY, "published": "Tue, 02 Mar 2027 10:00:00 GMT"})
        + "\n{oops\n"
        + json.dumps({"html": PAGE})
        + "\n",
        "utf-8",
    )
    problems: list[Problem] = []
    first, second = collect([path], tell=problems.append)
    assert (first.key, first.published, first.published_basis) == ("7", "2027-03-02T10:00:00Z", "metadata")
    assert (second.key, second.outlet) == ("r-3", "Lindqvist Post")
    assert len(problems) == 1
    assert "line 2" in problems[0].message


def test_a_saved_page_gives_the_article_and_what_the_page_says_of_itself(tmp_path: Path) -> None:
    """No menu, cookie banner or footer in the text; the date from the metadata, not from the footer."""
    (tmp_path / "p.html").write_text(PAGE, encoding="utf-8")
    (report,) = collect([tmp_path / "p.html"])
    assert "should leave their homes" in report.text
    assert not any(w in report.text for w in ("cookies", "Sport", "soups", "2031"))
    assert (report.published, report.outlet, report.headline, report.byline) == (
        "2027-03-02T10:00:00Z", "Lindqvist Post", "Lower town told to leave", "Ann Berg",
    )  # fmt: skip


def test_a_given_day_is_only_for_reports_without_one(gather: Gather) -> None:
    """`--date` fills a gap, it never overrules metadata."""
    row = json.dumps({"id": "f", "text": STORY, "published": "2027-01-01"})
    reports, _ = gather({"f.jsonl": row}, date="2027-03-02")
    assert {r.key: (r.published, r.published_basis) for r in reports} == {
        "f": ("2027-01-01", "metadata"), "zz-good": ("2027-03-02", "given"),
    }  # fmt: skip


def test_the_same_file_named_twice_is_one_report(tmp_path: Path) -> None:
    """A folder and a file inside it may both be given."""
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    assert len(list(collect([tmp_path, tmp_path / "a.txt"]))) == 1


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 5000 + "<p>" + STORY + "</p>",
        '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><html><body><article><p>&b;' + STORY,
        "<html><body><article><script>alert(1)</script><p onclick='x()'>" + STORY + "<p>" + STORY,
        "<html><head><script type='application/ld+json'>"
        '{"@type": ["NewsArticle"], "author": [null, 3], "datePublished": 5}</script></head><p>' + STORY,
    ],
)  # fmt: skip
def test_hostile_pages_give_a_report_or_one_line(gather: Gather, page: str) -> None:
    """Deep nesting, entity tricks, scripts and malformed metadata never raise."""
    reports, problems = gather({"h.html": page})
    assert len(reports) == 2 or [p.lost for p in problems] == [True]
    assert not any("alert(1)" in r.text for r in reports)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Rebels seize Arlo airport, Tessa road; Moria denies role, the envoy says", "en"),  # names mislead the identifier
        ("Mount Tarn erupts, East Lorn villages evacuated, Port Sel flights cancelled, ministry says", "en"),
        ("Explosions entendues à Paris ce soir près de la gare du Nord", "fr"),
        ("Regeringen drar tillbaka trupper från gränsen efter samtal i natt", "sv"),
        ("Embassy closes", None),  # too few words: unknown, and read as English
    ],
)
def test_the_language_of_a_few_words(words: str, expected: str | None) -> None:
    from tocsin.intake.language import identify

    assert identify(words) == expected
