"""The keys of rules and of targets: what each may hold, said in words where it holds something else.

One table per thing; the reader below is general. A value that is not allowed raises `NotAllowed` with what is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args
from zoneinfo import ZoneInfo, available_timezones

from tocsin.desk.alerts.nouns import KINDS, SEVERITIES, Hours, Kind, Rule
from tocsin.knowledge import table
from tocsin.model import Action, Change, ClaimStatus


class NotAllowed(ValueError):
    """A value that a key cannot hold. `key` is the key, the text says what is allowed."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(text)
        self.key = key


Reader = Callable[[Any], Any]


def one_of(*allowed: str) -> Reader:
    """One of some words."""

    def read(value: Any) -> str:
        if value not in allowed:
            near = get_close_matches(str(value), allowed, 1)
            raise ValueError(f"one of {', '.join(allowed)}" + (f" (did you mean {near[0]}?)" if near else ""))
        return str(value)

    return read


def several(reader: Reader) -> Reader:
    """One value or a list of them."""

    def read(value: Any) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(reader(v) for v in (value if isinstance(value, list) else [value])))

    return read


def text(value: Any) -> str:
    """Words that are not empty."""
    if not isinstance(value, str) or not value.strip() or any(ord(c) < 32 for c in value):
        raise ValueError("text in quotation marks, on one line")
    return value.strip()


def yes_no(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def whole(least: int, most: int) -> Reader:
    """A whole number."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return value

    return read


def number(value: Any) -> float:
    """A number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e15:
        raise ValueError("a number, such as 100")
    return float(value)


_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def length(value: Any) -> timedelta:
    """A length of time."""
    found = re.fullmatch(r"(\d{1,4})\s*([mhd])", value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a length of time such as "90m", "12h" or "3d"')
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def age(value: Any) -> timedelta | None:
    """A length of time, or "any"."""
    return None if value == "any" else length(value)


def minute(value: Any) -> int:
    """A local clock time as its minute of the day."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a clock time such as "07:00"')
    return int(found[1]) * 60 + int(found[2])


def hours(value: Any) -> Hours | None:
    """Quiet hours, or "none"."""
    if value == "none":
        return None
    ends = re.split(r"\s*[-–]\s*", value) if isinstance(value, str) else []
    try:
        start, until = (minute(e) for e in ends)
    except ValueError:
        raise ValueError('two clock times such as "22:00-07:00", or "none"') from None
    return Hours(start=start, until=until)


def zone(value: Any) -> str:
    """The name of a time zone."""
    if not isinstance(value, str) or value not in _zones():
        near = get_close_matches(str(value), sorted(_zones()), 1)
        raise ValueError(
            'the name of a time zone such as "Europe/Berlin" or "UTC"' + (f" (did you mean {near[0]}?)" if near else "")
        )
    return ZoneInfo(value).key


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def country(value: Any) -> str:
    """A country's ISO alpha-3 code, from that code or a name."""
    found = _countries().get(value.strip().casefold()) if isinstance(value, str) else None
    if found is None:
        near = get_close_matches(str(value).casefold(), _countries(), 1, 0.7)
        name = next(r["name"] for r in table("countries.tsv") if r["alpha3"] == _countries()[near[0]]) if near else ""
        raise ValueError("a country's name or its ISO code of three letters" + (f" (did you mean {name}?)" if near else ""))
    return found


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in table("countries.tsv"):
        for name in (row["name"], row["official"], *row.many("aliases"), row["alpha2"]):
            if name:
                found.setdefault(name.casefold(), row["alpha3"])
    return found | {row["alpha3"].casefold(): row["alpha3"] for row in table("countries.tsv")}


def grade(value: Any) -> str:
    """An Admiralty grade."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-F][1-6]", value.upper()):
        raise ValueError('an Admiralty grade such as "C3": a letter from A to F and a digit from 1 to 6')
    return value.upper()


def name(value: Any) -> str:
    """A name of a rule or a target."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}", value):
        raise ValueError("letters, digits, blanks, points, dashes and underlines, at most 64")
    return value


_SCOPE: dict[str, Reader] = {
    "name": name,
    "when": one_of(*KINDS),
    "targets": several(name),
    "severity": one_of(*SEVERITIES),
    "countries": several(country),
    "story": several(text),
    "words": several(text),
    "min_grade": grade,
    "min_origins": whole(1, 20),
    "max_age": age,
    "quiet": hours,
    "zone": zone,
    "digest": one_of("none", "hourly", "daily"),
    "digest_at": minute,
}
_ADVICE: dict[str, Reader] = {"actions": several(one_of(*get_args(Action))), "issuers": several(country), "place": several(text)}
_OWN: dict[Kind, dict[str, Reader]] = {
    "advisory": {**_ADVICE, "changes": several(one_of(*(c for c in get_args(Change) if c != "withdrawn")))},
    "deadline": {**_ADVICE, "within": length},
    "window": {"within": length, "vague": yes_no, "place": several(text), "who": several(text), "of": several(country)},
    "claim": {"status": several(one_of("corroborated", "withdrawn")), "who": several(text), "of": several(country)},
    "indicator": {"signs": several(text)},
    "figure": {"counted": several(text), "above": number, "place": several(text)},
    "speech": {"who": several(text), "of": several(country)},
}
_NEEDED: dict[Kind, tuple[str, ...]] = {"deadline": ("within",), "figure": ("counted", "above")}
DEFAULTS = ("targets", "severity", "max_age", "quiet", "zone", "digest", "digest_at", "min_grade", "min_origins")
assert set(get_args(ClaimStatus)) >= {"corroborated", "withdrawn"}


def rule(data: Mapping[str, Any], defaults: Mapping[str, Any]) -> Rule:
    """A rule from a table of the file. Raises `NotAllowed` at the first key that is wrong."""
    if "name" not in data:
        raise NotAllowed("name", "every rule needs a name")
    if "when" not in data:
        raise NotAllowed("when", f"every rule needs one of {', '.join(KINDS)}")
    kind: Kind = one_key("when", _SCOPE["when"], data["when"])
    keys = _SCOPE | _OWN[kind]
    given = {k: v for k, v in defaults.items() if k in keys} | dict(data)
    for key in data:
        if key not in keys:
            near = get_close_matches(key, keys, 1)
            other = [k for k in KINDS if key in _OWN[k]]
            more = f" (it belongs to {', '.join(other)})" if other else f" (did you mean `{near[0]}`?)" if near else ""
            raise NotAllowed(key, f"no such key for `{kind}`; allowed are {', '.join(keys)}{more}")
    for key in _NEEDED.get(kind, ()):
        if key not in data:
            raise NotAllowed("when", f"`{kind}` needs `{key}` too")
    if kind == "speech" and not ({"who", "of"} & set(data)):
        raise NotAllowed("when", "`speech` needs `who` (names) or `of` (countries)")
    read = {key: one_key(key, keys[key], value) for key, value in given.items()}
    if read.get("digest") == "none":
        read["digest"] = ""
    return Rule(**read)


def one_key(key: str, reader: Reader, value: Any) -> Any:
    """The value of one key, or `NotAllowed`."""
    try:
        return reader(value)
    except ValueError as error:
        shown = repr(value) if len(repr(value)) <= 60 else f"{repr(value)[:60]}…"
        raise NotAllowed(key, f"{shown} is not allowed; allowed is {error}") from None


def reader(key: str) -> Reader:
    """How a key that every rule has is read."""
    return _SCOPE[key]
