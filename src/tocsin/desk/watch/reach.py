"""Where a connection may lead: names are resolved once, each address is checked, and only a checked one is connected to.

The address that is checked is the one that is connected to, so a name that answers differently the second time gains
nothing. Host header and TLS name stay those of the address that was asked for.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore

from tocsin.desk.watch.faults import Fault
from tocsin.desk.watch.threads import detached
from tocsin.knowledge import table

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]
# Networks of IPv6 whose addresses carry one of IPv4, and by how many bits it stands above the end.
_CARRIERS = (
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("::ffff:0:0/96"), 0),
    (IPv6Network("::ffff:0:0:0/96"), 0),
    (IPv6Network("::/96"), 0),
    (IPv6Network("2002::/16"), 80),
)
_TRIED = 4  # addresses of one name


def closed(address: str, *, allow_local: bool = False) -> str | None:
    """Why an address may not be connected to, in words that follow "which is"; None where it may.

    An IPv4 address that is carried inside an IPv6 one (mapped, NAT64, 6to4, Teredo) is judged as itself.
    """
    return _closed(address.partition("%")[0], allow_local)


@lru_cache(maxsize=10_000)
def _closed(written: str, allow_local: bool) -> str | None:
    for inner in _inside(ip_address(written)):
        said = {k: says for network, k, says in reversed(_networks()) if inner.version == network.version and inner in network}
        if "never" in said:
            return said["never"]
        if "local" in said:
            if not allow_local:
                return said["local"]
        elif not inner.is_global:
            return "no address of the public internet"
    return None


def _inside(address: Address) -> Iterable[Address]:
    """The address as it routes: itself, or the IPv4 address it carries."""
    if isinstance(address, IPv4Address) or address in (IPv6Address("::"), IPv6Address("::1")):
        return (address,)
    if address.teredo:
        return address.teredo
    for network, shift in _CARRIERS:
        if address in network:
            return (IPv4Address((int(address) >> shift) & 0xFFFFFFFF),)
    return (address,)


@cache
def _networks() -> tuple[tuple[IPv4Network | IPv6Network, str, str], ...]:
    return tuple((ip_network(row["network"]), row["kind"], row["says"]) for row in table("closed_networks.tsv"))


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, each once, in the system's order. A name server that does not answer holds nobody up."""

    def ask() -> list[str]:
        return list(dict.fromkeys(str(a[4][0]) for a in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))

    try:
        return await detached(ask, f"look-up {host}")
    except UnicodeError:
        raise OSError("no name of a host") from None


class Guarded(httpcore.AsyncNetworkBackend):
    """Connections to checked addresses only."""

    def __init__(self, *, allow_local: bool, seconds: float, look_up: Resolve = resolve) -> None:
        self._allow_local = allow_local
        self._seconds = seconds
        self._look_up = look_up
        self._wire = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to one of the host's addresses. Raises Fault where none may be or can be connected to."""
        try:
            async with asyncio.timeout(self._seconds):
                found = [host.strip("[]")] if _is_address(host.strip("[]")) else await self._look_up(host, port)
        except (TimeoutError, OSError):
            raise Fault("no_name", host=host) from None
        free = [a for a in found if closed(a, allow_local=self._allow_local) is None]
        if not found:
            raise Fault("no_name", host=host)
        if not free:
            hint = "add the source with --allow-private if this is your own network"
            raise Fault("private", host=host, address=found[0], network=closed(found[0]), hint=hint)
        problem: Exception = OSError("no address answers")
        for address in free[:_TRIED]:
            try:
                seconds = self._seconds / min(len(free), 2)
                return await self._wire.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        if isinstance(problem, httpcore.ConnectTimeout):
            raise Fault("no_connection_in_time", host=host, seconds=f"{self._seconds:g}")
        raise Fault("no_connection", host=host, why="it refuses the connection, or there is no way to it")

    async def sleep(self, seconds: float) -> None:
        """Used by nothing here; the interface wants it."""
        await asyncio.sleep(seconds)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
