"""Bytes into text: by byte order mark, UTF-8, UTF-16 without a mark, else the likeliest old encoding."""

from __future__ import annotations

from tocsin.errors import ReportError

MAX_BYTES = 10_000_000  # a news report is some 3 kB; the parser needs about 1 GB for 1 MB of text
MAX_CHARACTERS = 200_000  # a book chapter; longer texts are archives or dumps, not reports
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}


def decode(data: bytes, name: str) -> tuple[str, str | None]:
    """The text of a file and, where its encoding had to be guessed, a note that says so.

    Raises ReportError for an empty, binary or oversized file.
    """
    if not data.strip():
        raise ReportError(f"{name} is empty", hint="check that the download finished")
    if len(data) > MAX_BYTES:
        raise ReportError(
            f"{name} has {len(data) / 1e6:.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB of a single report",
            hint="give many reports as a folder or as JSON Lines (.jsonl), one report a line",
        )
    text, note = _decode(data, name)
    if not text.strip():
        raise ReportError(f"{name} is empty", hint="check that the download finished")
    if len(text) > MAX_CHARACTERS and not looks_like_html(text):
        raise ReportError(
            f"{name} has {len(text):,} characters, more than the {MAX_CHARACTERS:,} of a single report",
            hint="split it into reports, or give JSON Lines (.jsonl), one report a line",
        )
    return text, note or _mojibake(text, name)


def _decode(data: bytes, name: str) -> tuple[str, str | None]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), None
            except UnicodeDecodeError:
                break
    head = data[:4096]
    if head.count(0) > len(head) // 4:
        for encoding, at in (("utf-16-le", 1), ("utf-16-be", 0)):
            if not head[1 - at :: 2].count(0) and len(data) % 2 == 0:
                return data.decode(encoding, "replace"), f"{name} has no byte order mark: read as {encoding.upper()}"
    if b"\0" in head or sum(b in _CONTROLS for b in head) > len(head) // 50:
        raise ReportError(
            f"{name} is a binary file, not text",
            hint="give text, saved web pages or JSON Lines; convert PDF and Word files first",
        )
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8"), f"{name} breaks off inside a character: it may be half a file"
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    encoding = best.encoding if best else "cp1252"
    # Western single-byte encodings differ from cp1252 only in rare signs, and news pages that lie are nearly always cp1252.
    if encoding in (
        "ascii",
        "latin_1",
        "iso8859_15",
        "cp1250",
        "cp1252",
        "cp437",
        "cp850",
        "mac_roman",
        "hp_roman8",
        "cp775",
        "cp858",
    ):
        encoding = "cp1252"
    return data.decode(encoding, "replace"), f"{name} is not UTF-8: read as {encoding}"


def _mojibake(text: str, name: str) -> str | None:
    from ftfy.badness import badness

    if badness(text) > max(1, len(text) // 2000):
        return f"{name} looks like text decoded twice (mojibake): read as it stands"
    return None


def looks_like_html(text: str) -> bool:
    """Whether a text is a web page rather than prose."""
    head = text[:2000].lstrip().lower()
    starts = ("<!doctype html", "<html", "<?xml", "<body", "<article", "<div", "<p>")
    return head.startswith(starts) or ("<head" in head and "<" in head[:5])
