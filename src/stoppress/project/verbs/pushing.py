"""`stoppress push-key`."""

from __future__ import annotations

from argparse import Namespace

from stoppress.project import data_folder
from stoppress.project.start import start_django


def new_push_key(options: Namespace) -> None:
    """Make another key for push messages, when nobody serves; whoever followed under the old one is forgotten."""
    folder = data_folder.folder()
    data_folder.prepare(folder)
    with data_folder.held_alone(folder):
        start_django()
        from stoppress.alerts.models import Subscription
        from stoppress.project.database import bring_up_to_date

        bring_up_to_date()
        data_folder.renew_push_key(folder)
        count, _ = Subscription.objects.all().delete()
        print(f"There is a new key. {_deleted(count)}")


def _deleted(count: int) -> str:
    if count == 0:
        return "Nobody followed under the old one."
    if count == 1:
        return "One subscription under the old one was deleted; this reader must ask anew."
    return f"{count} subscriptions under the old one were deleted; these readers must ask anew."
