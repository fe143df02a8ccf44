"""The page of an expert: no account, a private address; it shows what is assigned through it, and takes what is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stoppress.press.languages import house_language, speaking, spoken
from stoppress.questions import expert_links, writing
from stoppress.questions.guesses import Guesses
from stoppress.questions.models import ExpertLink
from stoppress.questions.writing import NoLink, NotTaken, Sheet
from stoppress.reader.expert_page import Typed, expert_page

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "object-src 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: The address is the key: it is in no cache, in no search, and no page that is linked from here learns of it.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
_RETRY_SECONDS = 5
#: What can be done with a question; the redirect after it says which it was.
_ACTS = ("save", "hand-in", "send-back")

guesses = Guesses()


@csrf_exempt  # who can send this form knows the secret, which no cookie brings along
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what is assigned through this link, or take what the expert did with one question."""
    with speaking(house_language()):
        return _opened(request, secret)


def _opened(request: HttpRequest, secret: str) -> HttpResponse:
    address = request.META.get("REMOTE_ADDR", "")
    if seconds := guesses.must_wait(address):
        response = _closed(request, 429)
        response["Retry-After"] = str(seconds)
        return response
    link = expert_links.opening(secret)
    if link is None:
        guesses.count(address)
        return _closed(request, 404)
    with speaking(link.blog.language):
        return _take(request, secret, link) if request.method == "POST" else _shown(request, link)


def _take(request: HttpRequest, secret: str, link: ExpertLink) -> HttpResponse:
    """One act on one question: save, hand in, send back."""
    question, act = request.POST.get("question", ""), request.POST.get("act", "")
    sheet = Sheet(*(request.POST.get(name, "") for name in ("text", "note", "seen")))
    try:
        if act == "send-back":
            writing.send_back(secret, question, sheet.note)
        else:
            writing.save(secret, question, sheet, hands_in=act == "hand-in")
    except NoLink:
        return _closed(request, 404)
    except NotTaken as refusal:
        return _refused(request, link, question, sheet, refusal)
    except OperationalError:
        words = _("The newsroom is busy. Nothing is lost; send it again in a few seconds.")
        response = _refused(request, link, question, sheet, NotTaken(words), 503)
        response["Retry-After"] = str(_RETRY_SECONDS)
        return response
    return _done(request, question, act, sheet)


def _done(request: HttpRequest, question: str, act: str, sheet: Sheet) -> HttpResponse:
    said = act if act in _ACTS else "save"
    if _wants_json(request):
        kept = sheet.text.replace("\r\n", "\n").strip()
        return _with_headers(JsonResponse({"said": str(_said_words(said)), "seen": writing.seen_of(kept)}))
    place = "" if act == "send-back" else f"#question-{question}"
    return _with_headers(HttpResponseRedirect(f"{request.path}?said={said}&question={question}{place}"))


def _said_words(said: str) -> str:
    """What became of the last sending; nothing of a name that is none."""
    return {
        "save": _("Saved. The newsroom does not publish it before you hand it in."),
        "hand-in": _("Handed in. The newsroom publishes it, and you can change it until then."),
        "send-back": _("The question has gone back to the newsroom. Thank you for saying so."),
    }.get(said, "")


def _shown(request: HttpRequest, link: ExpertLink) -> HttpResponse:
    saved, said = request.GET.get("question", ""), _said_words(request.GET.get("said", ""))
    return _page(request, {"it": expert_page(link, saved=saved, said=said), "words": _script_words()})


def _refused(
    request: HttpRequest,
    link: ExpertLink,
    question: str,
    sheet: Sheet,
    refusal: NotTaken,
    status: int = 422,
) -> HttpResponse:
    if _wants_json(request):
        body: dict[str, Any] = {"message": refusal.message, "fields": refusal.fields}
        if refusal.theirs is not None:
            body |= {"theirs": refusal.theirs, "seen": writing.seen_of(refusal.theirs)}
        return _with_headers(JsonResponse(body, status=status))
    typed = {question: Typed(sheet, refusal.message, refusal.fields, refusal.theirs)}
    page = expert_page(link, typed)
    is_there = any(row.id == question for row in page.questions)
    lost = "" if is_there else sheet.text
    context = {
        "it": page,
        "words": _script_words(),
        "lost": lost,
        "message": "" if is_there else refusal.message,
    }
    return _page(request, context, status)


def _closed(request: HttpRequest, status: int) -> HttpResponse:
    """The one page of a link that opens nothing: wrong, expired or ended, nobody is told which."""
    words = _("This link opens nothing. It may be mistyped or too old, or the newsroom has ended it.")
    if status == 429:
        words = _("Too many wrong links came from your network. Wait ten minutes, and open your link again.")
    if _wants_json(request):
        return _with_headers(JsonResponse({"message": words, "fields": {}, "is_closed": True}, status=status))
    text = request.POST.get("text", "")[: 2 * writing.LONGEST_WRITTEN] if request.method == "POST" else ""
    response = render(request, "reader/expert/closed.html", {"said": words, "text": text}, status=status)
    return _with_headers(response)


def _page(request: HttpRequest, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    return _with_headers(render(request, "reader/expert/page.html", dict(context), status=status))


def _with_headers(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    # Django logs the address of what is refused; this one is a key.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _script_words() -> dict[str, str]:
    return {
        "clock": spoken().clock,
        "kept": _("kept on this device"),
        "not_kept": _("cannot be kept on this device; save often"),
        "sending": _("sending …"),
        "trying": _("not sent – trying again"),
        "refused": _("not sent"),
        "closed": _(
            "not sent: this link has ended. What you wrote stays on this device; ask the newsroom for a new link."
        ),
        "found": _("What you wrote here at {time} was not sent. It stands in the field again."),
        "offer": _("At {time} you wrote something else here, and it was not sent."),
        "take_up": _("Take it up"),
        "throw_away": _("Throw it away"),
    }
