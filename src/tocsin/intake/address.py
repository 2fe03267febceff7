"""Addresses of the web: which of them name the same article.

`plain` writes an address in one way; `identity` also drops what only follows the reader, so that an article met through
two feeds, a campaign link or a saved page is one article.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote_plus, urljoin, urlsplit, urlunsplit

from tocsin.knowledge import table

MAX_ADDRESS = 2000  # characters; longer ones are traps or data, no article
_DEFAULT_PORTS = {"http": 80, "https": 443}
_AFFIXES = ("www.", "m.", "mobile.", "amp.")
# As most feeds write them, so that nothing is to be done.
_PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::(?!80/|443/)[1-5]?[1-9]\d{0,3})?/[!\x22\x24-\x7e]*")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?")
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")
_NOT_ASCII = re.compile(r"[^\x21-\x7e]")


def plain(address: str, base: str | None = None) -> str | None:
    """The address written out: absolute, host in lower case and in ASCII, no default port, no fragment.

    None for what is no web address: another scheme, no host, a bad port, a name and password inside, or too long.
    """
    if len(address) <= MAX_ADDRESS and _PLAIN.fullmatch(address):
        return address
    address = _UNSAFE.sub("", address.strip()) if len(address) <= 2 * MAX_ADDRESS else ""
    try:
        parts = urlsplit(urljoin(base, address) if base and address else address)
        host, port = parts.hostname or "", parts.port
        if parts.scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc:
            return None
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):  # what urlsplit and the IDNA codec raise for bad brackets, ports and labels
        return None
    if ":" in host:
        host = f"[{host}]"
    elif not _HOST.fullmatch(host):
        return None
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    fragment = parts.fragment if parts.fragment.startswith("!") else ""  # `#!` is how some old sites name a page
    found = urlunsplit((parts.scheme, netloc, _escaped(parts.path) or "/", _escaped(parts.query), _escaped(fragment)))
    return found if len(found) <= MAX_ADDRESS else None


def identity(address: str) -> str:
    """The address under which an article is known over its versions: plain, secure, and without tracking parameters."""
    written = plain(address)
    if written is None:
        return address
    parts = urlsplit(written)
    # One article stands at both schemes of a public site; a port of one's own is another server.
    scheme = "https" if parts.port is None else parts.scheme
    kept = "&".join(p for p in parts.query.split("&") if p and not _tracks(p, parts.hostname or ""))
    return urlunsplit((scheme, parts.netloc, parts.path, kept, parts.fragment))


def article_of(fetched: str, stated: str | None) -> str:
    """The identity of a page fetched from one address that states another as its own (`rel=canonical`).

    The stated one counts only on the same site and when both name the same thing: a site that names its front page
    as the home of every article would otherwise make all of them versions of one.
    """
    own = identity(fetched)
    other = plain(stated, fetched) if stated else None
    return identity(other) if other and _same_thing(own, identity(other)) else own


def site(address: str) -> str:
    """The host without `www.` and its kind: two addresses of one publisher's site have the same."""
    host = urlsplit(address).hostname or ""
    for affix in _AFFIXES:
        host = host.removeprefix(affix)
    return host


def _same_thing(a: str, b: str) -> bool:
    one, two = urlsplit(a), urlsplit(b)
    if site(a) != site(b) or one.port != two.port:
        return False
    names = [_names(one.path), _names(two.path)]
    if not all(names):
        return False
    if names[0] == names[1]:
        return one.query == two.query or not two.query
    numbers = [set(re.findall(r"\d{5,}", p.path)) for p in (one, two)]
    return (names[0][-1] == names[1][-1] and len(names[0][-1]) > 8) or bool(numbers[0] & numbers[1])


def _names(path: str) -> list[str]:
    """The parts of a path without what marks the light version of a page."""
    parts = [re.sub(r"(?:\.amp)?(?:\.html?)?$", "", p.lower()) for p in path.split("/")]
    return [p for p in parts if p and p not in ("amp", "index")]


def _tracks(parameter: str, host: str) -> bool:
    name = unquote_plus(parameter.split("=", 1)[0]).lower()
    return any(
        (name.startswith(known[:-1]) if known.endswith("*") else name == known)
        and (not hosts or any(host == h or host.endswith("." + h) for h in hosts))
        for known, hosts in _tracking()
    )


@cache
def _tracking() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((row["parameter"], row.many("host")) for row in table("tracking_parameters.tsv"))


def _escaped(part: str) -> str:
    """Everything that is not ASCII percent-encoded as UTF-8, as browsers send it; what is encoded already stays."""
    return _NOT_ASCII.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode("utf-8", "replace")), part)
