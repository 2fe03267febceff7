"""Where alerts go: one small file per kind of target, loaded when a rules file names it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from tocsin.desk.alerts.rulebook import NotAllowed, Reader, one_key, one_of, whole
from tocsin.desk.alerts.targets.base import Kind, Target

KINDS = ("webhook", "mail", "cap", "atom", "ical", "notify")
_COMMON: dict[str, Reader] = {"type": one_of(*KINDS), "attempts": whole(1, 100)}
ATTEMPTS = 12  # with the waits of the outbox: about five hours


def build(name: str, data: Any, folder: Path) -> Target:
    """A target from its table in the rules file; file names in it are seen from the file's folder."""
    if not isinstance(data, Mapping) or "type" not in data:
        raise NotAllowed("type", f"every target needs one of {', '.join(KINDS)}")
    kind = one_key("type", _COMMON["type"], data["type"])
    module = cast(Kind, import_module(f"tocsin.desk.alerts.targets.{kind}"))
    keys = {**_COMMON, **module.KEYS}
    for key in data:
        if key not in keys:
            near = get_close_matches(key, keys, 1)
            raise NotAllowed(
                key,
                f"no such key for `{kind}`; allowed are {', '.join(keys)}" + (f" (did you mean `{near[0]}`?)" if near else ""),
            )
    for key in module.NEEDED:
        if key not in data:
            raise NotAllowed("type", f"`{kind}` needs `{key}` too")
    options = {key: one_key(key, keys[key], value) for key, value in data.items() if key != "type"}
    return module.build(name, {"attempts": ATTEMPTS, **options}, folder)
