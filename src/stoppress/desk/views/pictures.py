"""Pictures as their newsroom sees them: also those that no reader may see yet."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stoppress.desk import placing
from stoppress.desk.answers import trouble, wants_json
from stoppress.desk.forms import CorrectionForm, PostForm
from stoppress.desk.gates import DeskRequest, for_members, on_blog
from stoppress.desk.pages import blog_page, post_page
from stoppress.media import shelf
from stoppress.media.finding import for_newsroom
from stoppress.media.receiving import LARGEST_BYTES, receive
from stoppress.media.refusals import PictureRefused
from stoppress.people.rights import may
from stoppress.people.roles import roles_of
from stoppress.stories.models import LiveBlog, Post, State

#: Opened by itself, a picture is a page of our origin: it runs nothing and asks for nothing.
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
@for_members("come in")
def show(request: DeskRequest, name: str) -> HttpResponse:
    """One rendition; of another newsroom, taken down, or never there: the same 404."""
    sees_some_desk = any(may(role, "see the desk") for role in roles_of(request.user))
    try:
        body = for_newsroom(request.user.newsroom, name) if sees_some_desk else None
    except OSError:
        return trouble(request, 503, _("The storage of pictures does not answer. Try again in a moment."))
    if not body:
        return trouble(request, 404, _("There is no such picture; it may have been taken down."))
    headers = {"Content-Security-Policy": _POLICY, "Content-Disposition": "inline"}
    return HttpResponse(body, content_type=shelf.media_type(name), headers=headers)


@require_POST
@on_blog("save draft")
def add(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Keep pictures for a post that is being written: one for the script, or all that a form brings, with the form again.

    Without script it also puts them in order and takes them out; what was typed comes back in the form.
    """
    files = request.FILES.getlist("photos")
    if wants_json(request):
        return _one(request, files)
    kept, wrong = placing.taken_in(request.user, files)
    change = request.POST.get("picture_change", "")
    shown = [*placing.rearranged(placing.placed_in(request.POST) or (), change), *kept]
    if change == "add:" and not files:
        wrong = _("Choose one or more pictures first.")
    return _form_again(request, blog, placing.with_pictures(request.POST, shown), wrong)


def _one(request: DeskRequest, files: list[UploadedFile[bytes]]) -> HttpResponse:
    if len(files) != 1:
        return trouble(request, 400, _("Send one picture at a time."))
    try:
        data = files[0].read(LARGEST_BYTES + 1)
        picture = receive(request.user, data, sending=request.POST.get("sending", ""))
    except PictureRefused as refusal:
        return trouble(request, 400, refusal.message)
    return JsonResponse(
        {
            "picture": picture.secret,
            "address": placing.thumb_of(picture),
            "width": picture.width,
            "height": picture.height,
        }
    )


def _form_again(request: DeskRequest, blog: LiveBlog, typed: QueryDict, wrong: str) -> HttpResponse:
    """The composer, or the form about a post, with what was typed and the pictures as they are now."""
    act = request.GET.get("act", "")
    if not (public_id := request.GET.get("post", "")) or act not in ("amend", "correct"):
        form = PostForm(typed, auto_id="composer-%s")
        form.pictures_trouble["pictures"] = wrong
        return blog_page(request, blog, composer=form)
    post = Post.objects.filter(blog=blog, public_id=public_id).exclude(state=State.TAKEN_DOWN).first()
    if post is None:
        return trouble(request, 404, _("There is no such post; it may have been taken down."))
    post.blog = blog
    form = (CorrectionForm if act == "correct" else PostForm)(typed)
    form.pictures_trouble["pictures"] = wrong
    return post_page(request, blog, post, act, form)
