"""What is being typed, kept while it is typed: no act, seen by nobody but its writer, and gone when it was sent.

It is there after a dead tab, a dead battery or a dead device, in states of which the newest counts. A take-down erases what
was typed at that post, too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from stoppress.people.models import Member
from stoppress.publishing.models import Receipt, UnsentText
from stoppress.publishing.refusals import Conflict, Invalid, NotThere, WrongState
from stoppress.stories.models import LiveBlog, Post, State
from stoppress.toolkit import clock, kept_json

#: The forms whose text is kept.
PLACES = (
    "new",
    "amend",
    "correct",
    "withdraw",
    "key-points",
    "header",
    "round-up",
    "answer",
    "hand-over",
    "question-box",
)
KEPT_FOR = timedelta(days=14)
#: A state that is younger is written over; so a long text has some twenty, not thousands.
STATE_EVERY = timedelta(seconds=60)
MOST_STATES = 20
#: What one member keeps in all live blogs; of more, the oldest gives way.
MOST_TEXTS = 100
#: A long post with all that the editor makes of it has some 50,000.
LONGEST = 400_000

_SENT = Exists(Receipt.objects.filter(member=OuterRef("member"), key=OuterRef("key")))


@dataclass(frozen=True)
class Typed:
    """One text as a device knows it: `seen` is the number of the state that it goes on from (0: none)."""

    place: str
    key: str
    fields: dict[str, Any]
    post: str = ""
    seen: int = 0


@dataclass(frozen=True)
class Unsent:
    """The newest state of one text."""

    place: str
    post: str
    key: str
    number: int
    at: datetime
    fields: dict[str, Any]


def keep(member: Member, blog: LiveBlog, typed: Typed) -> Unsent:
    """Keep this state of the text; returns it with its number.

    Raises WrongState when the text was sent already; Conflict, with the newest state, when another device went on with it
    meanwhile; NotThere and Invalid.
    """
    _check(typed)
    if is_sent(member, typed.key):
        raise WrongState("This text was sent already.")
    try:
        with transaction.atomic():
            return _told(_kept(member, blog, typed, _about(blog, typed.post)))
    except IntegrityError as error:  # two devices at the same moment: the other was first
        raise _overtaken(_newest(member, typed.key)) from error


def texts_of(member: Member, blog: LiveBlog) -> list[Unsent]:
    """What this member has not sent in this live blog, the newest first."""
    rows = _left(member, blog).select_related("post").order_by("-at", "-pk")
    return [_told(row) for row in rows[:MOST_TEXTS]]


def count_of(member: Member, blog: LiveBlog) -> int:
    """How many texts these are; none of them is read for it."""
    return _left(member, blog).count()


def text_of(member: Member, blog: LiveBlog, key: str) -> Unsent | None:
    """The newest state of one text, if it is hers, of this live blog and not sent."""
    row = _left(member, blog).filter(key=key).select_related("post").first()
    return _told(row) if row else None


def is_sent(member: Member, key: str) -> bool:
    """Whether the sending of this key was done."""
    return Receipt.objects.filter(member=member, key=key).exists()


def forget(member: Member, key: str) -> None:
    """Every state of this text goes: it was sent or thrown away."""
    UnsentText.objects.filter(member=member, key=key).delete()


def forget_old() -> int:
    """Forget what nobody has taken up for fourteen days; returns how many states that were."""
    count, _ = UnsentText.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()
    return count


def _check(typed: Typed) -> None:
    if typed.place not in PLACES:
        raise Invalid(place="There is no such form.")
    if not 1 <= len(typed.key) <= 200:
        raise Invalid(key="The key of a sending has 1 to 200 characters.")
    if len(json.dumps(typed.fields)) > LONGEST:
        raise Invalid(fields="This is too long to be kept on the server; it is kept on your device.")


def _about(blog: LiveBlog, post: str) -> Post | None:
    if not post:
        return None
    found = Post.objects.filter(blog=blog, public_id=post).exclude(state=State.TAKEN_DOWN).first()
    if found is None:
        raise NotThere("There is no such post; it may have been taken down.")
    return found


def _kept(member: Member, blog: LiveBlog, typed: Typed, post: Post | None) -> UnsentText:
    newest, now, fields = _newest(member, typed.key), clock.now(), json.dumps(typed.fields)
    if newest and newest.fields == fields:
        return newest  # the same words, from whichever device
    if newest and newest.number != typed.seen:
        raise _overtaken(newest)
    if newest and now - newest.at < STATE_EVERY:
        newest.number, newest.fields = newest.number + 1, fields
        newest.save(update_fields=["number", "fields"])
        return newest
    number = newest.number + 1 if newest else 1
    made = UnsentText.objects.create(
        member=member,
        blog=blog,
        post=post,
        place=typed.place,
        key=typed.key,
        number=number,
        fields=fields,
        at=now,
    )
    if number == 1:
        _make_room(member)
    _thin_out(member, typed.key)
    return made


def _make_room(member: Member) -> None:
    """Let go what was sent, and of too many texts, wherever she writes them, the oldest."""
    hers = UnsentText.objects.filter(member=member)
    hers.filter(_SENT).delete()
    newest_first = hers.values("key").annotate(last=Max("pk")).order_by("-last")
    too_many = list(newest_first.values_list("key", flat=True)[MOST_TEXTS:])
    hers.filter(key__in=too_many).delete()


def _thin_out(member: Member, key: str) -> None:
    states = UnsentText.objects.filter(member=member, key=key).order_by("-number")
    old = list(states.values_list("pk", flat=True)[MOST_STATES:])
    UnsentText.objects.filter(pk__in=old).delete()


def _newest(member: Member, key: str) -> UnsentText | None:
    return (
        UnsentText.objects.filter(member=member, key=key).select_related("post").order_by("-number").first()
    )


def _left(member: Member, blog: LiveBlog) -> QuerySet[UnsentText]:
    """The newest state of each text that this member has not sent in this live blog."""
    hers = UnsentText.objects.filter(member=member, blog=blog, at__gt=clock.now() - KEPT_FOR)
    newer = UnsentText.objects.filter(
        member=member, blog=blog, key=OuterRef("key"), number__gt=OuterRef("number")
    )
    return hers.exclude(_SENT).exclude(Exists(newer))


def _overtaken(row: UnsentText | None) -> Conflict:
    current = {"number": row.number, "fields": _fields(row)} if row else {}
    return Conflict("You have gone on with this text on another device.", current)


def _told(row: UnsentText) -> Unsent:
    post = row.post.public_id if row.post else ""
    return Unsent(row.place, post, row.key, row.number, row.at, _fields(row))


def _fields(row: UnsentText) -> dict[str, Any]:
    """What was typed; nothing where what was kept cannot be read, so that the others are there all the same."""
    try:
        found = kept_json.read(row.fields)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
