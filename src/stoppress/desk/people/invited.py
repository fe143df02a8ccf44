"""How an invitation reaches whom it is for."""

from __future__ import annotations

from django.conf import settings

from stoppress.people.models import Invitation
from stoppress.publishing import errands
from stoppress.publishing.invitation_mail import link_to

__all__ = ["link_to", "mail_it"]


def mail_it(invitation: Invitation) -> bool:
    """Leave it to be mailed, if mail is sent from here; within the caller's transaction. Says whether it is."""
    if settings.MAIL_IS_SENT:
        errands.leave("invite", invitation.public_id)
    return bool(settings.MAIL_IS_SENT)
