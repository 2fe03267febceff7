"""The rules of a desk: those of the file and those made on the page. What is wrong gets one line; everything else still works."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from tocsin.desk.alerts import rulebook, tables, targets
from tocsin.desk.alerts.nouns import Rule
from tocsin.desk.alerts.rulebook import NotAllowed
from tocsin.desk.alerts.targets.base import Target
from tocsin.desk.clock import Clock, stamp
from tocsin.errors import InputError

if TYPE_CHECKING:
    from tocsin.desk.store import Store

MOST_BYTES = 1_000_000
_HEADER = re.compile(r"""^\s*(\[\[?)\s*([\w"'-]+(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*\]\]?\s*(?:#.*)?$""")
_KEY = re.compile(r"""^\s*("?[\w-]+"?)\s*=""")
_AT = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in the rules, in one line. `line` counts from 1; None where it stands in the store."""

    where: str
    line: int | None
    text: str

    def __str__(self) -> str:
        return f"{self.where}{f':{self.line}' if self.line else ''}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All that can be used. Rules in `broken` are neither followed nor taken for removed; with `is_partial` neither is any
    unknown one."""

    rules: tuple[Rule, ...]
    targets: Mapping[str, Target]
    problems: tuple[Problem, ...]
    broken: frozenset[str] = frozenset()
    is_partial: bool = False

    @property
    def digest(self) -> str:
        """Changes when any rule does."""
        return blake2b("|".join(r.digest_of for r in self.rules).encode(), digest_size=8).hexdigest()

    def rings(self, target: str) -> bool:
        """Whether a target reaches a person, so that quiet hours and digests hold for it."""
        found = self.targets.get(target)
        return found.rings if found is not None else True


def load(path: Path | None, store: Store | None = None) -> Book:
    """The rules of a file and of the store. A file that is not there is an error; without a path only the store's are read."""
    data, problems, lines, is_partial = _file(path) if path is not None else ({}, [], {}, False)
    where = str(path) if path is not None else "rules"
    book = _Making(where=where, lines=lines, problems=problems, is_partial=is_partial)
    for key in data:
        if key not in ("defaults", "targets", "rule"):
            book.tell((key,), f"`{key}` is not known here; allowed are [defaults], [targets.NAME] and [[rule]]")
    defaults = book.defaults(data.get("defaults", {}))
    found = book.targets(data.get("targets", {}), path.parent if path is not None else Path())
    rules = list(book.rules(data.get("rule", []), defaults, set(found) | book.broken_targets))
    if store is not None:
        rules += book.of_the_page(kept(store), defaults, set(found) | book.broken_targets, {r.name for r in rules})
    return Book(
        rules=tuple(rules),
        targets=found,
        problems=tuple(book.problems),
        broken=frozenset(book.broken),
        is_partial=book.is_partial,
    )


class _Making:
    """A book while it is read."""

    def __init__(self, *, where: str, lines: Mapping[tuple[object, ...], int], problems: list[Problem], is_partial: bool) -> None:
        self.where, self.lines, self.problems, self.is_partial = where, lines, problems, is_partial
        self.broken: set[str] = set()
        self.broken_targets: set[str] = set()

    def tell(self, place: tuple[object, ...], text: str) -> None:
        """A problem at the nearest line known."""
        line = next((self.lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in self.lines), None)
        line = line or min((n for at, n in self.lines.items() if at[: len(place)] == place), default=None)
        self.problems.append(Problem(where=self.where, line=line, text=text))

    def defaults(self, data: Any) -> dict[str, Any]:
        """What holds for every rule that does not say otherwise."""
        if not isinstance(data, dict):
            self.tell(("defaults",), "[defaults] must be a table")
            return {}
        good = {}
        for key, value in data.items():
            if key not in rulebook.DEFAULTS:
                self.tell(("defaults", key), f"`{key}` cannot be a default; allowed are {', '.join(rulebook.DEFAULTS)}")
                continue
            try:
                rulebook.one_key(key, rulebook.reader(key), value)
                good[key] = value
            except NotAllowed as error:
                self.tell(("defaults", key), f"defaults: `{key}`: {error}")
        return good

    def targets(self, data: Any, folder: Path) -> dict[str, Target]:
        """The targets that can be used."""
        if not isinstance(data, dict):
            self.tell(("targets",), "targets are written as [targets.NAME]")
            return {}
        found = {}
        for name, body in data.items():
            try:
                found[name] = targets.build(rulebook.one_key("name", rulebook.name, name), body, folder)
            except NotAllowed as error:
                self.broken_targets.add(name)
                self.tell(("targets", name, error.key), f"target {name}: `{error.key}`: {error}")
        return found

    def rules(self, data: Any, defaults: dict[str, Any], known: set[str]) -> Iterator[Rule]:
        """The rules that can be followed."""
        if not isinstance(data, list):
            self.tell(("rule",), "rules are written as [[rule]], with two brackets")
            return
        names: set[str] = set()
        for n, body in enumerate(data):
            name = body.get("name") if isinstance(body, dict) else None
            try:
                if not isinstance(body, dict):
                    raise NotAllowed("rule", "rules are written as [[rule]], with two brackets")
                rule = rulebook.rule(body, defaults)
                if rule.name in names:
                    raise NotAllowed("name", f"{name!r} is the name of an earlier rule; each needs one of its own")
            except NotAllowed as error:
                if isinstance(name, str):
                    self.broken.add(name)
                else:
                    self.is_partial = True
                self.tell(("rule", n, error.key), f"rule {name or n + 1}: `{error.key}`: {error}")
                continue
            names.add(rule.name)
            self._check_targets(rule, known, ("rule", n, "targets"))
            yield rule

    def of_the_page(self, data: Mapping[str, Any], defaults: dict[str, Any], known: set[str], taken: set[str]) -> Iterator[Rule]:
        """The rules of the store; a name of the file is the file's."""
        for name, body in data.items():
            if name in taken or name in self.broken:
                self.problems.append(
                    Problem(where="page", line=None, text=f"rule {name}: the file has a rule of this name, which is used")
                )
                continue
            try:
                rule = rulebook.rule(body, defaults)
            except NotAllowed as error:
                self.broken.add(name)
                self.problems.append(Problem(where="page", line=None, text=f"rule {name}: `{error.key}`: {error}"))
                continue
            for target in [t for t in rule.targets if t not in known]:
                self.problems.append(Problem(where="page", line=None, text=_no_target(rule.name, target, known)))
            yield rule

    def _check_targets(self, rule: Rule, known: set[str], place: tuple[object, ...]) -> None:
        for target in [t for t in rule.targets if t not in known]:
            self.tell(place, _no_target(rule.name, target, known))


def _no_target(rule: str, target: str, known: set[str]) -> str:
    there = ", ".join(sorted(known)) or "none yet: write [targets.NAME]"
    return f"rule {rule}: there is no target {target!r}; there are {there}"


# ---- the file


def _file(path: Path) -> tuple[dict[str, Any], list[Problem], dict[tuple[object, ...], int], bool]:
    try:
        raw = path.read_bytes()
        if len(raw) > MOST_BYTES:
            raise InputError(f"{path} is larger than a rules file can be", hint=f"at most {MOST_BYTES:,} bytes")
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or "it cannot be read"
        raise InputError(
            f"the rules file {path} cannot be read: {why}", hint="examples/alerts.toml is one to start from"
        ) from None
    lines = dict(_lines(text))
    try:
        return tomllib.loads(text), [], lines, False
    except tomllib.TOMLDecodeError:
        return _in_pieces(text, str(path), lines)


def _in_pieces(text: str, where: str, lines: dict[tuple[object, ...], int]) -> tuple[dict[str, Any], list[Problem], Any, bool]:
    """A file that is no TOML as a whole, read table by table: what is right in it is still used."""
    data: dict[str, Any] = {}
    problems = []
    all_lines = text.split("\n")
    starts = [0, *(n for n, line in enumerate(all_lines) if n and _HEADER.match(line))]
    for start, end in zip(starts, [*starts[1:], len(all_lines)], strict=True):
        try:
            piece = tomllib.loads("\n".join(all_lines[start:end]))
        except tomllib.TOMLDecodeError as error:
            at = _AT.search(str(error))
            line = start + int(at[1]) if at and at[1] else end
            problems.append(
                Problem(
                    where=where, line=line, text=f"this is not TOML: {_AT.sub('', str(error))}; the table around it is left out"
                )
            )
            if any(k[0] == "rule" for k, n in lines.items() if start < n <= end and len(k) > 1):
                # The rule is left out, but its place is kept so that those behind it keep their lines.
                data.setdefault("rule", []).append(_NOT_READ)
            continue
        for key, value in piece.items():
            if key == "rule" and isinstance(value, list):
                data.setdefault("rule", []).extend(value)
            elif isinstance(value, dict) and isinstance(data.get(key, {}), dict):
                data.setdefault(key, {}).update(value)
            elif key in data:
                problems.append(
                    Problem(
                        where=where, line=start + 1, text=f"[{key}] stands here; a rule is written with two brackets: [[rule]]"
                    )
                )
            else:
                data[key] = value
    kept = [(n, r) for n, r in enumerate(data.get("rule", [])) if r is not _NOT_READ]
    if "rule" in data:
        data["rule"] = [r for _, r in kept]
    now_at = {n: m for m, (n, _) in enumerate(kept)}
    moved: dict[tuple[object, ...], int] = {}
    place: tuple[object, ...]
    for place, number in lines.items():
        if place[0] != "rule" or len(place) == 1:
            moved[place] = number
        elif place[1] in now_at:
            moved["rule", now_at[int(str(place[1]))], *place[2:]] = number
    return data, problems, moved, True


_NOT_READ: dict[str, Any] = {}


def _lines(text: str) -> Iterator[tuple[tuple[object, ...], int]]:
    """Where each table and each key of it stands: `("rule", 2, "severity")` on line 41."""
    place: tuple[object, ...] = ()
    rules = 0
    for n, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        if header is not None:
            parts = [p.strip().strip("\"'") for p in re.findall(r"""[\w-]+|"[^"]*"|'[^']*'""", header[2])]
            place = tuple(parts)
            if header[1] == "[[" and parts == ["rule"]:
                place, rules = ("rule", rules), rules + 1
            yield place, n
        elif (key := _KEY.match(line)) is not None:
            yield (*place, key[1].strip('"')), n


# ---- the page


def kept(store: Store) -> dict[str, dict[str, Any]]:
    """The rules made on the page, by name."""
    with store.look() as connection:
        rows = connection.execute(select(tables.rules.c.name, tables.rules.c.body).order_by(tables.rules.c.name)).all()
    return {name: json.loads(body) for name, body in rows}


def keep(store: Store, clock: Clock, body: Mapping[str, Any]) -> Rule:
    """Keep a rule of the page, in place of one of the same name. Raises `InputError` with one line where it is wrong."""
    try:
        rule = rulebook.rule(body, {})
    except NotAllowed as error:
        raise InputError(f"`{error.key}`: {error}", hint="the rule was not kept") from None
    with store.begin() as connection:
        connection.execute(delete(tables.rules).where(tables.rules.c.name == rule.name))
        text = json.dumps(dict(body), ensure_ascii=False)
        connection.execute(tables.rules.insert().values(name=rule.name, body=text, changed=stamp(clock.now())))
    return rule


def forget(store: Store, name: str) -> bool:
    """Drop a rule of the page; False where there is none. Its alerts are closed without a word."""
    with store.begin() as connection:
        return connection.execute(delete(tables.rules).where(tables.rules.c.name == name)).rowcount > 0
