"""A report's text with its marks. Without the tags it is the report's text again, character for character."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup, escape

from tocsin.model import Segment
from tocsin.telling.page_anchors import Mark

Back = Callable[[str], str | None]  # record id -> link to its line


class Weaver:
    """Weaves marks into texts. `scattered` collects the anchors whose words stand in several pieces."""

    def __init__(self, back: Back) -> None:
        self._back = back
        self._seen: set[str] = set()
        self.scattered: dict[str, None] = {}

    def weave(self, text: str, segments: Sequence[Segment], marks: Sequence[Mark]) -> Markup:
        """Each line a paragraph, segments that are not the story's own greyed, marks nested inside."""
        cells = list(_cells(text, segments))
        starts = [c[0] for c in cells]
        inside: list[list[Mark]] = [[] for _ in cells]
        for mark in marks:
            at = max(0, bisect_right(starts, mark.start) - 1)
            while at < len(cells) and cells[at][0] < mark.end:
                if cells[at][1] > mark.start:
                    inside[at].append(mark)
                at += 1
        out: list[str] = []
        for (start, end, role), held in zip(cells, inside, strict=True):
            if role == "break":
                out.append(_words(text[start:end]))
                continue
            if start == 0 or text[start - 1] == "\n":
                out.append("<p>")
            body = self._nest(text, start, end, held) if held else _words(text[start:end])
            out.append(
                body if role == "body" else f'<span class="seg {role}" title="{role}: not the story\'s own text">{body}</span>'
            )
            if end == len(text) or text[end] == "\n":
                out.append("</p>")
        return Markup("".join(out))

    def _nest(self, text: str, start: int, end: int, marks: Sequence[Mark]) -> str:
        """Marks as properly nested elements: one that crosses the end of another is split there."""
        queue = [(max(m.start, start), -min(m.end, end), m.rank, n, m) for n, m in enumerate(marks)]
        heapq.heapify(queue)
        out: list[str] = []
        stack: list[_Open] = []
        at = start

        def run(until: int) -> None:
            nonlocal at
            if until > at:
                out.append(stack[-1].linked(_words(text[at:until])) if stack else _words(text[at:until]))
                at = until

        def close(until: int) -> None:
            while stack and stack[-1].end <= until:
                run(stack[-1].end)
                out.append(stack.pop().closing())

        while queue:
            first, minus_last, rank, n, mark = heapq.heappop(queue)
            close(first)
            run(first)
            last = -minus_last
            if stack and last > stack[-1].end:
                heapq.heappush(queue, (stack[-1].end, -last, rank, n, mark))
                last = stack[-1].end
            out.append(self._opening(mark))
            stack.append(_Open(last, mark, self._back(mark.record)))
        close(end)
        run(end)
        return "".join(out)

    def _opening(self, mark: Mark) -> str:
        name = f'id="{mark.anchor}"'
        if mark.anchor in self._seen:
            self.scattered[mark.anchor] = None
            name = f'data-s="{mark.anchor}"'
        self._seen.add(mark.anchor)
        return f'<mark class="{mark.kind}" {name} title="{escape(mark.title)}">'


class _Open:
    """A mark that is open: its words link back to its line, the first of them with the tab key too."""

    def __init__(self, end: int, mark: Mark, href: str | None) -> None:
        self.end = end
        self._mark = mark
        self._href = href
        self._linked = False

    def linked(self, words: str) -> str:
        if not self._href or not words.strip():
            return words
        quiet = ' tabindex="-1"' if self._linked else ""
        self._linked = True
        return f'<a href="{self._href}"{quiet}>{words}</a>'

    def closing(self) -> str:
        """A mark without words of its own (another covers them all) gets a small sign to click."""
        if self._href and not self._linked:
            return f'<a class="back" href="{self._href}" aria-label="{escape(self._mark.title)}"></a></mark>'
        return "</mark>"


def _cells(text: str, segments: Sequence[Segment]) -> Iterator[tuple[int, int, str]]:
    """Stretches that no mark may cross: line breaks, and inside each line what belongs to one segment."""
    plain = [s for s in sorted(segments, key=lambda s: s.start) if s.role != "body" and s.start < s.end]
    at = next_segment = 0
    for line in text.split("\n"):
        end = at + len(line)
        if not line.strip() and line:
            yield at, end, "break"
            at = end
        while at < end:
            while next_segment < len(plain) and plain[next_segment].end <= at:
                next_segment += 1
            segment = plain[next_segment] if next_segment < len(plain) else None
            if segment and segment.start <= at:
                stop, role = min(end, segment.end), str(segment.role)
            else:
                stop, role = min(end, segment.start) if segment else end, "body"
            yield at, stop, role
            at = stop
        if end < len(text):
            yield end, end + 1, "break"
            at = end + 1


def _words(text: str) -> str:
    """Escaped words. A carriage return needs its number, or a browser turns it into a line break."""
    return str(escape(text)).replace("\r", "&#13;")
