"""Follows the wires: which live blogs are in memory, who listens to them, and what is wrong with them."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from typing import Any, TypeVar

from stoppress.edge.limits import Limits
from stoppress.edge.regulator import Regulator
from stoppress.edge.story import Story
from stoppress.edge.streams import Audience, Reader
from stoppress.edge.welcome import Welcome, Welcomes
from stoppress.wire.change import Change, Cursor
from stoppress.wire.tails.tail import CorruptWire, News, Tail, must_follow

logger = logging.getLogger("stoppress.edge")

T = TypeVar("T")

#: Troubles that are remembered by name; more than that is one trouble.
_MOST_TROUBLES = 100
#: A cursor is shorter than this; whatever is longer is none.
_LONGEST_ASKED = 40

#: Names under which there is nothing, remembered until the next look, so that strangers who guess cost the wire little.
_MOST_UNKNOWN = 10_000

#: Over so long the streams of a live blog that has got another name end, so that they do not all come back at once.
_SEND_ON_SECONDS = 5.0

_jitter = Random()  # noqa: S311  spreads timers, guards nothing


class NotNow(Exception):
    """The wire cannot be asked at the moment; the message says why, and the reader comes back later."""


class Follower:
    """Keeps the stories in memory at the head of their wires; `moved` is called with the name of each that moves on, and the
    keys of the parts that are others now; None when it is let go.

    All its methods but `look` belong to the event loop. A story never changes: whoever waited for something takes it
    anew from `stories`.
    """

    def __init__(
        self,
        tail: Tail,
        limits: Limits,
        moved: Callable[[str, Collection[str] | None], None],
        regulator: Regulator | None = None,
    ) -> None:
        self.stories: OrderedDict[str, Story] = OrderedDict()
        self.audiences: dict[str, Audience] = {}
        #: What is wrong in words, by live blog; “” for the wires as a whole. Readers are served the last good page.
        self.troubles: dict[str, str] = {}
        self.looked_at = 0.0
        self.regulator = regulator or Regulator()
        self.regulator.has_changed()
        self._tail = tail
        self._limits = limits
        self._tell_moved = moved
        self._opening: dict[str, asyncio.Future[Story | str]] = {}
        #: Names of no live blog, and where the one that once had it is found now, or “”.
        self._unknown: dict[str, str] = {}
        self._hint = asyncio.Event()
        self._moved = asyncio.Event()
        self._catching_up = 0
        self._waiting = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._following: asyncio.Task[None] | None = None
        self._turning_away: set[asyncio.Task[None]] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="edge-tail")

    async def start(self) -> None:
        """Begin to follow."""
        self._loop = asyncio.get_running_loop()
        self.looked_at = self._loop.time()
        self._following = self._loop.create_task(self._follow())

    async def stop(self) -> None:
        """Follow no more, and let the tail go."""
        if self._following:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following
        await asyncio.get_running_loop().run_in_executor(self._thread, self._tail.close)
        self._thread.shutdown(wait=False)

    async def drain(self, seconds: float) -> None:
        """Let all readers go, in slices over this time (P-5.8)."""
        await asyncio.gather(*(audience.close(seconds) for audience in self.audiences.values()))

    def look(self) -> None:
        """A hint from any thread: something may have been committed."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended in this very moment
                self._loop.call_soon_threadsafe(self._heard)

    def silent_seconds(self) -> float:
        """How long ago the wires were looked at with success."""
        return self._loop.time() - self.looked_at if self._loop else 0.0

    async def story(self, slug: str) -> Story | None:
        """The live blog of this name, opened if it is not in memory; None if it is not public. Raises NotNow."""
        found = await self._find(slug)
        return found if isinstance(found, Story) else None

    async def moved_to(self, slug: str) -> str:
        """The name under which the live blog that once had this one is found now, or “”. Raises NotNow."""
        found = await self._find(slug)
        return found if isinstance(found, str) else ""

    async def ask(self, about: str, question: Callable[[Tail], Callable[..., T]], *words: Any) -> T:
        """Put one question to the tail on behalf of a reader; raises NotNow when too many wait, or on trouble."""
        if self._waiting >= self._limits.waiting_lookups:
            raise NotNow("Full for the moment.")
        try:
            async with asyncio.timeout(self._limits.lookup_seconds):
                answer = await self._ask(question(self._tail), *words)
        except TimeoutError:
            raise NotNow("The wire does not answer in time.") from None
        except CorruptWire as error:
            self._alarm(about, str(error))
            raise NotNow("This cannot be shown at the moment; the newsroom has been told.") from error
        except Exception as error:
            self._alarm("", f"The wire cannot be read: {error}")
            raise NotNow("The wire cannot be read at the moment; the newsroom has been told.") from error
        self.troubles.pop(about, None)
        return answer

    def enter(self, slug: str, asked: str, reader: Reader) -> Welcome | None:
        """Let a reader in: what he missed, and from then on everything, with nothing between. None if it is not in memory."""
        story = self.stories.get(slug)
        if story is None:
            return None
        welcome = story.welcomes.of(story, asked[:_LONGEST_ASKED])
        if welcome.goes_on:
            audience = self.audiences.get(slug)
            if audience is None:
                audience = self.audiences[slug] = Audience(story.cursor.epoch, self._limits)
            audience.join(reader, welcome.number, story.cursor.number)
        return welcome

    def leave(self, slug: str, reader: Reader) -> None:
        """The reader is gone."""
        audience = self.audiences.get(slug)
        if audience is not None:
            audience.leave(reader)

    async def catch_up(self, slug: str, cursor: Cursor) -> Story | None:
        """Wait up to a second for our own tail to reach this number (P-4.5); what we have then, or None if it is gone."""
        story = self.stories.get(slug)
        if self._catching_up >= self._limits.catching_up:
            return story
        self._catching_up += 1
        self._hint.set()
        try:
            async with asyncio.timeout(self._limits.catch_up_seconds):
                while story and story.cursor.epoch == cursor.epoch and story.cursor.number < cursor.number:
                    await self._moved.wait()
                    story = self.stories.get(slug)
        except TimeoutError:
            pass
        finally:
            self._catching_up -= 1
        return self.stories.get(slug)

    # ---- following

    def _heard(self) -> None:
        # At once: who opens a live blog and loads its page must not meet what was true before.
        self._unknown = {}
        self._hint.set()

    async def _follow(self) -> None:
        while True:
            with suppress(TimeoutError):
                pause = self._limits.look_seconds * _jitter.uniform(0.8, 1.2)
                await asyncio.wait_for(self._hint.wait(), pause)
            self._hint.clear()
            try:
                await self._look()
            except Exception as error:  # whatever the tail meets, readers keep the last good page
                self._alarm("", f"The wire cannot be read: {error}")

    async def _look(self) -> None:
        if self.regulator.has_changed():
            self._regulate()
        self._unknown = {}  # another one: who read before this look notes it where nobody reads any more
        known = {name: story.cursor for name, story in self.stories.items()}
        found = await self._ask(self._tail.news, known)
        self.troubles.pop("", None)
        for name in known:
            await self._take(name, found.get(name))
        assert self._loop is not None
        self.looked_at = self._loop.time()
        if found:
            self._moved.set()
            self._moved = asyncio.Event()
        if any(news.goes_on for news in found.values()):
            self._hint.set()

    def _regulate(self) -> None:
        """The operator wishes another pace: no answer of the old one is given any more, and a stop ends all streams."""
        for name, story in self.stories.items():
            story.welcomes = Welcomes()
            self._tell_moved(name, ())
        if self.regulator.pace.is_stopped:
            for audience in self.audiences.values():
                self._in_its_own_time(audience.close(_SEND_ON_SECONDS))

    async def _take(self, name: str, news: News | None) -> None:
        """Take one story on; its trouble does not hold up the others."""
        try:
            if news is not None and name in self.stories:
                await self._go_on(self.stories[name], news)
        except CorruptWire as error:
            self._alarm(name, str(error))
            return
        if news is not None and news.trouble:
            self._alarm(name, news.trouble)
        else:
            self.troubles.pop(name, None)

    async def _go_on(self, story: Story, news: News) -> None:
        if news.moved_to:
            self._send_on(story.name)
            return
        if news.cursor.epoch != story.cursor.epoch:
            self._begin_anew(story.name, news.cursor)
            return
        if not news.changes:
            return
        try:
            must_follow(story.cursor.number, news.changes)
        except CorruptWire:
            await self._reopen(story)  # a tail that does not keep everything: take the page as it stands
            return
        fresh = story.after(news.changes, news.cursor)
        if fresh.needs_opening:
            await self._reopen(story)
            return
        fresh.older_anchor = await self._anchor(fresh, story)
        self._replace(fresh, news.changes)

    async def _reopen(self, story: Story) -> None:
        """Read the page anew from the wire, and tell the readers what they have missed by that."""
        opening = await self._ask(self._tail.open, story.name)
        if opening is None or opening.cursor.epoch != story.cursor.epoch:
            self._begin_anew(story.name, opening.cursor if opening else story.cursor)
            return
        if opening.cursor.number < story.cursor.number:
            raise CorruptWire(f"The wire went back from {story.cursor.number} to {opening.cursor.number}.")
        fresh = Story.opened(story.name, opening, self.regulator)
        fresh.older_anchor = await self._anchor(fresh)
        missed = fresh.since(story.cursor.number)
        if missed is None:
            self._begin_anew(story.name, opening.cursor)
        else:
            self._replace(fresh, missed)

    def _replace(self, fresh: Story, changes: list[Change]) -> None:
        """From one moment to the next: who enters before is told, who enters after has it in his welcome."""
        self.stories[fresh.name] = fresh
        self._tell_moved(fresh.name, {change.key for change in changes})
        audience = self.audiences.get(fresh.name)
        if audience is not None:
            audience.tell(changes)

    def _begin_anew(self, name: str, cursor: Cursor) -> None:
        """Another life of the wire: everybody loads the page again (P-2.5), and who comes now meets the new one."""
        audience = self.audiences.pop(name, None)
        self._forget(name)
        if audience is not None:
            self._in_its_own_time(audience.turn_away(cursor))

    def _send_on(self, name: str) -> None:
        """The same wire under another name: streams end, and come back to where they are sent on with their numbers."""
        audience = self.audiences.pop(name, None)
        self._forget(name)
        if audience is not None:
            self._in_its_own_time(audience.close(_SEND_ON_SECONDS))

    def _in_its_own_time(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._turning_away.add(task)
        task.add_done_callback(self._turning_away.discard)

    def _forget(self, name: str) -> None:
        self.stories.pop(name, None)
        self._tell_moved(name, None)
        if not len(self.audiences.get(name, ())):
            self.audiences.pop(name, None)

    # ---- opening

    async def _find(self, slug: str) -> Story | str:
        """The live blog of this name, or the name under which it is found now, or “”."""
        held = self.stories.get(slug)
        if held is not None:
            self.stories.move_to_end(slug)
            return held
        if slug in self._unknown:
            return self._unknown[slug]
        opening = self._opening.get(slug)
        if opening is None:
            opening = self._opening[slug] = asyncio.ensure_future(self._open(slug))
            opening.add_done_callback(lambda done: self._opened(slug, done))
        return await asyncio.shield(opening)

    async def _open(self, slug: str) -> Story | str:
        unknown = self._unknown
        opening = await self.ask(slug, lambda tail: tail.open, slug)
        if opening is None:
            moved_to = await self.ask(slug, lambda tail: tail.moved, slug) or ""
            if moved_to or len(unknown) < _MOST_UNKNOWN:
                unknown[slug] = moved_to
            return moved_to
        story = Story.opened(slug, opening, self.regulator)
        if story.goes_on:
            place = story.shown[-1].place
            story.older_anchor = await self.ask(slug, lambda tail: tail.older_anchor, slug, place)
        self.stories[slug] = story
        self._let_idle_stories_go(slug)
        return story

    def _opened(self, slug: str, done: asyncio.Future[Story | str]) -> None:
        self._opening.pop(slug, None)
        if not done.cancelled():
            done.exception()  # told to those who waited; if all have left, to nobody

    async def _anchor(self, fresh: Story, before: Story | None = None) -> str | None:
        """Where the older posts begin; asked again only when another post is the last on the page."""
        if not fresh.goes_on:
            return None
        place = fresh.shown[-1].place
        if before and before.goes_on and before.shown[-1].place == place:
            return before.older_anchor
        return await self._ask(self._tail.older_anchor, fresh.name, place)

    def _let_idle_stories_go(self, but: str) -> None:
        excess = len(self.stories) - self._limits.stories_in_memory
        if excess > 0:
            idle = [name for name in self.stories if name != but and not len(self.audiences.get(name, ()))]
            for name in idle[:excess]:
                self._forget(name)

    async def _ask(self, question: Callable[..., T], *words: Any) -> T:
        self._waiting += 1
        asked = asyncio.get_running_loop().run_in_executor(self._thread, question, *words)
        asked.add_done_callback(lambda _: self._answered())
        return await asked

    def _answered(self) -> None:
        self._waiting -= 1

    def _alarm(self, about: str, words: str) -> None:
        if self.troubles.get(about) == words:
            return
        logger.error("%s%s The last good pages are served.", f"{about}: " if about else "", words)
        if len(self.troubles) < _MOST_TROUBLES:
            self.troubles[about] = words
