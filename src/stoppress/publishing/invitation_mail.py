"""The mail that brings an invitation: plain words, our own link, and nothing else that somebody could put into it."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from stoppress.people.inviting import secret_of
from stoppress.people.models import Invitation
from stoppress.press.languages import house_language, speaking
from stoppress.toolkit import clock


def link_to(invitation: Invitation) -> str:
    """The whole address, for the one who is invited."""
    return f"{settings.PUBLIC_URL}{reverse('desk:join', args=[secret_of(invitation)])}"


def message_for(public_id: str) -> EmailMessage | None:
    """The mail; None if the invitation can be taken no longer, or its link cannot be made again."""
    rows = Invitation.objects.filter(public_id=public_id).open(clock.now())
    invitation: Invitation | None = rows.select_related("newsroom").first()
    if invitation is None or not secret_of(invitation):
        return None
    with speaking(house_language()):
        newsroom = invitation.newsroom.name
        lines = [
            _("You are invited to the live desk of %(newsroom)s.") % {"newsroom": newsroom},
            "",
            _("This link is for you alone, and works once:"),
            link_to(invitation),
            "",
            _("If you do not know what this is about, do nothing; the link ends by itself."),
        ]
        return EmailMessage(
            subject=" ".join((_("Your invitation to %(newsroom)s") % {"newsroom": newsroom}).split()),
            body="\n".join(lines) + "\n",
            to=[invitation.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
