"""One act, one transaction, one pen: rows, receipt, audit entry, errands and wire changes commit together or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any

import msgspec
from django.db import OperationalError, transaction

from stoppress.people.rights import Role, may
from stoppress.people.roles import role_now, role_on
from stoppress.publishing import fail_points, outgoing
from stoppress.publishing.front import show_cards
from stoppress.publishing.hand import KEY_OF_CLOCK, Answer, Hand
from stoppress.publishing.models import AuditEntry, Errand, Receipt
from stoppress.publishing.refusals import Busy, DiskFull, Invalid, NotAllowed, NotThere, SendingReused
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock
from stoppress.wire import waking
from stoppress.wire.append import Remove, Wish, append
from stoppress.wire.change import Part

_LONGEST_KEY = 200


@dataclass
class Act:
    """An act in progress: what it will put on the wire, and what it leaves in the audit log."""

    hand: Hand
    name: str
    blog: LiveBlog
    at: datetime
    #: What the member is on this live blog.
    role: Role
    wishes: list[Wish] = field(default_factory=list)
    errands: list[tuple[str, str]] = field(default_factory=list)
    version_before: int | None = None
    #: What other live blogs are to show, by the key of their wires.
    elsewhere: dict[int, tuple[LiveBlog, list[Wish]]] = field(default_factory=dict)
    #: The live blogs whose cards on the front page are put last of all, by their keys.
    cards: dict[int, LiveBlog] = field(default_factory=dict)
    #: What the front page says of itself may have changed, too: zone, newsroom.
    is_front_touched: bool = False
    #: Posts to which something refers newly or no longer; `following.refresh_dependants` shows them anew.
    unsettled: set[int] = field(default_factory=set)
    #: Other live blogs whose log has a line of this act, too: the live blog, what it is about there, its version.
    also: list[tuple[LiveBlog, str, int]] = field(default_factory=list)
    #: It waits for a second person or for its moment: nothing of it is on the wire.
    is_waiting: bool = False
    #: What colleagues had sent and this act goes instead of: the draft, and who had sent it.
    instead_of: list[tuple[str, str]] = field(default_factory=list)
    #: Posts that this act has made: of them nothing of an earlier version has to be asked for.
    made: set[int] = field(default_factory=set)
    #: How many phrases lead nowhere yet, of the posts that it has written.
    loose: dict[int, int] = field(default_factory=dict)

    def put(self, part: Part) -> None:
        """Let the page show this part, if the live blog is public."""
        self.wishes.append(part)

    def put_on(self, blog: LiveBlog, part: Part) -> None:
        """Let the page of another live blog show this part, if it is public."""
        self.elsewhere.setdefault(blog.wire.pk, (blog, []))[1].append(part)

    def remove(self, key: str) -> None:
        """Let the part of this key leave the page."""
        self.wishes.append(Remove(key))

    def show_card(self, blog: LiveBlog | None = None) -> None:
        """Let the front page show this live blog, or that of the act, as it is when the act has ended."""
        shown = blog or self.blog
        self.cards[shown.pk] = shown

    def beside(self, blog: LiveBlog) -> Act:
        """The same act as it is done on another live blog; `take_along` makes one of both."""
        return Act(self.hand, self.name, blog, self.at, role_on(self.hand.member, blog.pk))

    def take_along(self, other: Act, subject: str, version: int) -> None:
        """Let what the act does on another live blog commit with it, in one transaction, with a line of its own in the log."""
        self.elsewhere.setdefault(other.blog.wire.pk, (other.blog, []))[1].extend(other.wishes)
        self.cards |= other.cards
        self.errands += other.errands
        self.also.append((other.blog, subject, version))

    def leave(self, kind: str, subject: str) -> None:
        """Leave work to be done after the commit."""
        self.errands.append((kind, subject))

    def answer(
        self,
        *,
        post: str = "",
        version: int = 0,
        state: str = "",
        question: str = "",
        loose: int = 0,
        subject: str = "",
        outgoing: str = "",
        waits: str = "",
        due_at: str = "",
    ) -> Answer:
        """The answer; the cursor is filled in when the numbers are taken."""
        return Answer(
            self.name,
            self.blog.slug,
            post,
            version,
            state,
            question=question,
            loose_references=loose,
            subject=subject,
            outgoing=outgoing,
            waits=waits,
            due_at=due_at,
        )


def perform(
    hand: Hand,
    name: str,
    blog: LiveBlog,
    content: Mapping[str, Any],
    do: Callable[[Act], Answer],
    right: str | None = None,
    keep: Callable[[Act], Mapping[str, Any]] | None = None,
) -> Answer:
    """Do one act on a live blog in one transaction, once for each key of the hand.

    `content` is all that makes this sending differ from another; the same key with another content raises
    SendingReused. `do` writes the rows and names the parts; the wire's numbers are taken after it, last thing before the
    commit. Raises Refusal with nothing changed; on commit everybody who follows is woken.

    Where the live blog asks for a second person or for a delay, an act that makes words public is only rehearsed and kept for
    later (`outgoing.py`); `keep` writes what stands meanwhile, a draft, and names the content to go out.
    """
    _check_key(hand)
    fingerprint = _fingerprint(blog.public_id, content)
    with _mapped_trouble(), transaction.atomic():
        if earlier := _earlier_answer(hand, name, fingerprint):
            return earlier
        fresh = _fresh(hand, blog)
        role = _role_now(hand, fresh)
        _check_right(role, right or name)
        act = Act(hand, name, fresh, clock.now(), role)
        answer = _do(act, content, do, keep)
        fail_points.reach("after_rows")
        answer = _append(act, answer)
        fail_points.reach("after_append")
        _write_down(act, answer, fingerprint)
        fail_points.reach("before_commit")
        transaction.on_commit(_tell_followers)
    return answer


def perform_anew(
    hand: Hand,
    name: str,
    content: Mapping[str, Any],
    do: Callable[[datetime], tuple[LiveBlog, Answer]],
    right: str | None = None,
) -> Answer:
    """As `perform`, for an act that makes the live blog itself; nothing of it is on the wire unless `do` appends."""
    _check_key(hand)
    fingerprint = _fingerprint("", content)
    with _mapped_trouble(), transaction.atomic():
        if earlier := _earlier_answer(hand, name, fingerprint):
            return earlier
        _check_right(_role_now(hand), right or name)
        at = clock.now()
        blog, answer = do(at)
        fail_points.reach("after_rows")
        _write_down(Act(hand, name, blog, at, Role(hand.member.role)), answer, fingerprint)
        fail_points.reach("before_commit")
        transaction.on_commit(_tell_followers)
    return answer


def _do(
    act: Act,
    content: Mapping[str, Any],
    do: Callable[[Act], Answer],
    keep: Callable[[Act], Mapping[str, Any]] | None,
) -> Answer:
    """Do it, or rehearse it and keep it for its time."""
    outgoing.unsettle_what_rests_on(act, content)
    if not outgoing.must_wait(act, content):
        outgoing.claim(act)
        return do(act)
    with transaction.atomic():  # what cannot be done is refused now, to whoever wrote it
        do(Act(act.hand, act.name, _fresh(act.hand, act.blog), act.at, act.role))
        transaction.set_rollback(True)
    act.is_waiting = True
    return outgoing.put(act, keep(act) if keep else content)


def record_answer(hand: Hand, name: str, fingerprint: str, answer: Answer, at: datetime) -> None:
    """Keep the answer for the same sending, within the act's transaction."""
    Receipt.objects.create(
        member=hand.member,
        act=name,
        key=hand.key,
        fingerprint=fingerprint,
        answer=msgspec.json.encode(answer).decode(),
        made_at=at,
    )


def _check_key(hand: Hand) -> None:
    if not 1 <= len(hand.key) <= _LONGEST_KEY:
        raise Invalid(key=f"An idempotency key has 1 to {_LONGEST_KEY} characters.")
    if hand.key.startswith(KEY_OF_CLOCK) and not hand.outgoing:
        raise Invalid(key="This idempotency key is the clock's own. Make another.")


def require_right(hand: Hand, right: str, blog: LiveBlog) -> None:
    """Raise NotAllowed unless the hand may do this on that other live blog, too."""
    _check_right(role_on(hand.member, blog.pk), right)


def _role_now(hand: Hand, blog: LiveBlog | None = None) -> Role:
    """Under the lock the member is what she is now: role and membership may have ended since she was let in."""
    role = role_now(hand.member, blog.pk if blog else None)
    if not hand.member.is_active:
        raise NotAllowed(f"{hand.member.name} was deactivated and does nothing here any more.")
    return role


def _check_right(role: str, right: str) -> None:
    if not may(role, right):
        raise NotAllowed(f"As {role} you cannot {right}. Ask an editor.")


def _fingerprint(blog: str, content: Mapping[str, Any]) -> str:
    body = json.dumps(
        {"blog": blog, **content}, sort_keys=True, default=str
    )  # ASCII: a lone surrogate is told later
    return hashlib.sha256(body.encode()).hexdigest()


def _earlier_answer(hand: Hand, name: str, fingerprint: str) -> Answer | None:
    receipt = Receipt.objects.filter(member=hand.member, act=name, key=hand.key).first()
    if receipt is None:
        return None
    if receipt.fingerprint != fingerprint:
        raise SendingReused(
            "This idempotency key was used for something else. Make a new key for a new act.",
            key="used already, with another content",
        )
    return msgspec.structs.replace(msgspec.json.decode(receipt.answer, type=Answer), is_repeated=True)


def _fresh(hand: Hand, blog: LiveBlog) -> LiveBlog:
    """The live blog as it is now, under the lock, if it exists for this member."""
    fresh = (
        LiveBlog.objects.of_newsroom(hand.member.newsroom)
        .select_related("wire", "newsroom")
        .filter(pk=blog.pk)
        .first()
    )
    if fresh is None:
        raise NotThere("There is no such live blog.")
    found: LiveBlog = fresh
    return found


def _append(act: Act, answer: Answer) -> Answer:
    wire = act.blog.wire
    wanted = {**act.elsewhere, wire.pk: (act.blog, act.wishes)}
    for _, (blog, wishes) in sorted(
        wanted.items(), key=itemgetter(0)
    ):  # always in this order: locks never cross
        if wishes and blog.is_public:
            append(blog.wire, wishes)
    show_cards(
        list(act.cards.values()), with_page=act.is_front_touched
    )  # the wire that all share is the last to be locked
    instead_of = ", ".join(sorted({name for _, name in act.instead_of}))
    return msgspec.structs.replace(answer, epoch=wire.epoch, head=wire.head, instead_of=instead_of)


def _write_down(act: Act, answer: Answer, fingerprint: str) -> None:
    count = len(act.wishes)
    AuditEntry.objects.create(
        blog=act.blog,
        member=act.hand.member,
        act=act.name,
        door=act.hand.door,
        subject=answer.post or answer.question or answer.subject or answer.outgoing,
        version_before=act.version_before,
        version_after=answer.version or None,
        last_number=answer.head if count else None,
        at=act.at,
    )
    for subject, _ in act.instead_of:
        AuditEntry.objects.create(
            blog=act.blog,
            member=act.hand.member,
            act="stop",
            door=act.hand.door,
            subject=subject,
            at=act.at,
        )
    for blog, subject, version in act.also:
        AuditEntry.objects.create(
            blog=blog,
            member=act.hand.member,
            act=act.name,
            door=act.hand.door,
            subject=subject,
            version_after=version,
            last_number=blog.wire.head if blog.is_public else None,
            at=act.at,
        )
    Errand.objects.bulk_create(
        Errand(kind=kind, subject=subject, due_at=act.at, made_at=act.at) for kind, subject in act.errands
    )
    record_answer(act.hand, act.name, fingerprint, answer, act.at)


def _tell_followers() -> None:
    fail_points.reach("after_commit")
    fail_points.reach("before_wake")
    waking.wake()


@contextmanager
def _mapped_trouble() -> Iterator[None]:
    """The database's own complaints, in words that a reporter can use."""
    try:
        yield
    except OperationalError as error:
        complaint = str(error).lower()
        if "locked" in complaint or "busy" in complaint:
            raise Busy("The database is busy. Nothing was changed; try again in a few seconds.") from error
        if "full" in complaint or "readonly" in complaint or "disk i/o" in complaint:
            raise DiskFull(
                "The disk is full. Nothing was changed; keep your text, and tell the operator."
            ) from error
        raise
