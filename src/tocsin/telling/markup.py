"""XML written by hand, small and always the same bytes: elements in the order given, text made legal, two spaces an indent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 cannot hold even when escaped: control characters, lone surrogates, two noncharacters.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACED = "\ufffd"


class Node(NamedTuple):
    """An element with either text or children."""

    name: str
    content: str | tuple[Node, ...]
    attributes: tuple[tuple[str, str], ...] = ()


def node(name: str, content: str | Iterable[Node | None] = "", **attributes: str | None) -> Node:
    """An element; children and attributes that are None are left out. An underscore ends a name that Python reserves."""
    kept = tuple((key.rstrip("_"), value) for key, value in attributes.items() if value is not None)
    return Node(name, content if isinstance(content, str) else tuple(c for c in content if c is not None), kept)


def optional(name: str, content: str | None) -> Node | None:
    """An element with text, or nothing where there is no text."""
    return Node(name, content) if content else None


def legal(text: str) -> str:
    """The text with each character that XML cannot hold replaced by U+FFFD; its length, and so every offset, stays."""
    return _ILLEGAL.sub(_REPLACED, text)


def document(root: Node) -> str:
    """The whole document with its declaration, ending with a line break."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(_lines(root, 0)) + "\n"


def _lines(item: Node, depth: int) -> Iterator[str]:
    indent = "  " * depth
    attributes = "".join(f" {key}={quoteattr(legal(value), _RETURN)}" for key, value in item.attributes)
    start = f"{indent}<{item.name}{attributes}"
    if not item.content:
        yield f"{start}/>"
        return
    if isinstance(item.content, str):
        yield f"{start}>{escape(legal(item.content), _RETURN)}</{item.name}>"
        return
    yield f"{start}>"
    for child in item.content:
        yield from _lines(child, depth + 1)
    yield f"{indent}</{item.name}>"


_RETURN = {"\r": "&#13;"}  # a reader of XML turns a bare one into a line break, and the words would not be exact
