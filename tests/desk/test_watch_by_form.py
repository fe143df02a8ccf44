"""The panel Watch, references while writing, and another time: by plain forms, as without script."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.test import Client

from stoppress.publishing import key_points, posts, take_down, times
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Kind
from stoppress.toolkit import clock
from tests.cast import Scene

WATCH = "/desk/flood/watch/"
#: 9.50 in Berlin, the zone of the story.
MORNING = datetime(2026, 3, 4, 8, 50, 31, tzinfo=UTC)


def cited(scene: Scene, **more: object) -> tuple[str, str]:
    """A post of 9.50 that morning, and one that refers to it."""
    target = scene.publish("Dam holds").post
    times.change_time(scene.hand(), scene.blog, target, 1, MORNING)
    body = f'<ul><li>It holds (<span data-reference="{target}">see 9.50 post</span>).</li></ul>'
    return target, scene.publish("Later", body, **more).post


def test_what_happened_to_a_cited_post_is_told_in_words(scene: Scene, alice: Client) -> None:
    target, origin = cited(scene)
    assert "Nothing to look at." in alice.get(WATCH).content.decode()
    posts.amend(scene.hand(), scene.blog, target, 2, Wording("Dam holds", "<p>Still.</p>"))
    assert "Nothing to look at." in alice.get(WATCH).content.decode()
    posts.correct(scene.hand(), scene.blog, target, 3, Wording("It broke"), "It broke.")
    page = alice.get(WATCH).content.decode()
    assert "post cites the 9.50 (4 Mar) post, which was corrected at" in page
    posts.withdraw(scene.hand(), scene.blog, target, 4, "Not so.")
    assert "which was withdrawn at" in alice.get(WATCH).content.decode()
    take_down.take_down(scene.hand(), scene.blog, target, "Law.")
    page = alice.get(WATCH).content.decode()
    assert "which was taken down at" in page
    assert "It broke" not in page
    seen = scene.post(target).words_version
    answer = alice.post(f"{WATCH}stand/", {"post": origin, "target": target, "seen": seen}, follow=True)
    assert "Nothing to look at." in answer.content.decode()
    assert "It stands." in answer.content.decode()


def test_a_bullet_is_stale_after_any_change_of_words(scene: Scene, alice: Client) -> None:
    target, _origin = cited(scene, kind=Kind.ROUNDUP)
    posts.amend(scene.hand(), scene.blog, target, 2, Wording("Dam holds", "<p>Still.</p>"))
    page = alice.get(WATCH).content.decode()
    assert "round-up cites the 9.50 (4 Mar) post, which was amended at" in page
    assert "It holds" in page


def test_a_key_point_stands_there_and_can_be_confirmed(scene: Scene, alice: Client) -> None:
    target, _origin = cited(scene)
    key_points.set_key_points(scene.hand(), scene.blog, [("The dam holds", target)], 0)
    posts.amend(scene.hand(), scene.blog, target, 2, Wording("Dam holds", "<p>Still.</p>"))
    assert (
        "A key point leads to the 9.50 (4 Mar) post, which was amended at"
        in alice.get(WATCH).content.decode()
    )
    sent = {"position": 0, "target": target, "seen": scene.post(target).words_version}
    assert "Nothing to look at." in alice.post(f"{WATCH}stand/", sent, follow=True).content.decode()


def test_publishing_tells_what_leads_nowhere_and_where_to_choose(scene: Scene, alice: Client) -> None:
    sent = {"title": "Odd", "body_html": "See 3.33 post. As we reported at 4:44.", "body_format": "plain"}
    page = alice.post("/desk/flood/posts/", sent, follow=True).content.decode()
    assert "Published. 2 references lead nowhere yet." in page
    assert f'href="{WATCH}">Choose where they lead</a>' in page
    target = scene.publish("Dam holds").post
    origin = posts.Post.objects.get(title="Odd").public_id
    sent = {"post": origin, "phrase": "See 3.33 post", "target": target}
    assert "Linked." in alice.post(f"{WATCH}choose/", sent, follow=True).content.decode()
    sent = {"post": origin, "phrase": "As we reported at 4:44"}
    page = alice.post(f"{WATCH}let-be/", sent, follow=True).content.decode()
    assert "They stay words." in page
    assert "Nothing to look at." in page


def test_what_cannot_be_chosen_is_refused_in_words(scene: Scene, alice: Client) -> None:
    origin = scene.publish("Odd", "<p>(see 3.33 post)</p>").post
    sent = {"post": origin, "phrase": "see 3.33 post", "target": ""}
    answer = alice.post(f"{WATCH}choose/", sent)
    assert answer.status_code == 422
    assert "Choose a post that stands on the page." in answer.content.decode()
    assert alice.post(f"{WATCH}choose/", {}).status_code == 404
    assert alice.post(f"{WATCH}stand/", {"seen": "many", "position": "-3"}).status_code == 422
    assert alice.post(f"{WATCH}let-be/", {"post": origin, "phrase": "x\0" * 500}).status_code in {404, 422}


def test_the_script_is_told_what_words_mean(scene: Scene, alice: Client) -> None:
    target, _origin = cited(scene)
    twin = scene.publish("Twin").post
    times.change_time(scene.hand(), scene.blog, twin, 1, MORNING + timedelta(days=1))
    texts = ["(see 9.50 post) and as we reported at 3:33", "our 9.50 post, nothing"]
    answer = alice.post("/desk/flood/references/", {"text": texts, "post": ""}).json()
    assert [(found["words"], found["outcome"]) for found in answer["phrases"]] == [
        ("see 9.50 post", "several"),
        ("as we reported at 3:33", "none"),
        ("our 9.50 post", "several"),
    ]
    assert [choice["post"] for choice in answer["phrases"][0]["choices"]] == [twin, target]
    assert answer["phrases"][0]["choices"][1]["day"] == "4 Mar"


def test_posts_are_found_by_words_and_time(scene: Scene, alice: Client) -> None:
    target, origin = cited(scene)
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Dam secret")).post

    def found(query: str, own: str = "") -> list[str]:
        answer = alice.get("/desk/flood/references/posts/", {"q": query, "post": own}).json()
        return [choice["post"] for choice in answer["posts"]]

    assert found("") == [origin, target]
    assert found("dam") == [target]
    assert found("9.5") == [target]
    assert found("09:50 dam") == [target]
    assert found("9.50 later") == []
    assert found("", origin) == [target]
    assert draft not in found("secret")
    assert found("%_\0'\"") == []


def test_the_time_of_a_post_is_changed_by_form(scene: Scene, alice: Client) -> None:
    with clock.standing_at(MORNING):
        post = scene.publish("Dam holds").post
    address = f"/desk/flood/posts/{post}/time/"
    assert 'value="2026-03-04T09:50"' in alice.get(address).content.decode()
    page = alice.post(address, {"version": 1, "published_at": "2026-03-04T09:48"}, follow=True)
    assert "The time is changed." in page.content.decode()
    assert scene.post(post).published_at == datetime(2026, 3, 4, 8, 48, tzinfo=UTC)
    for typed in ("", "soon", "2999-01-01T00:00", "2026-03-04T09:48", "2026-03-29T02:30", "0001-01-01T00:00"):
        answer = alice.post(address, {"version": 2, "published_at": typed})
        assert answer.status_code == 422, typed
        assert f'value="{typed}"' in answer.content.decode()
