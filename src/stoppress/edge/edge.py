"""The edge: an ASGI application that answers readers from memory and follows the wires by number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from random import Random
from typing import Any
from urllib.parse import quote

from stoppress.edge import archive, feeding, front
from stoppress.edge import page as pages
from stoppress.edge.answers import SAFETY, Answer, Headers, matches
from stoppress.edge.doorkeeper import Doorkeeper
from stoppress.edge.follower import Follower, NotNow
from stoppress.edge.kept import Kept
from stoppress.edge.limits import Limits
from stoppress.edge.plain import PlainReader, client_of, listen
from stoppress.edge.regulator import LOOK_AGAIN_SECONDS, NORMAL, Pace, Regulator
from stoppress.edge.routes import Route, route
from stoppress.edge.shell import Shell, fill
from stoppress.edge.story import Story
from stoppress.edge.streams import Reader
from stoppress.edge.welcome import Welcome
from stoppress.wire.change import Change, Cursor, MalformedCursor
from stoppress.wire.front import FRONT
from stoppress.wire.tails.tail import Tail

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

#: An edge that has not seen its wires for so long says that it is not well.
_SILENT_SECONDS = 10.0
#: Longer addresses are not worth remembering.
_LONGEST_KEPT_PATH = 200

_jitter = Random()  # noqa: S311  spreads timers, guards nothing


class Edge:
    """Answers page, delta and stream of every public live blog that its tail knows.

    Construct it within or outside an event loop; `await start()` before the first request, `await stop()` at the end.
    `look()` may be called from any thread, any number of times. `house` is the language of what belongs to no live blog,
    `pace` tells what the operator wishes, and is asked at every look.
    """

    def __init__(
        self,
        tail: Tail,
        shells: Mapping[str, Shell],
        limits: Limits | None = None,
        *,
        house: str = "en",
        pace: Callable[[], Pace] = lambda: NORMAL,
    ) -> None:
        self.limits = limits or Limits()
        self.keeper = Doorkeeper(self.limits)
        self.is_stopping = False
        self.missing = pages.notice(404, shells[house], shells[house].missing)
        self.full = pages.notice(503, shells[house], shells[house].full)
        self._house = house
        self._shells = shells
        self._build = shells["en"].build
        self._kept = Kept(self.limits.answer_bytes)
        self._hot = self._kept.by_path
        self._listeners: list[Callable[[str, Collection[str] | None], None]] = []
        self.regulator = Regulator(pace)
        self._follower = Follower(tail, self.limits, self._moved, self.regulator)

    async def start(self) -> None:
        """Begin to follow."""
        await self._follower.start()

    async def stop(self, drain_seconds: float = 0.0) -> None:
        """Close all streams within this time, and let the tail go."""
        await self.drain(drain_seconds)
        await self._follower.stop()

    async def drain(self, seconds: float) -> None:
        """Let the readers go, in slices over this time; new streams are refused from now on (P-5.8)."""
        self.is_stopping = True
        await self._follower.drain(seconds)

    def look(self) -> None:
        """A hint from any thread: something may have been committed."""
        self._follower.look()

    @property
    def trouble(self) -> str:
        """What is wrong, in words; empty when all is well."""
        return " ".join(
            f"{name}: {words}" if name else words for name, words in self._follower.troubles.items()
        )

    @property
    def loaded(self) -> Mapping[str, Story]:
        """The live blogs in memory."""
        return self._follower.stories

    @property
    def open_streams(self) -> int:
        """How many streams are open here, of all live blogs."""
        return self.keeper.streams

    def readers(self, slug: str) -> int:
        """How many streams of this live blog are open here, the desk's own not counted."""
        audience = self._follower.audiences.get(slug)
        return audience.count() if audience else 0

    def handles(self, path: str) -> bool:
        """Say whether this path is the edge's to answer."""
        return path == "/healthz" or route(path) is not None

    def is_full(self, address: str = "") -> bool:
        """Say whether a new stream from this address must be refused (P-4.8, P-5.7)."""
        is_closed = self.is_stopping or self.regulator.pace.is_stopped
        return is_closed or not self.keeper.has_room_for_stream(address)

    def no_room(self) -> Answer:
        """Why a new stream is refused, and when to come back (P-4.8, P-5.7)."""
        if self.regulator.pace.is_stopped:
            return busy("Nobody follows for now.", LOOK_AGAIN_SECONDS)
        return busy()

    def instant(self, url: bytes) -> Answer | None:
        """The answer to a GET that needs no waiting: from what is in memory, at once. For the seam."""
        return self._hot.get(url) or self._from_memory(url.partition(b"?")[0])

    def on_change(self, told: Callable[[str, Collection[str] | None], None]) -> None:
        """Tell this, too, which parts of which live blog are others now; None for all: the live blog is let go."""
        self._listeners.append(told)

    async def post(self, story: Story, post: str) -> Change | None:
        """The last change of this post, a removal included; None if there never was one. Raises NotNow."""
        key = f"post/{post}"
        change = next((held for held in story.stream if held.key == key), None)
        return change or await self._follower.ask(
            f"{story.name} {key}", lambda tail: tail.part, story.name, key
        )

    async def story(self, slug: str) -> Story | None:
        """The live blog of this name, opened if it is not in memory; None if it is not public. Raises NotNow."""
        return await self._follower.story(slug)

    def enter(self, slug: str, asked: str, reader: Reader) -> Welcome | None:
        """Let a reader of a stream in; None if the live blog is not in memory. See Follower.enter."""
        return self._follower.enter(slug, asked, reader)

    def leave(self, slug: str, reader: Reader) -> None:
        """A reader of a stream is gone."""
        self._follower.leave(slug, reader)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request as an ASGI application; streams, too."""
        path = scope["path"]
        found = route(path)
        if found is None:
            await _give(scope, send, self.missing)
        elif scope["method"] not in {"GET", "HEAD"}:
            await _give(scope, send, only_to_be_read())
        elif path == "/healthz":
            await _give(scope, send, self._health())
        elif found.kind == "bare" or found.lacks_slash:
            await _redirect(send, f"{path}/")
        elif address := await self.address_now(found.slug, _rest(scope, found.slug)):
            await _redirect(send, address)
        elif found.kind == "stream":
            await self._stream(found.slug, scope, receive, send)
        else:
            await _give(scope, send, await self.answer(found))

    async def address_now(self, slug: str, rest: str) -> str:
        """Where the live blog that once had this name is found now, with the rest of the address; “” if none has moved."""
        if slug in self.loaded:
            return ""
        try:
            name = await self._follower.moved_to(slug)
        except NotNow:
            return ""  # the answer says so
        return f"/{name}{rest}" if name else ""

    async def answer(self, found: Route) -> Answer:
        """The answer to a GET of this route, reading the wire if need be."""
        try:
            story = await self.story(found.slug)
            if story is None:
                return self.missing
            path = found.path.encode()
            held = self.instant(path)
            if held is not None:
                return held
            if found.kind == "since":
                return await self._delta(story, found)
            if found.kind == "post":
                return await self._post_page(story, found)
            if found.kind in {"feed", "key-events", "feed-before"}:
                made = await feeding.answer(self._follower.ask, story, story.shell(self._shells), found)
                return self._keep(story, found.path.encode(), made) if made else self.missing
            return await self._archive(story, found)
        except NotNow as reason:
            return busy(str(reason)) if found.kind == "since" else self._busy_page(found.slug)

    # ---- answering

    def _moved(self, slug: str, keys: Collection[str] | None) -> None:
        self._kept.drop(slug)
        for told in self._listeners:
            told(slug, keys)

    def _from_memory(self, path: bytes) -> Answer | None:
        held = self._hot.get(path)
        if held is not None:
            return held
        found = route(path.decode("ascii", "replace"))
        story = self.loaded.get(found.slug) if found else None
        if found is None or story is None:
            return None
        if found.kind == "page":
            made = (front if story.name == FRONT else pages).page(story, story.shell(self._shells))
            return self._keep(story, path, made)
        if found.kind == "since":
            return self._ready_delta(story, found.word, path)
        return None

    def _ready_delta(self, story: Story, word: str, path: bytes) -> Answer | None:
        try:
            cursor = Cursor.parse(word)
        except MalformedCursor:
            return None
        if cursor.epoch != story.cursor.epoch or cursor.number > story.cursor.number:
            return None
        return self._keep(story, path, pages.delta(story, cursor.number, self._build))

    def _keep(self, story: Story, path: bytes, answer: Answer) -> Answer:
        """Remember an answer, unless the story moved on while it was made."""
        if self.loaded.get(story.name) is story and len(path) < _LONGEST_KEPT_PATH:
            self._kept.keep(story.name, path, answer)
        return answer

    async def _delta(self, story: Story, found: Route) -> Answer:
        try:
            cursor = Cursor.parse(found.word)
        except MalformedCursor as error:
            return pages.problem(400, "That is no cursor.", str(error))
        if cursor.epoch == story.cursor.epoch and cursor.number > story.cursor.number:
            caught_up = await self._follower.catch_up(found.slug, cursor)
            if caught_up is None:
                return pages.nothing_new(story, cursor.number)
            story = caught_up
        if cursor.epoch != story.cursor.epoch:
            return pages.reload_delta(story)
        if cursor.number > story.cursor.number:
            return pages.nothing_new(story, cursor.number)
        return pages.delta(story, cursor.number, self._build)

    async def _post_page(self, story: Story, found: Route) -> Answer:
        change = await self.post(story, found.word)
        shell = story.shell(self._shells)
        if change is None:
            return pages.notice(404, shell, shell.missing_post, story)
        if change.action == "remove":
            return await self._way_to_moved(story, change.key) or pages.notice(410, shell, shell.gone, story)
        made = pages.post_page(story, shell, change)
        return self._keep(story, found.path.encode(), made)

    async def _way_to_moved(self, story: Story, key: str) -> Answer | None:
        """The way to a post that was moved to another live blog; None if it stands nowhere. Raises NotNow."""
        about = f"{story.name} {key}"
        name = await self._follower.ask(about, lambda tail: tail.elsewhere, story.name, key)
        return archive.way_to_moved(name, key) if name else None

    async def _archive(self, story: Story, found: Route) -> Answer:
        """A page of older posts, the way to a newer one, or a page counted from the start."""
        shell, key = story.shell(self._shells), front.part_key(story.name, found.word)
        about = f"{story.name} {found.word}"
        if found.kind == "start":
            number = int(found.word)
            shelf = await self._follower.ask(about, lambda tail: tail.shelf, story.name, number - 1)
            made = archive.page_from_start(story, shell, shelf, number) if shelf else None
        elif found.kind == "after":
            newer = await self._follower.ask(about, lambda tail: tail.newer, story.name, key)
            made = archive.way_to_newer(story, newer) if newer is not None else None
        else:
            older = await self._follower.ask(about, lambda tail: tail.older, story.name, key)
            made_by = front.archive_page if story.name == FRONT else archive.older_page
            made = made_by(story, shell, older) if older else None
        return self._keep(story, found.path.encode(), made) if made else self._no_such_part(story)

    def _no_such_part(self, story: Story) -> Answer:
        shell = story.shell(self._shells)
        return self.missing if story.name == FRONT else pages.notice(404, shell, shell.missing_post, story)

    def _busy_page(self, slug: str) -> Answer:
        shell = self._shells[self._house]
        body = shell.full if slug == FRONT else fill(shell.busy, {"slug": slug})
        pause = [(b"retry-after", retry_after())]
        return Answer(503, body, pages.HTML, policy=shell.notice_policy, more=pause)

    async def _stream(self, slug: str, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            story = await self.story(slug)
        except NotNow as reason:
            await _give(scope, send, busy(str(reason)))
            return
        if story is None:
            await _give(scope, send, self.missing)
        elif self.is_full(client_of(scope)):
            await _give(scope, send, self.no_room())
        else:
            await listen(self, PlainReader(slug), scope, receive, send)

    def _health(self) -> Answer:
        silent_seconds = self._follower.silent_seconds()
        is_well = not self.trouble and silent_seconds < _SILENT_SECONDS
        body = {
            "ok": is_well,
            "streams": self.open_streams,
            "trouble": self.trouble,
            "silent_seconds": round(silent_seconds),
        }
        return Answer(200 if is_well else 503, pages.to_json(body), pages.JSON)


def busy(why: str = "Full for the moment.", seconds: int = 5) -> Answer:
    """Not now; the pause before coming back is spread by jitter."""
    pause = [(b"retry-after", retry_after(seconds))]
    return pages.problem(503, why, f"Try again in {seconds} seconds or more.", pause)


def retry_after(seconds: int = 5) -> bytes:
    """Seconds to wait when full; jitter is added, never taken off, and in proportion."""
    return b"%d" % (seconds + _jitter.randrange(2 * seconds))


def only_to_be_read() -> Answer:
    """Another method than GET or HEAD (P-3.8)."""
    return pages.problem(405, "Only to be read.", "Use GET or HEAD here.", [(b"allow", b"GET, HEAD")])


async def _give(scope: Scope, send: Send, answer: Answer) -> None:
    asked = dict(scope["headers"])
    ready = answer.ready(asked.get(b"accept-encoding", b""))
    if answer.status == 200 and matches(asked.get(b"if-none-match", b""), ready.etag):
        await _send(send, 304, ready.not_modified_headers, b"")
    else:
        await _send(send, ready.status, ready.headers, b"" if scope["method"] == "HEAD" else ready.body)


def redirect_headers(address: str) -> Headers:
    """The headers of a 308 to this address of ours."""
    return [
        (b"location", address.encode()),
        (b"cache-control", b"public, max-age=60"),
        *SAFETY,
        (b"content-length", b"0"),
    ]


async def _redirect(send: Send, address: str) -> None:
    await _send(send, 308, redirect_headers(address), b"")


def _rest(scope: Scope, slug: str) -> str:
    """What follows the name in the address, query included; quoted anew, for what was asked goes into a header."""
    query = scope.get("query_string", b"").decode("ascii", "ignore")
    return quote(scope["path"][len(slug) + 1 :]) + (f"?{query}" if query else "")


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
