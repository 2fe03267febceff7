"""Statements: who says what, in whose words, when, and on whose word it reached the report."""

from tocsin.reading.attribution.finder import find, words_of

__all__ = ["find", "words_of"]
