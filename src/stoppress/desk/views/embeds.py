"""Things of other platforms at the desk: asked about while somebody writes, seen before readers see them, asked about anew."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from stoppress.desk.answers import base, trouble, wants_json
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.embeds import keeping
from stoppress.embeds.models import Embed, Stage
from stoppress.embeds.platforms import PLATFORMS, find
from stoppress.embeds.told import Why
from stoppress.press.embeds import card_context
from stoppress.stories.models import LiveBlog

#: Cards on the page of the desk, those that were asked about last.
_SHOWN = 20
_LONGEST_ADDRESS = 1_000
#: Why a card has the address alone, or what was told before.
_WHY: dict[str, Promise] = {
    Why.UNREACHABLE: _lazy("The platform did not answer in time."),
    Why.GONE: _lazy("The platform says that it is not there."),
    Why.SILENT: _lazy("The platform tells nothing of it to those who are not signed in there."),
    Why.NOT_CALLED: _lazy("Its address leads to where the server does not call."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog("save draft")
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """The cards that were asked about last, and the form to ask about one; sent, it is fetched within seconds."""
    if request.method != "POST":
        return _page(request, blog)
    address = request.POST.get("address", "")[:_LONGEST_ADDRESS]
    found = find(address)
    if found is None:
        words = _(
            "This is no address of a post or film that can be a card. It may stand in your text all the same, as a link."
        )
        if wants_json(request):
            return JsonResponse(
                {"kind": "Invalid", "message": words, "fields": {"address": words}}, status=422
            )
        return _page(request, blog, address, words)
    embed = keeping.ask(blog.newsroom, request.user, found, anew=bool(request.POST.get("anew")))
    if wants_json(request):
        return JsonResponse(_told(blog, embed))
    return _page(request, blog, said=_("It is being fetched. Look again in a few seconds."))


@require_safe
@on_blog("save draft")
def one(request: DeskRequest, blog: LiveBlog, embed: str) -> HttpResponse:
    """How far the asking about one thing has come, and its card."""
    found = Embed.objects.filter(newsroom=blog.newsroom, public_id=embed).first()
    if found is None:
        return trouble(request, 404, _("There is no such card."))
    return JsonResponse(_told(blog, found))


def _told(blog: LiveBlog, embed: Embed) -> dict[str, str]:
    html = render_to_string("desk/embeds/card.html", {"blog": blog, "card": _card(embed)})
    address = reverse("desk:embed", args=[blog.slug, embed.public_id])
    return {"stage": embed.stage, "address": embed.address, "look": address, "html": html}


def _page(
    request: DeskRequest, blog: LiveBlog, address: str = "", wrong: str = "", said: str = ""
) -> HttpResponse:
    newest = Embed.objects.filter(newsroom=blog.newsroom).select_related("picture").order_by("-asked_at")
    context = {
        "base": base(request),
        "blog": blog,
        "address": address,
        "wrong": wrong,
        "said": said,
        "platforms": ", ".join(platform.label for platform in PLATFORMS),
        "cards": [_card(embed) for embed in newest[:_SHOWN]],
    }
    return render(request, "desk/embeds/page.html", context, status=422 if wrong else 200)


def _card(embed: Embed) -> dict[str, object]:
    found = find(embed.address)
    told = embed if embed.fetched_at else None
    return {
        "is_asked": embed.stage == Stage.ASKED,
        "is_bare": embed.stage == Stage.BARE,
        "why": _WHY.get(embed.why, ""),
        "address": embed.address,
        "it": card_context(found, told, is_public=False) if found else None,
    }
