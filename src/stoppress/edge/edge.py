"""The edge: an ASGI application that answers readers from memory and follows the wires by number."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from typing import Any, TypeVar

from stoppress.edge import page as pages
from stoppress.edge.answers import SAFETY, Answer, Headers, Ready, matches
from stoppress.edge.doorkeeper import Doorkeeper
from stoppress.edge.limits import Limits
from stoppress.edge.plain import stream
from stoppress.edge.routes import Route, route
from stoppress.edge.shell import Shell
from stoppress.edge.story import SHOWN, Story
from stoppress.edge.streams import Audience
from stoppress.wire.change import Cursor, MalformedCursor
from stoppress.wire.tails.tail import CorruptWire, News, Tail

logger = logging.getLogger("stoppress.edge")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
T = TypeVar("T")

_jitter = Random()  # noqa: S311  spreads timers, guards nothing


class Edge:
    """Answers page, delta and stream of every public live blog that its tail knows.

    Construct it within or outside an event loop; `await start()` before the first request, `await stop()` at the end.
    `look()` may be called from any thread, any number of times.
    """

    def __init__(self, tail: Tail, shells: Mapping[str, Shell], limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.keeper = Doorkeeper(self.limits)
        self.trouble = ""
        self.open_streams = 0
        self._tail = tail
        self._shells = shells
        self._build = shells["en"].build
        self._stories: OrderedDict[str, Story] = OrderedDict()
        self._audiences: dict[str, Audience] = {}
        self._opening: dict[str, asyncio.Future[Story | None]] = {}
        self._hot: dict[bytes, Answer] = {}
        self._hot_of: dict[str, list[bytes]] = {}
        self._moved = asyncio.Condition()
        self._hint = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._following: asyncio.Task[None] | None = None
        self._looked_at = 0.0
        self._is_stopping = False
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="edge-tail")
        self._waiting = 0

    async def start(self) -> None:
        """Begin to follow."""
        self._loop = asyncio.get_running_loop()
        self._looked_at = self._loop.time()
        self._following = self._loop.create_task(self._follow())

    async def stop(self, drain_seconds: float = 0.0) -> None:
        """Close all streams within this time, and let the tail go."""
        await self.drain(drain_seconds)
        if self._following:
            self._following.cancel()
        await asyncio.get_running_loop().run_in_executor(self._reading, self._tail.close)
        self._reading.shutdown(wait=True)

    async def drain(self, seconds: float) -> None:
        """Let the readers go, in slices over this time; new streams are refused from now on (P-5.8)."""
        self._is_stopping = True
        await asyncio.gather(*(audience.close(seconds) for audience in self._audiences.values()))

    def look(self) -> None:
        """A hint from any thread: something may have been committed."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hint.set)

    @property
    def loaded(self) -> Mapping[str, Story]:
        """The live blogs in memory."""
        return self._stories

    def readers(self, slug: str) -> int:
        """How many streams of this live blog are open here."""
        audience = self._audiences.get(slug)
        return len(audience.readers) if audience else 0

    def handles(self, path: str) -> bool:
        """Say whether this path is the edge's to answer."""
        return path == "/healthz" or route(path) is not None

    def instant(self, url: bytes) -> Answer | None:
        """The answer to a GET that needs no waiting: from what is in memory, at once. For the seam."""
        held = self._hot.get(url)
        if held is not None:
            return held
        path = url.partition(b"?")[0]
        found = route(path.decode("ascii", "replace"))
        story = self._stories.get(found.slug) if found else None
        if found is None or story is None:
            return None
        answer = self._from_memory(found, story)
        if answer is not None and len(url) < 200:
            self._hot[url] = answer
            self._hot_of.setdefault(story.name, []).append(url)
            if len(self._hot_of[story.name]) > 2_000:
                self._cool(story.name)
        return answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request as an ASGI application; streams, too."""
        path = scope["path"]
        found = route(path)
        if found is None:
            await self._give(scope, send, Answer(404, self._shells["en"].missing, pages.HTML))
        elif scope["method"] not in {"GET", "HEAD"}:
            await self._refuse_method(send)
        elif path == "/healthz":
            await self._give(scope, send, self._health())
        elif found.kind == "bare" or found.lacks_slash:
            await self._redirect(send, f"{path}/")
        elif found.kind == "stream":
            await stream(self, found.slug, scope, receive, send)
        else:
            await self._give(scope, send, await self.answer(found))

    async def answer(self, found: Route) -> Answer:
        """The answer to a GET of this route, reading the wire if need be."""
        if self._waiting >= self.limits.waiting_lookups and found.slug not in self._stories:
            return busy()
        story = await self.story(found.slug)
        if story is None:
            return Answer(404, self._shells["en"].missing, pages.HTML)
        if found.kind == "since":
            return await self._delta(story, found.word)
        if found.kind == "post":
            return await self._post_page(story, found.word)
        if found.kind == "before":
            return await self._archive_page(story, found.word)
        return story.page(self._shells)

    async def story(self, slug: str) -> Story | None:
        """The live blog of this name, opened if it is not in memory; None if it is not public."""
        held = self._stories.get(slug)
        if held is not None:
            self._stories.move_to_end(slug)
            return held
        opening = self._opening.get(slug)
        if opening is None:
            opening = self._opening[slug] = asyncio.ensure_future(self._open(slug))
            opening.add_done_callback(lambda _: self._opening.pop(slug, None))
        return await asyncio.shield(opening)

    def audience(self, slug: str) -> Audience:
        """The readers of this live blog."""
        return self._audiences.setdefault(slug, Audience())

    def is_full(self) -> bool:
        """Say whether a new stream must be refused (P-5.7)."""
        return self._is_stopping or self.open_streams >= self.limits.streams

    # ---- following

    async def _follow(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(
                    self._hint.wait(), self.limits.look_seconds * _jitter.uniform(0.8, 1.2)
                )
            self._hint.clear()
            try:
                await self._look()
                self.trouble = ""
            except CorruptWire as error:
                self._alarm(str(error))
            except Exception as error:  # whatever the tail meets, readers keep the last good page
                self._alarm(f"The wire cannot be read: {error}")

    def _alarm(self, words: str) -> None:
        if words != self.trouble:
            logger.error("%s The last good pages are served.", words)
        self.trouble = words

    async def _look(self) -> None:
        known = {name: story.cursor for name, story in self._stories.items()}
        if known:
            for name, news in (await self._ask(self._tail.news, known)).items():
                await self._take(name, news)
        assert self._loop is not None
        self._looked_at = self._loop.time()
        self._let_idle_stories_go()

    async def _take(self, name: str, news: News) -> None:
        story = self._stories.get(name)
        if story is None:
            return
        if news.cursor.epoch != story.cursor.epoch:
            self._forget(name)
            await self.audience(name).tell_reload(news.cursor)
        elif news.changes and news.changes[0].number == story.cursor.number + 1:
            story.apply(news.changes, news.cursor)
            self._cool(name)
            self.audience(name).tell(news.changes, story.cursor.epoch)
            if story.needs_opening or (story.has_older and story.older_anchor is None):
                await self._reopen(name)
        async with self._moved:
            self._moved.notify_all()

    async def _reopen(self, name: str) -> None:
        """Read the page anew from the wire, and take on what comes after it."""
        held = self._stories.get(name)
        fresh = await self._open(name)
        if held is not None and fresh is not None and fresh.cursor.number > held.cursor.number:
            missed = fresh.since(held.cursor.number) or []
            self.audience(name).tell(missed, fresh.cursor.epoch)

    async def _open(self, slug: str) -> Story | None:
        self._waiting += 1
        try:
            opening = await self._ask(self._tail.open, slug)
            if opening is None:
                return None
            shown = opening.stream[:SHOWN]
            goes_on = opening.has_older or len(opening.stream) > SHOWN
            anchor = (
                await self._ask(self._tail.older_anchor, slug, shown[-1].place) if shown and goes_on else None
            )
        finally:
            self._waiting -= 1
        story = self._stories[slug] = Story(slug, opening, anchor)
        self._cool(slug)
        return story

    async def _ask(self, question: Callable[..., T], *words: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._reading, question, *words)

    def _let_idle_stories_go(self) -> None:
        while len(self._stories) > self.limits.stories_in_memory:
            idle = next((name for name in self._stories if not self.readers(name)), None)
            if idle is None:
                return
            self._forget(idle)

    def _forget(self, name: str) -> None:
        self._stories.pop(name, None)
        self._cool(name)

    def _cool(self, name: str) -> None:
        for url in self._hot_of.pop(name, ()):
            self._hot.pop(url, None)

    # ---- answering

    def _from_memory(self, found: Route, story: Story) -> Answer | None:
        if found.kind == "page":
            return story.page(self._shells)
        if found.kind == "since":
            try:
                cursor = Cursor.parse(found.word)
            except MalformedCursor:
                return None
            if cursor.epoch == story.cursor.epoch and cursor.number <= story.cursor.number:
                return story.delta(cursor.number, self._build)
        return None

    async def _delta(self, story: Story, word: str) -> Answer:
        try:
            cursor = Cursor.parse(word)
        except MalformedCursor as error:
            return pages.problem(400, "That is no cursor.", str(error))
        if cursor.epoch != story.cursor.epoch:
            return pages.reload_delta(story)
        if cursor.number > story.cursor.number:
            await self._catch_up(story, cursor.number)
            if cursor.number > story.cursor.number:
                return pages.nothing_new(story, cursor.number)
        return story.delta(cursor.number, self._build)

    async def _catch_up(self, story: Story, number: int) -> None:
        """Wait up to a second for our own tail (P-4.5)."""
        self._hint.set()
        try:
            async with asyncio.timeout(1.0), self._moved:
                await self._moved.wait_for(lambda: story.cursor.number >= number)
        except TimeoutError:
            return

    async def _post_page(self, story: Story, post: str) -> Answer:
        held = next((change for change in story.stream if change.key == f"post/{post}"), None)
        change = held or await self._ask(self._tail.part, story.name, f"post/{post}")
        if change is None:
            return Answer(404, self._shells["en"].missing, pages.HTML)
        if change.action == "remove":
            return Answer(410, self._shells["en"].gone, pages.HTML)
        return story.kept(f"p/{post}", lambda: pages.post_page(story, story.shell(self._shells), change))

    async def _archive_page(self, story: Story, post: str) -> Answer:
        older = await self._ask(self._tail.older, story.name, f"post/{post}")
        if older is None:
            return Answer(404, self._shells["en"].missing, pages.HTML)
        return pages.archive_page(story, story.shell(self._shells), older)

    def _health(self) -> Answer:
        behind = (self._loop.time() - self._looked_at) if self._loop else 0.0
        is_well = not self.trouble and behind < 10
        body = {"ok": is_well, "streams": self.open_streams, "trouble": self.trouble}
        return Answer(200 if is_well else 503, pages.to_json(body), pages.JSON)

    async def _give(self, scope: Scope, send: Send, answer: Answer) -> None:
        asked = dict(scope["headers"])
        ready = answer.ready(asked.get(b"accept-encoding", b""))
        if answer.status == 200 and matches(asked.get(b"if-none-match", b""), ready.etag):
            await _send(send, 304, ready.not_modified_headers, b"")
        else:
            await _send(send, ready.status, ready.headers, b"" if scope["method"] == "HEAD" else ready.body)

    async def _refuse_method(self, send: Send) -> None:
        ready = pages.problem(405, "Only to be read.", "Use GET or HEAD here.").ready(b"")
        await _send(send, 405, [*ready.headers, (b"allow", b"GET, HEAD")], ready.body)

    async def _redirect(self, send: Send, address: str) -> None:
        headers = [
            (b"location", address.encode()),
            (b"cache-control", b"public, max-age=60"),
            *SAFETY,
            (b"content-length", b"0"),
        ]
        await _send(send, 308, headers, b"")


def busy() -> Answer:
    """Full for the moment; the pause before coming back is spread by jitter."""
    return pages.problem(503, "Full for the moment.", "Try again in a few seconds.")


def bytes_for(ready: Ready, if_none_match: bytes, is_head: bool) -> bytes:
    """The HTTP/1.1 bytes of an answer to one request."""
    if matches(if_none_match, ready.etag):
        return ready.not_modified_raw
    return ready.head_raw if is_head else ready.raw


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
