"""Asking a question: the form for those who come by a link or without script, what is sent, and the stamp for the script."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from stoppress.press.languages import speaking
from stoppress.press.questions import BoxContext, SheetContext, box_context
from stoppress.questions import letters, limits, sheets, stamps
from stoppress.questions.likeness import question_like, still_joinable
from stoppress.reader import letterbox
from stoppress.reader.private import is_from_us, not_there, page, public_blog, sealed
from stoppress.stories.models import LiveBlog

logger = logging.getLogger("stoppress.reader.asking")

#: Counted in memory, in the one thread that answers here.
taken = limits.Limits()
_BUSY_SECONDS = 10


class Trouble(Exception):
    """The letter was not taken; the form says why, with all that was typed. `keeps_stamp`: it is good for one more try."""

    def __init__(
        self,
        status: int,
        words: str,
        wrong: Mapping[str, str] | None = None,
        *,
        retry_seconds: float = 0,
        keeps_stamp: bool = False,
    ) -> None:
        super().__init__(words)
        self.status, self.words, self.wrong = status, words, dict(wrong or {})
        self.retry_seconds, self.keeps_stamp = retry_seconds, keeps_stamp


@csrf_exempt  # no cookie is read here; `is_from_us` and the stamp keep other sites out
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; or take what was sent in it, and lead to the page that tells how the question stands."""
    blog = public_blog(slug)
    if blog is None:
        return not_there()
    with speaking(blog.language):
        return _asked(request, blog)


def _asked(request: HttpRequest, blog: LiveBlog) -> HttpResponse:
    box = box_context(blog)
    if request.method != "POST":
        return _form(blog, box, stamps.issue(blog, _bits(blog)))
    try:
        return _take(request, blog, box)
    except Trouble as trouble:
        return _form_again(request, blog, trouble)


@csrf_exempt
@require_safe
def stamp(request: HttpRequest, slug: str) -> HttpResponse:
    """A stamp for the form on the live page, and how much work its proof must show."""
    blog = public_blog(slug)
    if blog is None or not box_context(blog).is_open:
        return not_there()
    word = stamps.issue(blog, _bits(blog))
    given = stamps.read(blog, word)
    return sealed(
        JsonResponse({"stamp": word, "key": given.key, "bits": given.bits, "seconds": stamps.LEAST_SECONDS})
    )


def _take(request: HttpRequest, blog: LiveBlog, box: BoxContext) -> HttpResponse:
    """From the cheapest check to the dearest; nothing is written before the last."""
    if not is_from_us(request):
        raise Trouble(403, _("This was sent from another site. If you wrote it, send it from here."))
    if not box.is_open:
        raise Trouble(409, _("Questions are closed at the moment. What you have written was not sent."))
    if request.POST.get("website"):
        raise Trouble(
            422,
            _(
                "A field that people do not see was filled in. It is empty again: check your words and send them."
            ),
        )
    sheet = _checked(request)
    given = request.POST.get("stamp", "")
    if not given:
        return _second_step(request, blog)
    seen = _stamp(blog, given)
    is_proven = stamps.is_proven(seen, request.POST.get("proof", ""))
    _count(request, blog, is_proven)
    return HttpResponseRedirect(f"{blog.address}ask/{_kept(blog, sheet, seen, is_proven)}/", status=303)


def _checked(request: HttpRequest) -> sheets.Sheet:
    try:
        return sheets.check(request.POST.dict(), takes_mail=settings.MAIL_IS_SENT)
    except sheets.Wrong as wrong:
        raise Trouble(
            422, _("Nothing is lost: mend what is marked, and send it again."), wrong.fields, keeps_stamp=True
        ) from wrong


def _stamp(blog: LiveBlog, word: str) -> stamps.Stamp:
    try:
        seen = stamps.read(blog, word)
    except stamps.BadStamp as error:
        raise Trouble(
            422, _("This form was open for too long. Your words are still here: send them again.")
        ) from error
    if seen.age_seconds < stamps.LEAST_SECONDS:
        raise Trouble(
            422, _("That was very quick. Read it through once more, and send it."), keeps_stamp=True
        )
    return seen


def _count(request: HttpRequest, blog: LiveBlog, is_proven: bool) -> None:
    rates, sort = (limits.PROVEN, "proven") if is_proven else (limits.PLAIN, "plain")
    wait = taken.take(rates, sort, request.META.get("REMOTE_ADDR", ""), blog.slug)
    if wait > 0:
        words = _(
            "Many questions are coming in just now. Yours was not sent, and is still here: try again in a minute."
        )
        raise Trouble(429, words, retry_seconds=wait, keeps_stamp=True)


def _kept(blog: LiveBlog, sheet: sheets.Sheet, seen: stamps.Stamp, is_proven: bool) -> str:
    """Keep the letter in the writing thread; returns the private word of its receipt.

    What it is like is looked for here already: of 5,000 letters that takes 25 ms, which no editor shall wait.
    """
    like = question_like(blog, sheet.text)

    def work() -> str:
        return letters.receive(
            blog,
            sheet.text,
            sending_key=seen.key,
            first_name=sheet.first_name,
            place=sheet.place,
            email=sheet.email,
            is_comment=sheet.is_comment,
            is_proven=is_proven,
            look=lambda _blog, _text: still_joinable(like),
        ).secret

    try:
        return letterbox.carry(work)
    except letters.SentBefore as error:
        raise Trouble(
            422, _("This form was used already. Send your words once more if they are another question.")
        ) from error
    except letters.Full as error:
        words = _(
            "The newsroom has more questions than it can read. Yours was not sent, and is still here: try again later."
        )
        raise Trouble(503, words, retry_seconds=600) from error
    except (letterbox.Busy, OperationalError) as error:
        logger.warning("A letter was not kept: %s", error or type(error).__name__)
        words = _(
            "The newsroom is busy. Your question was not sent, and is still here: try again in a few seconds."
        )
        raise Trouble(503, words, retry_seconds=_BUSY_SECONDS, keeps_stamp=True) from error


def _second_step(request: HttpRequest, blog: LiveBlog) -> HttpResponse:
    """Without script the live page's form, which is the same for all, has no stamp: this one has, and shows what was typed."""
    box = box_context(blog, SheetContext(sheets.typed(request.POST.dict())))
    return _form(blog, box, stamps.issue(blog, _bits(blog)), is_second_step=True)


def _form_again(request: HttpRequest, blog: LiveBlog, trouble: Trouble) -> HttpResponse:
    box = box_context(blog, SheetContext(sheets.typed(request.POST.dict()), trouble.wrong))
    given = request.POST.get("stamp", "") if trouble.keeps_stamp else ""
    response = _form(blog, box, given or stamps.issue(blog, _bits(blog)), trouble=trouble)
    if trouble.retry_seconds:
        response.headers["Retry-After"] = str(math.ceil(trouble.retry_seconds))
    return response


def _form(
    blog: LiveBlog,
    box: BoxContext,
    stamp: str,
    *,
    is_second_step: bool = False,
    trouble: Trouble | None = None,
) -> HttpResponse:
    context = {"box": box, "stamp": stamp, "is_second_step": is_second_step, "trouble": trouble}
    return page("reader/ask.html", context, blog, trouble.status if trouble else 200)


def _bits(blog: LiveBlog) -> int:
    """The work that a proof must show: more while many ask."""
    return stamps.BUSY_BITS if taken.is_busy(limits.PROVEN, "proven", blog.slug) else stamps.CALM_BITS
