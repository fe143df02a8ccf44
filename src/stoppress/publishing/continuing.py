"""The act that says in which live blog a coverage continues."""

from __future__ import annotations

from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.live_blogs import seen, show_header, show_headers_of
from stoppress.publishing.refusals import Invalid
from stoppress.stories.chains import LONGEST, later_of
from stoppress.stories.models import LiveBlog


def continue_in(hand: Hand, blog: LiveBlog, version: int, later: str) -> Answer:
    """Say that this coverage continues in the live blog of this slug, or with “” that it continues nowhere.

    The headers of both lead to each other as soon as both are public; until then nothing of it can be seen. Raises Conflict,
    and Invalid for a live blog that is not there, is this one, or leads back to it.
    """

    def do(act: Act) -> Answer:
        seen(act, version)
        found = _later(act, later)
        before = later_of(act.blog)
        act.blog.continues_in = found
        act.blog.version += 1
        act.blog.save()
        show_header(act)
        show_headers_of(act, before)
        return act.answer(version=act.blog.version, state=act.blog.phase)

    content = {"version": version, "later": later}
    return perform(hand, "continue in", blog, content, do, right="change header")


def _later(act: Act, slug: str) -> LiveBlog | None:
    if not slug:
        return None
    ours = LiveBlog.objects.of_newsroom(act.hand.member.newsroom).select_related("wire", "newsroom")
    found: LiveBlog | None = ours.filter(slug=slug).first()
    if found is None:
        raise Invalid(continues_in="There is no such live blog in your newsroom.")
    if found.pk == act.blog.pk:
        raise Invalid(continues_in="A live blog cannot continue in itself; choose another.")
    after = later_of(found)
    if any(other.pk == act.blog.pk for other in after):
        raise Invalid(continues_in="That live blog leads back to this one; choose another.")
    if len(after) >= LONGEST - 1:
        raise Invalid(continues_in=f"A story is followed through {LONGEST} live blogs at most.")
    return found
