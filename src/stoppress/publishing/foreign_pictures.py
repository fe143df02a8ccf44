"""What an act does to pictures of other houses in a text: they are asked for, shown when they are here, gone with the post."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from stoppress.media import foreign
from stoppress.media.keeping import take_down
from stoppress.media.models import Foreign, Picture, PictureUse, Stage
from stoppress.people.models import Member
from stoppress.press import parts
from stoppress.publishing.act import Act
from stoppress.publishing.pictures import hold
from stoppress.stories.models import LiveBlog, Post, State
from stoppress.wire import waking
from stoppress.wire.append import append
from stoppress.wire.change import Part


def ask(post: Post, member: Member, *, is_new: bool = False) -> None:
    """Let the post, which is saved, show the foreign pictures of its text that are here, and let the others be brought in."""
    if "<img" not in post.body_html and (is_new or not post.foreign_pictures.exists()):
        return
    rows = foreign.ask(post.blog.newsroom, member, post)
    post.foreign_pictures.set(rows)
    for row in rows:
        if row.picture:
            hold(post, row.picture)


def erase(act: Act, post: Post) -> None:
    """Forget the addresses in a post that is taken down, and take down what no other post shows."""
    for row in post.foreign_pictures.select_related("picture"):
        if row.picture:
            PictureUse.objects.filter(post=post, picture=row.picture).delete()
        if row.posts.exclude(pk=post.pk).exists():
            continue
        row.delete()
        if row.picture and not PictureUse.shown_publicly(row.picture):
            take_down(row.picture)
            act.leave("erase picture", row.picture.secret)
    post.foreign_pictures.clear()


def arrived(row: Foreign, picture: Picture) -> None:
    """Show it in every post that asked for it. No act: the words stand as they were, and no version is made."""
    with transaction.atomic():
        fresh = Foreign.objects.filter(pk=row.pk).first()
        if fresh is None or fresh.stage == Stage.KEPT:
            return  # taken down meanwhile, or brought in by the command: this one stands in no post, and is forgotten
        fresh.stage, fresh.why, fresh.picture = Stage.KEPT, "", picture
        fresh.save()
        posts = list(
            fresh.posts.exclude(state=State.TAKEN_DOWN).select_related("blog__wire", "blog__newsroom")
        )
        for post in posts:
            hold(post, picture)
        _show(post for post in posts if post.state == State.PUBLISHED)


def ask_for_all() -> int:
    """Ask for the foreign pictures of every post that there is; return how many are asked for now."""
    for post in Post.objects.filter(body_html__contains="<img").select_related(
        "blog__newsroom", "created_by"
    ):
        with transaction.atomic():
            ask(post, post.created_by)
    return Foreign.objects.filter(stage=Stage.ASKED).count()


def _show(posts: Iterable[Post]) -> None:
    by_blog: dict[LiveBlog, list[Post]] = {}
    for post in posts:
        by_blog.setdefault(post.blog, []).append(post)
    for blog, shown in by_blog.items():
        if blog.is_public:
            append(blog.wire, [*parts.post_parts(shown), *_pinned(blog, shown)])
            transaction.on_commit(waking.wake)


def _pinned(blog: LiveBlog, shown: Iterable[Post]) -> list[Part]:
    return [parts.pinned_part(post) for post in shown if post.pk == blog.pinned_id]
