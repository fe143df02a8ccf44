"""What stands on a picture card, in the language of the story and in its zone."""

from __future__ import annotations

import pytest

from stoppress.edge.card import Told
from stoppress.media.cards import Card
from stoppress.press.cards import card_of

POST = Told(
    "en",
    blog="River rises",
    newsroom="The Harrow Courier",
    zone="Europe/Berlin",
    at="2031-05-04T22:30:00Z",
    post="a1b2c3d4e5f6",
    words="Bridge closed",
)


def _with(**changed: object) -> Card:
    return card_of(Told(**{**{name: getattr(POST, name) for name in POST.__struct_fields__}, **changed}))  # type: ignore[arg-type]


def test_a_post_shows_headline_blog_newsroom_and_the_time_where_it_happened() -> None:
    assert card_of(POST) == Card(
        "post",
        ("Bridge closed", "River rises", "The Harrow Courier"),
        newsroom="The Harrow Courier",
        foot="River rises",
        when="0.30 Berlin time, 5 May 2031",
    )


def test_a_key_event_looks_another_way_and_says_so() -> None:
    card = _with(is_key_event=True)
    assert (card.look, card.kicker, card.is_live) == ("key event", "Key event", False)


@pytest.mark.parametrize(
    ("first_name", "place", "asked"),
    [
        ("Mara", "Quay", "Mara, Quay, asks:"),
        ("Mara", "", "Mara asks:"),
        ("", "Quay", "A reader in Quay asks:"),
        ("", "", "A reader asks:"),
    ],
)
def test_an_answer_shows_the_question_who_asks_and_who_answers(
    first_name: str, place: str, asked: str
) -> None:
    card = _with(question="Is it safe?", first_name=first_name, place=place, expert="Dr. Brandt")
    assert (card.look, card.heads[0], card.asked) == ("answer", "Is it safe?", asked)
    assert card.answering == "Dr. Brandt answers"


def test_a_withdrawn_post_says_only_that() -> None:
    assert card_of(Told("en", is_withdrawn=True)) == Card("withdrawn", ("Withdrawn",))


@pytest.mark.parametrize(
    ("phase", "at", "until", "kicker", "when"),
    [
        ("live", "2031-05-04T05:00:00Z", "", "Live", "Since 7.00 Berlin time, 4 May 2031"),
        ("paused", "2031-05-04T05:00:00Z", "", "Live", "Since 7.00 Berlin time, 4 May 2031"),
        (
            "upcoming",
            "2031-05-04T05:00:00Z",
            "",
            "Live coverage",
            "Coverage begins at 7.00 Berlin time, 4 May 2031",
        ),
        ("upcoming", "", "", "Live coverage", "Coverage has not begun"),
        (
            "closed",
            "2031-05-04T05:00:00Z",
            "2031-05-04T19:00:00Z",
            "Live coverage",
            "Ended at 21.00 Berlin time, 4 May 2031",
        ),
        ("closed", "", "", "Live coverage", "The coverage has ended"),
    ],
)
def test_a_live_blog_says_how_it_stands(phase: str, at: str, until: str, kicker: str, when: str) -> None:
    card = _with(post="", words="", phase=phase, at=at, until=until)
    assert (card.look, card.heads[0], card.foot) == ("blog", "River rises", "")
    assert (card.kicker, card.is_live, card.when) == (kicker, kicker == "Live", when)


def test_a_story_that_is_told_from_right_to_left_has_its_card_so() -> None:
    card = _with(language="ar", words="الجسر مغلق")
    assert (card.language, card.direction) == ("ar", "rtl")


def test_a_time_or_zone_that_cannot_be_read_is_left_out() -> None:
    assert _with(at="yesterday").when == ""
    assert _with(zone="Nowhere/At_All").when == ""
    assert _with(zone="UTC").when == "22.30 UTC, 4 May 2031"
