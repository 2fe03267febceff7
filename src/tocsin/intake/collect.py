"""Paths into reports. What cannot be read becomes a `Problem`; the rest of the batch goes through."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from tocsin import ids
from tocsin.errors import ReportError
from tocsin.intake.dates import normalise
from tocsin.intake.decode import MAX_BYTES, MAX_CHARACTERS, decode, looks_like_html
from tocsin.intake.language import identify
from tocsin.intake.page import advice_publisher, outlet_of, read_page
from tocsin.model import Report

SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".jsonl": "lines",
    ".ndjson": "lines",
}


@dataclass(frozen=True)
class Problem:
    """One line about one input. `lost` tells that a report is not in the picture because of it."""

    message: str
    hint: str
    lost: bool = True


Tell = Callable[[Problem], None]


def collect(
    paths: Iterable[str | Path],
    *,
    date: str | None = None,
    tell: Tell = lambda problem: None,
    stdin: BinaryIO | None = None,
) -> Iterator[Report]:
    """The reports of files, folders and `-`, in the order given (folders in order of name).

    `date` is the day of reports that carry none in their metadata.
    Each problem is told once, in one line; a report that is the same file again is left out.
    """
    seen: dict[str, str] = {}
    texts: dict[str, str] = {}
    for report in _all(paths, date, tell, stdin):
        if report.id in seen:
            tell(Problem(f"{report.source} is the same report as {seen[report.id]}", "it is counted once", lost=False))
            continue
        seen[report.id] = report.source
        twin = texts.setdefault(ids.make("t", report.text), report.source)
        if twin != report.source:
            tell(Problem(f"{report.source} has the same text as {twin}", "both are kept, as copies with one origin", lost=False))
        yield _checked(report, tell)


def _checked(report: Report, tell: Tell) -> Report:
    language = identify(report.text) or report.language
    report = replace(report, language=language)
    if language not in (None, "en"):
        tell(
            Problem(
                f"{report.source} is not in English but in `{language}`",
                "it is kept and listed, but not read: only English can be read so far",
            )
        )
    return report


def _all(paths: Iterable[str | Path], date: str | None, tell: Tell, stdin: BinaryIO | None) -> Iterator[Report]:
    for path in paths:
        try:
            if str(path) == "-":
                yield from _stream(stdin or sys.stdin.buffer, date, tell)
            elif Path(path).is_dir():
                yield from _folder(Path(path), date, tell)
            else:
                yield from _file(Path(path), date, tell)
        except ReportError as error:
            tell(Problem(str(error), error.hint))


def _folder(folder: Path, date: str | None, tell: Tell) -> Iterator[Report]:
    found = False
    for path in sorted(
        p
        for p in folder.rglob("*")
        if p.suffix.lower() in SUFFIXES and not any(q.startswith(".") for q in p.relative_to(folder).parts)
    ):
        if not path.is_file() or path.name.upper().startswith(("README", "LICENSE")):
            continue
        found = True
        try:
            yield from _file(path, date, tell)
        except ReportError as error:
            tell(Problem(str(error), error.hint))
    if not found:
        raise ReportError(f"{folder} holds no reports", hint=f"reports end in {', '.join(sorted(SUFFIXES))}")


def _file(path: Path, date: str | None, tell: Tell) -> Iterator[Report]:
    kind = SUFFIXES.get(path.suffix.lower())
    try:
        if kind == "lines":
            with path.open("rb") as stream:
                yield from _lines(stream, str(path), date, tell)
            return
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except FileNotFoundError:
        raise ReportError(f"{path} does not exist", hint="check the path, or quote it if it has blanks") from None
    except OSError as error:
        raise ReportError(
            f"{path} cannot be opened: {error.strerror or error}", hint="check the file and its permissions"
        ) from None
    if size > MAX_BYTES:
        raise ReportError(
            f"{path} has {size / 1e6:.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB of a single report",
            hint="give many reports as a folder or as JSON Lines (.jsonl), one report a line",
        )
    yield _single(data, str(path), path.stem, date, tell)


def _single(data: bytes, source: str, key: str, date: str | None, tell: Tell) -> Report:
    text, note = decode(data, source)
    if note:
        tell(Problem(note, "if words look wrong, save the file again as UTF-8", lost=False))
    fields = read_page(text, source) if looks_like_html(text) else {"text": text}
    return _report(fields, source, key, date)


def _stream(stream: BinaryIO, date: str | None, tell: Tell) -> Iterator[Report]:
    data = stream.read()
    if data.lstrip()[:1] == b"{":
        yield from _lines(data.splitlines(), "standard input", date, tell)
    else:
        yield _single(data, "standard input", "stdin", date, tell)


def _lines(lines: Iterable[bytes], source: str, date: str | None, tell: Tell) -> Iterator[Report]:
    empty = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        empty = False
        where = f"{source}, line {number}"
        try:
            yield _line(line, where, source, number, date, tell)
        except ReportError as error:
            tell(Problem(str(error), error.hint))
    if empty:
        raise ReportError(f"{source} is empty", hint='each line must be one report: {"text": …}')


def _line(line: bytes, where: str, source: str, number: int, date: str | None, tell: Tell) -> Report:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise ReportError(
            f"{where} is not JSON",
            hint=f"it begins with {line[:20].decode('utf-8', 'replace')!r}; each line must be one report as a JSON object",
        ) from None
    if not isinstance(row, dict):
        raise ReportError(f"{where} is not a JSON object", hint='each line must be one report: {"text": …}')
    wrong = [
        k
        for k in ("text", "html", "url", "outlet", "headline", "byline", "published", "language")
        if not isinstance(row.get(k), (str, type(None)))
    ]
    if wrong:
        raise ReportError(
            f"{where}: `{wrong[0]}` is not a string",
            hint='a report line looks like {"text": "…", "outlet": "…", "published": "2027-03-01"}',
        )
    fields: dict[str, str | None] = {k: row.get(k) for k in ("url", "outlet", "headline", "byline", "language")}
    if not (row.get("text") or "").strip() and not (row.get("html") or "").strip():
        raise ReportError(
            f"{where} has neither `text` nor `html`", hint='a report line looks like {"text": "…", "published": "2027-03-01"}'
        )
    if (row.get("text") or "").strip():
        fields["text"] = row["text"]
        if len(row["text"]) > MAX_CHARACTERS:
            raise ReportError(
                f"{where} has {len(row['text']):,} characters, more than the {MAX_CHARACTERS:,} of a single report",
                hint="split it into reports",
            )
    else:
        fields = {**read_page(row["html"], where), **{k: v for k, v in fields.items() if v}}
    if row.get("published"):
        fields["published"] = normalise(row["published"])
        if fields["published"] is None:
            tell(
                Problem(
                    f"{where}: `published` is no date: {row['published'][:40]!r}",
                    "write it as 2027-03-01 or 2027-03-01T15:00:00Z",
                    lost=False,
                )
            )
    key = row.get("id")
    return _report(fields, where, str(key) if key is not None else f"{Path(source).stem}-{number}", date, url=fields.get("url"))


def _report(fields: dict[str, Any], source: str, key: str, date: str | None, *, url: str | None = None) -> Report:
    text = fields["text"].encode("utf-8", "replace").decode("utf-8")  # a lone surrogate in JSON cannot be written out again
    published = fields.get("published")
    return Report(
        id=ids.make("r", key, text),
        key=key,
        source=url or source,
        outlet=advice_publisher(url) or fields.get("outlet") or outlet_of(url),
        headline=fields.get("headline"),
        byline=fields.get("byline"),
        published=published or date,
        published_basis="metadata" if published else "given" if date else None,
        language=fields.get("language"),
        text=text,
    )
