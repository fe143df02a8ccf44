"""The acts between who writes and who publishes: ready for review, sent back with a note, released by a second person."""

from __future__ import annotations

from dataclasses import asdict

import msgspec

from stoppress.publishing import carrying_out, outgoing, read_stamps
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.models import Outgoing, Standing
from stoppress.publishing.outgoing import MAKE_WORDS_PUBLIC
from stoppress.publishing.posts import begun, draft_of, rehearse, stands_so, told, write
from stoppress.publishing.refusals import WrongState
from stoppress.publishing.schedule import find
from stoppress.publishing.wording import LONGEST_NOTE, Wording, cleaned, lines
from stoppress.stories.models import LiveBlog, Post, Review
from stoppress.toolkit import clock

_NOTE_MISSING = "Say what is to be done; the writer reads it beside the draft."


def ask_for_review(
    hand: Hand,
    blog: LiveBlog,
    *,
    wording: Wording | None = None,
    draft: str | None = None,
    version: int | None = None,
) -> Answer:
    """Say that a draft is ready to be published by somebody; with `wording`, in these words, and without `draft` a new one."""

    def do(act: Act) -> Answer:
        post = begun(act, draft, version)
        act.version_before = post.version or None
        words = (
            cleaned(wording or Wording(), byline=hand.member.name, is_draft=True)
            if wording or not draft
            else None
        )
        if words and not stands_so(post, words):
            write(act, post, words)
        _set_review(act, post, is_ready=True)
        return told(act, post)

    content = {"wording": asdict(wording) if wording else None, "draft": draft, "version": version}
    return perform(hand, "ask for review", blog, content, do)


def send_back(hand: Hand, blog: LiveBlog, post: str, version: int, note: str) -> Answer:
    """Give a draft back to its writer with a note of what is to be done; it leaves the queue if it stood there."""

    def do(act: Act) -> Answer:
        draft = draft_of(act, post, version)
        _set_review(act, draft, is_ready=False, note=_note(note))
        Outgoing.objects.open().filter(blog=act.blog, subject=post, act="publish").delete()
        return told(act, draft)

    content = {"post": post, "version": version, "note": note}
    return perform(hand, "send back", blog, content, do)


def send_back_act(hand: Hand, blog: LiveBlog, kept: str, note: str) -> Answer:
    """Give an act on its way out back to whoever made it, with a note; a post is a draft again."""

    def do(act: Act) -> Answer:
        row = find(act, kept)
        words = _note(note)
        if row.act == "publish":
            draft = outgoing.tell_maker(act, row, words)
            row.delete()
            return act.answer(post=draft.public_id, version=draft.version, state="sent back", outgoing=kept)
        row.standing, row.note, row.due_at = Standing.SENT_BACK, words, None
        row.save()
        return act.answer(state=row.standing, outgoing=kept)

    return perform(hand, "send back act", blog, {"outgoing": kept, "note": note}, do, right="send back")


def release(hand: Hand, blog: LiveBlog, kept: str, seen: str | None = None) -> Answer:
    """Let an act go out that waits for a second person, or that was stopped or held back: it is right as it stands.

    It goes out at its moment, or after the delay of the live blog; without either, at once, and the answer is that of the act.
    What it cites counts as read again. If its maker may do it no longer, whoever releases it does it in her own name. Raises
    NotAllowed to whoever wrote it, where two people are needed; WrongState. `seen` names what she has read (`read_stamps.py`);
    raises Conflict if it says something else by now.
    """

    def do(act: Act) -> Answer:
        row = find(act, kept)
        outgoing.refuse_first_person(act, row)
        read_stamps.refuse_unless_read(row, act.blog, seen)
        if row.act == "publish":
            rehearse(act, Post.objects.select_related("blog").get(blog=act.blog, public_id=row.subject))
        for citation in outgoing.grave_citations(row):
            citation.reference.seen_version = citation.reference.target.words_version
            citation.reference.save()
        if outgoing.right_lost(row):
            row.made_by = hand.member
        if row.standing != Standing.DUE:
            outgoing.release(row, act)
        row.save()
        return outgoing.told(act, row)

    found = Outgoing.objects.open().filter(blog__pk=blog.pk, public_id=kept).first()
    right = MAKE_WORDS_PUBLIC[found.act] if found else "publish"
    answer = perform(hand, "release act", blog, {"outgoing": kept, "seen": seen}, do, right=right)
    out = _at_once(kept)
    return msgspec.structs.replace(out, act=answer.act, outgoing=kept) if out else answer


def _at_once(kept: str) -> Answer | None:
    """Carry it out now if its moment has come; what cannot go out is told to who released it, in its words."""
    due = Outgoing.objects.due().filter(public_id=kept, due_at__lte=clock.now())
    row = due.select_related("made_by__newsroom").first()
    if row is None:
        return None
    answer = carrying_out.carry_out(row)
    if answer is None:
        row.refresh_from_db()
        if row.standing == Standing.HELD_BACK:
            raise WrongState(row.note)
    return answer


def _set_review(act: Act, draft: Post, *, is_ready: bool, note: str = "") -> None:
    values = {"is_ready": is_ready, "note": note, "by": act.hand.member, "at": act.at}
    Review.objects.update_or_create(post=draft, defaults=values)


def _note(note: str) -> str:
    return lines("note", note, LONGEST_NOTE, missing=_NOTE_MISSING)
