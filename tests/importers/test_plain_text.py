"""The plain text of a page: run-together points, lost breaks, clocks across midnight, answers, round-ups."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from stoppress.importers.errors import CannotImport, NotALiveBlog
from stoppress.importers.reading import read_bytes
from stoppress.importers.run_together import split_bullets, split_points
from stoppress.toolkit import clock
from tests.importers.captures import captured

DAY = date(2031, 2, 4)


def text(*lines: str) -> list[str]:
    """The bodies of a text with these lines under its newest post."""
    return [
        post.body_html
        for post in read_bytes("\n".join(("Head", "14:15:01 Newest", *lines)).encode(), date=DAY).blog.posts
    ]


def test_the_first_line_is_the_headline_and_reporters_are_the_team() -> None:
    blog = captured("valley-text.txt", day=DAY).blog
    assert blog.headline == "Bridge at Hollin ‘will not open before spring’"
    assert blog.team == ("Ida Brandt", "Oskar Lund")


def test_key_points_are_parted_where_their_breaks_were_lost() -> None:
    points = captured("valley-text.txt", day=DAY).blog.key_points
    assert [point.text for point in points] == [
        "Engineers find second crack | Council plays it down",
        "Bus 14 turns back at Millgate",
        "Shops lose ‘half their trade’",
        "McAllister says “no money left”",
        "What happens next",
    ]


def test_key_points_lead_to_the_posts_they_name() -> None:
    points = captured("valley-text.txt", day=DAY).blog.key_points
    assert [point.post_ref for point in points[:3]] == [
        "091542-engineers-find-second-crack",
        "103000-bus-14-turns-back-at-millgate",
        None,
    ]


def test_furniture_of_the_page_comes_in_nowhere() -> None:
    page = captured("valley-text.txt", day=DAY)
    words = repr(page.blog)
    assert not any(phrase in words for phrase in ("javascript", "comment", "Send us"))


def test_a_first_post_that_lost_its_line_break_is_found() -> None:
    posts = captured("valley-text.txt", day=DAY).blog.posts
    assert posts[0].title == "Night shift sees new movement"


def test_clocks_that_cross_midnight_go_back_a_day() -> None:
    posts = captured("valley-text.txt", day=DAY, zone="Europe/London").blog.posts
    assert [f"{post.published_at:%d %H:%M:%S}" for post in posts] == [
        "04 00:20:05",
        "03 23:50:00",
        "03 10:30:00",
        "03 09:15:42",
    ]


def test_clocks_are_of_the_zone_that_was_given() -> None:
    posts = captured("valley-text.txt", day=DAY, zone="Asia/Kolkata").blog.posts
    assert posts[0].published_at == datetime(2031, 2, 3, 18, 50, 5, tzinfo=UTC)


def test_a_zone_that_is_none_is_refused_in_words() -> None:
    with pytest.raises(CannotImport, match="Europe/London"):
        captured("valley-text.txt", zone="Mars/Olympus")


def test_without_a_date_today_is_taken_and_the_report_says_so() -> None:
    with clock.standing_at(datetime(2031, 2, 4, 12, tzinfo=UTC)):
        page = captured("valley-text.txt")
    assert page.blog.posts[0].published_at.date() == DAY
    assert any("Give --date" in warning for warning in page.report.warnings)


def test_a_date_in_the_file_name_is_taken_and_the_report_says_so() -> None:
    page = read_bytes(b"Head\n14:15:01 One\nText.", "hollin-2030-11-09.txt")
    assert page.blog.posts[0].published_at.date() == date(2030, 11, 9)
    assert any("file’s name" in warning for warning in page.report.warnings)


def test_ids_do_not_depend_on_the_day_of_the_import() -> None:
    first, second = (captured("valley-text.txt", day=date(2031, 2, day)) for day in (4, 5))
    assert [post.source_id for post in first.blog.posts] == [post.source_id for post in second.blog.posts]


def test_a_roundup_becomes_a_list_with_references() -> None:
    post = captured("valley-text.txt", day=DAY).blog.posts[1]
    assert post.kind == "roundup"
    assert post.body_html.count("<li>") == 3
    assert '<span data-reference="091542-engineers-find-second-crack">see 9.15 post</span>' in post.body_html


def test_references_that_lead_nowhere_are_counted_with_their_words() -> None:
    report = captured("valley-text.txt", day=DAY).report
    assert report.outcomes() == {"resolved": 3, "ambiguous": 0, "unresolved": 1}
    assert [found.words for found in report.references if found.outcome == "unresolved"] == ["see 7.10 post"]


def test_a_short_quoted_line_is_a_heading() -> None:
    assert (
        text("‘We wait in the rain’", "They wait.")[0] == "<h3>‘We wait in the rain’</h3>\n<p>They wait.</p>"
    )
    assert text("“We wait,” he said. “It rains.”")[0].startswith("<p>")


def test_a_question_stands_as_a_quote_before_its_answer() -> None:
    page = read_bytes(
        "Head\n9:00:00 Your questions answered: Is it safe?\nToday, Bo asks:\nIs it safe to cross?\n"
        "Engineer Una Lisle says this…\nNot yet.".encode(),
        date=DAY,
    )
    (post,) = page.blog.posts
    assert post.kind == "answer"
    assert post.body_html == (
        "<p>Today, Bo asks:</p>\n<blockquote><p>Is it safe to cross?</p></blockquote>\n"
        "<p><strong>Engineer Una Lisle says this…</strong></p>\n<p>Not yet.</p>"
    )


def test_a_question_without_an_answer_loses_nothing() -> None:
    assert text("Bo asks:", "Is it safe?")[0] == "<p>Bo asks:</p>\n<p>Is it safe?</p>"


def test_in_pictures_is_a_kind() -> None:
    assert (
        read_bytes(b"Head\n9:00:00 In pictures: the bridge\nText", date=DAY).blog.posts[0].kind == "pictures"
    )


def test_oldest_first_is_turned_round() -> None:
    page = read_bytes(b"Head\n9:00:00 One\na\n9:30:00 Two\nb\n10:00:00 Three\nc\n10:05:00 Four\nd", date=DAY)
    assert [post.title for post in page.blog.posts] == ["Four", "Three", "Two", "One"]
    assert {post.published_at.date() for post in page.blog.posts} == {DAY}


def test_minutes_alone_will_do_when_there_are_several() -> None:
    assert len(read_bytes(b"Head\n14:15 One\na\n14.10 Two\nb", date=DAY).blog.posts) == 2
    with pytest.raises(NotALiveBlog, match="14:15:01 Title"):
        read_bytes(b"Head\n14:15 is when it began\nand so on")


def test_two_posts_of_one_second_keep_their_order() -> None:
    page = read_bytes(b"Head\n9:00:00 Second\na\n9:00:00 First\nb\n8:00:00 Zero\nc", date=DAY)
    assert [post.title for post in page.blog.posts] == ["Second", "First", "Zero"]


@pytest.mark.parametrize(
    ("joined", "parts"),
    [
        ("Rain stopsWind rises", ["Rain stops", "Wind rises"]),
        ("Mayor says ‘no’Council says yes", ["Mayor says ‘no’", "Council says yes"]),
        ("Prices up 5%‘Too much’ say shops", ["Prices up 5%", "‘Too much’ say shops"]),
        ("Will it hold?Nobody knows", ["Will it hold?", "Nobody knows"]),
        ("O’Brien meets McKay at YouTube", ["O’Brien meets McKay at YouTube"]),
        ("5G masts and the A380X", ["5G masts and the A380X"]),
        ("Done by 2040Ministers agree", ["Done by 2040", "Ministers agree"]),
    ],
)
def test_headlines_are_parted_at_seams_and_nowhere_else(joined: str, parts: list[str]) -> None:
    assert split_points(joined, "") == parts


def test_a_word_that_stands_joined_elsewhere_is_left_joined() -> None:
    assert split_points("NorRail strikes again", "NorRail strikes again\nThe unions of NorRail met.") == [
        "NorRail strikes again"
    ]


def test_bullets_are_parted_behind_references_and_before_capitals() -> None:
    assert split_bullets("One (see 9.05 post);two; still two;Three.") == [
        "One (see 9.05 post)",
        "two; still two",
        "Three.",
    ]
