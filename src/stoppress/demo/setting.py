"""Sets the scene of the demo: a newsroom, its members, four live blogs, and the big story brought to its middle."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from django.conf import settings

from stoppress.demo import story
from stoppress.demo.acts import AnyAct, NewPost, Open
from stoppress.demo.models import PlayedAct
from stoppress.demo.player import Cue, play
from stoppress.demo.stage import Stage
from stoppress.demo.story import Story
from stoppress.demo.telling import on_day, told
from stoppress.people.joining import add_member
from stoppress.people.models import Member, Newsroom
from stoppress.people.rights import Role
from stoppress.toolkit import clock, ids

NEWSROOM = "The Vessary Courier"
BIG_STORY = "vessary-eruption"
SMALL_STORIES = ("island-cup-final", "tovanne-count", "namir-railway")

#: Name, the part of the address before the @, role.
CAST = (
    ("Ngozi Halvorsen", "ngozi", Role.EDITOR),
    ("Ioan Tavares-Beck", "ioan", Role.REPORTER),
    ("Yuna Pellegrin", "yuna", Role.REPORTER),
)
_MARKER = "demo-data"
#: A post comes every 20 to 40 seconds, everything else 5 to 12 after what went before.
_POST_SECONDS = (20, 40)
_OTHER_SECONDS = (5, 12)


class NotADemo(Exception):
    """The data folder holds something that is not the demo's; the message says what to do."""


@dataclass(frozen=True)
class SignIn:
    """How somebody who watches gets to the desk; the pass phrase is known only when it was made just now."""

    name: str
    email: str
    pass_phrase: str


def start_over() -> None:
    """Remove what an earlier demo left in the data folder; raise NotADemo when the folder is not the demo's.

    Nobody may serve from the folder meanwhile, and this process has not opened the database yet.
    """
    database: Path = settings.DATA / "stoppress.sqlite3"
    if not database.exists():
        return
    if not (settings.DATA / _MARKER).exists():
        raise NotADemo(
            f"{settings.DATA} holds a newsroom that is not the demo’s; nothing was removed. "
            "Name another folder in STOPPRESS_DATA."
        )
    for name in (database.name, f"{database.name}-wal", f"{database.name}-shm"):
        database.with_name(name).unlink(missing_ok=True)


def set_the_scene() -> list[SignIn]:
    """Fill an empty, migrated database up to the middle of the story; leave one that the demo filled before as it is.

    Returns the sign-ins, the editor's first. Raises NotADemo when there is another newsroom.
    """
    if Newsroom.objects.exclude(name=NEWSROOM).exists():
        raise NotADemo(
            f"{settings.DATA} holds a newsroom already. The demo wants a folder of its own: name one in STOPPRESS_DATA."
        )
    (settings.DATA / _MARKER).touch()
    sign_ins = [_sign_in(*who) for who in CAST]
    now = clock.now()
    for name in SMALL_STORIES:
        written = story.load(name)
        stage = stage_of(written)
        play(stage, _at_once(_whole_days_away(written, now)), tell=_not_a_word)
    big = story.load(BIG_STORY)
    stage = stage_of(big)
    play(stage, _at_once(_up_to_the_middle(big, stage, now)), tell=_not_a_word)
    return sign_ins


def the_rest(stage: Stage, written: Story) -> list[Cue]:
    """The whole big story as cues: what was played bears its moments, the rest comes at a gentle pace from now on."""
    played = _played_moments(stage)
    waits = [_wait_seconds(number, act) for number, act in enumerate(written.acts)]
    moment = clock.now()
    for number in range(len(played), len(written.acts)):
        moment += timedelta(seconds=waits[number])
        played.append(moment)
    acts = told(written.acts, played)
    return [Cue(act, wait) for act, wait in zip(acts, waits, strict=True)]


def stage_of(written: Story) -> Stage:
    """The stage of a story, acted by the demo's cast."""
    writers = {member.name: member for member in Member.objects.filter(newsroom__name=NEWSROOM)}
    stage = Stage.of(written.slug, writers[CAST[0][0]], writers)
    stage.pictures = story.FOLDER / written.slug / "portraits"
    return stage


def _sign_in(name: str, mailbox: str, role: Role) -> SignIn:
    email = f"{mailbox}@courier.example"
    if Member.objects.filter(email=email).exists():
        return SignIn(name, email, "")
    pass_phrase = "-".join(ids.secret(4) for _ in range(4))
    add_member(NEWSROOM, email, name, role, pass_phrase)
    return SignIn(name, email, pass_phrase)


def _whole_days_away(written: Story, now: datetime) -> list[AnyAct]:
    """A small story at its own times of day, so many days from today."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    acts = told(written.acts, on_day(written.acts, midnight + timedelta(days=written.day)))
    if written.coverage_starts is None:
        return acts
    day, at = written.coverage_starts
    starts_at = datetime.combine(midnight + timedelta(days=day), at, midnight.tzinfo)
    return [
        msgspec.structs.replace(act, coverage_starts_at=starts_at) if isinstance(act, Open) else act
        for act in acts
    ]


def _up_to_the_middle(written: Story, stage: Stage, now: datetime) -> list[AnyAct]:
    """The first half, so stamped that its last post came just now (or, when it was begun before, as it was begun)."""
    if written.middle is None:
        raise story.BadStory(f"{written.slug} has no middle.")
    played = _played_moments(stage)
    first, middle = written.acts[0].at, written.acts[written.middle].at
    shift = played[0] - first if played else now - timedelta(seconds=30) - middle
    acts = told(written.acts, [act.at + shift for act in written.acts])
    return acts[: written.middle + 1]


def _played_moments(stage: Stage) -> list[datetime]:
    return list(PlayedAct.objects.filter(blog=stage.blog).order_by("position").values_list("at", flat=True))


def _wait_seconds(number: int, act: AnyAct) -> float:
    """How long an act of the second half waits: always the same for the same act, and no two alike."""
    least, most = _POST_SECONDS if isinstance(act, NewPost) else _OTHER_SECONDS
    return least + zlib.crc32(b"%d" % number) % (most - least + 1)


def _at_once(acts: Sequence[AnyAct]) -> list[Cue]:
    return [Cue(act, stamp=act.at) for act in acts]


def _not_a_word(_line: str) -> None:
    """What is past is brought up silently."""
