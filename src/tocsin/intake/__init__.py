"""Input of every kind turned into reports: text, saved pages, JSON Lines, folders and standard input."""

from tocsin.intake.collect import Problem, collect

__all__ = ["Problem", "collect"]
