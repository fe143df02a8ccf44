"""Round-ups: posts that sum up a span, each bullet citing the posts that it rests on; and how often the desk wants one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stoppress.press.contexts import Moment
from stoppress.press.languages import speaking
from stoppress.publishing import outgoing
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.posts import begun, enter_stream, refuse_unless_running, shown, write
from stoppress.publishing.refusals import Conflict, Invalid
from stoppress.publishing.wording import LONGEST_TITLE, Wording, cleaned, line, lines
from stoppress.stories.models import Kind, LiveBlog, Post, RoundUp, State
from stoppress.toolkit import html

MOST_BULLETS = 40
LONGEST_BULLET = 1_000
LONGEST_INTRODUCTION = 1_000
LONGEST_INTERVAL_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class Bullet:
    """One line, and the posts that it rests on: each a public id and the `words_version` that was seen (None: any)."""

    text: str
    posts: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Summary:
    """A round-up as an editor has chosen and written it.

    No `until_at` means the moment of the act; an empty byline means the name of the member who writes.
    """

    title: str
    bullets: tuple[Bullet, ...]
    since_at: datetime
    until_at: datetime | None = None
    introduction: str = ""
    byline: str = ""


def publish_round_up(
    hand: Hand, blog: LiveBlog, summary: Summary, *, draft: str | None = None, version: int | None = None
) -> Answer:
    """Put a round-up on top of the stream, and let the page point to it.

    Raises Invalid with words for each field (`bullets.0` is the first bullet); Conflict, with what each cited post's
    version is now, if one has changed since it was seen; WrongState when the coverage is not public or is closed.
    """

    def do(act: Act) -> Answer:
        refuse_unless_running(act.blog)
        words = _wording(act, summary)
        post = begun(act, draft, version)
        act.version_before = post.version or None
        enter_stream(act, post)
        _keep(act, post, words, summary)
        return shown(act, post)

    def keep(act: Act) -> Mapping[str, Any]:
        words = _wording(act, summary)
        waiting = begun(act, draft, version)
        _keep(act, waiting, words, summary)
        return outgoing.of_draft(waiting)

    content = {"summary": asdict(summary), "draft": draft, "version": version}
    return perform(hand, "publish round-up", blog, content, do, right="publish", keep=keep)


def save_round_up(
    hand: Hand, blog: LiveBlog, summary: Summary, *, draft: str | None = None, version: int | None = None
) -> Answer:
    """Keep a round-up as a draft, which the desk's editor goes on with; checked as one that is published."""

    def do(act: Act) -> Answer:
        words = _wording(act, summary)
        post = begun(act, draft, version)
        act.version_before = post.version or None
        _keep(act, post, words, summary)
        return act.answer(post=post.public_id, version=post.version, state=post.state)

    content = {"summary": asdict(summary), "draft": draft, "version": version}
    return perform(hand, "save round-up", blog, content, do, right="save draft")


def remind_of_round_ups(hand: Hand, blog: LiveBlog, every_minutes: int, *, seen: int | None = None) -> Answer:
    """Let the desk be reminded so long after the last round-up; 0 means never. Nothing public changes.

    `seen` is how often it was reminded when the editor looked; raises Conflict if that is another by now.
    """

    def do(act: Act) -> Answer:
        standing = act.blog.round_up_every_minutes
        if seen is not None and seen != standing:
            raise Conflict(
                f"A colleague has set the reminder to {standing} minutes meanwhile. Load the page again, then choose.",
                {"every_minutes": standing},
            )
        if not 0 <= every_minutes <= LONGEST_INTERVAL_MINUTES:
            raise Invalid(every=f"Choose between 0 (never) and {LONGEST_INTERVAL_MINUTES:,} minutes.")
        act.blog.round_up_every_minutes = every_minutes
        act.blog.save()
        return act.answer(version=act.blog.version, state=act.blog.phase)

    return perform(hand, "remind of round-ups", blog, {"every_minutes": every_minutes, "seen": seen}, do)


def _keep(act: Act, post: Post, words: Wording, summary: Summary) -> None:
    write(act, post, words)
    RoundUp.objects.update_or_create(
        post=post, defaults={"since_at": summary.since_at, "until_at": summary.until_at or act.at}
    )


def _wording(act: Act, summary: Summary) -> Wording:
    """The round-up as the wording of a post; raises Invalid or Conflict, naming every bullet that cannot stand."""
    trouble: dict[str, str] = {}
    title = _attempt(
        trouble,
        "title",
        summary.title,
        LONGEST_TITLE,
        "Give the round-up a title; the page points to it by that.",
    )
    introduction = _introduction(trouble, summary.introduction)
    until = summary.until_at or act.at
    if summary.since_at >= until or until > act.at:
        trouble["since"] = "A round-up covers a span that has passed: choose a time before now."
    if not summary.bullets:
        trouble["bullets"] = "Choose at least one bullet."
    if len(summary.bullets) > MOST_BULLETS:
        trouble["bullets"] = (
            f"At most {MOST_BULLETS} bullets fit; these are {len(summary.bullets)}. Take some out."
        )
    cited = _cited(act.blog, summary.bullets)
    texts = [
        _bullet(trouble, f"bullets.{number}", bullet, cited) for number, bullet in enumerate(summary.bullets)
    ]
    if trouble:
        raise Invalid(**trouble)
    _refuse_what_has_changed(act.blog, summary.bullets, cited)
    with speaking(act.blog.language):
        items = "".join(
            _item(text, [cited[post] for post, _seen in bullet.posts], act.blog)
            for text, bullet in zip(texts, summary.bullets, strict=True)
        )
    body = f"{html.from_plain(introduction)}<ul>{items}</ul>"
    return cleaned(Wording(title, body, summary.byline, Kind.ROUNDUP), byline=act.hand.member.name)


def _introduction(trouble: dict[str, str], words: str) -> str:
    try:
        return lines("introduction", words, LONGEST_INTRODUCTION)
    except Invalid as error:
        trouble.update(error.fields)
        return ""


def _bullet(trouble: dict[str, str], field: str, bullet: Bullet, cited: Mapping[str, Post]) -> str:
    text = _attempt(
        trouble, field, bullet.text, LONGEST_BULLET, "This bullet has no words. Write it, or take it out."
    )
    if field in trouble:
        return ""
    if not bullet.posts:
        trouble[field] = "Choose the post that this bullet rests on."
    for post, _seen in bullet.posts:
        found = cited.get(post)
        if found is None:
            trouble[field] = (
                "The post that this bullet rests on is not on the page any more. Choose another, or take the bullet out."
            )
        elif found.kind == Kind.ROUNDUP:
            trouble[field] = "This bullet rests on another round-up. Choose the post that the news stands in."
    return text


def _attempt(trouble: dict[str, str], field: str, words: str, limit: int, missing: str) -> str:
    try:
        return line(field, words, limit, missing=missing)
    except Invalid as error:
        trouble.update(error.fields)
        return ""


def _cited(blog: LiveBlog, bullets: Sequence[Bullet]) -> dict[str, Post]:
    """The posts that the bullets cite and that stand on the page, tombstones included."""
    wanted = {post for bullet in bullets for post, _seen in bullet.posts}
    found = Post.objects.standing().filter(blog=blog, public_id__in=wanted)
    return {post.public_id: post for post in found}


def _refuse_what_has_changed(blog: LiveBlog, bullets: Sequence[Bullet], cited: Mapping[str, Post]) -> None:
    """Nobody publishes what rests on words that she has not seen."""
    changed: dict[str, str] = {}
    versions: dict[str, int] = {}
    for number, bullet in enumerate(bullets):
        for public_id, seen in bullet.posts:
            post = cited[public_id]
            clock = _clock(post, blog)
            if post.state == State.WITHDRAWN:
                changed[f"bullets.{number}"] = (
                    f"The {clock} post was withdrawn. Take this bullet out, or choose another post."
                )
            elif seen is not None and post.words_version != seen:
                changed[f"bullets.{number}"] = (
                    f"The {clock} post was changed since this was proposed. Read it again; then send the round-up once more."
                )
                versions[public_id] = post.words_version
    if changed:
        raise Conflict(
            "Posts that the round-up rests on have changed meanwhile. Nothing was published: look at the marked bullets.",
            {"versions": versions},
            **changed,
        )


def _item(text: str, posts: Sequence[Post], blog: LiveBlog) -> str:
    """The list item; a full stop stands after the citation."""
    stop = "." if text.endswith(".") and not text.endswith("..") else ""
    cites = pgettext("between two of a list", ", ").join(_citation(post, blog) for post in posts)
    return f"<li>{escape(text.removesuffix(stop), quote=False)} ({cites}){stop}</li>"


def _citation(post: Post, blog: LiveBlog) -> str:
    words = _("see %(clock)s post") % {"clock": _clock(post, blog)}
    return f'<span data-reference="{post.public_id}">{escape(words, quote=False)}</span>'


def _clock(post: Post, blog: LiveBlog) -> str:
    return Moment.of(post.published_at or post.created_at, blog.time_zone).clock
