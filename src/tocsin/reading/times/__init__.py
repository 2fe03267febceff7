"""Temporal expressions: found in the text, resolved against an anchor day."""

from tocsin.reading.times.finder import counted, end_of, find, resolve, resolve_all

__all__ = ["counted", "end_of", "find", "resolve", "resolve_all"]
