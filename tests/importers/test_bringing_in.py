"""From a file to a public live blog of ours: whole, once, and reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from stoppress.importers.bring_in import bring
from stoppress.importers.command import import_file
from stoppress.importers.errors import CannotImport
from stoppress.people.rights import Role
from stoppress.publishing.hand import Hand
from stoppress.stories.models import CrossReference, LiveBlog, Post
from stoppress.wire.models import Change
from tests.cast import member
from tests.importers.captures import FIXTURES, captured, live_blog, page, update

pytestmark = pytest.mark.django_db


def brought(name: str) -> LiveBlog:
    """The live blog that bringing in this fixture makes."""
    outcome = bring(captured(name), Hand(member("Alice")))
    return LiveBlog.objects.get(slug=outcome.slug)


def test_all_of_a_page_becomes_a_public_live_blog() -> None:
    blog = brought("harbour-courier.html")
    assert blog.headline == "Ferry strike: all crossings cancelled – as it happened"
    assert blog.zone == "Europe/London"
    assert blog.is_public
    assert [each.name for each in blog.team.all()] == ["Nora Quayle", "Tom Ferris"]
    assert [(point.text, point.post and point.post.source_id) for point in blog.key_points.all()] == [
        ("Union calls off Wednesday’s walkout", "block-69a1f3008f08aaaa0001"),
        ("What we know this morning", "block-69a1f3008f08aaaa0003"),
    ]
    assert blog.pinned is not None
    assert blog.pinned.source_id == "block-69a1f3008f08aaaa0002"


def test_posts_keep_their_moments_order_authors_and_addresses() -> None:
    posts = list(brought("harbour-courier.html").posts.order_by("-place"))
    assert [f"{post.published_at:%H:%M:%S}" for post in posts] == ["17:40:12", "12:30:05", "08:01:10"]
    assert [post.byline for post in posts] == ["Nora Quayle", "Tom Ferris", "Nora Quayle"]
    assert posts[0].source_url.endswith("#block-69a1f3008f08aaaa0001")
    assert [post.is_key_event for post in posts] == [True, False, True]


def test_references_become_ours() -> None:
    blog = brought("harbour-courier.html")
    second = blog.posts.get(source_id="block-69a1f3008f08aaaa0002")
    targets = CrossReference.objects.filter(origin=second).values_list("target__source_id", flat=True)
    assert set(targets) == {"block-69a1f3008f08aaaa0001", "block-69a1f3008f08aaaa0003"}
    assert "data-reference" in second.body_html
    assert "block-69a1f3008f08aaaa" not in second.body_html


def test_pictures_lists_and_links_survive_the_door() -> None:
    posts = brought("harbour-courier.html").posts.order_by("-place")
    assert (
        '<img src="https://media.example.co.uk/a-1000.jpg" alt="A ferry at the quay">' in posts[0].body_html
    )
    assert "<li>Mail by air</li>" in posts[1].body_html


@pytest.mark.parametrize("name", ["harbour-courier.html", "valley-text.txt", "night-wire.html"])
def test_the_same_file_twice_changes_nothing(name: str) -> None:
    hand = Hand(member("Alice"))
    first = bring(captured(name), hand)
    before = Change.objects.count()
    second = bring(captured(name), Hand(hand.member))
    assert (first.is_new, second.is_new, second.slug, second.missing_posts) == (True, False, first.slug, 0)
    assert Change.objects.count() == before
    assert LiveBlog.objects.count() == 1


def test_a_later_capture_says_how_many_posts_were_not_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    member("Alice")
    early, late = tmp_path / "early.html", tmp_path / "late.html"
    early.write_bytes(page(live_blog(update(1))))
    late.write_bytes(page(live_blog(update(2), update(1))))
    import_file(early)
    import_file(late)
    assert "not in it, and were not added: 1." in capsys.readouterr().out


def test_every_fixture_that_is_a_live_blog_passes_the_door() -> None:
    hand = Hand(member("Alice"))
    names = sorted(path.name for path in FIXTURES.iterdir() if path.name != "no-live-blog.html")
    for name in names:
        page_of = captured(name)
        assert bring(page_of, Hand(hand.member)).is_new
        assert Post.objects.filter(blog__headline=page_of.blog.headline).count() == len(page_of.blog.posts)


def test_a_refused_page_writes_nothing(tmp_path: Path) -> None:
    member("Alice")
    with pytest.raises(CannotImport):
        import_file(FIXTURES / "no-live-blog.html")
    assert not LiveBlog.objects.exists()
    assert not Change.objects.exists()


def test_a_dry_run_reports_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert import_file(FIXTURES / "valley-text.txt", is_dry_run=True, date="2031-02-04") == 0
    out = capsys.readouterr().out
    assert "nothing was written" in out
    assert "3 resolved, 0 ambiguous, 1 unresolved" in out
    assert not LiveBlog.objects.exists()


def test_the_report_comes_as_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    import_file(FIXTURES / "valley-text.txt", is_dry_run=True, is_json=True)
    assert '"unresolved": 1' in capsys.readouterr().out


def test_somebody_who_may_not_bring_in_is_told_so() -> None:
    member("Bob", Role.REPORTER)
    with pytest.raises(CannotImport, match="no editor"):
        import_file(FIXTURES / "valley-text.txt")
    with pytest.raises(CannotImport, match="no editor bob@"):
        import_file(FIXTURES / "valley-text.txt", email="bob@courier.example")


def test_of_several_editors_one_must_be_named() -> None:
    member("Alice")
    member("Carol")
    with pytest.raises(CannotImport, match="--as alice@"):
        import_file(FIXTURES / "valley-text.txt")
    assert import_file(FIXTURES / "valley-text.txt", email="CAROL@courier.example") == 0


def test_a_slug_that_is_taken_is_refused_in_words() -> None:
    hand = Hand(member("Alice"))
    bring(captured("valley-text.txt"), hand, slug="bridge")
    with pytest.raises(CannotImport, match="taken"):
        bring(captured("night-wire.html"), Hand(hand.member), slug="bridge")
