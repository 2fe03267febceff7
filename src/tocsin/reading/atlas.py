"""The gazetteer."""
from __future__ import annotations
import re
from importlib.resources import files
from pathlib import Path
from tocsin.reading.phrasebook import fold
GAZETTEER = Path(str(files("tocsin").joinpath("resources", "gazetteer.sqlite")))
_WORD = re.compile(r"[^\W_]+")
def key_of(name: str) -> str:
    return " ".join(_WORD.findall(fold(name)))
