"""What is known of members and of those who are invited, full of the canary: none of it is a reader's."""

from __future__ import annotations

from stoppress.people import inviting
from stoppress.people.models import Identity, Member, Passkey, SignedIn
from stoppress.toolkit import clock


def hide_people(chief: Member, canary: str) -> None:
    """An invitation, a session, a passkey and an identity in these words."""
    now = clock.now()
    inviting.invite(chief, f"{canary}@invited.example", canary, "reporter")
    SignedIn.objects.create(member=chief, device=canary, began_at=now, seen_at=now)
    sealed = canary.encode()
    Passkey.objects.create(member=chief, name=canary, credential_id=sealed, credential=sealed, made_at=now)
    Identity.objects.create(member=chief, issuer=f"https://{canary}.example", subject=canary, made_at=now)
