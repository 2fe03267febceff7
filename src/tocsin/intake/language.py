"""The language of a report. English is told by its function words; only a text that lacks them asks the identifier.

A short text ("Rebels seize the airport, witnesses say") gives the identifier little to go by, and its names mislead it: a word
that no other language has makes it English, and what is not plainly another language stays unknown, to be read as English.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    "the of and to in a that is was for on with as by at from has have he she they it its his her their not be are were "
    "will would said "
    "this which who an or but after had been".split()
)
# Function words that other languages in Latin script do not write alike ("in", "was", "on", "as", "is" they do).
_ONLY_ENGLISH = frozenset(
    "the and that with from they their been would will said which this were had have has after by not it its are to".split()
)
_SHORT, _VERY_SHORT = 20, 8  # words
_PLAIN, _CERTAIN = 0.6, 0.99  # probabilities from which a short text is plainly, or certainly, of another language
ENGLISH_SHARE = 0.22  # of running words; English news has 0.35-0.5, other languages in Latin script under 0.1


def identify(text: str) -> str | None:
    """ISO 639-1 code, or None when there are too few words to tell."""
    words = [w.lower() for w in _WORD.findall(text[:8000])]
    if not words:
        return None
    if sum(w in _ENGLISH for w in words) / len(words) >= ENGLISH_SHARE:
        return "en"
    code, probability = _identifier().classify(text[:8000])
    if len(words) < _SHORT and code != "en" and probability < _CERTAIN:
        if any(w in _ONLY_ENGLISH for w in words):
            return "en"
        return str(code) if len(words) >= _VERY_SHORT and probability >= _PLAIN else None
    return None if len(words) < _VERY_SHORT and probability < _CERTAIN else str(code)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
