"""Who follows by push message, full of the canary: where a reader's browser is reached is told nowhere, to nobody."""

from __future__ import annotations

from datetime import timedelta

from stoppress.alerts.models import Subscription
from stoppress.alerts.subscriptions import Browser, Wishes, follow
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock


def hide_followers(blog: LiveBlog, canary: str) -> None:
    """A browser whose endpoint and keys are the canary; it wishes for nothing, so that nothing is ever sent to it."""
    endpoint = f"https://fcm.googleapis.com/fcm/send/{canary}"
    follow(blog, Browser(endpoint, f"B{canary}", canary), Wishes(key_events=True))
    Subscription.objects.filter(blog=blog).update(
        wants_key_events=False, forget_at=clock.now() + timedelta(days=900)
    )
