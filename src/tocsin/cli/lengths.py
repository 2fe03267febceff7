"""Lengths of time as people write them."""

from __future__ import annotations


def lasting(seconds: int) -> str:
    """A length of time in its two largest units: `5 min`, `1 h 30 min`."""
    parts = []
    for name, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        if seconds >= size:
            parts.append(f"{seconds // size} {name}")
            seconds %= size
    return " ".join(parts[:2]) or "0 s"
