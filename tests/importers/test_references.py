"""References between posts: which words are one, and which post they mean."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from stoppress.importers.captured import CapturedPost
from stoppress.importers.references import resolve

URL = "https://www.moor.example.co.uk/live/fire"


def post(name: str, at: str, body: str = "") -> CapturedPost:
    return CapturedPost(name, "", name, datetime.fromisoformat(at).replace(tzinfo=UTC), None, (), body)


def marked(
    body: str, *others: CapturedPost, zone: str = "UTC", names: dict[str, str] | None = None
) -> tuple[str, list[str]]:
    """The body of a post of 1 May, noon, and how its references came out."""
    posts, found = resolve(
        [post("own", "2031-05-01T12:00:00", body), *others], ZoneInfo(zone), URL, names or {}
    )
    return posts[0].body_html, [reference.outcome for reference in found]


@pytest.mark.parametrize(
    "words",
    [
        "see 9.50 post",
        "see our 9.50 post",
        "See 09:50 entry",
        "see 9.50am",
        "as we reported at 9.50",
        "the 9.50 post",
        "see post at 9:50",
        "ver 9:50",
        "siehe Eintrag von 9.50 Uhr",
    ],
)
def test_these_words_mean_a_post(words: str) -> None:
    body, outcomes = marked(f"<p>It rose ({words}).</p>", post("morning", "2031-05-01T09:50:31"))
    assert outcomes == ["resolved"]
    assert f'<span data-reference="morning">{words}</span>' in body


@pytest.mark.parametrize(
    "words", ["we see 9.50 metres", "at 9.50 in the morning", "page 9.50", "see 9.50 percent"]
)
def test_these_words_mean_none(words: str) -> None:
    assert marked(f"<p>It rose, {words}.</p>", post("morning", "2031-05-01T09:50:31"))[1] == []


def test_an_afternoon_clock_without_pm_finds_the_afternoon() -> None:
    assert (
        'data-reference="later"' in marked("<p>(see 3.20 post)</p>", post("later", "2031-05-01T15:20:00"))[0]
    )


def test_pm_means_the_afternoon_only() -> None:
    assert marked("<p>(see 9.50pm post)</p>", post("morning", "2031-05-01T09:50:31"))[1] == ["unresolved"]


def test_the_clock_is_of_the_storys_zone() -> None:
    assert marked("<p>(see 10.50 post)</p>", post("morning", "2031-05-01T09:50:31"), zone="Europe/London")[
        1
    ] == ["resolved"]


def test_two_posts_of_that_minute_are_ambiguous() -> None:
    others = post("one", "2031-05-01T09:50:01"), post("two", "2031-05-01T09:50:40")
    assert marked("<p>(see 9.50 post)</p>", *others) == ("<p>(see 9.50 post)</p>", ["ambiguous"])


def test_of_two_days_the_same_day_is_meant() -> None:
    others = post("today", "2031-05-01T09:50:01"), post("yesterday", "2031-04-30T09:50:40")
    assert 'data-reference="today"' in marked("<p>(see 9.50 post)</p>", *others)[0]


def test_a_post_does_not_refer_to_itself() -> None:
    assert marked("<p>(see 12.00 post)</p>")[1] == ["unresolved"]


def test_a_link_to_a_place_on_the_page_is_a_reference() -> None:
    body, outcomes = marked(
        '<p><a href="#block-7">earlier</a></p>', post("7", "2031-05-01T09:00:00"), names={"block-7": "7"}
    )
    assert (body, outcomes) == ('<p><span data-reference="7">earlier</span></p>', ["resolved"])


def test_a_link_to_a_place_that_is_no_post_stays_a_link() -> None:
    body, outcomes = marked('<p><a href="#map">the map</a></p>')
    assert (body, outcomes) == (f'<p><a href="{URL}#map">the map</a></p>', ["unresolved"])


def test_words_in_a_link_to_elsewhere_are_left_alone() -> None:
    body = '<p><a href="https://example.org/">see 9.50 post</a></p>'
    assert marked(body, post("morning", "2031-05-01T09:50:31")) == (body, [])
