"""The one page on which something of a platform runs: its player in a sandboxed frame, for a reader who has asked for it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.embeds.keeping import PASTED, found_in
from stoppress.embeds.platforms import FRAME_HOSTS, Found
from stoppress.press.languages import speaking, told_in
from stoppress.reader.answering import POLICY, kept, public_answer, public_wire
from stoppress.stories.models import LiveBlog, Post, State


@csrf_exempt  # nothing is done here, so that another method is 405 and no cookie is set
@require_safe
def original(request: HttpRequest, slug: str, post: str, position: int) -> HttpResponse:
    """The player of the thing at this place of the post; 404 for a post without, 410 never: what is gone is gone."""
    wire = public_wire(slug)
    blog = LiveBlog.objects.select_related("newsroom").get(wire=wire)
    shown = Post.objects.filter(blog=blog, public_id=post, state=State.PUBLISHED).first()
    found = _found(shown, position) if shown else None
    if shown is None or found is None or not found.frame:
        raise Http404
    shown.blog = blog
    response = public_answer(kept(wire, f"original-{post}-{position}", lambda: _page(shown, found)))
    frames = FRAME_HOSTS[found.platform.name]
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src {frames}"
    return response


def _found(post: Post, position: int) -> Found | None:
    matches = list(PASTED.finditer(post.body_html))
    return found_in(matches[position]) if position < len(matches) else None


def _page(post: Post, found: Found) -> str:
    blog = post.blog
    with speaking(blog.language):
        context = {
            "blog": blog,
            "newsroom": blog.newsroom.name,
            "told": told_in(blog.language),
            "post": post,
            "platform": found.platform.label,
            "frame": found.frame,
            "address": found.address,
        }
        return render_to_string("reader/original.html", context)
