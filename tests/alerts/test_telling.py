"""From the act to the browser: who is told what, once, in which words; and what is called back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stoppress.alerts import credentials, outbox, subscriptions
from stoppress.alerts.models import Alert, Retry, Sort, Subscription
from stoppress.alerts.sending import Report, deliver
from stoppress.alerts.subscriptions import Wishes
from stoppress.publishing import fail_points, posts, take_down
from stoppress.publishing.wording import Wording
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock
from tests.alerts.browser import FakeBrowser, Message, PushService
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db

_KEY, _CORRECTIONS, _BOTH = Wishes(key_events=True), Wishes(corrections=True), Wishes(True, True)


class Readers:
    """Those who follow one story, and the push service between."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene = scene
        self.service = PushService(folder)
        (folder / "key").write_text(credentials.new_key())
        self._signing = credentials.read(folder / "key", "https://courier.example")

    def follow(self, name: str, wishes: Wishes = _BOTH) -> FakeBrowser:
        browser = self.service.browser(name)
        subscriptions.follow(self.scene.blog, browser.subscription, wishes)
        return browser

    def told(self) -> list[Message]:
        """Everything that is due is sent; what came since the last time."""
        before = len(self.service.got)
        while taken := outbox.take():
            outbox.settle(taken, asyncio.run(self._deliver(taken)))
        return self.service.got[before:]

    def told_later(self, **later: float) -> list[Message]:
        with clock.standing_at(clock.now() + timedelta(**later)):
            return self.told()

    async def _deliver(self, taken: outbox.Slice) -> list[Report]:
        async with self.service as service, service.caller() as caller:
            return await deliver(taken.parcels, self._signing, caller)


@pytest.fixture
def readers(db: None, tmp_path: Path) -> Iterator[Readers]:
    yield Readers(open_scene(), tmp_path)


def _names(messages: list[Message]) -> list[str]:
    return sorted(message.path.rpartition("/")[2] for message in messages)


def _correct(scene: Scene, post: str, note: str = "It is the other bridge.") -> None:
    version = scene.post(post).version
    posts.correct(scene.hand(), scene.blog, post, version, Wording("Other bridge", "<p>Closed.</p>"), note)


def test_a_key_event_is_told_to_those_who_wish_it(readers: Readers) -> None:
    readers.follow("ada", _KEY)
    readers.follow("ben", _BOTH)
    readers.follow("cleo", _CORRECTIONS)
    post = readers.scene.publish("Dam breaks", is_key_event=True).post
    told = readers.told()
    assert _names(told) == ["ada", "ben"]
    assert told[0].said["title"] == "Dam breaks"
    assert told[0].said["body"] == "River rises"
    assert told[0].said["url"] == f"/flood/p/{post}/"
    assert told[0].said["blog"] == "/flood/"
    assert readers.told() == []


def test_the_headers_say_how_long_it_is_news_and_how_urgent(readers: Readers) -> None:
    readers.follow("ada")
    readers.scene.publish("Dam breaks", is_key_event=True)
    headers = readers.told()[0].headers
    assert 0 < int(headers["TTL"]) <= 6 * 3600
    assert headers["Urgency"] == "high"
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Authorization"].startswith("vapid t=")
    assert len(headers["Topic"]) == 32


def test_an_ordinary_post_tells_nobody(readers: Readers) -> None:
    readers.follow("ada")
    post = readers.scene.publish("Still raining").post
    posts.amend(readers.scene.hand(), readers.scene.blog, post, 1, Wording("Still raining, a bit"))
    assert readers.told() == []
    assert not Alert.objects.exists()


def test_where_nobody_follows_an_act_leaves_nothing(readers: Readers) -> None:
    post = readers.scene.publish("Dam breaks", is_key_event=True).post
    _correct(readers.scene, post)
    readers.scene.enter("closed")
    assert not Alert.objects.exists()


def test_an_act_leaves_one_row_however_many_follow(readers: Readers) -> None:
    for number in range(30):
        readers.follow(f"reader-{number}")
    readers.scene.publish("Dam breaks", is_key_event=True)
    assert Alert.objects.count() == 1


def test_what_fails_in_the_act_leaves_no_alert(readers: Readers) -> None:
    readers.follow("ada")

    def cut() -> None:
        raise RuntimeError

    fail_points.arm("before_commit", cut)
    try:
        with pytest.raises(RuntimeError):
            readers.scene.publish("Dam breaks", is_key_event=True)
    finally:
        fail_points.disarm()
    assert readers.told() == []


def test_a_post_becomes_a_key_event_and_is_told_once(readers: Readers) -> None:
    readers.follow("ada")
    scene = readers.scene
    post = scene.publish("Dam breaks").post
    for version, is_key_event in enumerate([True, False, True], start=1):
        posts.mark_key_event(scene.hand(), scene.blog, post, version, is_key_event)
        readers.told()
    assert len(readers.service.got) == 1


def test_history_that_is_marked_later_is_no_news(readers: Readers) -> None:
    readers.follow("ada")
    scene = readers.scene
    with clock.standing_at(clock.now() - timedelta(hours=2)):
        post = scene.publish("Dam breaks").post
    posts.mark_key_event(scene.hand(), scene.blog, post, 1, True)
    assert readers.told() == []


def test_an_amendment_of_a_key_event_is_not_told_to_who_came_since(readers: Readers) -> None:
    scene = readers.scene
    post = scene.publish("Dam breaks", is_key_event=True).post
    readers.follow("ada")
    posts.amend(scene.hand(), scene.blog, post, 1, Wording("Dam has broken", is_key_event=True))
    assert readers.told() == []


def test_unmarked_before_it_was_sent_it_is_not_sent(readers: Readers) -> None:
    readers.follow("ada")
    scene = readers.scene
    post = scene.publish("Dam breaks", is_key_event=True).post
    posts.mark_key_event(scene.hand(), scene.blog, post, 1, False)
    assert readers.told() == []
    assert not Alert.objects.exists()


def test_it_is_told_in_the_words_that_stand_when_it_is_sent(readers: Readers) -> None:
    readers.follow("ada")
    scene = readers.scene
    post = scene.publish("Dam braeks", is_key_event=True).post
    posts.amend(scene.hand(), scene.blog, post, 1, Wording("Dam breaks", is_key_event=True))
    assert [message.said["title"] for message in readers.told()] == ["Dam breaks"]


def test_a_correction_is_told_and_replaces_what_was_told_of_the_same_post(readers: Readers) -> None:
    readers.follow("ada", _KEY)
    readers.follow("cleo", _CORRECTIONS)
    post = readers.scene.publish("Bridge closed", is_key_event=True).post
    first = readers.told()
    _correct(readers.scene, post)
    told = readers.told()
    assert _names(told) == ["ada", "cleo"]  # she who was told of it wrongly is told what is right
    ada = next(message for message in told if message.path.endswith("ada"))
    assert ada.said["title"] == "Corrected: Other bridge"
    assert ada.said["body"] == "It is the other bridge."
    assert (ada.said["tag"], ada.headers["Topic"]) == (first[0].said["tag"], first[0].headers["Topic"])


def test_a_correction_of_what_nobody_was_told_goes_to_those_who_wish_corrections(readers: Readers) -> None:
    readers.follow("ada", _KEY)
    readers.follow("cleo", _CORRECTIONS)
    _correct(readers.scene, readers.scene.publish("Bridge closed").post)
    assert _names(readers.told()) == ["cleo"]


@pytest.mark.parametrize("is_taken_down", [False, True])
def test_what_is_withdrawn_before_it_was_sent_is_never_sent(readers: Readers, is_taken_down: bool) -> None:
    readers.follow("ada")
    post = readers.scene.publish("Libel", is_key_event=True).post
    _withdraw(readers.scene, post, is_taken_down)
    assert readers.told() == []
    assert not Alert.objects.exists()


@pytest.mark.parametrize("is_taken_down", [False, True])
def test_what_is_withdrawn_after_it_was_sent_is_replaced_without_a_word_of_it(
    readers: Readers, is_taken_down: bool
) -> None:
    readers.follow("ada")
    post = readers.scene.publish("Libel", "<p>Libel!</p>", is_key_event=True).post
    first = readers.told()
    readers.follow("late")
    _withdraw(readers.scene, post, is_taken_down)
    told = readers.told()
    assert _names(told) == ["ada"]
    assert told[0].said["tag"] == first[0].said["tag"]
    assert told[0].headers["Topic"] == first[0].headers["Topic"]
    assert told[0].said["silent"] is True
    assert told[0].said["url"] == "/flood/"
    assert "Libel" not in str(told[0].said)
    assert "withdrawn" in told[0].said["body"]


@pytest.mark.parametrize("is_taken_down", [False, True])
def test_withdrawn_in_the_middle_of_the_sending_the_rest_is_not_told(
    readers: Readers, is_taken_down: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "SLICE", 2)
    for name in ("ada", "ben", "cleo", "dan"):
        readers.follow(name)
    post = readers.scene.publish("Libel", is_key_event=True).post
    taken = outbox.take()
    assert taken
    _withdraw(readers.scene, post, is_taken_down)
    outbox.settle(taken, asyncio.run(readers._deliver(taken)))
    told = readers.told()
    assert _names(readers.service.got) == ["ada", "ada", "ben", "ben"]
    assert {message.said["sort"] for message in told} == {Sort.WITHDRAWN}


def test_what_was_restored_meanwhile_is_not_called_back(readers: Readers) -> None:
    readers.follow("ada")
    scene = readers.scene
    post = scene.publish("Dam breaks", is_key_event=True).post
    readers.told()
    _withdraw(scene, post, is_taken_down=False)
    posts.restore(scene.hand(), scene.blog, post, 2)
    assert readers.told() == []


def test_when_the_coverage_ends_it_is_said_once_and_everything_is_forgotten(readers: Readers) -> None:
    readers.follow("ada", _KEY)
    readers.follow("cleo", _CORRECTIONS)
    readers.scene.enter("closed")
    assert readers.told() == []  # not at once: it may have been a mistake
    told = readers.told_later(minutes=11)
    assert _names(told) == ["ada", "cleo"]
    assert told[0].said["sort"] == Sort.ENDED
    assert told[0].headers["Urgency"] == "low"
    assert not Subscription.objects.exists()
    assert not Retry.objects.exists()


def test_coverage_that_is_opened_again_loses_nobody(readers: Readers) -> None:
    readers.follow("ada")
    readers.scene.enter("closed")
    readers.scene.enter("live")
    assert readers.told_later(minutes=11) == []
    assert Subscription.objects.count() == 1


def test_who_was_not_reached_at_the_end_is_forgotten_all_the_same(readers: Readers) -> None:
    readers.follow("ada")
    readers.service.answers["/fcm/send/ada"] = 503
    readers.scene.enter("closed")
    readers.told_later(minutes=11)
    assert not Subscription.objects.exists()


def test_a_server_that_slept_through_the_end_forgets_them_without_a_word(readers: Readers) -> None:
    readers.follow("ada")
    readers.scene.enter("closed")
    assert readers.told_later(days=3) == []
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("status", [404, 410])
def test_whom_the_service_does_not_know_any_more_is_forgotten(readers: Readers, status: int) -> None:
    readers.follow("ada")
    readers.follow("ben")
    readers.service.answers["/fcm/send/ada"] = status
    readers.scene.publish("Dam breaks", is_key_event=True)
    assert _names(readers.told()) == ["ben"]
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_a_service_does_not_take_is_sent_later(readers: Readers, status: int) -> None:
    readers.follow("ada")
    readers.service.answers["/fcm/send/ada"] = status
    readers.scene.publish("Dam breaks", is_key_event=True)
    assert readers.told() == []
    readers.service.answers.clear()
    assert readers.told() == []  # not at once
    assert _names(readers.told_later(minutes=2)) == ["ada"]
    assert not Retry.objects.exists()


def test_a_service_that_says_when_is_believed_within_reason(readers: Readers) -> None:
    readers.follow("ada")
    readers.service.answers["/fcm/send/ada"] = 429
    readers.service.retry_after = "1200"
    readers.scene.publish("Dam breaks", is_key_event=True)
    readers.told()
    readers.service.answers.clear()
    assert readers.told_later(minutes=15) == []
    assert _names(readers.told_later(minutes=40)) == ["ada"]


def test_trying_has_an_end_and_who_is_never_reached_is_forgotten(readers: Readers) -> None:
    readers.follow("ada")
    readers.service.answers["/fcm/send/ada"] = 500
    Subscription.objects.update(failed_in_a_row=outbox.MOST_FAILED - 1)
    readers.scene.publish("Dam breaks", is_key_event=True)
    begin = clock.now()
    for hours in range(6):
        with clock.standing_at(begin + timedelta(hours=hours, minutes=1)):
            readers.told()
    assert not Retry.objects.exists()
    assert not Subscription.objects.exists()


def test_news_that_has_grown_old_is_not_sent(readers: Readers) -> None:
    readers.follow("ada")
    readers.scene.publish("Dam breaks", is_key_event=True)
    assert readers.told_later(hours=7) == []


def test_a_worker_that_died_in_the_middle_is_followed_by_another(readers: Readers) -> None:
    readers.follow("ada")
    readers.scene.publish("Dam breaks", is_key_event=True)
    lost = outbox.take()
    assert lost
    assert readers.told() == []  # it is leased
    assert _names(readers.told_later(minutes=3)) == ["ada"]
    outbox.settle(lost, [])  # he wakes up: nobody listens to him
    assert readers.told() == []


def test_many_are_told_in_slices_and_each_once(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "SLICE", 3)
    for number in range(10):
        readers.follow(f"reader-{number}", _KEY if number % 2 else _BOTH)
    readers.scene.publish("Dam breaks", is_key_event=True)
    assert _names(readers.told()) == sorted(f"reader-{number}" for number in range(10))


def test_connections_are_used_again(readers: Readers) -> None:
    for number in range(120):
        readers.follow(f"reader-{number}")
    readers.scene.publish("Dam breaks", is_key_event=True)
    assert len(readers.told()) == 120
    assert readers.service.connections <= 50


def test_of_another_story_nobody_is_told(readers: Readers) -> None:
    readers.follow("ada")
    other = open_scene("fire", editor=readers.scene.editor)
    other.publish("Forest burns", is_key_event=True)
    assert readers.told() == []


def test_in_the_language_of_the_story(readers: Readers) -> None:
    readers.follow("ada")
    LiveBlog.objects.filter(slug="flood").update(language="ar")
    readers.scene.publish("Dam breaks", is_key_event=True)
    said = readers.told()[0].said
    assert (said["lang"], said["dir"]) == ("ar", "rtl")


def test_where_the_interface_does_not_speak_the_language_our_own_words_are_said_to_be_english(
    readers: Readers,
) -> None:
    readers.follow("ada")
    scene = readers.scene
    LiveBlog.objects.filter(slug="flood").update(language="fa")
    post = scene.publish("سد شکست", is_key_event=True).post
    told = readers.told()
    _withdraw(scene, post, is_taken_down=False)
    told += readers.told()
    assert [message.said["body"] for message in told[1:]] == [
        "Something that we told you of has been withdrawn."
    ]
    assert [(message.said["lang"], message.said["dir"]) for message in told] == [("fa", "rtl"), ("en", "ltr")]


def test_nothing_personal_is_in_a_log(readers: Readers, caplog: pytest.LogCaptureFixture) -> None:
    browser = readers.follow("ada")
    readers.service.answers["/fcm/send/ada"] = 500
    readers.scene.publish("Dam breaks", is_key_event=True)
    begin = clock.now()
    for hours in range(6):
        with clock.standing_at(begin + timedelta(hours=hours, minutes=1)):
            readers.told()
    assert "Given up" in caplog.text
    for secret in (browser.endpoint, browser.auth, browser.p256dh, "fcm"):
        assert secret not in caplog.text
    assert browser.endpoint not in str(Subscription.objects.first())


def _withdraw(scene: Scene, post: str, is_taken_down: bool) -> None:
    if is_taken_down:
        take_down.take_down(scene.hand(), scene.blog, post, "Court order")
    else:
        posts.withdraw(scene.hand(), scene.blog, post, scene.post(post).version, "Not so")
