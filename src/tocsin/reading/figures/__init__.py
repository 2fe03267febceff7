"""Numbers of something: bounds, what is counted, what happened to it, whose, where, as of when."""

from tocsin.reading.figures.finder import find

__all__ = ["find"]
