"""The outbox of alerts: an act leaves one row, the worker takes it slice by slice under a lease, and writes down how it went.

At least once: a server that dies in the middle of a slice sends that slice again, and the topic of a message lets a browser
show it once.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from stoppress.alerts import subscriptions
from stoppress.alerts.models import Alert, Retry, Sort, Subscription
from stoppress.alerts.sending import Outcome, Parcel, Report
from stoppress.alerts.wording import Words, words_of
from stoppress.stories.models import LiveBlog, Phase, Post
from stoppress.toolkit import clock

logger = logging.getLogger("stoppress.alerts")

#: So many are sent in one slice: at fifty at once and five seconds each, the worst takes forty seconds.
SLICE = 400
#: Nobody else takes a slice for so long after it was taken.
LEASE = timedelta(seconds=120)
#: Coverage that was closed by mistake can be opened again for so long, and nobody was told that it ended.
GRACE = timedelta(minutes=10)
#: An alert that was sent is remembered for so long: what it told may still be called back.
REMEMBERED = timedelta(hours=24)
#: What comes later than this is no news; also how long a push service keeps it for a browser that is away.
KEPT_FOR = {
    Sort.KEY_EVENT: timedelta(hours=6),
    Sort.CORRECTION: timedelta(hours=24),
    Sort.WITHDRAWN: timedelta(hours=24),
    Sort.ENDED: timedelta(hours=24),
}
MOST_TRIES = 6
_FIRST_WAIT_SECONDS = 30
_LONGEST_WAIT_SECONDS = 3_600
#: A browser whose service took nothing so many times in a row is gone, whatever the service says.
MOST_FAILED = 10


@dataclass(frozen=True)
class Slice:
    """What was taken to be sent now: one alert and whom it goes to. `is_again`: these are retries."""

    alert: Alert
    parcels: Sequence[Parcel]
    is_again: bool = False


def leave(
    blog: LiveBlog,
    sort: Sort,
    at: datetime,
    *,
    post: Post | None = None,
    to: subscriptions.Wishes,
    until: int = 0,
    after: timedelta = timedelta(0),
) -> Alert:
    """Leave one alert, within the act's transaction; whoever follows costs the act nothing."""
    return Alert.objects.create(
        blog=blog,
        post=post,
        sort=sort,
        to_key_events=to.key_events,
        to_corrections=to.corrections,
        until=until,
        made_at=at,
        due_at=at + after,
    )


def take() -> Slice | None:
    """The next slice, leased; None if nothing is due. Call it in the writing thread; `settle` what comes."""
    now = clock.now()
    due = Alert.objects.filter(due_at__lte=now, done_at=None)
    again = Retry.objects.filter(due_at__lte=now)
    if not due.exists() and not again.exists():
        return None  # asked each second: without the write lock
    with transaction.atomic():
        while (
            alert := due.select_related("blog__wire", "post").order_by("due_at", "pk").first()
        ) is not None:
            if taken := _take_slice(alert, now):
                return taken
        return _take_retries(now)


def settle(taken: Slice, reports: Sequence[Report]) -> None:
    """Write down how a slice went: who is gone is forgotten, who was not reached is tried again."""
    with transaction.atomic():
        if taken.is_again:
            _settle_retries(taken, reports)
        elif Alert.objects.filter(pk=taken.alert.pk, tries=taken.alert.tries).exists():
            _settle_slice(taken, reports)
        sent, gone, refused = (
            [report.subscription for report in reports if report.outcome == outcome]
            for outcome in (Outcome.SENT, Outcome.GONE, Outcome.REFUSED)
        )
        Subscription.objects.filter(pk__in=sent, failed_in_a_row__gt=0).update(failed_in_a_row=0)
        subscriptions.forget(gone)
        _failed(refused)


def forget_old() -> int:
    """Drop alerts that were sent so long ago that nothing of them can be called back."""
    count, _ = Alert.objects.filter(done_at__lt=clock.now() - REMEMBERED).delete()
    return count


def _take_slice(alert: Alert, now: datetime) -> Slice | None:
    """Those that come next; None when there are none any more, or nothing to tell them, and the alert is done."""
    words = _words(alert, now)
    chosen = list(_recipients(alert)[:SLICE]) if words else []
    if words is None or not chosen:
        _finish(alert, now, is_told=words is not None)
        return None
    alert.tries += 1
    alert.due_at = now + LEASE
    alert.reaching = chosen[-1].pk
    alert.save()
    return Slice(alert, [_parcel(alert, words, each, now) for each in chosen])


def _take_retries(now: datetime) -> Slice | None:
    first = Retry.objects.filter(due_at__lte=now).order_by("due_at").first()
    if first is None:
        return None
    alert = Alert.objects.select_related("blog__wire", "post").get(pk=first.alert_id)
    retries = list(alert.retries.filter(due_at__lte=now).select_related("subscription")[:SLICE])
    words = _words(alert, now)
    if words is None:
        alert.retries.all().delete()
        return Slice(alert, [], is_again=True)
    Retry.objects.filter(pk__in=[retry.pk for retry in retries]).update(due_at=now + LEASE)
    return Slice(alert, [_parcel(alert, words, retry.subscription, now) for retry in retries], is_again=True)


def _words(alert: Alert, now: datetime) -> Words | None:
    """What it says now; None when that is no news any more, or there is nothing to tell."""
    return words_of(alert) if now < _news_until(alert) else None


def _news_until(alert: Alert) -> datetime:
    return alert.made_at + KEPT_FOR[Sort(alert.sort)]


def _recipients(alert: Alert) -> QuerySet[Subscription]:
    wished = Q(wants_key_events=True) if alert.to_key_events else Q()
    if alert.to_corrections:
        wished |= Q(wants_corrections=True)
    found = Subscription.objects.filter(wished, blog=alert.blog, pk__gt=alert.reached)
    if alert.until:
        found = found.filter(pk__lte=alert.until)
    return found.order_by("pk")


def _parcel(alert: Alert, words: Words, to: Subscription, now: datetime) -> Parcel:
    return Parcel(
        subscription=to.pk,
        endpoint=to.endpoint,
        p256dh=to.p256dh,
        auth=to.auth,
        body=words.body,
        subject=words.subject,
        seconds=max(0, int((_news_until(alert) - now).total_seconds())),
        urgency=words.urgency,
    )


def _settle_slice(taken: Slice, reports: Sequence[Report]) -> None:
    now = clock.now()
    Alert.objects.filter(pk=taken.alert.pk).update(reached=taken.parcels[-1].subscription, due_at=now)
    waiting = [report for report in reports if report.outcome == Outcome.LATER]
    Retry.objects.bulk_create(
        Retry(alert=taken.alert, subscription_id=report.subscription, due_at=_next_try(now, 1, report))
        for report in _still_there(waiting)
    )


def _settle_retries(taken: Slice, reports: Sequence[Report]) -> None:
    now = clock.now()
    mine = {retry.subscription_id: retry for retry in taken.alert.retries.all()} if reports else {}
    for report in reports:
        retry = mine.get(report.subscription)
        if retry is None:
            continue
        if report.outcome == Outcome.LATER and retry.tries + 1 < MOST_TRIES:
            retry.tries += 1
            retry.due_at = _next_try(now, retry.tries, report)
            retry.save()
            continue
        retry.delete()
        if report.outcome == Outcome.LATER:
            logger.warning("Given up after %d tries: %s for %s.", MOST_TRIES, taken.alert, retry.subscription)
            _failed([report.subscription])


def _failed(keys: Sequence[int]) -> None:
    """The end of trying; a browser that is never reached is forgotten as if its service had said so."""
    failed = Subscription.objects.filter(pk__in=keys)
    failed.update(failed_in_a_row=F("failed_in_a_row") + 1)
    subscriptions.forget(list(failed.filter(failed_in_a_row__gte=MOST_FAILED).values_list("pk", flat=True)))


def _finish(alert: Alert, now: datetime, *, is_told: bool) -> None:
    """Nobody is left to be told. What was never told to anybody leaves no trace."""
    if alert.sort == Sort.ENDED and alert.blog.phase == Phase.CLOSED:
        _forget_all(alert.blog)
    if alert.reached or is_told:
        Alert.objects.filter(pk=alert.pk).update(done_at=now)
    else:
        alert.delete()


def _forget_all(blog: LiveBlog) -> None:
    """The coverage is over, and with it everything that was kept of those who followed it: a hundred thousand rows at once."""
    of_blog = "DELETE FROM alerts_retry WHERE alert_id IN (SELECT id FROM alerts_alert WHERE blog_id = %s)"
    with connection.cursor() as cursor:
        cursor.execute(of_blog, [blog.pk])
        cursor.execute("DELETE FROM alerts_subscription WHERE blog_id = %s", [blog.pk])


def _still_there(reports: Sequence[Report]) -> list[Report]:
    keys = set(
        Subscription.objects.filter(pk__in=[report.subscription for report in reports]).values_list(
            "pk", flat=True
        )
    )
    return [report for report in reports if report.subscription in keys]


def _next_try(now: datetime, tries: int, report: Report) -> datetime:
    """Later each time, with jitter added; and not before the service said."""
    seconds = min(_FIRST_WAIT_SECONDS * 2 ** (tries - 1), _LONGEST_WAIT_SECONDS)
    seconds = max(seconds, min(report.retry_after, _LONGEST_WAIT_SECONDS))
    return now + timedelta(seconds=seconds * (1 + random.random() / 2))  # noqa: S311  jitter, no secret
