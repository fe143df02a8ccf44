"""Keeping who follows a live blog: what a browser gives is checked as hostile input, and goes when it is not needed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from stoppress.alerts.encoding import decoded, encoded
from stoppress.alerts.models import Subscription
from stoppress.alerts.sealing import public_key
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock

#: A browser that does not confirm it for so long is forgotten, however long the coverage goes on.
KEPT = timedelta(days=60)
#: So many follow one live blog; a flood of invented browsers fills no disk.
MOST_OF_ONE_BLOG = 500_000
_LONGEST_ENDPOINT = 1_000
_AUTH_BYTES = 16
#: So many are deleted in one transaction, so that no editor waits long for the pen.
_AT_ONCE = 1_000


class Wrong(ValueError):
    """What the browser gave is no subscription that we can use."""


class Full(Exception):
    """So many follow already that no more are taken."""


@dataclass(frozen=True)
class Browser:
    """One subscription as its browser gives it."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Wishes:
    """What somebody wishes to be told of. Nothing of it: not to follow."""

    key_events: bool = False
    corrections: bool = False

    def __bool__(self) -> bool:
        return self.key_events or self.corrections


def checked(given: Mapping[str, Any], services: Sequence[str]) -> Browser:
    """What the browser gave, if it is one of these push services' and holds usable keys; raises Wrong."""
    keys = given.get("keys")
    if not isinstance(keys, Mapping):
        raise Wrong("The keys are missing.")
    endpoint = checked_endpoint(given.get("endpoint"), services)
    try:
        point, auth = decoded(str(keys.get("p256dh"))), decoded(str(keys.get("auth")))
        public_key(point)
    except ValueError as error:
        raise Wrong("The keys cannot be read.") from error
    if len(auth) != _AUTH_BYTES:
        raise Wrong("The keys cannot be read.")
    return Browser(endpoint, encoded(point), encoded(auth))


def checked_endpoint(endpoint: Any, services: Sequence[str]) -> str:
    """An address at one of these push services: a host, or `*.` and what all its hosts end in, or `*`; raises Wrong."""
    if not isinstance(endpoint, str) or not endpoint.isascii() or len(endpoint) > _LONGEST_ENDPOINT:
        raise Wrong("The endpoint is no address.")
    try:
        parts = urlsplit(endpoint)
        is_plain = parts.scheme == "https" and parts.port in (None, 443) and "@" not in parts.netloc
    except ValueError as error:
        raise Wrong("The endpoint is no address.") from error
    if not is_plain or parts.fragment or not _is_among(parts.hostname or "", services):
        raise Wrong("The endpoint is of no push service that this newsroom knows.")
    return endpoint


def follow(blog: LiveBlog, browser: Browser, wishes: Wishes) -> None:
    """Tell this browser of these things from now on; of nothing: forget it. Raises Full."""
    if not wishes:
        unfollow(blog, browser.endpoint)
        return
    hashed = _hash(browser.endpoint)
    if blog.subscriptions.exclude(endpoint_hash=hashed).count() >= MOST_OF_ONE_BLOG:
        raise Full
    Subscription.objects.update_or_create(
        blog=blog,
        endpoint_hash=hashed,
        defaults={
            "endpoint": browser.endpoint,
            "p256dh": browser.p256dh,
            "auth": browser.auth,
            "wants_key_events": wishes.key_events,
            "wants_corrections": wishes.corrections,
            "failed_in_a_row": 0,
            "forget_at": clock.now() + KEPT,
        },
    )


def unfollow(blog: LiveBlog, endpoint: str) -> None:
    """Forget this browser here, and what was still to be sent to it."""
    Subscription.objects.filter(blog=blog, endpoint_hash=_hash(endpoint)).delete()


def wishes_of(blog: LiveBlog, endpoint: str) -> Wishes:
    """What this browser is told of; nothing for one that nobody knows."""
    found = Subscription.objects.filter(blog=blog, endpoint_hash=_hash(endpoint)).first()
    return Wishes(found.wants_key_events, found.wants_corrections) if found else Wishes()


def move(old_endpoint: str, browser: Browser) -> None:
    """A browser got another endpoint from its push service: everything that it follows goes there."""
    with transaction.atomic():
        for old in Subscription.objects.filter(endpoint_hash=_hash(old_endpoint)).select_related("blog"):
            wishes = Wishes(old.wants_key_events, old.wants_corrections)
            old.delete()
            follow(old.blog, browser, wishes)


def count(blog: LiveBlog) -> int:
    """How many are told of key events."""
    return Subscription.objects.filter(blog=blog, wants_key_events=True).count()


def forget_what_is_due() -> int:
    """Delete those whose deadline has come; returns how many, at most a thousand: call it again until it is none."""
    due = (
        Subscription.objects.filter(forget_at__lte=clock.now())
        .order_by("forget_at")
        .values_list("pk", flat=True)
    )
    return forget(list(due[:_AT_ONCE]))


def forget(keys: Sequence[int]) -> int:
    """Delete these; returns how many were there."""
    if not keys:
        return 0
    _, deleted = Subscription.objects.filter(pk__in=keys).delete()
    return deleted.get("alerts.Subscription", 0)


def _is_among(host: str, services: Sequence[str]) -> bool:
    return any(
        service in ("*", host) or (service.startswith("*.") and host.endswith(service[1:]))
        for service in services
    )


def _hash(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()
