"""What every target has in common: how it is asked to send, what it is given, and where its secrets come from."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

from tocsin.desk.alerts.nouns import Alert, Message, NotNow
from tocsin.desk.alerts.rulebook import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A message of the same alert (or of one that it takes the place of) that went to this target before."""

    id: str
    sent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What goes out in one piece: one message, or the messages of a digest.

    `id` is the idempotency key: the same when it has to be sent again. `earlier` are, by message, those sent before it.
    `reached` are recipients that have it already. `standing` gives all alerts of the target, the latest change first.
    """

    id: str
    messages: tuple[Message, ...]
    digest: str
    now: datetime
    earlier: Mapping[str, Sequence[Earlier]]
    reached: tuple[str, ...]
    standing: Callable[[], Sequence[Alert]]


class Target(Protocol):
    """Somewhere alerts go. `rings` is true where it reaches a person at once."""

    rings: ClassVar[bool]
    name: str
    attempts: int

    def send(self, parcel: Parcel) -> None:
        """Send, or raise `NotNow` or `Never`. Called in a thread of its own; must end within a minute."""
        ...

    @property
    def told(self) -> str:
        """Where it goes, in one line without any secret."""
        ...


class Kind(Protocol):
    """A module of this folder."""

    KEYS: Mapping[str, Reader]
    NEEDED: Sequence[str]

    def build(self, name: str, options: Mapping[str, Any], folder: Path) -> Target:
        """A target from its table in the rules file; raises `NotAllowed`."""
        ...


def secret(variable: str) -> str:
    """A secret from the environment; it is asked for when it is needed, and kept nowhere."""
    value = os.environ.get(variable)
    if not value:
        raise NotNow(f"the environment variable {variable} is not set")
    return value


def write(path: Path, data: bytes) -> None:
    """Put a file in its place at once: whoever reads it sees the old one or the new one, whole, even after a power cut."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise NotNow(f"{path.name} cannot be written: {error.strerror}") from None
