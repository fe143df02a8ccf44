"""What a member was typing and has not sent: kept while she types, listed, thrown away. Hers alone."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk import unsent as screens
from stoppress.desk.answers import base, refused, wants_json
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.publishing import unsent
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog("save draft")
def texts(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """All that she has not sent here; or keep one more state of it."""
    if request.method == "POST":
        return _keep(request, blog)
    if wants_json(request):
        return JsonResponse(
            {"texts": [screens.as_json(text) for text in unsent.texts_of(request.user, blog)]}
        )
    context = {
        "base": base(request),
        "blog": blog,
        "lines": screens.lines(request, blog),
        "most": unsent.MOST_TEXTS,
    }
    return render(request, "desk/unsent.html", context)


@require_POST
@on_blog("save draft")
def forget(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Throw a text away."""
    unsent.forget(request.user, request.POST.get("key", "")[:200].replace("\x00", ""))
    if wants_json(request):
        return JsonResponse({"said": _("Thrown away.")})
    return HttpResponseRedirect(reverse("desk:unsent", args=[blog.slug]))


def _keep(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    try:
        kept = unsent.keep(request.user, blog, screens.TypedForm(request.POST).typed())
    except Refusal as refusal:
        return refused(request, refusal)
    return JsonResponse({"number": kept.number, "at": kept.at.isoformat()})
