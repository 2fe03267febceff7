"""SVG elements as escaped markup, and how much room letters take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from markupsafe import Markup, escape

_WIDTH = 0.56  # of the letter height: the mean width of a letter in the sans-serif fonts that browsers fall back to
_WIDE = 0.66  # capitals and digits

Value = str | int | float | None


def tag(name: str, *children: str, **attributes: Value) -> Markup:
    """`<name …>children</name>`. `class_` is `class`, `stroke_width` is `stroke-width`; a null leaves an attribute out."""
    made = [f"<{name}"]
    for key, value in attributes.items():
        if value is not None:
            plain = number(value) if isinstance(value, float) else value if isinstance(value, int) else escape(value)
            made.append(f' {_key(key)}="{plain}"')
    inner = "".join(child if isinstance(child, Markup) else escape(child) for child in children)
    made.append(f">{inner}</{name}>" if inner else "/>")
    return Markup("".join(made))  # every part of it was escaped above


@cache
def _key(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def drawing(key: str, title: str, desc: str, *children: str, role: str = "img", **attributes: Value) -> Markup:
    """A whole `<svg>` that a screen reader tells as one picture: its title, its description. `key` is unique on a page.

    A drawing that holds links is a `group`: what is told as one picture must hold nothing to be used.
    """
    return tag(
        "svg",
        tag("title", title, id=f"{key}-t"),
        tag("desc", desc, id=f"{key}-d"),
        *children,
        role=role,
        aria_labelledby=f"{key}-t",
        aria_describedby=f"{key}-d",
        focusable="false",
        **attributes,
    )


def number(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{round(value, 2) + 0.0:g}" if abs(value) < 1e6 else f"{value:.0f}"


def percent(value: float) -> str:
    """A share of the drawing's width, so that a drawing grows and shrinks without its letters."""
    return f"{number(value)}%"


def reach(text: str, size: float) -> float:
    """About how wide a text is in letters of a size."""
    return sum(_WIDE if c.isupper() or c.isdigit() else _WIDTH for c in text) * size


def folded(text: str, size: float, width: float, most: int) -> tuple[str, ...]:
    """A text in at most so many lines of a width; what is too long ends in an ellipsis."""
    lines = list(_lines(" ".join(text.split()), size, width))
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), size, width)]
    return tuple(lines)


def _lines(text: str, size: float, width: float) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        word = _cut(word, size, width)
        tried = f"{line} {word}" if line else word
        if line and reach(tried, size) > width:
            yield line
            line = word
        else:
            line = tried
    if line:
        yield line


def _cut(text: str, size: float, width: float) -> str:
    if reach(text, size) <= width:
        return text
    while text and reach(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"
