"""Collections cut in two halves by a hash of each text: one was read while rules were written (`seen`), the other only scored.

One JSON line holds one text with its gold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any


def lines(data: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file, blank lines left out; only a line feed ends one, other line ends may stand in the texts."""
    return (json.loads(line) for line in data.read_text(encoding="utf-8").split("\n") if line.strip())


def seen(words: str) -> bool:
    """Whether a text belongs to the half that may be read."""
    return blake2b(words.encode(), digest_size=1).digest()[0] % 2 == 0
