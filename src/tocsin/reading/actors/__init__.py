"""Who is named in a report: people, offices, governments, organisations, agencies, unnamed sources."""

from tocsin.reading.actors.finder import Cast, find

__all__ = ["Cast", "find"]
