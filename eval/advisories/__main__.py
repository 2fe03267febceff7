"""`python -m eval.advisories [--misses] [known|blind]`."""

from __future__ import annotations

import json
import sys

from eval.advisories import BLIND, KNOWN, read, score
from tocsin.reading.text import Parser

chosen = [p for p in (KNOWN, BLIND) if p.stem in sys.argv] or [KNOWN, BLIND]
parser = Parser()
for path in chosen:
    result = score(read(parser, path))
    shown = {k: v for k, v in result.items() if k != "cases" and (k != "misses" or "--misses" in sys.argv)}
    print(json.dumps({path.stem: shown}, indent=1, ensure_ascii=False))
