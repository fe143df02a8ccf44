"""The acts on a single post: save a draft, publish, amend, correct, withdraw, restore, mark as key event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects

from stoppress.people.rights import may
from stoppress.press import parts
from stoppress.press.references import Around
from stoppress.publishing import alerting, answering, embeds, foreign_pictures, outgoing, pictures
from stoppress.publishing.act import Act, perform
from stoppress.publishing.following import refresh_dependants
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.polls import refuse_other_answers
from stoppress.publishing.references import (
    Candidates,
    count_loose,
    keep_loose,
    keep_references,
    let_be_in,
    only_known_references,
    settle,
)
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed, NotThere, WrongState
from stoppress.publishing.wording import LONGEST_NOTE, LONGEST_REASON, Wording, cleaned, line, lines
from stoppress.stories import pictures as placed
from stoppress.stories.models import (
    Correction,
    LiveBlog,
    Phase,
    Post,
    PostVersion,
    State,
    Withdrawal,
    written_details,
)
from stoppress.stories.search import keeping
from stoppress.toolkit import clock


def save_draft(
    hand: Hand, blog: LiveBlog, wording: Wording, *, post: str | None = None, version: int | None = None
) -> Answer:
    """Keep a draft that no public output knows of; with `post` and `version`, a further version of one."""

    def do(act: Act) -> Answer:
        draft = begun(act, post, version)
        act.version_before = draft.version or None
        write(act, draft, cleaned(wording, byline=hand.member.name, is_draft=True))
        return told(act, draft)

    content = {"wording": asdict(wording), "post": post, "version": version}
    return perform(hand, "save draft", blog, content, do)


def discard_draft(hand: Hand, blog: LiveBlog, post: str, version: int) -> Answer:
    """Throw a draft away, its versions included; it was never public."""

    def do(act: Act) -> Answer:
        draft = draft_of(act, post, version)
        outgoing.forget(draft)
        keeping.forget(draft)
        draft.delete()
        return act.answer(post=post, state="discarded")

    return perform(hand, "discard draft", blog, {"post": post, "version": version}, do, right="save draft")


def publish(
    hand: Hand,
    blog: LiveBlog,
    wording: Wording,
    *,
    draft: str | None = None,
    version: int | None = None,
) -> Answer:
    """Put a new post on top of the stream; with `draft` and `version`, that draft in this wording.

    Raises WrongState when the coverage is not public or is closed, Invalid, Conflict, NotThere.
    """

    def do(act: Act) -> Answer:
        refuse_unless_running(act.blog)
        words = cleaned(wording, byline=hand.member.name)
        new = begun(act, draft, version)
        act.version_before = new.version or None
        enter_stream(act, new)
        write(act, new, words)
        return shown(act, new)

    def keep(act: Act) -> Mapping[str, Any]:
        waiting = begun(act, draft, version)
        words = cleaned(wording, byline=hand.member.name)
        if not stands_so(waiting, words):
            write(act, waiting, words)
        return outgoing.of_draft(waiting)

    content = {"wording": asdict(wording), "draft": draft, "version": version}
    return perform(hand, "publish", blog, content, do, keep=keep)


def amend(hand: Hand, blog: LiveBlog, post: str, version: int, wording: Wording) -> Answer:
    """Change the words of a published post without a public note; raises Conflict if another version was seen."""

    def do(act: Act) -> Answer:
        standing = published(act, post, version)
        write(act, standing, cleaned(wording, byline=standing.byline))
        return shown(act, standing)

    return perform(hand, "amend", blog, {"post": post, "version": version, "wording": asdict(wording)}, do)


def correct(hand: Hand, blog: LiveBlog, post: str, version: int, wording: Wording, note: str) -> Answer:
    """Change the words of a published post and say publicly, with a date, what was wrong."""

    def do(act: Act) -> Answer:
        standing = published(act, post, version)
        public_note = lines(
            "note",
            note,
            LONGEST_NOTE,
            missing="Say what was wrong and what is right now; readers will see it.",
        )
        write(act, standing, cleaned(wording, byline=standing.byline))
        Correction.objects.create(post=standing, note=public_note, at=act.at, version=standing.version)
        return shown(act, standing)

    content = {"post": post, "version": version, "wording": asdict(wording), "note": note}
    return perform(hand, "correct", blog, content, do)


def withdraw(hand: Hand, blog: LiveBlog, post: str, version: int, reason: str) -> Answer:
    """Take a post off the page; a public tombstone with the reason stays in its place. `restore` undoes it."""

    def do(act: Act) -> Answer:
        standing = published(act, post, version)
        public_reason = line(
            "reason", reason, LONGEST_REASON, missing="Give the reason; readers will see it."
        )
        standing.state = State.WITHDRAWN
        next_version(act, standing)
        Withdrawal.objects.create(post=standing, reason=public_reason, at=act.at, by=hand.member)
        answering.take_back(act, standing)
        _unpin(act, standing)
        return shown(act, standing)

    return perform(hand, "withdraw", blog, {"post": post, "version": version, "reason": reason}, do)


def restore(hand: Hand, blog: LiveBlog, post: str, version: int) -> Answer:
    """Bring a withdrawn post back as it was."""

    def do(act: Act) -> Answer:
        buried = find(act, post, version)
        if buried.state != State.WITHDRAWN:
            raise WrongState("This post is not withdrawn; there is nothing to restore.")
        buried.state = State.PUBLISHED
        Withdrawal.objects.filter(post=buried).delete()
        answering.give_again(act, buried)
        next_version(act, buried)
        return shown(act, find(act, post, buried.version))

    return perform(hand, "restore", blog, {"post": post, "version": version}, do, right="withdraw")


def mark_key_event(hand: Hand, blog: LiveBlog, post: str, version: int, is_key_event: bool) -> Answer:
    """Mark a published post as a turning point, or no longer."""

    def do(act: Act) -> Answer:
        standing = published(act, post, version)
        standing.is_key_event = is_key_event
        next_version(act, standing, is_news=False)
        return shown(act, standing)

    content = {"post": post, "version": version, "is_key_event": is_key_event}
    return perform(hand, "mark key event", blog, content, do)


def find(act: Act, post: str, version: int | None = None) -> Post:
    """The post of this live blog in the version that the editor saw; raises NotThere or Conflict."""
    found = Post.objects.filter(blog=act.blog, public_id=post).exclude(state=State.TAKEN_DOWN).first()
    if found is None:
        raise NotThere("There is no such post in this live blog; it may have been taken down.")
    found.blog = act.blog
    if version is not None and found.version != version:
        raise Conflict("Somebody saved this post while you were writing.", current_words(found))
    act.version_before = found.version
    return found


def published(act: Act, post: str, version: int | None = None) -> Post:
    """As `find`, and it must be published."""
    found = find(act, post, version)
    if found.state == State.DRAFT:
        raise WrongState("This is a draft; publish it first.")
    if found.state == State.WITHDRAWN:
        raise WrongState("This post is withdrawn. Restore it first.")
    return found


def current_words(post: Post) -> dict[str, Any]:
    """The post as it stands, for the editor who was overtaken."""
    return {
        "post": post.public_id,
        "version": post.version,
        "state": post.state,
        "title": post.title,
        "body_html": post.body_html,
        "byline": post.byline,
        "kind": post.kind,
        "is_key_event": post.is_key_event,
        "pictures": [asdict(one) for one in placed.read(post.pictures)],
        "details": post.fields,
    }


def next_place(blog: LiveBlog, at: datetime) -> int:
    """The place of a new post: its moment, raised above the newest, so that order never goes back with the clock."""
    newest = Post.objects.filter(blog=blog).order_by("-place").values_list("place", flat=True).first()
    return max(clock.microseconds(at), (newest or 0) + 1)


def keep_version(act: Act, post: Post) -> None:
    """Keep the words as they stand after this act, for ever (or until a take-down)."""
    PostVersion.of(post, act.name, act.hand.member, act.at).save(force_insert=True)
    answering.keep_shown(post)


def begun(act: Act, draft: str | None, version: int | None) -> Post:
    """The draft that is gone on with, in the version that was seen; a new post if there is none."""
    if draft is None:
        return Post(blog=act.blog, created_by=act.hand.member, created_at=act.at, version=0)
    return draft_of(act, draft, version)


def enter_stream(act: Act, post: Post) -> None:
    """Let the post stand on top of the stream from this act on; to be written next."""
    if post.pk is not None:
        outgoing.has_gone_out(act, post)
    post.state = State.PUBLISHED
    post.published_at = act.at
    post.place = next_place(act.blog, act.at)


def draft_of(act: Act, post: str, version: int | None) -> Post:
    """The draft of this id in the version that was seen; raises NotThere, Conflict, WrongState."""
    if version is None:
        raise Invalid(version="Say which version of the draft you saw.")
    found = find(act, post, version)
    if found.state != State.DRAFT:
        raise WrongState("This draft has been published already.")
    if found.created_by_id != act.hand.member.pk and not may(act.role, "publish"):
        raise NotAllowed(f"As {act.role} you change only drafts that you have begun.")
    return found


def refuse_unless_running(blog: LiveBlog) -> None:
    """Raise WrongState unless posts can be published now."""
    if blog.phase == Phase.PREPARING:
        raise WrongState(
            "This live blog is not public yet. Announce or open the coverage first; a draft can be saved now."
        )
    if blog.phase == Phase.CLOSED:
        raise WrongState("The coverage is closed. Open it again to publish, or amend what stands.")


def write(act: Act, post: Post, words: Wording) -> None:
    """Give the post these words as its next version."""
    refuse_other_answers(post, words.kind, words.details)
    is_new = post.pk is None
    if not is_new and post.state == State.PUBLISHED and post.published_at != act.at:
        post.modified_at = act.at
    post.title, post.body_html, post.byline = words.title, words.body_html, words.byline
    pictures.settle(act, post, words.pictures)
    post.kind, post.is_key_event = answering.kept_kind(post, words.kind), words.is_key_event
    post.details = written_details(words.details if post.kind == words.kind else {})
    _settle_references(act, post, words.let_be)


def _settle_references(act: Act, post: Post, let_be: Sequence[str]) -> None:
    """Save the post with its clear phrases as links, and keep what it refers to and what leads nowhere yet."""
    words = let_be_in(post, let_be)
    post.body_html = only_known_references(post)
    settled = settle(post, Candidates(post.blog), let_be=words)
    post.body_html = settled.body_html
    next_version(act, post)
    is_new = post.pk in act.made
    embeds.keep_shown(act, post, is_new=is_new)
    act.unsettled |= keep_references(post, is_new=is_new)
    keep_loose(post, settled.loose, words, is_new=is_new)
    act.loose[post.pk] = len(settled.loose)


def next_version(act: Act, post: Post, *, is_news: bool = True) -> None:
    """Give the post its next version; news is what makes stale what rests on an earlier one: words, time, standing."""
    is_new = post.pk is None
    post.version += 1
    if is_news:
        post.words_version = post.version
    post.save()
    if is_new:
        act.made.add(post.pk)
    pictures.follow(post, is_new=is_new)
    foreign_pictures.ask(post, act.hand.member, is_new=is_new)
    keep_version(act, post)
    keeping.follow(post)
    if post.state == State.DRAFT and not is_new:
        outgoing.draft_has_changed(act, post)


def stands_so(draft: Post, words: Wording) -> bool:
    """Whether the draft stands in exactly these words already, so that publishing it adds nothing of the publisher's."""
    if draft.pk is None or words.pictures not in {None, placed.read(draft.pictures)}:
        return False
    stands = (draft.title, draft.body_html, draft.byline, draft.kind, draft.is_key_event, draft.fields)
    return stands == (
        words.title,
        words.body_html,
        words.byline,
        words.kind,
        words.is_key_event,
        words.details,
    )


def rehearse(act: Act, draft: Post) -> None:
    """Raise what publishing the draft as it stands would raise now: a picture without its words, for example."""
    with transaction.atomic():
        twin = find(act, draft.public_id)
        enter_stream(act, twin)
        write(
            Act(act.hand, "publish", act.blog, act.at, act.role),
            twin,
            cleaned(wording_of(twin), byline=twin.byline),
        )
        transaction.set_rollback(True)


def wording_of(post: Post) -> Wording:
    """The words of a post as they stand."""
    return Wording(post.title, post.body_html, post.byline, post.kind, post.is_key_event, details=post.fields)


def shown(act: Act, post: Post) -> Answer:
    """Put the post as it stands now, and whatever shows it elsewhere on the page."""
    around = None
    if post.pk in act.made:
        around = Around.of_new(post)
        prefetch_related_objects([post], Prefetch("corrections", Correction.objects.none()))
    act.put(parts.post_part(post, around))
    refresh_dependants(act, post)
    alerting.tell_of_post(act, post)
    return told(act, post)


def told(act: Act, post: Post) -> Answer:
    loose = act.loose.get(post.pk)
    return act.answer(
        post=post.public_id,
        version=post.version,
        state=post.state,
        loose=count_loose(post) if loose is None else loose,
    )


def _unpin(act: Act, post: Post) -> None:
    if act.blog.pinned_id == post.pk:
        act.blog.pinned = None
        act.blog.save()
        act.remove("pinned")
