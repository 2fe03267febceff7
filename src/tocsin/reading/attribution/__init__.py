"""Statements: who says what, in whose words, when, and on whose word it reached the report."""

from tocsin.reading.attribution.finder import find, words_of
from tocsin.reading.attribution.tagger import NAME, Tagger, load

__all__ = ["NAME", "Tagger", "find", "load", "words_of"]
