"""Fills a data folder for a measure: a newsroom, a live blog, a token, and any number of posts.

Called as `python -m bench.fill POSTS` with STOPPRESS_DATA set; prints as JSON where the live blog is and how to write
to it. The newest posts go through the act of publishing, each in its own words; those below them are copies of one,
written in bulk, because a hundred thousand acts would take longer than all that is measured.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stoppress.project.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from bench.words import paragraph, sentence  # noqa: E402
from stoppress.api import tokens  # noqa: E402
from stoppress.people.models import Member, Newsroom  # noqa: E402
from stoppress.people.rights import Role  # noqa: E402
from stoppress.publishing.hand import Hand  # noqa: E402
from stoppress.publishing.live_blogs import Opening, change_phase, open_live_blog  # noqa: E402
from stoppress.publishing.posts import publish  # noqa: E402
from stoppress.publishing.wording import Wording  # noqa: E402
from stoppress.stories.models import LiveBlog, Phase, Post, PostVersion  # noqa: E402
from stoppress.toolkit import ids  # noqa: E402
from stoppress.wire.append import SHELF_LENGTH  # noqa: E402
from stoppress.wire.change import Change as Travelling  # noqa: E402
from stoppress.wire.change import put  # noqa: E402
from stoppress.wire.models import Change, Part, Wire  # noqa: E402
from stoppress.wire.search import keeping  # noqa: E402

SLUG = "bench"
EMAIL = "editor@bench.invalid"
PASSWORD = "six slow ferries"

#: Who works on the live blog beside her.
COLLEAGUES = 20

#: Rows in one statement and posts in one transaction.
BATCH = 2_000

#: Posts that are told one by one: all that the first page shows, and a few below it.
TOLD = 25

#: Posts handed back below which a whole page of older ones stands: spread over the live blog, so many at most.
SAMPLE = 500


def main(posts: int) -> dict[str, str]:
    """Make it all; return slug, token, epoch, head, and the posts that archive pages are named after."""
    call_command("migrate", verbosity=0, interactive=False)
    blog, hand = opened()
    random = Random(7)
    copied = [published(hand, blog, random).public_id]
    copied += multiply(blog, posts - TOLD - 1)
    for _ in range(TOLD):
        published(hand, blog, random)
    wire = Wire.objects.get(pk=blog.wire_id)
    shelves = copied[SHELF_LENGTH::SHELF_LENGTH]
    return {
        "slug": blog.slug,
        "token": tokens.issue(EMAIL, blog.slug, "bench", 1),
        "email": EMAIL,
        "password": PASSWORD,
        "editors": ",".join(colleagues(hand.member)),
        "epoch": wire.epoch,
        "head": str(wire.head),
        "shelves": " ".join(shelves[:: max(1, len(shelves) // SAMPLE)]),
    }


def opened() -> tuple[LiveBlog, Hand]:
    """A live blog that is running, and the editor who runs it."""
    newsroom = Newsroom.objects.create(name="The Bench Gazette")
    member = Member(newsroom=newsroom, email=EMAIL, name="Alice Bench", role=Role.EDITOR)
    member.set_password(PASSWORD)
    member.save()
    hand = Hand(member)
    opening = Opening("Lock at the harbour stays shut", slug=SLUG, standfirst="What we know, as it comes in.")
    open_live_blog(hand, opening)
    blog = LiveBlog.objects.get(slug=SLUG)
    change_phase(Hand(member), blog, blog.version, Phase.LIVE)
    return LiveBlog.objects.get(slug=SLUG), hand


def colleagues(editor: Member) -> list[str]:
    """The editors beside her, with her password; returns their addresses."""
    made = [
        Member(
            newsroom=editor.newsroom,
            email=f"editor{number}@bench.invalid",
            name=f"Editor {number}",
            role=Role.EDITOR,
            password=editor.password,
        )
        for number in range(1, COLLEAGUES + 1)
    ]
    return [member.email for member in Member.objects.bulk_create(made)]


def published(hand: Hand, blog: LiveBlog, random: Random) -> Post:
    """A post through the act, of a length as newsrooms write them: about 900 characters."""
    body = "".join(f"<p>{paragraph(random, 300)}</p>" for _ in range(3))
    wording = Wording(title=sentence(random)[:60], body_html=body)
    return Post.objects.get(public_id=publish(Hand(hand.member), blog, wording).post)


def multiply(blog: LiveBlog, count: int) -> list[str]:
    """So many copies of the first post, each with its version, its change and its part; return their ids."""
    first = Post.objects.get(blog=blog)
    wire = Wire.objects.get(pk=blog.wire_id)
    original = Change.objects.get(wire=wire, key=first.part_key).as_travelling()
    copies = copies_of(first, original, wire, count)
    made: list[str] = []
    while batch := list(islice(copies, BATCH)):
        with transaction.atomic():
            last = batch[-1][1].number  # the head first: the database refuses a change above it
            count_after = wire.stream_count + len(made) + len(batch)
            Wire.objects.filter(pk=wire.pk).update(head=last, stream_count=count_after)
            write(wire, batch)
        made += [post.public_id for post, _, _ in batch]
    keeping.bring_in(Part.objects.filter(wire=wire), Change.objects.filter(wire=wire))
    return made


def copies_of(
    first: Post, original: Travelling, wire: Wire, count: int
) -> Iterator[tuple[Post, Travelling, int]]:
    """Each copy with its change and its shelf."""
    for step in range(1, count + 1):
        own, place = ids.public_id(), first.place + step
        assert first.published_at is not None
        published_at = first.published_at + timedelta(microseconds=step)
        post = Post(
            blog_id=first.blog_id,
            public_id=own,
            kind=first.kind,
            state=first.state,
            title=first.title,
            body_html=first.body_html,
            byline=first.byline,
            version=first.version,
            published_at=published_at,
            place=place,
            created_by_id=first.created_by_id,
            created_at=published_at,
        )
        html, data = (
            text.replace(first.public_id, own).replace(str(first.place), str(place))
            for text in (original.html, original.data)
        )
        part = Travelling(0, "put", f"post/{own}", original.region, place, html, data).part
        yield post, put(wire.head + step, part), (wire.stream_count + step - 1) // SHELF_LENGTH


def write(wire: Wire, batch: list[tuple[Post, Travelling, int]]) -> None:
    """The rows of a batch, as the act and the pen would have left them."""
    posts = Post.objects.bulk_create([post for post, _, _ in batch], batch_size=BATCH)
    PostVersion.objects.bulk_create(
        PostVersion(
            post=post,
            number=post.version,
            act="publish",
            title=post.title,
            body_html=post.body_html,
            byline=post.byline,
            by_id=post.created_by_id,
            at=post.created_at,
        )
        for post in posts
    )
    Change.objects.bulk_create(
        Change(
            wire=wire,
            number=change.number,
            action=change.action,
            key=change.key,
            region=change.region,
            place=change.place,
            html=change.html,
            data=change.data,
            checksum=change.checksum(),
            made_at=post.created_at,
        )
        for post, change, _ in batch
    )
    Part.objects.bulk_create(
        Part(
            wire=wire,
            key=change.key,
            region=change.region,
            place=change.place,
            number=change.number,
            shelf=shelf,
            is_marked=change.is_marked,
        )
        for _, change, shelf in batch
    )


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
