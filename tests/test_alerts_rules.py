"""Rules are read whole or not at all, one by one: what is wrong gets one line with its number, and the rest works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alerting import FOLDERS, Desk, rule
from tocsin.desk.alerts import rules
from tocsin.desk.alerts.nouns import KINDS, Hours
from tocsin.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
GOOD = rule("good")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk without rules."""
    made = Desk(tmp_path, "")
    yield made
    made.close()


def read(folder: Path, text: str) -> rules.Book:
    path = folder / "alerts.toml"
    path.write_text(text, encoding="utf-8")
    return rules.load(path)


def test_the_example_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rule and target of it works, and every kind of rule is shown."""
    book = rules.load(ROOT / "examples" / "alerts.toml")
    assert [str(p) for p in book.problems] == []
    assert {r.when for r in book.rules} == set(KINDS)
    assert {type(t).__module__.rsplit(".", 1)[1] for t in book.targets.values()} == {
        "webhook",
        "mail",
        "cap",
        "atom",
        "ical",
        "notify",
    }


def test_what_a_rule_can_say(tmp_path: Path) -> None:
    """Names of countries in any usual form; defaults hold where the rule says nothing."""
    text = (
        '[defaults]\nquiet = "22:00-06:30"\nzone = "Europe/Berlin"\nmin_grade = "C3"\n'
        '[[rule]]\nname = "x"\nwhen = "deadline"\nwithin = "36h"\ncountries = ["Lebanon", "isr", "UK"]\n'
        'quiet = "none"\nmax_age = "any"\n'
    )
    (found,) = read(tmp_path, text).rules
    assert found.countries == ("LBN", "ISR", "GBR")
    assert (found.within, found.quiet, found.zone, found.max_age) == (timedelta(hours=36), None, "Europe/Berlin", None)
    (found,) = read(tmp_path, text.replace('quiet = "none"\n', "")).rules
    assert found.quiet == Hours(start=22 * 60, until=6 * 60 + 30)


WRONG = [
    (rule("x", "advisroy"), 3, "did you mean advisory?"),
    (rule("x", severity="loud"), 4, "extreme, severe, moderate, minor"),
    (rule("x", countries=["Libanon"]), 4, "did you mean Lebanon?"),
    (rule("x", cuontries=["Lebanon"]), 4, "did you mean `countries`?"),
    (rule("x", "claim", within="3h"), 4, "it belongs to deadline, window"),
    (rule("x", "figure", counted="dead"), 3, "needs `above` too"),
    (rule("x", "speech"), 3, "`who` (names) or `of` (countries)"),
    (rule("x", "deadline", within="soon"), 4, "such as"),
    (rule("x", quiet="22-7"), 4, "22:00-07:00"),
    (rule("x", zone="Berlin"), 4, "Europe/Berlin"),
    (rule("x", min_grade="Z9"), 4, "a letter from A to F"),
    (rule("x", digest="weekly"), 4, "hourly, daily"),
    (rule("x", min_origins=0), 4, "from 1 to 20"),
    (rule("x", "claim", status="echoed"), 4, "corroborated, withdrawn"),
    ('[[rule]]\nwhen = "claim"\n', 1, "needs a name"),
    ('[[rule]]\nname = "x"\n', 1, "advisory, deadline"),
    ('[rule]\nname = "x"\nwhen = "claim"\n', 1, "two brackets"),
    ("[target.desk]\n", 1, "[targets.NAME]"),
    ('[targets.t]\ntype = "fax"\n', 2, "webhook, mail, cap"),
    ('[targets.t]\ntype = "webhook"\nurl = "ftp://x.org"\nsecret_env = "S"\n', 3, "https://"),
    ('[targets.t]\ntype = "webhook"\nurl = "https://a:b@x.org"\nsecret_env = "S"\n', 3, "no name or password"),
    ('[targets.t]\ntype = "webhook"\nurl = "https://x.org"\n', 2, "needs `secret_env` too"),
    ('[targets.t]\ntype = "mail"\nhost = "h"\nfrom = "x"\nto = ["a@b.org"]\n', 4, "an address such as"),
    (
        '[targets.t]\ntype = "mail"\nhost = "h"\nfrom = "a@b.org"\nto = ["a@b.org"]\npassword = "secret"\n',
        6,
        "did you mean `password_env`?",
    ),
    ('[targets.t]\ntype = "mail"\nhost = "h"\nfrom = "a@b.org\\r\\nBcc: c@d.org"\nto = ["a@b.org"]\n', 4, "on one line"),
    (
        '[targets.t]\ntype = "mail"\nhost = "h"\nfrom = "a@b.org"\nto = "a@b.org"\nsecurity = "none"\n'
        'user = "u"\npassword_env = "P"\n',
        6,
        "over TLS only",
    ),
    ('[targets.t]\ntype = "cap"\nfolder = "c"\nsender = "two words"\n', 4, "without blanks"),
    ('[defaults]\nwho = "x"\n', 2, "cannot be a default"),
    (rule("x", targets="nobody"), 4, "there is no target 'nobody'"),
    (rule("x") + rule("x", "claim"), 5, "the name of an earlier rule"),
]


@pytest.mark.parametrize(("text", "line", "words"), WRONG, ids=[w[2] for w in WRONG])
def test_wrong_rules_get_one_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    """It names the line and what is allowed; a good rule before and after it works, a password is never shown."""
    before = GOOD + "\n"
    book = read(tmp_path, before + text + "\n" + rule("after", "claim"))
    (problem,) = book.problems
    assert problem.line == before.count("\n") + line
    assert words in problem.text
    assert "\n" not in str(problem)
    assert {"good", "after"} <= {r.name for r in book.rules}


BROKEN = [
    ('[[rule]]\nname = "x"\nwhen = advisory\n', 3),
    ('[[rule]]\nname = "x\nwhen = "claim"\n', 2),
    ('[targets.t]\ntype = "cap"\nfolder == "c"\n', 3),
    ('[[rule]]\nname = "x"\nwhen = "claim"\ncountries = ["Peru",\n', 5),
]


@pytest.mark.parametrize(("text", "line"), BROKEN)
def test_a_file_that_is_no_toml_is_read_table_by_table(tmp_path: Path, text: str, line: int) -> None:
    """A slip of the pen at night does not silence the other rules, and what follows keeps its line numbers."""
    book = read(tmp_path, GOOD + text + rule("after", "claim", severity="loud") + rule("last", "claim"))
    first, second = book.problems
    assert abs((first.line or 0) - (GOOD.count("\n") + line)) <= 1
    assert "not TOML" in first.text
    assert second.line == GOOD.count("\n") + text.count("\n") + 4
    assert [r.name for r in book.rules] == ["good", "last"]
    assert book.is_partial


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"x" * 1_000_001])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, content: bytes | None) -> None:
    """One line and a hint."""
    path = tmp_path / "alerts.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as error:
        rules.load(path)
    assert "\n" not in str(error.value)
    assert error.value.hint


def test_rules_of_the_page(desk: Desk) -> None:
    """Kept in the store, checked before; they use targets of the file and bring none; the file's name wins."""
    desk.path.write_text(FOLDERS + GOOD)
    rules.keep(desk.store, desk.clock, {"name": "night", "when": "claim", "targets": ["cap"]})
    rules.keep(desk.store, desk.clock, {"name": "good", "when": "claim"})
    with pytest.raises(InputError, match="`severity`"):
        rules.keep(desk.store, desk.clock, {"name": "x", "when": "claim", "severity": 1})
    with pytest.raises(InputError, match="no such key"):
        rules.keep(desk.store, desk.clock, {"name": "x", "when": "claim", "url": "http://169.254.169.254/"})
    book = desk.book
    assert [(r.name, r.when) for r in book.rules] == [("good", "advisory"), ("night", "claim")]
    assert [str(p) for p in book.problems] == ["page: rule good: the file has a rule of this name, which is used"]
    assert rules.forget(desk.store, "night")
    assert not rules.forget(desk.store, "night")
    assert set(rules.kept(desk.store)) == {"good"}


def test_no_secret_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `tocsin alerts rules` shows of a target holds names of variables at most."""
    monkeypatch.setenv("HOOK", "https://hooks.example.org/T0/B0/verysecret")
    text = '[targets.t]\ntype = "webhook"\nurl_env = "HOOK"\nsecret_env = "S"\n[targets.n]\ntype = "notify"\nurl_env = "HOOK"\n'
    assert [t.told for t in read(tmp_path, text).targets.values()] == [
        "webhook at the address in HOOK",
        "the service at the address in HOOK",
    ]


@pytest.mark.parametrize(
    "url", ["http://[::1/", "https://hooks.example.org:99999/", "https://hooks.example.org:x/", "https:///x"]
)
def test_an_address_that_is_none_is_one_line(tmp_path: Path, url: str) -> None:
    """A typing error in one target must not stop the rules of the others."""
    book = read(tmp_path, f'[targets.t]\ntype = "webhook"\nurl = "{url}"\nsecret_env = "S"\n{FOLDERS}{GOOD}')
    assert [p.line for p in book.problems] == [3]
    assert "begins with https://" in book.problems[0].text
    assert [r.name for r in book.rules] == ["good"]
