"""The acts on the queue: let a post go out at a moment, stop what is on its way, let two change places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from stoppress.publishing import outgoing
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.models import Outgoing, Standing
from stoppress.publishing.outgoing import AlreadySettled
from stoppress.publishing.posts import begun, rehearse, stands_so, write
from stoppress.publishing.refusals import Conflict, Invalid, NotThere
from stoppress.publishing.wording import Wording, cleaned
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock

#: Nobody means a moment further away than this.
_FURTHEST = timedelta(days=366)


def schedule(
    hand: Hand,
    blog: LiveBlog,
    release_at: datetime,
    *,
    wording: Wording | None = None,
    draft: str | None = None,
    version: int | None = None,
) -> Answer:
    """Let a draft go out at this moment, to the second; with `wording`, in these words, and without `draft` as a new one.

    One that is in the queue already gets the new moment. At that moment nobody is asked anything. Where two people are needed
    it waits for the second first. Raises Invalid for a moment that has passed, Conflict, NotThere, WrongState.
    """

    def do(act: Act) -> Answer:
        moment = _checked(release_at, act.at)
        post = begun(act, draft, version)
        act.version_before = post.version or None
        words = cleaned(wording or Wording(), byline=hand.member.name) if wording or not draft else None
        if words and not stands_so(post, words):
            write(act, post, words)
        rehearse(act, post)
        queued = _queued(act, post.public_id)
        if queued is None:
            return outgoing.put(act, outgoing.of_draft(post), wanted_at=moment)
        queued.wanted_at = moment
        if queued.standing == Standing.DUE:
            queued.due_at = outgoing.due_moment(act, queued)
        queued.save()
        return outgoing.told(act, queued)

    content = {
        "release_at": release_at,
        "wording": asdict(wording) if wording else None,
        "draft": draft,
        "version": version,
    }
    return perform(hand, "schedule", blog, content, do)


def stop(hand: Hand, blog: LiveBlog, kept: str) -> Answer:
    """Let what is on its way not go out: a post is a draft again; anything else stays in the list, to be released or thrown away.

    Raises WrongState when it is too late: then it has gone out.
    """

    def do(act: Act) -> Answer:
        row = find(act, kept)
        answer = outgoing.told(act, row)
        if not _stopped(act, row):
            raise AlreadySettled("It is too late to stop this: it has gone out, or is stopped already.")
        return act.answer(post=answer.post, version=answer.version, state="stopped", outgoing=kept)

    return perform(hand, "stop", blog, {"outgoing": kept}, do)


def stop_all(hand: Hand, blog: LiveBlog) -> Answer:
    """Let nothing go out that the clock would let out, whatever its moment; as `stop`, for all of it in one act.

    What waits for a second person goes on waiting. Raises WrongState if nothing was to go out.
    """

    def do(act: Act) -> Answer:
        rows = Outgoing.objects.due().filter(blog=act.blog)
        if not [row for row in rows if _stopped(act, row)]:
            raise AlreadySettled("Nothing was about to go out, so nothing was stopped.")
        return act.answer(state="stopped")

    return perform(hand, "stop all", blog, {}, do, right="stop")


def _stopped(act: Act, row: Outgoing) -> bool:
    """Stop it, unless it is too late; whoever made it is told who did."""
    mine = Outgoing.objects.filter(
        pk=row.pk, standing__in=[Standing.WAITING, Standing.DUE, Standing.HELD_BACK]
    )
    if row.act != "publish":
        return bool(mine.update(standing=Standing.STOPPED, due_at=None))
    if not mine.delete()[0]:
        return False
    if row.made_by_id != act.hand.member.pk:
        outgoing.tell_maker(act, row)
    return True


def throw_away(hand: Hand, blog: LiveBlog, kept: str) -> Answer:
    """Drop an act that was stopped, sent back or held back, with its words; a draft is never dropped by it."""

    def do(act: Act) -> Answer:
        row = find(act, kept)
        if row.act == "publish" or row.standing in {Standing.WAITING, Standing.DUE}:
            raise AlreadySettled("Stop this first; a draft is thrown away in the list of drafts.")
        row.delete()
        return act.answer(state="thrown away", outgoing=kept)

    return perform(hand, "throw away", blog, {"outgoing": kept}, do, right="stop")


def reorder(hand: Hand, blog: LiveBlog, wanted: Sequence[str]) -> Answer:
    """Let the posts of the queue go out in this order: the moments stay, the posts change places.

    `wanted` names every post of the queue whose moment is still to come, once; raises Conflict if the queue is another by now.
    Where the live blog has a delay, none goes out before it has passed since this act.
    """

    def do(act: Act) -> Answer:
        rows = {row.public_id: row for row in in_order(act.blog)}
        if sorted(rows) != sorted(wanted):
            raise Conflict("Somebody changed the queue while you were at it.", {"order": list(rows)})
        slots = [(row.wanted_at, row.position) for row in rows.values()]
        for name, slot in zip(wanted, slots, strict=True):
            if slot != (rows[name].wanted_at, rows[name].position):
                _give_slot(act, rows[name], *slot)
        return act.answer(state="in order")

    return perform(hand, "reorder queue", blog, {"wanted": list(wanted)}, do, right="schedule")


def _give_slot(act: Act, row: Outgoing, moment: datetime | None, position: int) -> None:
    row.wanted_at, row.position = moment, position
    row.due_at = outgoing.due_moment(act, row) if row.standing == Standing.DUE else None
    row.save()


def in_order(blog: LiveBlog) -> list[Outgoing]:
    """What goes out at a moment still to come, in its order; what waits for a second person has its place in it.

    What waits for a second person past its moment has none any more: whoever got its place would go out at once.
    """
    rows = Outgoing.objects.filter(blog=blog, standing__in=[Standing.WAITING, Standing.DUE])
    return list(rows.filter(wanted_at__gt=clock.now()).order_by("wanted_at", "position", "pk"))


def find(act: Act, kept: str) -> Outgoing:
    """The act on its way out of this live blog; raises NotThere."""
    found = Outgoing.objects.open().filter(blog=act.blog, public_id=kept).first()
    if found is None:
        raise NotThere("This is not on its way out: it has gone out already, or was stopped.")
    row: Outgoing = found
    return row


def _queued(act: Act, post: str) -> Outgoing | None:
    found: Outgoing | None = (
        Outgoing.objects.filter(blog=act.blog, subject=post, act="publish")
        .filter(standing__in=[Standing.WAITING, Standing.DUE])
        .first()
    )
    return found


def _checked(release_at: datetime, now: datetime) -> datetime:
    if release_at.tzinfo is None:
        raise Invalid(release_at="Say the time with its zone.")
    moment = release_at.replace(microsecond=0)
    if moment <= now:
        raise Invalid(release_at="This moment has passed. Choose a later one, or publish now.")
    if moment - now > _FURTHEST:
        raise Invalid(release_at="This is more than a year away; look at the date again.")
    return moment
