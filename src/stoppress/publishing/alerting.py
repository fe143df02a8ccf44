"""What readers who follow are told of an act: key events, corrections, what was withdrawn of these, and the end of the coverage.

An act leaves one row at most, whoever follows; and none where nobody does. The words are made when it is sent.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from stoppress.alerts import outbox
from stoppress.alerts.models import Alert, Sort, Subscription
from stoppress.alerts.subscriptions import Wishes
from stoppress.publishing.act import Act
from stoppress.stories.models import LiveBlog, Phase, Post, State
from stoppress.wire import reading

#: A post that is marked as a key event later than this after it was published is history, no news.
NEWS = timedelta(hours=1)


def tell_of_post(act: Act, post: Post) -> None:
    """Tell those who follow what this act means to them; call it while the wire still says what was before."""
    if not _is_followed(act.blog):
        return
    if post.state in (State.WITHDRAWN, State.TAKEN_DOWN):
        _call_back(act, post)
    elif act.name == "correct":
        _tell_of_correction(act, post)
    if _has_become_key_event(act, post) and not _told(post, Sort.KEY_EVENT):
        outbox.leave(act.blog, Sort.KEY_EVENT, act.at, post=post, to=Wishes(key_events=True))


def tell_of_phase(act: Act) -> None:
    """Tell those who follow that the coverage has ended; not at once, for it may be opened again."""
    Alert.objects.filter(blog=act.blog, sort=Sort.ENDED, done_at=None, reached=0).delete()
    if act.blog.phase == Phase.CLOSED and _is_followed(act.blog):
        outbox.leave(act.blog, Sort.ENDED, act.at, to=Wishes(True, True), after=outbox.GRACE)


def _is_followed(blog: LiveBlog) -> bool:
    return Subscription.objects.filter(blog=blog).exists()


def _has_become_key_event(act: Act, post: Post) -> bool:
    if not post.is_key_event or post.state != State.PUBLISHED or not post.published_at:
        return False
    standing = reading.standing_part(act.blog.wire, post.part_key)
    was = msgspec.json.decode(standing.data).get("is_key_event", False) if standing else False
    return not was and act.at - post.published_at < NEWS


def _tell_of_correction(act: Act, post: Post) -> None:
    """To those who wish corrections; and whoever was told of the post shall not go on believing it."""
    to = Wishes(key_events=_told(post, Sort.KEY_EVENT), corrections=True)
    outbox.leave(act.blog, Sort.CORRECTION, act.at, post=post, to=to)


def _call_back(act: Act, post: Post) -> None:
    """What was not sent yet is not sent; what was is replaced by the word that it was withdrawn."""
    alerts = Alert.objects.filter(post=post).exclude(sort=Sort.WITHDRAWN)
    alerts.filter(reaching=0).delete()
    told = list(alerts)
    alerts.filter(done_at=None).update(done_at=act.at)
    if not told or Alert.objects.filter(post=post, sort=Sort.WITHDRAWN).exists():
        return
    to = Wishes(any(one.to_key_events for one in told), any(one.to_corrections for one in told))
    until = max(one.reaching for one in told)
    outbox.leave(act.blog, Sort.WITHDRAWN, act.at, post=post, to=to, until=until)


def _told(post: Post, sort: Sort) -> bool:
    return Alert.objects.filter(post=post, sort=sort).exists()
