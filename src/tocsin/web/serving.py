"""The server under the pages: uvicorn, told to end in order."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from fastapi import FastAPI


class Server(uvicorn.Server):
    """Lets the listeners to live changes go first, or they would hold up the end."""

    def __init__(self, app: FastAPI) -> None:
        self._feed = app.state.desk.feed
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,  # what a header says about who asks is not believed
                limit_concurrency=512,
                h11_max_incomplete_event_size=32 * 1024,
                timeout_keep_alive=15,
                timeout_graceful_shutdown=5,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Answers leave at once: head and body are two writes, and the second would wait 40 ms for the first's receipt."""
        for listening in sockets or ():
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the live feed, then everything else."""
        await self._feed.close()
        await super().shutdown(sockets)
