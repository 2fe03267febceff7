"""`tocsin export`: the picture in the formats of other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from tocsin.cli.common import Day, Problems, readings, reports_options, steps
from tocsin.cli.store_option import DEFAULT, opened

if TYPE_CHECKING:
    from tocsin.desk.store import Store
    from tocsin.model import Picture

FORMATS = {
    "cap": "a folder: one CAP 1.2 alert per advice in force, and an Atom feed of them",
    "ics": "a calendar of deadlines and expected events",
    "geojson": "places with what was said of them, and the advice in force",
    "ninjs": "the brief as IPTC news items, story by story",
    "parquet": "a folder: one table per noun",
}
_OLD_ALERTS = "advice-*.xml"  # of an earlier export: advice that is no longer in force must not stay behind


@click.command("export", epilog="Formats: " + "; ".join(f"{name}, {what}" for name, what in FORMATS.items()) + ".")
@click.argument("form", type=click.Choice(tuple(FORMATS)), metavar="FORMAT")
@reports_options
@click.option("-o", "--output", metavar="FILE", help="Where to write; a folder for cap and parquet, else standard output.")
@click.option(
    "--picture", "given", metavar="FILE", help="Export a picture that `tocsin brief --json` wrote, or a Parquet export."
)
@click.option(
    "--store", "url", envvar="TOCSIN_STORE", metavar="FILE_OR_URL", help=f"Export what a store holds; by default {DEFAULT}."
)
@click.option("--story", "stories", multiple=True, metavar="ID", help="Of a store, only this story; may be given again.")
@click.option("--as-of", type=Day(), help="The day from which windows and deadlines are judged; by default the latest report's.")
@click.option("--sender", default="tocsin@localhost", show_default=True, help="Who sends the CAP alerts: an address of yours.")
@click.pass_context
def command(
    context: click.Context,
    form: str,
    paths: tuple[str, ...],
    sample: bool,
    day: str | None,
    jobs: int | None,
    model: bool,
    output: str | None,
    given: str | None,
    url: str | None,
    stories: tuple[str, ...],
    as_of: str | None,
    sender: str,
) -> int:
    """Write the picture of PATHs, of a store or of a saved picture in FORMAT.

    Every item carries the exact words it rests on, with their report and offsets."""
    is_asked = context.get_parameter_source("url") is ParameterSource.COMMANDLINE
    if bool(paths or sample) + bool(given) + is_asked > 1:
        raise click.UsageError("give reports, --picture or --store, one of them", context)
    if output is None and form in ("cap", "parquet"):
        raise click.UsageError(f"{form} makes a folder of files; say where with -o FOLDER", context)
    problems = Problems()
    if paths or sample:
        picture = _read(paths, sample, day, jobs, model, as_of, problems)
    else:
        if as_of:
            raise click.UsageError("--as-of goes with reports: a saved picture and a store have been judged already", context)
        if given:
            picture = _saved(Path(given))
        elif url or Path(DEFAULT).is_file():
            picture = _stored(url or DEFAULT, stories)
        else:
            raise click.UsageError("nothing to export: name reports, or give --sample, --picture FILE or --store FILE", context)
    _write(form, picture, output, sender)
    return problems.exit_code


def _read(
    paths: tuple[str, ...], sample: bool, day: str | None, jobs: int | None, model: bool, as_of: str | None, problems: Problems
) -> Picture:
    from tocsin.errors import InputError
    from tocsin.picture import build

    found = list(readings(paths, sample, day, jobs, model, problems))
    if not found:
        raise InputError("no report could be read", hint="the lines above say why; try `tocsin export ics --sample`")
    return build(found, as_of=as_of, step=steps(len(found)))


def _saved(path: Path) -> Picture:
    from tocsin.codec import loads
    from tocsin.errors import InputError
    from tocsin.model import Picture

    if path.is_dir():
        from tocsin.telling import parquet

        return parquet.read(path)
    try:
        return loads(Picture, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", hint="check the path") from None
    except (ValueError, InputError):
        raise InputError(f"{path} is no picture", hint="give a file that `tocsin brief --json` wrote") from None


def _stored(url: str, stories: tuple[str, ...]) -> Picture:
    """The stories of a store as one picture."""
    from tocsin.errors import InputError
    from tocsin.linking import union

    found = []
    with opened(url, create=False) as store:
        for ident in stories or _all(store):
            if (picture := store.story(ident)) is None:
                raise InputError(f"the store has no story {ident}", hint="leave --story out, or take an id of `tocsin serve`")
            found.append(picture)
    return union.of(found, max((p.as_of for p in found if p.as_of), default=None))


def _all(store: Store) -> Iterator[str]:
    """The ids of all stories, page by page."""
    after: str | None = None
    while True:
        page = store.list_stories(after=after, limit=200)
        yield from (row.id for row in page.rows)
        if (after := page.next) is None:
            return


def _write(form: str, picture: Picture, output: str | None, sender: str) -> None:
    """Make the format, put it in its place, and tell in one line what it leaves out."""
    if form == "cap":
        _cap(picture, Path(str(output)), sender)
    elif form == "parquet":
        _parquet(picture, Path(str(output)))
    else:
        text, note = _TEXTS[form](picture)
        if output is None or output == "-":
            click.echo(text.encode(), nl=False)
        else:
            _place(Path(output), text.encode())
            click.echo(f"wrote {output}", err=True)
        if note:
            click.echo(f"note: {note}", err=True)


def _cap(picture: Picture, folder: Path, sender: str) -> None:
    from tocsin.telling import cap_advice

    files = cap_advice.files(picture, sender=sender)
    _opened(folder)
    for old in folder.glob(_OLD_ALERTS):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        _place(folder / name, text.encode())
    _told(folder, files)
    if set(files) == {cap_advice.INDEX}:
        click.echo("note: no advice in force, so no alert: the feed is empty", err=True)


def _parquet(picture: Picture, folder: Path) -> None:
    from tempfile import TemporaryDirectory

    from tocsin.telling import parquet

    _opened(folder)
    with TemporaryDirectory(prefix=".", dir=folder) as made:
        paths = parquet.write(picture, Path(made))
        for path in paths:
            path.replace(folder / path.name)
    _told(folder, paths)
    if not picture.reports:
        click.echo("note: the picture is empty: every table stands, without rows", err=True)


def _ics(picture: Picture) -> tuple[str, str]:
    """The text, and what to tell of it."""
    from tocsin.telling import ics_days

    text, without = ics_days.render(picture)
    if "BEGIN:VEVENT" not in text:
        return text, "no deadline and no expected event with a day, so the calendar is empty"
    return text, f"{without} expected without any day, left out" if without else ""


def _geojson(picture: Picture) -> tuple[str, str]:
    import json

    from tocsin.telling import geojson

    text = geojson.render(picture)
    made = json.loads(text)
    if not made["features"]:
        return text, "no place and no advice, so the collection is empty"
    lost = made["unlocated"]
    return text, f"{lost} of {len(made['features'])} features have no position, kept with a null geometry" if lost else ""


def _ninjs(picture: Picture) -> tuple[str, str]:
    from tocsin.telling import ninjs

    return ninjs.render(picture), "" if picture.stories else "no story, so the item is empty"


_TEXTS: dict[str, Callable[[Picture], tuple[str, str]]] = {"ics": _ics, "geojson": _geojson, "ninjs": _ninjs}


def _opened(folder: Path) -> None:
    from tocsin.errors import InputError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} is no folder to write in: {error.strerror}", hint="give -o another name") from None


def _place(path: Path, data: bytes) -> None:
    """Write whole or not at all: who reads the file while it is written sees the old one."""
    from tocsin.errors import InputError

    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(data)
        new.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}", hint="check the folder and its permissions") from None


def _told(folder: Path, files: Iterable[object]) -> None:
    count = len(list(files))
    click.echo(f"wrote {folder} ({count} {'file' if count == 1 else 'files'})", err=True)
