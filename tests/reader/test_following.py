"""Following: the page that explains it, and what browsers, hostile ones among them, say that they wish."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from stoppress.alerts import credentials, subscriptions
from stoppress.alerts.models import Subscription
from stoppress.questions import limits
from stoppress.reader import following
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock
from tests.alerts.browser import FakeBrowser
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Scene:
    monkeypatch.setattr(following, "taken", limits.Limits())
    settings.PUSH_KEY = tmp_path / "push-key"
    settings.PUSH_KEY.write_text(credentials.new_key())
    return open_scene()


@pytest.fixture
def client() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def tell(client: Client, said: Any, address: str = "/flood/follow/", **more: Any) -> Any:
    return client.post(address, json.dumps(said), content_type="application/json", **more)


def test_the_page_explains_what_comes_and_holds_our_key(scene: Scene, client: Client) -> None:
    scene.publish("Dam breaks", is_key_event=True)
    page = client.get("/flood/follow/").content.decode()
    assert f'data-key="{following.public_key()}"' in page
    assert "1 so far" in page
    for words in ("It ends with the coverage", "no name, no account", "To stop before: here"):
        assert words in page
    assert "hidden" in page.partition("<form")[2].partition(">")[0]


def test_where_no_messages_are_sent_the_page_says_so(
    scene: Scene, client: Client, settings: Settings
) -> None:
    settings.PUSH_IS_ON = False
    page = client.get("/flood/follow/").content.decode()
    assert "This newsroom sends none." in page
    assert "<form" not in page


def test_of_coverage_that_has_ended_nobody_can_be_told(scene: Scene, client: Client) -> None:
    scene.enter("closed")
    assert "The coverage has ended" in client.get("/flood/follow/").content.decode()
    assert tell(client, FakeBrowser().given | {"key_events": True}).status_code == 409
    assert not Subscription.objects.exists()


def test_what_is_refused_before_anything_is_read_is_refused_in_the_language_of_the_live_blog(
    scene: Scene, client: Client
) -> None:
    LiveBlog.objects.filter(pk=scene.blog.pk).update(language="de")
    for answer in (
        client.post("/flood/follow/", "{", content_type="application/json"),
        Client(headers={"Sec-Fetch-Site": "cross-site"}).post(
            "/flood/follow/", "{}", content_type="application/json"
        ),
        tell(client, {"endpoint": "x" * 5_000}),
    ):
        with translation.override("de"):
            assert answer.json()["message"] in {
                translation.gettext(words)
                for words in ("This was sent from another site.", "This is too long.", "This cannot be read.")
            }
        assert "This" not in answer.json()["message"]


def test_the_words_of_a_refusal_tell_nothing_of_what_is_not_public(scene: Scene, client: Client) -> None:
    LiveBlog.objects.filter(pk=open_scene("fire", "preparing", scene.editor).blog.pk).update(language="de")
    unreadable = [
        client.post(f"/{slug}/follow/", "{", content_type="application/json")
        for slug in ("fire", "no-such-blog")
    ]
    assert unreadable[0].content == unreadable[1].content


def test_what_is_not_public_cannot_be_followed(scene: Scene, client: Client) -> None:
    open_scene("fire", "preparing", scene.editor)
    for slug in ("fire", "no-such-blog"):
        assert client.get(f"/{slug}/follow/").status_code == 404
        assert tell(client, FakeBrowser().given | {"key_events": True}, f"/{slug}/follow/").status_code == 404


def test_a_browser_follows_changes_its_mind_and_stops(scene: Scene, client: Client) -> None:
    browser = FakeBrowser()
    assert tell(client, {"endpoint": browser.endpoint}).json() == {"key_events": False, "corrections": False}
    for wishes in ({"key_events": True, "corrections": True}, {"key_events": False, "corrections": True}):
        assert tell(client, browser.given | wishes).json() == wishes
        assert tell(client, {"endpoint": browser.endpoint}).json() == wishes
        assert Subscription.objects.count() == 1
    nothing = {"key_events": False, "corrections": False}
    answer = tell(client, {"endpoint": browser.endpoint} | nothing)
    assert answer.json() == nothing
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not Subscription.objects.exists()


def test_stopping_works_when_the_coverage_is_over_and_for_what_nobody_knows(
    scene: Scene, client: Client
) -> None:
    browser = FakeBrowser()
    tell(client, browser.given | {"key_events": True})
    scene.enter("closed")
    for _ in range(2):
        assert tell(client, {"endpoint": browser.endpoint, "key_events": False}).status_code == 200
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/?https://fcm.googleapis.com/",
        "https://user:password@fcm.googleapis.com/x",
        "https://evil.example\\@fcm.googleapis.com/x",
        "https://fcm.googleapis.com/x#y",
        "https://push.services.mozilla.com.evil.example/x",
        "https://evilpush.apple.com/x",
        "https://fcm.googleapis.com/" + "x" * 1_000,
        "https://fcm.googleapis.com/é",
        "ftp://fcm.googleapis.com/x",
        "//fcm.googleapis.com/x",
        "https://fcm.googleapis.com:x/",
        "",
        7,
        None,
        ["https://fcm.googleapis.com/x"],
    ],
)
def test_an_endpoint_that_leads_elsewhere_is_refused(scene: Scene, client: Client, endpoint: Any) -> None:
    answer = tell(client, FakeBrowser().given | {"endpoint": endpoint, "key_events": True})
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QAbc",
        "https://wns2-by3p.notify.windows.com/w/?token=BQY",
        "https://fcm.googleapis.com:443/fcm/send/abc:def",
    ],
)
def test_the_push_services_of_the_browsers_are_known(scene: Scene, client: Client, endpoint: str) -> None:
    assert tell(client, FakeBrowser().given | {"endpoint": endpoint, "key_events": True}).status_code == 200


@pytest.mark.parametrize(
    "keys",
    [
        None,
        "keys",
        {},
        {"p256dh": "", "auth": ""},
        {"p256dh": "B" * 87, "auth": "A" * 22},
        {"p256dh": FakeBrowser().p256dh, "auth": "A" * 21},
        {"p256dh": FakeBrowser().p256dh, "auth": "A" * 64},
        {"p256dh": FakeBrowser().p256dh[:-4], "auth": FakeBrowser().auth},
        {"p256dh": "é", "auth": "ü"},
        {"p256dh": ["x"], "auth": {"y": 1}},
    ],
)
def test_keys_that_seal_nothing_are_refused(scene: Scene, client: Client, keys: Any) -> None:
    answer = tell(client, FakeBrowser().given | {"keys": keys, "key_events": True})
    assert answer.status_code == 422
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[]", 400),
        ("{", 400),
        ("null", 400),
        ("[" * 3_000, 400),
        ('{"endpoint": "x"' + " " * 5_000 + "}", 413),
    ],
)
def test_what_is_no_word_of_a_browser_is_refused_in_words(
    scene: Scene, client: Client, body: str, status: int
) -> None:
    answer = client.post("/flood/follow/", body, content_type="application/json")
    assert answer.status_code == status
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_site_can_neither_follow_nor_stop_for_a_reader(
    scene: Scene, client: Client, headers: dict[str, str]
) -> None:
    browser = FakeBrowser()
    tell(client, browser.given | {"key_events": True})
    strange = Client(headers=headers)
    assert tell(strange, {"endpoint": browser.endpoint, "key_events": False}).status_code == 403
    assert tell(strange, FakeBrowser("two").given | {"key_events": True}).status_code == 403
    moving = FakeBrowser("two").given | {"old": browser.endpoint}
    assert tell(strange, moving, "/follow/moved").status_code == 403
    assert [row.endpoint for row in Subscription.objects.all()] == [browser.endpoint]


def test_a_form_of_another_site_that_says_nothing_of_itself_is_no_json(scene: Scene) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        said = json.dumps(FakeBrowser().given | {"key_events": True})
        assert Client().post("/flood/follow/", said, content_type=kind).status_code == 403


def test_a_flood_from_one_place_is_stopped_and_others_are_not(scene: Scene, client: Client) -> None:
    statuses = [
        tell(client, FakeBrowser(str(number)).given | {"key_events": True}).status_code
        for number in range(25)
    ]
    assert statuses == [200] * 20 + [429] * 5
    answer = tell(client, FakeBrowser("late").given | {"key_events": True})
    assert int(answer.headers["Retry-After"]) > 0
    other = tell(client, FakeBrowser("other").given | {"key_events": True}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 200


def test_a_browser_that_got_another_endpoint_is_followed_there(scene: Scene, client: Client) -> None:
    open_scene("fire", editor=scene.editor)
    old, new = FakeBrowser("old"), FakeBrowser("new")
    for slug in ("flood", "fire"):
        tell(client, old.given | {"key_events": True}, f"/{slug}/follow/")
    assert tell(client, new.given | {"old": old.endpoint}, "/follow/moved").status_code == 200
    assert {row.endpoint for row in Subscription.objects.all()} == {new.endpoint}
    assert Subscription.objects.count() == 2
    assert tell(client, new.given | {"old": 7}, "/follow/moved").status_code == 422
    hostile = new.given | {"endpoint": "https://127.0.0.1/", "old": new.endpoint}
    assert tell(client, hostile, "/follow/moved").status_code == 422


def test_who_is_not_confirmed_is_forgotten_at_the_deadline(scene: Scene, client: Client) -> None:
    tell(client, FakeBrowser().given | {"key_events": True})
    with clock.standing_at(clock.now() + subscriptions.KEPT / 2):
        assert subscriptions.forget_what_is_due() == 0
    with clock.standing_at(clock.now() + subscriptions.KEPT * 2):
        assert subscriptions.forget_what_is_due() == 1
    assert not Subscription.objects.exists()


def test_the_manifest_and_the_worker_are_what_browsers_want(scene: Scene, client: Client) -> None:
    scene.publish("Words")
    manifest = client.get("/manifest.webmanifest").json()
    assert manifest["name"] == "The Harrow Courier"
    assert manifest["display"] == "standalone"
    assert {icon.get("purpose", icon["sizes"]) for icon in manifest["icons"]} == {
        "192x192",
        "512x512",
        "maskable",
    }
    worker = client.get("/sw.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "showNotification" in worker.content.decode()


def test_switched_off_the_worker_removes_itself(scene: Scene, client: Client, settings: Settings) -> None:
    settings.SERVICE_WORKER_IS_ON = False
    worker = client.get("/sw.js").content.decode()
    assert "unregister" in worker
    assert "fetch" not in worker
    assert "This newsroom sends none." in client.get("/flood/follow/").content.decode()
