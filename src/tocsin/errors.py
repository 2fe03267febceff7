"""Every error a user can meet.

TocsinError
 |- InputError       exit 2: the person can fix it (a path, an option, a format)
 |   `- ReportError  exit 1: one report cannot be read; the rest of the batch goes on
 |- SpanMismatch     exit 3: stored words and report text disagree
 |- ModelMissing     exit 4: the language model is not installed
 `- StoreError       exit 5: the store cannot be used, or would not take what it was given
    `- StoreBusy     exit 5: another process holds the store; try again
"""

from __future__ import annotations

from typing import ClassVar


class TocsinError(Exception):
    """Base class. ``str(error)`` is one line; ``hint`` says what to do next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class InputError(TocsinError):
    """The command cannot start as given: a path, an option or a format is wrong."""

    exit_code = 2


class ReportError(InputError):
    """One report cannot be read. The rest of the batch goes through."""

    exit_code = 1


class SpanMismatch(TocsinError):
    """A span does not cut its words from the report's text."""

    exit_code = 3


class ModelMissing(TocsinError):
    """The parser's model is not installed or cannot be loaded."""

    exit_code = 4


class StoreError(TocsinError):
    """The store cannot be opened, read or written."""

    exit_code = 5


class StoreBusy(StoreError):
    """Another process wrote for longer than this one waits. Nothing was changed; the same call may be tried again."""
