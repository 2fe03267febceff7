"""An Atom feed in a file: the latest alerts of a target, each entry replaced when its alert is updated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from tocsin.desk.alerts import wording
from tocsin.desk.alerts.rulebook import Reader, text, whole
from tocsin.desk.alerts.targets.base import Parcel, Target, write
from tocsin.desk.clock import stamp
from tocsin.telling import atom

KEYS: Mapping[str, Reader] = {"file": text, "title": text, "link": text, "entries": whole(1, 500)}
NEEDED = ("file",)


def build(name: str, options: Mapping[str, Any], folder: Path) -> Target:
    """A feed from its table in the rules file."""
    rest = {k: v for k, v in options.items() if k != "file"}
    return Feed(name, file=folder / options["file"], **rest)


class Feed:
    """One file, made anew from the store each time: writing it twice is writing it once."""

    rings: ClassVar[bool] = False

    def __init__(
        self, name: str, *, attempts: int, file: Path, title: str = "Tocsin alerts", link: str = "", entries: int = 100
    ) -> None:
        self.name, self.attempts = name, attempts
        self._file, self._title, self._link, self._entries = file, title, link, entries

    @property
    def told(self) -> str:
        """Where the file stands."""
        return f"Atom feed in {self._file}"

    def send(self, parcel: Parcel) -> None:
        """Write the feed as the alerts stand now."""
        messages = [m for m in parcel.messages if m.is_test]
        messages += [a.message for a in parcel.standing() if a.state != "closed"][: self._entries]
        entries = [
            atom.Entry(
                id=m.alert,
                title=wording.title(m),
                updated=m.sent,
                content=wording.body(m),
                author="Tocsin",
                links=tuple(("related", u, None) for u in dict.fromkeys(q.url for q in m.fact.quotes if q.url)),
                categories=(m.fact.kind, m.state, m.severity, *m.fact.countries[:5]),
            )
            for m in messages
        ]
        links = (("alternate", self._link, "text/html"),) if self._link else ()
        xml = atom.feed(
            entries,
            id=f"alerts:{self.name.replace(' ', '-')}",
            title=self._title,
            updated=max((m.sent for m in messages), default=stamp(parcel.now)),
            subtitle=wording.CAUTION,
            links=links,
        )
        write(self._file, xml.encode())
