"""The ASGI application: what is hot goes to the edge or comes from memory, everything else through the door to Django."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

from stoppress.project.start import start_django

start_django()

from django.conf import settings  # noqa: E402 (Django is set up first)
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connections  # noqa: E402

from stoppress.project.assets import PREFIX, Assets  # noqa: E402
from stoppress.project.bell import Bell  # noqa: E402
from stoppress.project.door import Door, Receive, Scope, Send  # noqa: E402
from stoppress.wire import waking  # noqa: E402


class Application:
    """Everything that one process serves; also runs under any other ASGI server, without the seam."""

    def __init__(self) -> None:
        self.door = Door(get_wsgi_application())
        self._assets = Assets(settings.STATIC_ROOT)
        self._open = AsyncExitStack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route one request, or the server's word that it starts or ends."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            raise ValueError(f"Stop Press does not speak {scope['type']}.")
        elif scope["path"].startswith(PREFIX):
            await self._assets(scope, send)
        else:
            await self.door(scope, receive, send)

    @property
    def protocol(self) -> type[asyncio.Protocol] | str:
        """What uvicorn reads connections with."""
        return "httptools"

    async def drain(self, seconds: float) -> None:
        """Let the streams go, in slices, within this time."""

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._begin()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._open.aclose()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _begin(self) -> None:
        """Open what must be closed again, in the order in which things rest on each other."""
        self._open.callback(self.door.close, connections.close_all)
        look = _from_any_thread(self._look)
        self._open.callback(waking.follow(look))
        self._open.enter_context(Bell(settings.DATA / "wake.sock", self._look))

    def _look(self) -> None:
        """Something was committed: let the edge look."""


def _from_any_thread(call: Callable[[], None]) -> Callable[[], None]:
    """The same call, made in this event loop, whoever asks."""
    loop = asyncio.get_running_loop()

    def ask() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(call)

    return ask


application = Application()
