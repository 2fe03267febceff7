"""Coded events in PLOVER terms."""

from tocsin.reading.events.finder import find

__all__ = ["find"]
