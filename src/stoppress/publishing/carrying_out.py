"""Carrying out what is on its way out: at its moment, once, in the order of the queue; what cannot go out is held back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import F, Min, QuerySet

from stoppress.publishing import (
    addresses,
    answers,
    key_points,
    live_blogs,
    outgoing,
    posts,
    question_box,
    release_rules,
    sessions,
    versions,
)
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.hand import KEY_OF_CLOCK, Answer, Hand
from stoppress.publishing.models import Outgoing, Standing
from stoppress.publishing.outgoing import AlreadySettled
from stoppress.publishing.refusals import Busy, DiskFull, NotThere, Refusal
from stoppress.publishing.wording import Wording
from stoppress.stories.models import LiveBlog, Post
from stoppress.toolkit import clock

logger = logging.getLogger("stoppress.publishing.carrying_out")

#: What is still there so long after its moment is late, and the desk and `stoppress doctor` say so.
LATE = timedelta(seconds=2)
#: So long the desk tells of what went out late.
TOLD = timedelta(days=1)


def step() -> bool:
    """Let the next act go out whose moment has come; says whether there was one. Any number of processes may call it."""
    kept = Outgoing.objects.due().filter(due_at__lte=clock.now()).select_related("made_by__newsroom").first()
    if kept is None:
        return False
    carry_out(kept)
    return True


def carry_out(kept: Outgoing) -> Answer | None:
    """Do the act as whoever made it; None when another was faster, or when it cannot be done and is held back.

    Raises Busy and DiskFull: then it is still due, and is tried again.
    """
    hand = Hand(kept.made_by, f"{KEY_OF_CLOCK}{kept.public_id}", "schedule", outgoing=kept.public_id)
    blog = LiveBlog.objects.select_related("wire", "newsroom").get(pk=kept.blog_id)
    try:
        answer = AGAIN[kept.act](hand, blog, msgspec.json.decode(kept.content))
    except (Busy, DiskFull):
        raise
    except AlreadySettled:
        return None
    except Refusal as refusal:
        _hold_back(kept, outgoing.right_lost(kept) or refusal.message)
    except Exception:
        logger.exception("%s of %s cannot go out.", kept.act, blog.slug)
        _hold_back(kept, "It could not be done, through a fault of ours. The log says more.")
    else:
        if answer.is_repeated and _hold_back(kept, "Its key was used for something else. Send it once more."):
            return None
        if kept.due_at is not None and clock.now() - kept.due_at > LATE:
            logger.warning("%s of %s went out late; it was due at %s.", kept.act, blog.slug, kept.due_at)
        return answer
    return None


def next_moment() -> datetime | None:
    """When the next act goes out; None if none is due."""
    found: datetime | None = Outgoing.objects.filter(standing=Standing.DUE).aggregate(next=Min("due_at"))[
        "next"
    ]
    return found


def late() -> QuerySet[Outgoing]:
    """What should be out by now, and is not: nobody carries it out, or they cannot."""
    return Outgoing.objects.due().filter(due_at__lt=clock.now() - LATE)


def went_out_late(blog: LiveBlog) -> QuerySet[Outgoing]:
    """What went out of this live blog after its moment, in the last day; the newest first."""
    out = Outgoing.objects.filter(blog=blog, standing=Standing.OUT, settled_at__gt=clock.now() - TOLD)
    return out.filter(settled_at__gt=F("due_at") + LATE).order_by("-settled_at")


def _hold_back(kept: Outgoing, why: str) -> bool:
    """Flag it, unless somebody has stopped or changed it meanwhile, or it has gone out; says whether it did."""
    mine = Outgoing.objects.filter(pk=kept.pk, standing=Standing.DUE, content=kept.content)
    return bool(mine.update(standing=Standing.HELD_BACK, note=why, due_at=None))


_Content = Mapping[str, Any]


def _publish(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    draft = Post.objects.filter(blog=blog, public_id=content["draft"]).first()
    if draft is None:
        raise NotThere("The draft is gone.")
    words = posts.wording_of(draft)
    return posts.publish(hand, blog, words, draft=draft.public_id, version=content["version"])


def _amend(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    return posts.amend(hand, blog, content["post"], content["version"], _wording(content))


def _correct(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    return posts.correct(hand, blog, content["post"], content["version"], _wording(content), content["note"])


def _restore(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    return posts.restore(hand, blog, content["post"], content["version"])


def _restore_version(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    return versions.restore_version(hand, blog, content["post"], content["version"], content["number"])


def _release_answer(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    return answers.release_answer(hand, blog, msgspec.convert(content, Release))


def _amend_answer(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    more = {name: content[name] for name in ("name", "description", "has_portrait", "session")}
    asked = msgspec.convert(content["asked"], tuple[Shown, ...])
    return answers.amend_answer(hand, blog, content["post"], content["version"], asked, **more)


def _set_key_points(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    points = [(text, post) for text, post in content["points"]]
    return key_points.set_key_points(hand, blog, points, content["version"])


def _restore_key_points(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    return key_points.restore_key_points(hand, blog, content["number"], content["version"])


def _change_header(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    start = content["coverage_starts_at"]
    return live_blogs.change_header(
        hand,
        blog,
        content["version"],
        headline=content["headline"],
        standfirst=content["standfirst"],
        team=[(name, duty) for name, duty in content["team"]],
        zone=content["zone"],
        language=content["language"],
        coverage_starts_at=datetime.fromisoformat(start) if start else None,
    )


def _change_slug(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    return addresses.change_slug(hand, blog, content["version"], content["slug"])


def _change_phase(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    return live_blogs.change_phase(hand, blog, content["version"], content["phase"])


def _open_session(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    return sessions.open_session(hand, blog, content["heading"], content["standfirst"])


def _rename_session(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    words = content["heading"], content["standfirst"]
    return sessions.rename_session(hand, blog, content["session"], content["version"], *words)


def _change_question_box(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    words = {name: content[name] for name in ("is_open", "invitation", "rules", "keep_days")}
    return question_box.change_question_box(hand, blog, content["version"], **words)


def _set_release_rules(hand: Hand, blog: LiveBlog, content: _Content) -> Answer:
    rules = {name: content[name] for name in ("needs_two_people", "delay_seconds", "of_newsroom")}
    return release_rules.set_release_rules(hand, blog, **rules, seen=content.get("seen"))


def _wording(content: _Content) -> Wording:
    return msgspec.convert(content["wording"], Wording)


#: Each act that can wait, done again from what was kept of it.
AGAIN: Mapping[str, Callable[[Hand, LiveBlog, _Content], Answer]] = {
    "publish": _publish,
    "amend": _amend,
    "correct": _correct,
    "restore": _restore,
    "restore version": _restore_version,
    "release answer": _release_answer,
    "amend answer": _amend_answer,
    "set key points": _set_key_points,
    "restore key points": _restore_key_points,
    "change header": _change_header,
    "change slug": _change_slug,
    "change phase": _change_phase,
    "open session": _open_session,
    "rename session": _rename_session,
    "change question box": _change_question_box,
    "set release rules": _set_release_rules,
}
