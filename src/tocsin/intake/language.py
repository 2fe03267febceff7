"""The language of a report. English is told by its function words; only a text that lacks them asks the identifier."""

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
ENGLISH_SHARE = 0.22  # of running words; English news has 0.35-0.5, other languages in Latin script under 0.1


def identify(text: str) -> str | None:
    """ISO 639-1 code, or None when there are too few words to tell."""
    words = [w.lower() for w in _WORD.findall(text[:8000])]
    if not words:
        return None
    if sum(w in _ENGLISH for w in words) / len(words) >= ENGLISH_SHARE:
        return "en"
    code, probability = _identifier().classify(text[:8000])
    if len(words) < 8 and probability < 0.99:
        return None
    return str(code)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
