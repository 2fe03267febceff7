"""Who is named in a report: people, offices, governments, organisations, agencies, unnamed sources."""

from __future__ import annotations

from tocsin.model import Actor
from tocsin.reading.text import Text


def find(text: Text) -> tuple[Actor, ...]:
    """The actors of a report with all their mentions, pronouns and roles resolved where one candidate is left."""
    return ()


class Cast:
    """The actors of one report, asked by place in the text."""

    def __init__(self, text: Text, actors: tuple[Actor, ...]) -> None:
        self.text, self.actors = text, actors

    def at(self, start: int, end: int) -> Actor | None:
        """The actor whom the noun phrase at these offsets means: by an equal mention, else by the mention of its head."""
        return None
