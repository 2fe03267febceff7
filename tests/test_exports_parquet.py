"""The tables hold the whole picture, and programs that know nothing of Tocsin open them in one line."""

from __future__ import annotations

import dataclasses
import types
import typing
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from tocsin.codec import json_schema
from tocsin.errors import InputError
from tocsin.model import Picture
from tocsin.telling import parquet


def filled(hint: Any, name: str, full: bool) -> Any:
    """A value of a type: with `full` every field has one that tells it from others, without it what may be missing is."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return filled(next(a for a in args if a is not type(None)), name, full) if full else None
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            return (filled(args[0], f"{name}.0", full), filled(args[0], f"{name}.1", not full)) if full else ()
        return tuple(filled(a, name, full) for a in args)
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return typing.cast(Any, hint)(
            **{f.name: filled(hints[f.name], f"{name}.{f.name}", full) for f in dataclasses.fields(hint)}
        )
    if origin is Literal:
        return args[len(name) % len(args)]
    return {str: f"{name}: é “\U0001f6a8”\n\x00", int: len(name), float: len(name) / 7, bool: full}[hint]


@pytest.mark.parametrize("full", [True, False], ids=["every field", "no field that may be missing"])
def test_every_field_of_every_noun_comes_back(tmp_path: Path, full: bool) -> None:
    """Written out and read in again it is the same picture: nothing is lost, rounded or renamed."""
    hints = typing.get_type_hints(Picture)
    picture = Picture(
        **{
            f.name: (filled(get_args(hints[f.name])[0], f.name, full),) * 2
            if get_origin(hints[f.name]) is tuple
            else filled(hints[f.name], f.name, full)
            for f in dataclasses.fields(Picture)
        }
    )
    made = parquet.write(picture, tmp_path)
    assert parquet.read(tmp_path) == picture
    again = {path.name: path.read_bytes() for path in made}
    parquet.write(picture, tmp_path)
    assert {path.name: path.read_bytes() for path in made} == again


def test_there_is_a_table_for_every_list_of_the_contract(tmp_path: Path) -> None:
    """And one more for what is no list."""
    lists = {name for name, kind in json_schema()["properties"].items() if kind.get("type") == "array"}
    assert {path.stem for path in parquet.write(Picture(), tmp_path)} == lists | {"picture"}


def test_columns_have_types_and_spans_are_flat(tmp_path: Path) -> None:
    """A table whose numbers are text, or whose words lie in a struct, is no use to an analyst."""
    parquet.write(Picture(), tmp_path)
    columns = {f.name: str(f.type) for f in pq.read_schema(tmp_path / "figures.parquet")}
    assert (columns["span_text"], columns["span_start"], columns["low"], columns["recalled"]) == (
        "string",
        "int64",
        "double",
        "bool",
    )
    assert "list" in str(pq.read_schema(tmp_path / "claims.parquet").field("statements").type)


def test_duckdb_and_pandas_open_them_in_one_line(tmp_path: Path) -> None:
    """The two readers agree with each other and with the picture."""
    hints = typing.get_type_hints(Picture)
    picture = Picture(figures=(filled(get_args(hints["figures"])[0], "f", True),))
    parquet.write(picture, tmp_path)
    path = tmp_path / "figures.parquet"
    frame = pd.read_parquet(path)
    (row,) = duckdb.sql(f"select span_text, span_start, low from '{path}'").fetchall()
    (figure,) = picture.figures
    assert row == (figure.span.text, figure.span.start, figure.low)
    assert tuple(frame.loc[0, ["span_text", "span_start", "low"]]) == row


def test_a_half_surrogate_does_not_stop_the_export(tmp_path: Path) -> None:
    """No file in UTF-8 can hold it; a sign of the same length stands there, so that offsets stay."""
    hints = typing.get_type_hints(Picture)
    figure = dataclasses.replace(filled(get_args(hints["figures"])[0], "f", True), counted="a\ud83db")
    parquet.write(Picture(figures=(figure,)), tmp_path)
    assert parquet.read(tmp_path).figures[0].counted == "a\ufffdb"


def test_a_folder_that_is_no_export_is_named(tmp_path: Path) -> None:
    """One line, with what is missing."""
    with pytest.raises(InputError, match=r"no picture\.parquet"):
        parquet.read(tmp_path)
