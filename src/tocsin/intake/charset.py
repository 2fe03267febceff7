"""The text of what a server sent: by what it is, then by what it says it is, then by a guess."""

from __future__ import annotations

import codecs
import re

from tocsin.intake.decode import decode

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_STATED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})|<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_GUESSED = 20_000  # bytes from which an encoding is guessed where none is right; guessing a whole archive takes minutes


def text_of(data: bytes, content_type: str | None, name: str) -> str:
    """The text of a page or feed.

    UTF-8 that holds is UTF-8 whatever is stated: headers that call it Latin-1 are the commonest lie of feeds, and no text of
    an old encoding looks like UTF-8 by chance. Raises ReportError for what is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    stated = [*_PARAMETER.findall(content_type or "")[:1], *(m.decode("ascii") for m in _inside(data))]
    try:
        text = data.decode("utf-8")
        if not text.isascii() or not any(_is_seven_bit(s) for s in stated):
            return text if "\0" not in text[:4096] else decode(data, name)[0]
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4:  # broken off inside a character
            return data.decode("utf-8", "ignore")
    for encoding in stated:
        try:
            return data.decode(_browsers_name(encoding))
        except (LookupError, UnicodeError):
            continue
    if len(data) <= _GUESSED:
        return decode(data, name)[0]
    first = next((i for i, b in enumerate(data) if b > 127), 0)
    around = data[max(0, first - _GUESSED // 2) : first + _GUESSED // 2]
    guess = decode(around, name)[0]
    for encoding in ("cp1252", "cp1251", "cp1250", "shift_jis", "gb18030", "euc-kr", "cp1256"):
        try:
            if around.decode(encoding) == guess:
                return data.decode(encoding, "replace")
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _inside(data: bytes) -> list[bytes]:
    found = _STATED.search(data[:2048])
    return [found[1] or found[2]] if found else []


def _browsers_name(encoding: str) -> str:
    """Browsers read what calls itself Latin-1 or ASCII as Windows-1252, and pages are written for browsers."""
    name = encoding.lower()
    return "cp1252" if name in ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii") else name


def _is_seven_bit(encoding: str) -> bool:
    """Encodings that hide their characters in ASCII bytes, so that holding as UTF-8 means nothing."""
    return encoding.lower().startswith(("iso-2022", "hz", "utf-7"))
