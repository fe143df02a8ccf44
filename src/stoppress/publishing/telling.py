"""Telling those who asked, by one plain mail, that their question was answered or not taken up."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from stoppress.press.languages import speaking
from stoppress.questions import receipts
from stoppress.questions.letters import hash_of, secret_of
from stoppress.questions.models import Letter
from stoppress.questions.receipts import Told
from stoppress.toolkit import clock
from stoppress.toolkit.text import first_words

_SUBJECT_LENGTH = 70


def letter_to_tell(public_id: str) -> Letter | None:
    """The letter whose sender is still to be told; None if there is nobody to tell, or nothing yet."""
    rows = Letter.objects.select_related("blog__newsroom", "question__answer__post")
    letter = rows.filter(public_id=public_id, told_at=None, forgotten_at=None).exclude(email="").first()
    if letter is None or receipts.told(letter) not in (Told.ANSWERED, Told.DECLINED):
        return None
    return letter


def message_for(letter: Letter) -> EmailMessage:
    """The mail: plain words and our own links; nothing in it was typed by a stranger, so that nobody can send his words by us."""
    with speaking(letter.blog.language):
        is_answered = receipts.told(letter) == Told.ANSWERED
        newsroom, headline = letter.blog.newsroom.name, letter.blog.headline
        lines = [
            _("you asked a question in our live coverage “%s”.") % headline,
            "",
            _("It has been answered:") if is_answered else _("We could not take it up."),
        ]
        post = receipts.answer_post(letter)
        if post:
            lines += [f"{settings.PUBLIC_URL}{post.address}"]
        elif letter.question.reason:
            lines += ["", letter.question.reason]
        if address := _receipt(letter):
            lines += ["", _("Your question, and all that we have of it:"), address]
        lines += [
            "",
            _("This is the only mail that we send; your address has now been deleted."),
            "",
            newsroom,
        ]
        said = _("Your question was answered") if is_answered else _("Your question")
        return EmailMessage(
            subject=" ".join(f"{said} – {first_words(headline, limit=_SUBJECT_LENGTH)}".split()),
            body="\n".join(lines) + "\n",
            to=[letter.email],
            headers={"Auto-Submitted": "auto-generated"},
        )


def was_told(public_id: str) -> None:
    """The mail is on its way: the address is needed no longer."""
    Letter.objects.filter(public_id=public_id).update(email="", told_at=clock.now())


def _receipt(letter: Letter) -> str:
    """The private address, made again from the sending; only its hash is stored."""
    secret = secret_of(letter.sending_key)
    if hash_of(secret) != letter.secret_hash:
        return ""  # the house's key was changed since
    return f"{settings.PUBLIC_URL}{letter.blog.address}ask/{secret}/"
