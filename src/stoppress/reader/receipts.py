"""The private page of one question: where it stands, the answer when it comes, and the sender's own hand on what was sent."""

from __future__ import annotations

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stoppress.press.contexts import Moment
from stoppress.press.languages import speaking
from stoppress.press.questions import answer_html
from stoppress.publishing import errands
from stoppress.questions import forgetting, letters, receipts, sheets
from stoppress.questions.bad_text import said_of
from stoppress.questions.models import Letter
from stoppress.reader import letterbox
from stoppress.reader.private import is_from_us, not_there, page, public_blog
from stoppress.stories.models import LiveBlog
from stoppress.toolkit.text import BadText

_RETRY_SECONDS = 10


@csrf_exempt  # no cookie is read here; the address itself is the key
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Where the question stands; or delete it, or change the e-mail that is told of the answer."""
    blog = public_blog(slug)
    letter, is_shared = letters.letter_of(blog, secret) if blog else (None, False)
    if blog is None or letter is None:
        return not_there()
    with speaking(blog.language):
        return _answered(request, blog, letter, secret, is_shared)


def _answered(
    request: HttpRequest, blog: LiveBlog, letter: Letter, secret: str, is_shared: bool
) -> HttpResponse:
    if request.method != "POST":
        return _page(blog, letter, secret, is_shared)
    if is_shared or not is_from_us(request):
        return _page(
            blog,
            letter,
            secret,
            is_shared,
            status=403,
            trouble=_("This was sent from another site. Nothing was changed."),
        )
    try:
        return _act(request, blog, letter, secret)
    except (letterbox.Busy, OperationalError):
        words = _("The newsroom is busy. Nothing was changed; try again in a few seconds.")
        response = _page(blog, letter, secret, is_shared, status=503, trouble=words)
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
        return response


def _act(request: HttpRequest, blog: LiveBlog, letter: Letter, secret: str) -> HttpResponse:
    wish = request.POST.get("do", "")
    if wish == "delete":
        was_told = receipts.told(letter)
        letterbox.carry(lambda: _withdraw(letter))
        return page("reader/deleted.html", {"told": was_told}, blog)
    if wish == "email":
        return _change_email(request, blog, letter, secret)
    return _page(blog, letter, secret, False, status=422, trouble=_("Choose what you would like to do."))


def _withdraw(letter: Letter) -> None:
    forgetting.withdraw(letter)
    errands.leave("scrub", "a letter")


def _change_email(request: HttpRequest, blog: LiveBlog, letter: Letter, secret: str) -> HttpResponse:
    typed = "" if request.POST.get("remove") else request.POST.get("email", "")
    try:
        email = sheets.check_email(typed)
    except BadText as error:
        return _page(blog, letter, secret, False, status=422, wrong=said_of(error), typed=typed[:1_000])
    if email and not settings.MAIL_IS_SENT:
        return _page(
            blog, letter, secret, False, status=409, trouble=_("No mail is sent from here at the moment.")
        )
    letterbox.carry(lambda: forgetting.change_email(letter, email))
    return HttpResponseRedirect(f"{blog.address}ask/{secret}/", status=303)


def _page(
    blog: LiveBlog,
    letter: Letter,
    secret: str,
    is_shared: bool,
    *,
    status: int = 200,
    trouble: str = "",
    wrong: str = "",
    typed: str | None = None,
) -> HttpResponse:
    post = receipts.answer_post(letter)
    context = {
        "told": receipts.told(letter),
        "letter": letter,
        "is_shared": is_shared,
        "asked": Moment.of(letter.asked_at, blog.time_zone),
        "forget": Moment.of(letter.forget_at, blog.time_zone),
        "answer": answer_html(post) if post else "",
        "answer_address": post.address if post else "",
        "address": f"{settings.PUBLIC_URL}{blog.address}ask/{secret}/",
        "takes_mail": settings.MAIL_IS_SENT
        and not is_shared
        and not letter.told_at
        and not letter.forgotten_at,
        "email": letter.email if typed is None else typed,
        "wrong": wrong,
        "trouble": trouble,
    }
    return page("reader/receipt.html", context, blog, status)
