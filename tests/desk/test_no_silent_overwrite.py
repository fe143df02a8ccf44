"""No form of the desk writes over what somebody else has saved meanwhile: every address that overwrites asks what was seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from stoppress.publishing import key_points, pins, posts, round_ups
from stoppress.publishing.release_rules import set_release_rules
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Post
from tests.cast import Scene
from tests.register.table import rows

JSON: dict[str, Any] = {"headers": {"accept": "application/json"}}

#: Address → what an editor sends who has seen what stood before a colleague's act; each is refused with 409.
OVERWRITES: dict[str, dict[str, Any]] = {
    "posts/{post}/amend/": {"title": "Mine", "version": 1},
    "posts/{post}/correct/": {"title": "Mine", "note": "Mine", "version": 1},
    "posts/{post}/withdraw/": {"reason": "Mine", "version": 1},
    "posts/{post}/restore/": {"version": 1},
    "posts/{post}/key-event/": {"is_key_event": "on", "version": 1},
    "posts/{post}/time/": {"published_at": "2024-05-04T09:50", "version": 1},
    "posts/{post}/pin/": {"seen": ""},
    "unpin/": {"seen": ""},
    "posts/": {"title": "Mine", "draft": "{draft}", "version": 1},
    "drafts/{draft}/discard/": {"version": 1},
    "key-points/": {"text": ["Mine"], "post": [""], "version": 0},
    "key-points/history/1/restore/": {"version": 0},
    "header/": {"headline": "Mine", "version": 1},
    "phase/": {"phase": "paused", "version": 1},
    "address/": {"slug": "mine", "version": 1},
    "language/": {"language": "de", "version": 1},
    "continuation/": {"continues_in": "", "version": 1},
    "shows-versions/": {"shows_versions": "on", "version": 1},
    "round-up/reminder/": {"every": 60, "seen": 0},
    "release-rules/": {"delay_seconds": 30, "seen": "0-0-0"},
    "drafts/{draft}/review/": {"version": 1},
    "drafts/{draft}/send-back/": {"note": "Mine", "version": 1},
    "posts/{post}/history/1/restore/": {"version": 1},
}
#: Addresses that change something and write over nobody's words, and why; or whose version check is proved elsewhere.
OTHERWISE = {
    "live-blogs/new/": "makes something new",
    "here/": "says where she is",
    "unsent/": "her own text; two devices: test_unsent.py",
    "unsent/forget/": "her own text",
    "panels/{panel}/seen/": "her own look",
    "posts/{post}/take-down/": "erases whatever stands: a court does not wait for a version",
    "round-up/": "makes a new post; what it cites is checked: test_round_ups_by_form.py",
    "references/": "changes nothing",
    "watch/stand/": "by the version that was read: test_watch_by_form.py",
    "watch/choose/": "links words that lead nowhere yet; those that lead somewhere are refused: test_watch_by_form.py",
    "watch/let-be/": "the same",
    "question-box/": "test_question_box_by_form.py",
    "question-box/abuse-list/": "test_question_box_by_form.py",
    "questions/sort/": "test_inbox.py",
    "questions/{question}/split/": "test_inbox.py",
    "questions/{question}/answer/": "test_answers_by_form.py",
    "posts/{post}/shown-answer/": "test_answers_by_form.py",
    "drafts/{post}/schedule/": "by the version of the draft: test_schedule.py",
    "scheduled/order/": "by the whole queue that was seen: test_schedule.py",
    "scheduled/stop/": "stops whatever is about to go out; the words stay: test_schedule.py",
    "scheduled/{kept}/release/": "by the stamp of what was read: test_release_of_what_was_read.py",
    "scheduled/{kept}/send-back/": "it goes back whole; one that is done is refused: test_two_people.py",
    "scheduled/{kept}/stop/": "the same",
    "scheduled/{kept}/throw-away/": "the same",
    "people/add/": "by the version of the member: test_permissions.py",
    "people/{member}/role/": "the same",
    "people/{member}/remove/": "the same",
    "invitations/": "makes something new",
    "invitations/{invitation}/end/": "ends an invitation",
    "newsroom/invited/": "makes something new",
    "newsroom/invited/{invitation}/end/": "ends an invitation",
    "newsroom/members/{member}/role/": "by the version of the member: test_permissions.py",
    "newsroom/members/{member}/deactivate/": "the same",
    "newsroom/members/{member}/reactivate/": "the same",
    "newsroom/members/{member}/reset-factors/": "takes something away, whatever it is",
    "newsroom/sign-in-rules/": "by the version of the newsroom: test_second_factor.py",
    "account/invitation/{secret}/": "makes a member",
    "pictures/": "makes something new",
    "embeds/": "asks a platform; what a post shows is its own",
    "snippets/new/": "makes something new",
    "snippets/{snippet}/": "by the version of the snippet: test_snippets_by_form.py",
    "snippets/{snippet}/delete/": "the same",
    "experts/": "makes something new",
    "hand-over/": "by the version of the note: its own tests",
    "hand-over/read/": "her own look",
    "posts/{post}/duplicate/": "makes something new",
    "posts/{post}/beside/": "by the version of the post: its own tests",
    "posts/{post}/move/": "by the version of the post: its own tests",
    "experts/{expert}/": "test_answers_by_form.py",
    "experts/{expert}/link/": "a new link ends the one before, and says so",
    "experts/{expert}/revoke/": "ends a link",
    "sessions/": "makes something new",
    "sessions/{session}/": "test_answers_by_form.py",
    "sessions/{session}/close/": "test_answers_by_form.py",
    "sessions/{session}/reopen/": "test_answers_by_form.py",
}


def test_every_form_that_is_sent_is_known_here() -> None:
    sent = {
        row.address.removeprefix("/desk/").removeprefix("{slug}/")
        for row in rows()
        if row.method == "POST" and row.address.startswith("/desk/")
    }
    known = {address.replace("{draft}", "{post}").replace("/1/", "/{number}/") for address in OVERWRITES}
    own = {address for address in sent if address.startswith(("sign-in/", "account/"))}
    assert sent - known - set(OTHERWISE) - own == set(), "Say what it writes over, or why it does not."


@pytest.mark.parametrize("address", OVERWRITES)
def test_who_was_overtaken_is_told_and_nothing_is_changed(scene: Scene, alice: Client, address: str) -> None:
    post = scene.publish("Before").post
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Later")).post
    _overtake(scene, post, draft)
    sent = {
        name: value.format(draft=draft) if isinstance(value, str) else value
        for name, value in OVERWRITES[address].items()
    }
    before = _state(scene)
    answer = alice.post(f"/desk/flood/{address.format(post=post, draft=draft)}", sent, **JSON)
    assert answer.status_code == 409, answer.content
    assert answer.json()["message"]
    assert _state(scene) == before


def _overtake(scene: Scene, post: str, draft: str) -> None:
    """What a colleague does while she writes."""
    acts: tuple[Callable[[], Any], ...] = (
        lambda: posts.amend(scene.hand(), scene.blog, post, 1, Wording("Theirs")),
        lambda: posts.save_draft(scene.hand(), scene.blog, Wording("Theirs"), post=draft, version=1),
        lambda: key_points.set_key_points(scene.hand(), scene.blog, [("Theirs", None)], 0),
        lambda: pins.pin(scene.hand(), scene.blog, scene.publish("Pinned").post),
        lambda: scene.head("Theirs"),
        lambda: round_ups.remind_of_round_ups(scene.hand(), scene.blog, 240),
        lambda: set_release_rules(scene.hand(), scene.blog, needs_two_people=False, delay_seconds=1),
    )
    for act in acts:
        act()


def _state(scene: Scene) -> list[Any]:
    blog = scene.blog
    rows = Post.objects.order_by("pk").values_list("title", "version", "state", "is_key_event", "place")
    return [
        blog.headline,
        blog.version,
        blog.slug,
        blog.phase,
        blog.pinned_id,
        blog.key_points_version,
        blog.round_up_every_minutes,
        blog.delay_seconds,
        *rows,
    ]


def test_both_versions_stand_side_by_side_with_what_differs(scene: Scene, alice: Client, bob: Client) -> None:
    post = scene.publish("Bridge closed", "<p>Three bridges are closed.</p>").post
    theirs = {
        "title": "Bridge closed",
        "body_html": "<p>Four bridges are closed.</p>",
        "body_format": "html",
        "version": 1,
    }
    bob.post(f"/desk/flood/posts/{post}/amend/", theirs)
    mine = theirs | {"body_html": "Five bridges are closed.", "body_format": "plain"}
    page = alice.post(f"/desk/flood/posts/{post}/amend/", mine).content.decode()
    assert '<mark class="only-mine">Five</mark> bridges are closed.' in page
    assert '<mark class="only-theirs">Four</mark> bridges are closed.' in page
    assert "Saved by Bob at" in page
    conflict = alice.post(f"/desk/flood/posts/{post}/amend/", mine, **JSON).json()["conflict"]
    assert "only-theirs" in conflict
    assert "<h3>Title</h3>" not in conflict


def test_of_settings_too_the_second_sees_what_differs_and_chooses(
    scene: Scene, alice: Client, bob: Client
) -> None:
    scene.head("Theirs")
    page = alice.post("/desk/flood/header/", {"headline": "Mine", "version": 1}).content.decode()
    assert '<mark class="only-mine">Mine</mark>' in page
    assert '<mark class="only-theirs">Theirs</mark>' in page
    settings = alice.post("/desk/flood/language/", {"language": "de", "version": 1}).content.decode()
    assert 'name="onto" value="3"' in settings
    alice.post("/desk/flood/language/", {"language": "de", "version": 1, "onto": 3})
    assert scene.blog.language == "de"


def test_of_key_points_too_the_second_sees_what_differs_and_chooses(scene: Scene, alice: Client) -> None:
    key_points.set_key_points(scene.hand(), scene.blog, [("Theirs", None)], 0)
    mine = {"text": ["Mine"], "post": [""], "version": 0}
    conflict = alice.post("/desk/flood/key-points/", mine, **JSON).json()["conflict"]
    assert '<mark class="only-mine">Mine</mark>' in conflict
    assert '<mark class="only-theirs">Theirs</mark>' in conflict
    alice.post("/desk/flood/key-points/", mine | {"onto": 1}, **JSON)
    assert alice.get("/desk/flood/key-points/").content.count(b"Mine") >= 1
