"""A report's text with its marks: whatever the marks, it stays the report's text."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tocsin.model import Segment
from tocsin.telling.page_anchors import KINDS, Mark
from tocsin.telling.page_marks import Weaver


class Stripped(HTMLParser):
    """The text of marked-up words, and the anchors of the words inside each mark."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marked: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._open.append((tag, given.get("id") or given.get("data-s") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag, "elements must nest"

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag, anchor in self._open:
            if tag == "mark":
                self.marked[anchor] = self.marked.get(anchor, "") + data


offsets = st.tuples(st.integers(0, 60), st.integers(0, 60))


@given(
    st.text("ab<&>\"' \n\r\t“é\u202e", max_size=60), st.lists(offsets, max_size=8), st.lists(offsets, max_size=3), st.booleans()
)
def test_any_marks_keep_any_text(text: str, spans: list[tuple[int, int]], cuts: list[tuple[int, int]], linked: bool) -> None:
    """Marks may nest, cross, repeat and run over lines and segments: the text survives, and so do each mark's words."""
    marks = [
        Mark(min(a, b), max(a, b), n % 3, KINDS[n], f"s-{n}", f"{n}", "a title")
        for n, (a, b) in enumerate(spans)
        if min(a, b) < max(a, b)
    ]
    segments = []
    for a, b in sorted((min(c), max(c)) for c in cuts):
        if b > a and b <= len(text) and (not segments or segments[-1].end <= a):
            segments.append(Segment(start=a, end=b, role="caption"))
    found = Stripped(
        str(
            Weaver(lambda record: "#l" if linked else None).weave(
                text, segments, sorted(marks, key=lambda m: (m.start, -m.end, m.rank))
            )
        )
    )
    assert found.text == text
    for m in marks:
        words = text[m.start : m.end]  # blanks of an empty line stand between paragraphs, outside all marks
        assert "".join(found.marked.get(m.anchor, "").split()) == "".join(words.split())
