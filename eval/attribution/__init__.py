"""Attribution on sentences of our own: who said what, in which form, through whom, on what occasion, and how surely.

    python -m eval.attribution [FILES] [--misses] [--form F] [--tier T]

`known.tsv` was written by those who wrote the rules, `blind.tsv` by a reader who had not seen the code. A case is one text with
the statements it holds; it is right only if every field that its row names is right (`judge.py`). STRONG are readings that any
reader must get, MEDIUM common but harder ones, WEAK rare or arguable ones.
"""

from eval.attribution.run import BLIND, KNOWN, cases, figures, read
from eval.attribution.table import Case, Expected, rows

__all__ = ["BLIND", "KNOWN", "Case", "Expected", "cases", "figures", "read", "rows"]
