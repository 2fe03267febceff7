"""Unpacking what was sent, as it comes, and never beyond a bound."""

from __future__ import annotations

import zlib

from tocsin.desk.watch.faults import Fault

_ASKED = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # window bits: gzip with its head, zlib's own
ACCEPTED = "gzip, deflate"
_MEMBER = b"\x1f\x8b"  # with which each member of a gzip text begins
_FREE = 1_000_000  # bytes of text below which no ratio counts: small pages of one repeated line are packed very small
_RATIO = 200  # of unpacked to packed bytes; news pages and feeds reach some 30


class Unpacker:
    """Feed it what comes, get what it unpacks to. Only what was asked for is unpacked (gzip, deflate), once.

    Brotli and Zstandard are not asked for: their libraries would have to be bounded too, for a tenth less traffic.
    """

    def __init__(self, coding: str | None, limit: int, host: str = "the server") -> None:
        self._coding = (coding or "").strip().lower()
        if self._coding in ("identity", "none", "utf-8"):  # the last two are written by servers that mean nothing
            self._coding = ""
        elif self._coding and self._coding not in _ASKED:
            raise Fault("packed_unasked", coding=self._coding[:60])
        self._limit, self._host = limit, host
        self._engine = zlib.decompressobj(_ASKED[self._coding]) if self._coding else None
        self._packed = self._plain = 0
        self._head = b""  # the first bytes tell how it is packed and may come one by one
        self._whole = False  # whether a member has ended and no other has begun

    def feed(self, data: bytes) -> bytes:
        """What these bytes unpack to. Raises Fault at a bomb and at what is not packed as stated."""
        self._packed += len(data)
        if self._engine is None:
            self._count(len(data), "too_big")
            return data
        if self._packed < 2:
            self._head += data
            return b""
        data, self._head = self._head + data, b""
        if self._coding == "deflate" and self._packed == len(data) and (data[0] & 15 != 8 or (data[0] << 8 | data[1]) % 31):
            self._engine = zlib.decompressobj(-15)  # many servers leave zlib's own head away
        parts = []
        if self._whole and data == _MEMBER[:1]:  # the next byte tells whether a member begins or padding follows
            self._head = data
            return b""
        while data and not (self._whole and not data.startswith(_MEMBER)):  # what follows the last member is padding
            if self._whole:
                self._engine, self._whole = zlib.decompressobj(31), False
            try:
                parts.append(self._engine.decompress(data, max(1, self._bound() - self._plain + 1)))
            except zlib.error:
                raise Fault("packed_wrong", coding=self._coding) from None
            self._count(len(parts[-1]), "bomb")
            self._whole = self._engine.eof
            data = self._engine.unused_data if self._whole else self._engine.unconsumed_tail
            if self._whole and data == _MEMBER[:1]:
                self._head, data = data, b""
        return b"".join(parts)

    def close(self) -> None:
        """Raises Fault where the packed answer breaks off."""
        if self._engine is not None and self._packed and not self._whole:
            raise Fault("cut_off", host=self._host, why="the packed text has no end")

    def _bound(self) -> int:
        return min(self._limit, max(_FREE, self._packed * _RATIO)) if self._coding else self._limit

    def _count(self, size: int, fault: str) -> None:
        self._plain += size
        if self._plain > self._bound():
            raise Fault(fault, megabytes=f"{self._limit / 1e6:g}", times=_RATIO)


def unpacked(data: bytes, limit: int) -> bytes:
    """A file that is itself gzip, such as `sitemap.xml.gz`; anything else as it is."""
    if not data.startswith(_MEMBER):
        return data
    engine = Unpacker("gzip", limit)
    plain = engine.feed(data)
    engine.close()
    return plain
