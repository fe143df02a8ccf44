"""Pictures in the desk's forms without script: added, put in order, taken out, and what is wrong beside its field."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client, override_settings

from stoppress.media.models import Picture
from stoppress.publishing import posts
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Post
from stoppress.stories.pictures import read
from tests.cast import Scene
from tests.media import made
from tests.shots import a_shot, placed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf_folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(DATA=tmp_path):
        yield tmp_path / "media"


def _file(data: bytes, name: str = "street.png") -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def _typed(*pictures: Picture, **more: object) -> dict[str, object]:
    """A form that shows these pictures."""
    count = len(pictures)
    return {
        "title": "The flood",
        "body_html": "Water.",
        "body_format": "plain",
        "pictures_shown": "yes",
        "picture": [picture.secret for picture in pictures],
        "alt": ["A street"] * count,
        "credit": ["Ada Marsh"] * count,
        "caption": [""] * count,
        "focus": ["50,50"] * count,
        **more,
    }


def test_files_are_added_and_what_was_typed_comes_back(alice: Client) -> None:
    files = [_file(made.picture()), _file(made.SVG, "drawing.svg")]
    page = alice.post(
        "/desk/flood/pictures/",
        {"title": "Half a title", "pictures_shown": "yes", "picture_change": "add:", "photos": files},
    ).text
    picture = Picture.objects.get()
    assert "Half a title" in page
    assert f'name="picture" value="{picture.secret}"' in page and picture.desk_address(400) in page
    assert "drawing.svg: This is an SVG drawing" in page


def test_the_script_sends_one_and_is_told_its_name(alice: Client) -> None:
    asked = {"Accept": "application/json"}
    answer = alice.post("/desk/flood/pictures/", {"photos": _file(made.picture())}, headers=asked)
    assert answer.json()["picture"] == Picture.objects.get().secret
    wrong = alice.post("/desk/flood/pictures/", {"photos": _file(made.moving(3), "moves.gif")}, headers=asked)
    assert (wrong.status_code, wrong.json()["message"]) == (400, "This picture moves. Send a still picture.")


@pytest.mark.parametrize(("change", "left"), [("up:", [1, 0, 2]), ("down:", [0, 2, 1]), ("out:", [0, 2])])
def test_buttons_put_them_in_order_and_take_them_out(
    scene: Scene, alice: Client, change: str, left: list[int]
) -> None:
    shots = [a_shot(scene.editor) for _ in range(3)]
    page = alice.post(
        "/desk/flood/pictures/", _typed(*shots, picture_change=f"{change}{shots[1].secret}")
    ).text
    shown = [part.partition('"')[0] for part in page.split('name="picture" value="')[1:]]
    assert [secret for secret in shown if secret] == [shots[place].secret for place in left]


def test_a_post_is_published_with_its_pictures(scene: Scene, alice: Client) -> None:
    first, second = a_shot(scene.editor), a_shot(scene.editor)
    sent = _typed(first, second, decorative=[second.secret], focus=["10,90", "x"])
    assert alice.post("/desk/flood/posts/", sent).status_code == 302
    shown = read(Post.objects.get().pictures)
    assert [one.picture for one in shown] == [first.secret, second.secret]
    assert shown[0].focus == (10, 90) and shown[1].is_decorative


def test_what_is_missing_is_told_beside_its_field(scene: Scene, alice: Client) -> None:
    shots = a_shot(scene.editor), a_shot(scene.editor)
    sent = _typed(*shots, alt=["A street", ""], credit=["", "Ada Marsh"])
    told = alice.post("/desk/flood/posts/", sent, headers={"Accept": "application/json"}).json()
    assert list(told["fields"]) == ["credit-0", "alt-1"]
    page = alice.post("/desk/flood/posts/", sent).text
    assert "Say who made the picture; readers see it." in page
    assert "for those who do not see it; or tick" in page
    assert not Post.objects.exists()


def test_chosen_files_that_were_not_added_are_not_lost_in_silence(alice: Client) -> None:
    page = alice.post("/desk/flood/posts/", _typed(photos="street.jpg"))
    assert page.status_code == 422 and "press “Add them” first" in page.text


def test_an_amendment_shows_the_pictures_and_keeps_them(scene: Scene, alice: Client) -> None:
    picture = a_shot(scene.editor)
    post = scene.publish(pictures=(placed(picture, alt="A grey street"),))
    page = alice.get(f"/desk/flood/posts/{post.post}/amend/").text
    assert "A grey street" in page and f"?post={post.post}&amp;act=amend" in page
    again = alice.post(
        f"/desk/flood/pictures/?post={post.post}&act=amend",
        _typed(picture, picture_change=f"out:{picture.secret}", version=1),
    ).text
    assert "Save the amendment" in again and picture.desk_address(480) not in again
    posts.amend(scene.hand(), scene.blog, post.post, 1, Wording("Other"))
    assert read(scene.post(post.post).pictures)


def test_a_draft_comes_back_with_its_pictures(scene: Scene, alice: Client) -> None:
    picture = a_shot(scene.editor)
    assert alice.post("/desk/flood/posts/", _typed(picture, act="draft", alt=[""])).status_code == 302
    draft = Post.objects.get()
    assert picture.desk_address(480) in alice.get(f"/desk/flood/drafts/{draft.public_id}/").text


def test_a_form_that_says_nothing_of_pictures_leaves_them(scene: Scene, alice: Client) -> None:
    post = scene.publish(pictures=(placed(a_shot(scene.editor)),))
    alice.post(f"/desk/flood/posts/{post.post}/amend/", {"title": "Other", "version": 1})
    assert scene.post(post.post).title == "Other" and scene.post(post.post).pictures
