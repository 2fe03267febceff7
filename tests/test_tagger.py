"""The trained tagger: pieces, windows, marks, and what they do beside the rules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import tocsin
from tocsin import executor
from tocsin.codec import dumps
from tocsin.errors import ModelMissing
from tocsin.reading.attribution import finder, quotes, tagged, tagger
from tocsin.reading.attribution.pieces import Pieces
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.text import Text

VOCABULARY = ["[PAD]", "[UNK]", "the", "min", "##ister", "cafe", ",", "'", "s", "said", "u", ".", "5", "##0"]


@pytest.fixture
def pieces(tmp_path: Path) -> Pieces:
    path = tmp_path / "vocab.txt"
    path.write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    return Pieces(path)


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("The minister said", ["The", "min", "ister", "said"]),  # small letters, the longest piece first
        ("Café, the", ["Café", ",", "the"]),  # accents go, a mark stands alone
        ("U.S.'s", ["U", ".", "S", ".", "'", "s"]),  # marks inside a word part it
        ("said\u200b  50", ["said", "5", "0"]),  # what cannot be seen has no piece
        ("qqq", ["qqq"]),  # a word that does not fit together is unknown as a whole
        ("", []),
    ],
)
def test_pieces_stand_where_the_text_has_them(pieces: Pieces, line: str, cut: list[str]) -> None:
    """Offsets are those of the line as it is, not of its plain small letters."""
    numbers, places = pieces.encode(line)
    assert [line[a:b] for a, b in places] == cut
    assert (numbers == [1]) == (line == "qqq")


def letters(line: str) -> tuple[list[int], list[tuple[int, int]]]:
    """A piece a word."""
    at, out = 0, []
    for word in line.split(" "):
        if word:
            out.append((at, at + len(word)))
        at += len(word) + 1
    return [1] * len(out), out


def test_windows_hold_every_piece_once_and_none_too_many() -> None:
    """Short lines go together; a long line is cut where a sentence begins."""
    text = "One two three.\nFour five.\n" + "Six seven eight nine. " * 4 + "\n\n" + "ten " * 30
    cut = list(tagger.windows(text, letters, length=12))
    assert [text[a:b] for w in cut for a, b in w.places[1:-1]] == text.split()
    assert max(len(w.pieces) for w in cut) <= 12
    assert all(text[w.places[1][0]] in "OST" or "ten" in text[w.places[1][0] :][:4] for w in cut)


def test_windows_of_a_text_without_any_end_grow_in_proportion() -> None:
    """A line of a hundred thousand words is cut all the same."""
    assert len(list(tagger.windows("word " * 100_000, letters))) == -(-100_000 // (tagger.LENGTH - 2))


def drawn(words: str, tags: str, links: dict[int, int]) -> tuple[tagger.Window, tagger.Array, tagger.Array]:
    """A window of one piece a word, sure tags (s source, c cue, t content; capitals begin one) and links."""
    numbers, places = letters(words)
    window = tagger.Window((101, *numbers, 102), ((0, 0), *places, (0, 0)))
    column = dict(zip(".SsCcTt", range(7), strict=True))
    chances = np.full((len(window.pieces), 7), 0.01, dtype=np.float32)
    for i, tag in enumerate(f".{tags}."):
        chances[i, column[tag]] = 0.94
    pointing = np.zeros((len(window.pieces),) * 2, dtype=np.float32)
    for i in range(len(window.pieces)):
        pointing[i, links.get(i, 0)] = 1.0
    return window, chances, pointing


def test_marks_follow_their_links() -> None:
    """Two cues in one window: each content and source goes to the cue that it points to, wherever it stands."""
    words = "Ana said rain came but Bo denied snow fell"
    found = tagger.marked(*drawn(words, "SCTt.SCTt", {1: 2, 3: 2, 4: 2, 6: 7, 8: 7, 9: 7}))
    told = [(words[slice(*m.cue)], words[slice(*m.source or (0, 0))], [words[a:b] for a, b in m.content]) for m in found]
    assert told == [("said", "Ana", ["rain came"]), ("denied", "Bo", ["snow fell"])]
    assert all(m.cue_sure > 0.9 and m.content_sure > 0.9 for m in found)


def test_a_cue_without_content_is_no_mark() -> None:
    """Nor is a content without any cue."""
    assert tagger.marked(*drawn("Ana said nothing", "SC.", {1: 2})) == []
    assert tagger.marked(*drawn("rain came", "Tt", {})) == []


def marks(text: str, *rows: tuple[str, str, str, float]) -> tagger.Marks:
    """Marks by their words: source, cue, content, how sure; each piece of them has that chance, any other none."""
    found, chances = [], {}
    for source, cue, content, sure in rows:
        c, t = text.index(cue), text.index(content)
        s = text.index(source) if source else None
        place = (s, s + len(source)) if s is not None else None
        found.append(tagger.Marked((c, c + len(cue)), place, ((t, t + len(content)),), sure, sure, sure))
        chances |= dict.fromkeys(range(c, c + len(cue)), (0.0, sure, 0.0))
        chances |= dict.fromkeys(range(t, t + len(content)), (0.0, 0.0, sure))
    table = np.array([chances.get(i, (0.0, 0.0, 0.0)) for i in range(len(text))], dtype=np.float32).reshape(-1, 3)
    return tagger.Marks(found, np.arange(len(text)), table)


def merged(text: Text, given: tagger.Marks) -> list[Saying]:
    passages = quotes.find(text.report.text, text.paragraphs)
    return tagged.merged(text, finder.gather(text, passages), passages, given)


def said(text: Text, found: list[Saying]) -> list[tuple[str, str | None, str]]:
    """Cue, source and content of sayings."""
    doc, words = text.doc, text.report.text
    return [
        (
            doc[s.cue[0] : s.cue[1]].text,
            doc[s.source.run[0] : s.source.run[1]].text if s.source is not None else None,
            " | ".join(words[a:b] for a, b in s.parts),
        )
        for s in found
    ]


def test_a_mark_adds_what_the_rules_miss(parse: Callable[..., Text]) -> None:
    """A cue that no list has; the parse gives the content's true end, though the mark stops a word early."""
    words = "The governor crowed that the bridge would open in the spring."
    text = parse(words)
    found = merged(text, marks(words, ("The governor", "crowed", "that the bridge would open in the", 0.9)))
    assert said(text, found) == [("crowed", "The governor", "that the bridge would open in the spring")]


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        # an aside about what was said is no saying
        ("The men stayed there, whatever the order decreed.", ("the order", "decreed", "The men stayed there")),
        # inside quotation marks the words are the speaker's alone
        ("“My aunt crowed that she won the big race.”", ("My aunt", "crowed", "that she won the big race")),
        # a scrap
        ("The governor crowed.", ("", "crowed", "governor")),
    ],
)
def test_a_mark_that_grammar_speaks_against_adds_nothing(
    parse: Callable[..., Text], words: str, mark: tuple[str, str, str]
) -> None:
    """However sure the tagger is."""
    text = parse(words)
    assert mark[1] not in [cue for cue, _, _ in said(text, merged(text, marks(words, (*mark, 0.95))))]


def test_a_doubtful_mark_adds_nothing(parse: Callable[..., Text]) -> None:
    """Below the threshold the rules stand alone."""
    words = "The governor crowed that the bridge would open in the spring."
    assert merged(parse(words), marks(words, ("The governor", "crowed", "that the bridge would open", 0.3))) == []


def test_a_mark_does_not_say_again_what_a_rule_has(parse: Callable[..., Text]) -> None:
    """One cue, one saying: the rule's boundaries stay."""
    words = "The governor said that the bridge would open in the spring."
    text = parse(words)
    found = merged(text, marks(words, ("governor", "said", "the bridge would open", 0.9)))
    assert said(text, found) == [("said", "The governor", "that the bridge would open in the spring")]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("The governor wants a new bridge.", []),  # an attitude of which the tagger sees nothing
        ("The governor said that the bridge would open.", ["said"]),  # reported words stay, seen or not
        ("“The bridge will open next spring,” the governor said.", ["said"]),
    ],
)
def test_an_attitude_that_the_tagger_sees_nothing_of_is_dropped(parse: Callable[..., Text], words: str, kept: list[str]) -> None:
    """Doubt takes only what no claim rests on."""
    text = parse(words)
    assert len(finder.gather(text, quotes.find(words, text.paragraphs))) == 1
    assert [cue for cue, _, _ in said(text, merged(text, marks(words)))] == kept


@pytest.fixture
def unloaded() -> Iterator[None]:
    """No tagger is kept from or for another test."""
    tagger.load.cache_clear()
    yield
    tagger.load.cache_clear()


@pytest.mark.usefixtures("unloaded")
def test_without_its_run_time_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is optional; who asks for the model and lacks it gets a hint."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelMissing) as told:
        tagger.load()
    assert "tocsin[model]" in told.value.hint


def test_the_trained_weights_find_a_cue_that_no_list_has(parse: Callable[..., Text]) -> None:
    """And twice the same, whatever was read between."""
    pytest.importorskip("onnxruntime")
    model = tagger.load()
    words = "The governor crowed that the bridge would open in the spring. Nobody came."
    first = model.read(words)
    model.read("Something else entirely, the mayor said.")
    again = model.read(words)
    assert first.found == again.found
    assert np.array_equal(first.chances, again.chances)
    assert ("crowed", "The governor") in [(cue, source) for cue, source, _ in said(parse(words), merged(parse(words), first))]


def test_the_model_reads_only_when_asked_and_says_so(tmp_path: Path) -> None:
    """What is installed does not change a picture; several processes read as one does."""
    pytest.importorskip("onnxruntime")
    for n in range(executor.FEW + 2):
        (tmp_path / f"{n:02}.txt").write_text(f"The governor crowed that bridge {n} would open in the spring.\n")
    alone, one, two = (list(tocsin.read(tmp_path, jobs=jobs, model=model)) for jobs, model in ((1, False), (1, True), (2, True)))
    assert not any(r.statements for r in alone)
    assert all(r.statements for r in one)
    assert [dumps(r) for r in one] == [dumps(r) for r in two]
    assert one[0].parser == f"{alone[0].parser} + {tagger.NAME}"
