"""The act that erases: the post leaves the page, and its text leaves the log, the versions and the files."""

from __future__ import annotations

from stoppress.press import key_events, parts, round_ups
from stoppress.publishing import alerting, answering, embeds, foreign_pictures, outgoing, pictures
from stoppress.publishing.act import Act, perform
from stoppress.publishing.following import refresh_dependants
from stoppress.publishing.front import forget_on_card
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.key_points import forget_points_of
from stoppress.publishing.polls import forget_votes
from stoppress.publishing.posts import find
from stoppress.publishing.question_box import show_questions
from stoppress.publishing.wording import LONGEST_REASON, line
from stoppress.stories.models import LiveBlog, Post, State, TakeDown
from stoppress.stories.search import keeping
from stoppress.wire import redact


def take_down(hand: Hand, blog: LiveBlog, post: str, reason: str) -> Answer:
    """Erase a post, its history and every earlier change of it; a record without the text stays.

    The reason is for the newsroom's record and is never public. This cannot be undone.
    Leaves the errand `scrub`, which empties the write-ahead log so that the bytes leave the disk, too.
    """

    def do(act: Act) -> Answer:
        record = line(
            "reason",
            reason,
            LONGEST_REASON,
            missing="Give the reason for the record; readers will not see it.",
        )
        found = find(act, post)
        outgoing.forget(found)
        _erase(act, found)
        TakeDown.objects.create(post=found, reason=record, at=act.at, by=hand.member)
        alerting.tell_of_post(act, found)
        act.leave("scrub", found.part_key)
        return act.answer(post=post, version=found.version, state=found.state)

    return perform(hand, "take down", blog, {"post": post, "reason": reason}, do)


def _erase(act: Act, post: Post) -> None:
    if act.blog.pinned_id == post.pk:
        act.blog.pinned = None
        act.blog.save()
        act.remove("pinned")
    redact.blank_copies(act.blog.wire, "pinned", post.public_id)
    redact.blank(act.blog.wire, post.part_key)
    redact.blank_copies(act.blog.wire, "questions", post.public_id, named="post")
    act.remove(post.part_key)
    act.unsettled |= set(post.references.values_list("target_id", flat=True))
    answering.erase(act, post)
    embeds.erase(act, post)
    foreign_pictures.erase(act, post)
    pictures.erase(act, post)
    _forget_words(post)
    show_questions(act)
    # Links to it say its title, today's and those of every earlier change.
    refresh_dependants(act, post, is_erased=True)
    redact.blank_links(act.blog.wire, post.public_id)
    redact.blank_copies(act.blog.wire, round_ups.KEY, post.public_id)
    redact.blank_copies(act.blog.wire, key_events.KEY, post.public_id, named="post")
    redact.blank_copies(act.blog.wire, "key-points", post.public_id, named="post")
    forget_points_of(post)
    act.put(parts.key_points_part(act.blog))
    forget_on_card(act.blog, post)
    act.show_card()


def _forget_words(post: Post) -> None:
    post.versions.all().delete()
    post.corrections.all().delete()
    post.references.all().delete()  # those that lead here stay: the desk is told, and readers see that something is gone
    post.loose_references.all().delete()
    forget_votes(post)
    post.unsent_texts.all().delete()
    if hasattr(post, "withdrawal"):
        post.withdrawal.delete()
    post.title = post.body_html = post.details = post.byline = post.source_url = ""
    post.state = State.TAKEN_DOWN
    post.is_key_event = False
    post.version += 1
    post.words_version = post.version
    post.save()
    keeping.follow(post)
