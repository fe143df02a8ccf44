"""The acts on the note that one shift leaves for the next: write it, say that it is read."""

from __future__ import annotations

from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.refusals import Conflict, Invalid, NotThere
from stoppress.publishing.wording import lines
from stoppress.stories.models import HandOverNote, HandOverReading, LiveBlog

LONGEST_HAND_OVER = 8_000


def write_hand_over(hand: Hand, blog: LiveBlog, version: int, text: str) -> Answer:
    """Let this be the note from now on, unread by everybody but its writer; no text: there is nothing to hand over.

    It is the newsroom's alone and in no public answer. Raises Conflict if another version than `version` was seen.
    """

    def do(act: Act) -> Answer:
        before = newest_note(act.blog)
        number = before.number if before else 0
        if number != version:
            raise Conflict("Somebody wrote the note while you were at it.", _current(before))
        words = lines("text", text, LONGEST_HAND_OVER)
        if words == (before.text if before else ""):
            raise Invalid(text="The note says this already.")
        note = HandOverNote.objects.create(
            blog=act.blog, number=number + 1, text=words, by=hand.member, at=act.at
        )
        HandOverReading.objects.create(note=note, member=hand.member, at=act.at)
        act.version_before = number or None
        return act.answer(version=note.number, state="written")

    return perform(hand, "write hand-over", blog, {"version": version, "text": text}, do)


def read_hand_over(hand: Hand, blog: LiveBlog, version: int) -> Answer:
    """Say that the member has read the note in this version; raises Conflict if there is a newer one to read."""

    def do(act: Act) -> Answer:
        note = newest_note(act.blog)
        if note is None:
            raise NotThere("There is no hand-over note.")
        if note.number != version:
            raise Conflict("The note was written anew. Read it once more.", _current(note))
        HandOverReading.objects.get_or_create(note=note, member=hand.member, defaults={"at": act.at})
        return act.answer(version=note.number, state="read")

    return perform(hand, "read hand-over", blog, {"version": version}, do, right="see the desk")


def newest_note(blog: LiveBlog) -> HandOverNote | None:
    """The note as it stands, if one was ever written."""
    return HandOverNote.objects.filter(blog=blog).select_related("by").order_by("-number").first()


def _current(note: HandOverNote | None) -> dict[str, object]:
    return {"version": note.number if note else 0, "note": note.text if note else ""}
