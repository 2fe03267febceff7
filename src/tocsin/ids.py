"""Stable ids: the same words give the same id, whatever the order or the machine."""

from __future__ import annotations

from hashlib import blake2b


def make(prefix: str, *parts: object) -> str:
    """A short id: the prefix and ten hexadecimal digits of the parts' digest."""
    body = "\x1f".join("" if p is None else str(p) for p in parts)
    return prefix + blake2b(body.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
