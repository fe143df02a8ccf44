"""Pages that say one thing, calmly and with a way on: what is not here, what is here no more, what went wrong.

They carry their style with them, for they may be all that can be had. No search engine shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from stoppress.press.style import notice_style


@dataclass(frozen=True)
class Way:
    """Where to go from here."""

    address: str
    words: str


def notice(title: str, words: str, ways: Sequence[Way] = (), newsroom: str = "") -> str:
    """A page of these words in the language that is spoken now."""
    context = {
        "title": title,
        "words": words,
        "ways": ways,
        "newsroom": newsroom,
        "style": mark_safe(notice_style().text),  # noqa: S308  our own
    }
    return render_to_string("press/shell/notice.html", context).strip()


def policy() -> str:
    """The policy of content for a notice."""
    return (
        f"default-src 'none'; style-src 'self' '{notice_style().hash}'; img-src 'self' data:; font-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def missing() -> str:
    """No such page: in the same words whatever is missing."""
    words = _("The address may be mistyped, or the page is not public yet.")
    return notice(_("There is no such page"), words, [everything()])


def missing_post(blog: str, newsroom: str) -> str:
    """No such post in the live blog at this address."""
    words = _("The address may be mistyped, or the post is not public yet.")
    return notice(_("There is no such post"), words, [_live(blog), everything()], newsroom)


def gone(blog: str, newsroom: str) -> str:
    """A post that was taken down from the live blog at this address."""
    words = _("It was removed for legal reasons, and nothing of it is kept here.")
    return notice(_("This post was taken down"), words, [_live(blog), everything()], newsroom)


def busy(blog: str) -> str:
    """A page of the live blog at this address that cannot be had now."""
    words = _("Nothing is lost. Try again in a few seconds.")
    return notice(_("This page cannot be shown at the moment"), words, [_live(blog), everything()])


def full() -> str:
    """No room for one more reader."""
    words = _("More people are reading than there is room for. Try again in a few seconds.")
    return notice(_("Full for the moment"), words, [everything()])


def _live(address: str) -> Way:
    return Way(SafeString(address), _("To the live page"))


def everything() -> Way:
    """The way to all live coverage."""
    return Way("/", _("All live coverage"))
