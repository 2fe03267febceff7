"""A watched folder: new and changed files are read once they are whole; files that go away change nothing."""

from __future__ import annotations

from pathlib import Path

from tocsin.desk.store import Source
from tocsin.desk.watch import seen as rows
from tocsin.desk.watch.faults import Fault
from tocsin.desk.watch.seen import Seen
from tocsin.desk.watch.threads import detached
from tocsin.desk.watch.tools import Tools
from tocsin.intake.address import identity, plain
from tocsin.intake.collect import SUFFIXES
from tocsin.model import Report

LARGEST = 200_000_000  # bytes of a file; larger archives are for `tocsin add`
_EMPTY_FOR = 60.0  # seconds after which an empty file is no file that somebody begins to write
Stamps = dict[Path, tuple[int, int]]  # size in bytes, moment of change in nanoseconds


async def look(tools: Tools, source: Source) -> str | None:
    """Read what is new or changed. Returns what should be told of the folder, if anything."""
    root = Path(source.url)
    found = await detached(lambda: scan(root), "folder")
    known = await tools.lane.do(lambda: rows.of_source(tools.store, source.id))
    changed = [p for p, stamp in found.items() if not (e := known.get(name_of(p))) or e.stamp != _written(stamp)]
    if not changed:
        return None
    young = [p for p in changed if not _settled(tools, found[p])]
    for path in changed:
        if path not in young:
            await _take(tools, source, path, found[path])
    if young:
        await tools.clock.sleep(tools.settings.settle)
        later = await detached(lambda: scan(root), "folder")
        for path in young:
            if later.get(path) == found[path] and (found[path][0] or _settled(tools, found[path])):
                await _take(tools, source, path, found[path])
    return None


def scan(root: Path) -> Stamps:
    """The files of reports in a folder and below, by name. Hidden files and those that name no reports are left out, and links
    that lead out of it: who may write into the folder may not read with our eyes."""
    if not root.is_dir():
        raise Fault("no_folder")
    home = root.resolve()
    found: Stamps = {}
    for path in sorted(root.rglob("*")):
        if path.suffix.lower() not in SUFFIXES or any(part.startswith(".") for part in path.relative_to(root).parts):
            continue
        if path.name.upper().startswith(("README", "LICENSE")):
            continue
        try:
            if path.is_file() and (not path.is_symlink() or path.resolve().is_relative_to(home)):
                state = path.stat()
                found[path] = (state.st_size, state.st_mtime_ns)
        except OSError:  # gone meanwhile, or not ours to see
            continue
    return found


def name_of(path: Path) -> str:
    """A file's name as every database takes it: bytes of it that are no UTF-8 are written as `\\udce9`."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def article_of(report: Report, path: Path) -> str:
    """What stays the same over the versions of a file's report.

    A line that has neither an address nor a name of its own is known by its words alone: in a file that is written anew
    every hour the first line is each time another article.
    """
    if plain(report.source) and not report.source.startswith(str(path)):
        return identity(report.source)
    if SUFFIXES.get(path.suffix.lower()) != "lines":
        return name_of(path)
    number = report.source.rpartition(", line ")[2]
    return report.id if report.key == f"{path.stem}-{number}" else f"{name_of(path)}#{report.key}"


async def _take(tools: Tools, source: Source, path: Path, stamp: tuple[int, int]) -> None:
    state: rows.State = "taken"
    try:
        if stamp[0] > LARGEST:
            raise Fault("unreadable_file", why=f"{path} has {stamp[0] / 1e6:.0f} MB; read archives with `tocsin add`")
        reports, problems = await tools.workshop.file(path)
    except Fault as fault:
        await tools.aside(source, fault, name_of(path))
        reports, problems, state = [], [], "refused"
    for report in reports:
        await tools.accept(report, article_of(report, path), source)
    for why in problems:
        await tools.aside(source, Fault("unreadable_file", why=why), name_of(path))
    if problems and not reports:
        state = "refused"
    name = name_of(path)
    entry = Seen(source=source.id, key=name, stamp=_written(stamp), state=state, at=tools.now(), url=name)
    await tools.lane.do(lambda: rows.write(tools.store, [entry]))


def _settled(tools: Tools, stamp: tuple[int, int]) -> bool:
    age = tools.clock.now().timestamp() - stamp[1] / 1e9
    return age >= (tools.settings.settle if stamp[0] else _EMPTY_FOR)


def _written(stamp: tuple[int, int]) -> str:
    return f"{stamp[0]}:{stamp[1]}"
