"""The history of a post and the log at the desk, by form: who, when, what changed, and the way back."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from stoppress.people import keeping
from stoppress.publishing import posts, take_down, times
from stoppress.publishing.models import AuditEntry
from stoppress.publishing.wording import Wording
from stoppress.stories.models import PostVersion, State
from stoppress.toolkit import clock
from tests.cast import Scene, member


@pytest.fixture
def dam(scene: Scene) -> str:
    """A post in three versions."""
    post = scene.publish("Dam breaks", "<p>4,000 homes are flooded.</p>").post
    posts.amend(scene.hand(), scene.blog, post, 1, Wording("Dam at Arle breaks", "<p>4,000 homes.</p>"))
    wording = Wording("Dam at Arle breaks", "<p>400 homes.</p>")
    posts.correct(scene.hand(), scene.blog, post, 2, wording, "It is 400, not 4,000.")
    return post


def _history(dam: str) -> str:
    return f"/desk/flood/posts/{dam}/history/"


def test_the_history_tells_every_version_with_who_and_what_in_words_for_every_reader(
    alice: Client, dam: str
) -> None:
    page = alice.get(_history(dam)).content.decode()
    assert [int(number) for number in re.findall(r'id="version-(\d+)"', page)] == [3, 2, 1]
    assert "It is 400, not 4,000." in page
    assert '<ins><span class="unseen">[put in: </span>400<span class="unseen">]</span></ins>' in page
    assert '<del><span class="unseen">[taken out: </span>4,000<span class="unseen">]</span></del>' in page
    assert "corrected a post" in page


def test_what_changed_besides_words_is_told(alice: Client, scene: Scene, dam: str) -> None:
    posts.mark_key_event(scene.hand(), scene.blog, dam, 3, True)
    moment = scene.post(dam).published_at
    assert moment
    times.change_time(scene.hand(), scene.blog, dam, 4, moment.replace(year=moment.year - 1))
    page = alice.get(_history(dam)).content.decode()
    assert "Marked as a key event." in page
    assert "Time: " in page


def test_an_earlier_version_stands_again_as_an_amendment(alice: Client, scene: Scene, dam: str) -> None:
    answer = alice.post(f"{_history(dam)}1/restore/", {"version": 3}, follow=True)
    assert "The words of version 1 stand again." in answer.content.decode()
    post = scene.post(dam)
    assert (post.title, post.version) == ("Dam breaks", 4)
    assert [one.act for one in post.versions.all()] == ["publish", "amend", "correct", "restore version"]
    assert AuditEntry.objects.filter(act="restore version", subject=dam, version_before=3).exists()


@pytest.mark.parametrize(("number", "seen", "status"), [(3, 3, 422), (9, 3, 404), (1, 2, 409)])
def test_what_stands_what_never_was_and_what_was_overtaken_is_refused_in_words(
    alice: Client, scene: Scene, dam: str, number: int, seen: int, status: int
) -> None:
    answer = alice.post(f"{_history(dam)}{number}/restore/", {"version": seen})
    assert answer.status_code == status
    assert scene.post(dam).version == 3


def test_a_withdrawn_post_comes_back_before_its_words_do(alice: Client, scene: Scene, dam: str) -> None:
    posts.withdraw(scene.hand(), scene.blog, dam, 3, "Not so.")
    assert alice.post(f"{_history(dam)}1/restore/", {"version": 4}).status_code == 409


def test_who_may_not_write_sees_no_version_that_was_a_draft(
    vera: Client, alice: Client, scene: Scene
) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Secret draft"))
    assert vera.get(_history(draft.post)).status_code == 404
    posts.publish(scene.hand(), scene.blog, Wording("Public words"), draft=draft.post, version=1)
    assert "Secret draft" not in vera.get(_history(draft.post)).content.decode()
    assert "Secret" in alice.get(_history(draft.post)).content.decode()
    PostVersion.objects.update(state="")  # as they were kept before
    assert "Secret draft" not in vera.get(_history(draft.post)).content.decode()


def test_a_draft_gets_its_earlier_words_back_and_stays_one(alice: Client, scene: Scene) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("One"))
    posts.save_draft(scene.hand(), scene.blog, Wording("Two"), post=draft.post, version=1)
    head = scene.blog.wire.head
    assert alice.post(f"{_history(draft.post)}1/restore/", {"version": 2}).status_code == 302
    assert (scene.post(draft.post).title, scene.post(draft.post).state) == ("One", State.DRAFT)
    assert scene.blog.wire.head == head


def test_what_was_taken_down_has_no_history_and_its_fact_in_the_log(
    alice: Client, scene: Scene, dam: str
) -> None:
    take_down.take_down(scene.hand(), scene.blog, dam, "Court order")
    assert alice.get(_history(dam)).status_code == 404
    page = alice.get("/desk/flood/log/").content.decode()
    assert "took a post down" in page
    assert "its words are erased" in page
    assert "Arle" not in page.split("<main", 1)[1].split('<option value="amend">')[-1]


def test_the_log_is_looked_through_by_form(alice: Client, dam: str) -> None:
    page = alice.get("/desk/flood/log/", {"act": "correct", "post": f"https://x.example/flood/p/{dam}/"})
    lines = re.findall(r'class="log-line".*?</li>', page.content.decode(), re.DOTALL)
    assert len(lines) == 1
    assert "corrected a post" in lines[0]
    none = alice.get("/desk/flood/log/", {"door": "api"}).content.decode()
    assert "Nothing of this kind was done." in none


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"since": "yesterday"}, "Enter a valid date/time."),
        ({"person": "nobody"}, "Select a valid choice."),
        ({"since": "2026-03-02T00:00", "until": "2026-03-01T00:00"}, "The span ends before it begins."),
        ({"since": "0001-01-01T00:00"}, "Look at the year again."),
        ({"since": "2026-03-29T02:30"}, "skip this time"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(
    alice: Client, scene: Scene, asked: dict[str, str], words: str
) -> None:
    for address in ("/desk/flood/log/", "/desk/flood/log/export/"):
        answer = alice.get(address, asked)
        assert answer.status_code == 400
        assert words in answer.content.decode()


def test_the_log_is_a_file_of_all_that_is_looked_for(alice: Client, scene: Scene, dam: str) -> None:
    answer = alice.get("/desk/flood/log/export/", {"as": "jsonl", "post": dam})
    told = [json.loads(line) for line in b"".join(answer).splitlines()]  # type: ignore[arg-type]
    assert [line["act"] for line in told] == ["publish", "amend", "correct"]
    assert answer["Content-Disposition"] == 'attachment; filename="log-flood.jsonl"'
    assert answer["Cache-Control"] == "private, no-store"
    assert alice.get("/desk/flood/log/export/", {"as": "exe"}).status_code == 400


def test_the_log_of_the_newsroom_names_the_live_blogs(alice: Client, dam: str) -> None:
    page = alice.get("/desk/newsroom/whole-log/").content.decode()
    assert "River rises" in page
    assert alice.get("/desk/newsroom/whole-log/export/").status_code == 200


def test_older_lines_are_a_page_further(alice: Client, scene: Scene) -> None:
    with clock.standing_at(clock.now()):
        for number in range(55):
            scene.publish(f"Post {number}")
    first = alice.get("/desk/flood/log/?act=publish").content.decode()
    older = re.search(r'href="/desk/flood/log/\?([^"]+)">Older', first)
    assert older
    second = alice.get(f"/desk/flood/log/?{older[1].replace('&amp;', '&')}").content.decode()
    shown = [re.findall(r"Post (\d+)<", page) for page in (first, second)]
    assert [int(number) for page in shown for number in page] == list(range(54, -1, -1))


def test_what_was_restored_is_undone_by_restoring_again(alice: Client, scene: Scene, dam: str) -> None:
    for number, seen in ((1, 3), (3, 4), (4, 5)):
        alice.post(f"{_history(dam)}{number}/restore/", {"version": seen})
    assert [one.title for one in scene.post(dam).versions.all()] == [
        *("Dam breaks", "Dam at Arle breaks", "Dam at Arle breaks"),
        *("Dam breaks", "Dam at Arle breaks", "Dam breaks"),
    ]


def test_a_post_of_a_hundred_versions_is_read_page_by_page(alice: Client, scene: Scene) -> None:
    post = scene.publish("Words 1").post
    for number in range(1, 100):
        posts.amend(scene.hand(), scene.blog, post, number, Wording(f"Words {number + 1}"))
    address, found = _history(post), []
    while address:
        page = alice.get(address).content.decode()
        found += [int(number) for number in re.findall(r'id="version-(\d+)"', page)]
        older = re.search(r'href="(\?below=\d+)"', page)
        address = _history(post) + older[1] if older else ""
    assert found == list(range(100, 0, -1))


def test_a_chief_reads_and_exports_what_was_changed_about_people_and_an_editor_does_not(
    alice: Client, scene: Scene
) -> None:
    chief, client = member("Carla", "chief"), Client()
    client.force_login(chief)
    keeping.change_role(chief, chief.newsroom, member("Bob", "reporter").public_id, None, "viewer")
    page = client.get("/desk/newsroom/whole-log/").content.decode()
    assert "Carla made Bob viewer (before: reporter)" in page
    found = client.get("/desk/newsroom/whole-log/", {"act": "role"}).content.decode()
    assert found.count('class="log-line"') == 1
    export = b"".join(client.get("/desk/newsroom/whole-log/export/", {"as": "jsonl", "act": "role"}))  # type: ignore[arg-type]
    assert json.loads(export)["became"] == "viewer"
    assert "Carla made Bob" not in alice.get("/desk/newsroom/whole-log/").content.decode()
    keeping.give_blog_role(chief, scene.blog.pk, member("Nele", "viewer").public_id, 0, "contributor")
    assert "Carla made Nele contributor" in alice.get("/desk/flood/log/").content.decode()


@pytest.mark.parametrize("before", ["1", "x-1", "1-", "-1-2", "9" * 20 + "-1"])
def test_a_place_that_nobody_made_is_told_so(alice: Client, scene: Scene, before: str) -> None:
    assert alice.get("/desk/flood/log/", {"before": before}).status_code == 400
