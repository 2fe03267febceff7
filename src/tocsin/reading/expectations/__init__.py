"""Expected events and the words that bound them in time."""

from tocsin.reading.expectations.finder import find

__all__ = ["find"]
