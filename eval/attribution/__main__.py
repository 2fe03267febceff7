"""Print what of the case tables is right, by tier and by form."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from eval.attribution.judge import told
from eval.attribution.run import BLIND, KNOWN, read
from eval.attribution.table import TIERS, rows
from tocsin.reading.text import Parser


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser(prog="python -m eval.attribution", description=__doc__)
    options.add_argument("files", nargs="*", type=Path, help="case tables (both of the project)")
    options.add_argument("--misses", action="store_true", help="also every case that is not right, with what was found")
    options.add_argument("--form", help="only cases of this form")
    options.add_argument("--tier", type=str.upper, choices=TIERS, help="only cases of this tier")
    given = options.parse_args()
    parser = Parser()
    for path in given.files or [p for p in (KNOWN, BLIND) if p.exists()]:
        chosen = [c for c in rows(path) if given.form in (None, c.form) and given.tier in (None, c.tier)]
        total: Counter[tuple[str, str]] = Counter()
        right: Counter[tuple[str, str]] = Counter()
        for case, reading, verdict in read(parser, chosen):
            for key in (("tier", case.tier), ("form", case.form)):
                total[key] += 1
                right[key] += verdict.right
            if given.misses and not verdict.right:
                actors = {a.id: a for a in reading.actors}
                print(f"{path.name}:{case.line} {case.tier} {case.form}: {case.text!r}")
                print("".join(f"    WRONG {w}\n" for w in verdict.wrong), end="")
                print("".join(f"    found {told(s, actors)}\n" for s in reading.statements), end="")
        for kind, names in (("tier", list(TIERS)), ("form", sorted({c.form for c in chosen}))):
            told_here = [f"{n} {right[kind, n]}/{total[kind, n]}" for n in names if total[kind, n]]
            print(f"{path.name} by {kind}: " + "  ".join(told_here))


if __name__ == "__main__":
    main()
