"""The ASGI application: what is hot goes to the edge or comes from memory, everything else through the door to Django."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

from stoppress.project.start import start_django

start_django()

from django.conf import settings  # noqa: E402 (Django is set up first)
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import OperationalError, connections  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from stoppress.edge.edge import Edge  # noqa: E402
from stoppress.edge.limits import Limits as EdgeLimits  # noqa: E402
from stoppress.edge.seam import Seam  # noqa: E402
from stoppress.edge.shell import Shell  # noqa: E402
from stoppress.media import carrying, finding  # noqa: E402
from stoppress.media.cards import draw  # noqa: E402
from stoppress.press.cards import card_of  # noqa: E402
from stoppress.press.languages import house_language  # noqa: E402
from stoppress.press.shell import build_shells  # noqa: E402
from stoppress.project import assets, cards, darkroom, pacing, pictures  # noqa: E402
from stoppress.project.asking import AskingDoor, is_about_asking  # noqa: E402
from stoppress.project.bell import Bell  # noqa: E402
from stoppress.project.census import Census  # noqa: E402
from stoppress.project.courier import Courier  # noqa: E402
from stoppress.project.door import Busy, Door, Receive, Scope, Send, told_in_words  # noqa: E402
from stoppress.project.door import Limits as DoorLimits  # noqa: E402
from stoppress.project.fetcher import Fetcher  # noqa: E402
from stoppress.project.herald import Herald  # noqa: E402
from stoppress.project.looks import is_a_look, is_a_picture  # noqa: E402
from stoppress.project.picture_fetcher import PictureFetcher  # noqa: E402
from stoppress.project.runner import Runner  # noqa: E402
from stoppress.project.scheduler import Scheduler  # noqa: E402
from stoppress.publishing.live_blogs import RESERVED  # noqa: E402
from stoppress.reader import letterbox  # noqa: E402
from stoppress.wire import waking  # noqa: E402
from stoppress.wire.tails.sqlite import SqliteTail  # noqa: E402

T = TypeVar("T")

#: A letter is short, and nobody writes it while it is sent.
ASKED: dict[str, Any] = {"body_bytes": 65_536, "body_seconds": 15}


class Application:
    """Everything that one process serves; also runs under any other ASGI server, without the seam."""

    def __init__(self) -> None:
        django = get_wsgi_application()
        _ = get_resolver().url_patterns  # all views are loaded now: the first publish waits for none of them
        proxies = frozenset(settings.PROXIES)
        limits = DoorLimits(proxies=proxies)
        self.door = Door(django, limits=limits)
        first = self.door.acts
        self.beside = Door(django, limits=limits, thread_name="beside the desk", after=first)
        self.showing = Door(django, limits=limits, thread_name="showing pictures", after=first)
        self.lobby = Door(django, limits=limits, thread_name="reading", after=first)
        self.elsewhere = Door(django, limits=limits, thread_name="signing in")
        self.asking = AskingDoor(Door(django, limits=replace(limits, **ASKED), thread_name="asking"), proxies)
        dark = replace(limits, **darkroom.COSTS)
        self.darkroom = darkroom.Darkroom(
            Door(django, limits=dark, thread_name="darkroom"), self.door, self.lobby, darkroom.who_sends
        )
        shells = {language: Shell(**asdict(texts)) for language, texts in build_shells().items()}
        tail = SqliteTail(Path(str(settings.DATABASES["default"]["NAME"])))
        self.edge = Edge(
            tail,
            shells,
            EdgeLimits(proxies=proxies),
            house=house_language(),
            pace=lambda: pacing.read(settings.DATA),
        )
        self._assets = assets.Assets(settings.STATIC_ROOT)
        self._pictures = pictures.Pictures(finding.for_everybody)
        self._cards = cards.Cards(self.edge, lambda told: draw(card_of(told)))
        self._open = AsyncExitStack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or the server's word that it starts or ends."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await told_in_words(self._answer, scope, receive, send)
        else:
            raise ValueError(f"Stop Press does not speak {scope['type']}.")

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the right one answer."""
        path = scope["path"]
        if path.startswith(assets.PREFIX):
            await self._assets(scope, send)
        elif path.startswith(pictures.PREFIX):
            await self._pictures(scope, send)
        elif self._cards.handles(path) and not is_reserved(path):
            await self._cards(scope, send)
        elif path == "/healthz" or (self.edge.handles(path) and not is_reserved(path)):
            await self.edge(scope, receive, send)
        elif path.startswith(
            "/desk/sign-in/elsewhere/"
        ):  # may wait for another house; no editor waits for that
            await self.elsewhere(scope, receive, send)
        elif darkroom.brings_pictures(scope):
            await self.darkroom(scope, receive, send)
        elif is_a_look(path):  # twenty open desks ask all the time; no act waits for them
            await self.beside(scope, receive, send)
        elif is_a_picture(path):
            await self.showing(scope, receive, send)
        elif path.startswith(("/desk/", "/api/", "/expert/")):
            await self.door(scope, receive, send)
        elif is_about_asking(path):  # letters wait for each other; one at a time is kept
            await self.asking(scope, receive, send)
        else:  # readers' pages wait for each other, never an editor for them
            await self.lobby(scope, receive, send)

    @property
    def protocol(self) -> type[asyncio.Protocol]:
        """What uvicorn reads connections with."""
        return Seam

    async def drain(self, seconds: float) -> None:
        """Let the streams go, in slices, within this time."""
        await self.edge.drain(seconds)

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

    def _carry(self, work: Callable[[], T]) -> T:
        """Lend a letter the writing thread."""
        try:
            return self.door.lend(work)
        except Busy as error:
            raise letterbox.Busy from error

    def _carry_row(self, work: Callable[[], T]) -> T:
        """Lend the row of a picture, or of who is here, the writing thread."""
        try:
            return self.door.lend(work)
        except Busy as error:
            raise OperationalError("the writing thread is busy") from error

    async def _begin(self) -> None:
        """Open what must be closed again, in the order in which things rest on each other."""
        self._open.callback(self._cards.close)
        for door in (
            self.door,
            self.beside,
            self.showing,
            self.lobby,
            self._pictures,
            self.elsewhere,
            self.asking,
            self.darkroom,
        ):
            self._open.callback(door.close, connections.close_all)
        carrying.carried_by(self._carry_row)
        self._open.callback(carrying.carried_by, None)
        letterbox.carried_by(self._carry)
        self._open.callback(letterbox.carried_by, None)
        workers = (
            Runner(self.door),
            Courier(self.door),
            Herald(self.door),
            Fetcher(self.door),
            PictureFetcher(self.door),
            Census(self.door, self.edge),
        )
        for worker in workers:
            worker.start()
            self._open.push_async_callback(worker.stop)
        scheduler = Scheduler(self.door)
        scheduler.start()
        self._open.push_async_callback(scheduler.stop)
        await self.edge.start()
        self._open.push_async_callback(self.edge.stop)
        for look in (self.edge.look, scheduler.look):
            self._open.callback(waking.follow(look))

        def heard() -> None:
            self.edge.look()
            scheduler.look()

        self._open.enter_context(Bell(settings.DATA / "wake.sock", heard))


def is_reserved(path: str) -> bool:
    """Say whether the first step of this path is the house's own, and no live blog's."""
    return path.split("/", 2)[1] in RESERVED


application = Application()
