"""Places named in a report, with coordinates."""

from tocsin.reading.places.finder import find

__all__ = ["find"]
