"""Answers for the editor's script while somebody writes: what her words mean, and the posts that she can name."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from stoppress.desk import references
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.stories.models import LiveBlog, Post

#: Letters that are read at once; a longer text is looked through when it is published.
_MOST_LETTERS = 100_000
_LONGEST_QUERY = 100


@require_POST
@on_blog("save draft")
def find(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """The references in what is being written; nothing is changed by asking."""
    texts, letters = [], 0
    for text in request.POST.getlist("text"):
        letters += len(text)
        if letters <= _MOST_LETTERS:
            texts.append(text)
    own = _own(blog, request.POST.get("post", ""))
    return JsonResponse({"phrases": references.phrases(blog, texts, own)})


@require_safe
@on_blog("save draft")
def pick(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """The posts that a reference can lead to, newest first."""
    query = request.GET.get("q", "")[:_LONGEST_QUERY].replace("\0", "")
    return JsonResponse({"posts": references.picked(blog, query, _own(blog, request.GET.get("post", "")))})


def _own(blog: LiveBlog, post: str) -> Post | None:
    """The post that is being written, if it is kept already."""
    found = Post.objects.filter(blog=blog, public_id=post).first() if post.isalnum() else None
    if found:
        found.blog = blog
    return found
