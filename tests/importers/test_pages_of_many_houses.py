"""Whole pages after the ways of many publishers, all invented: what must come out of each."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from stoppress.importers.errors import NotALiveBlog
from tests.importers.captures import captured


def test_where_data_repeat_the_headline_and_the_date_the_page_is_trusted() -> None:
    blog = captured("harbour-courier.html").blog
    assert [post.title for post in blog.posts] == [
        "Union calls off Wednesday’s walkout",
        "",
        "What we know this morning",
    ]
    assert [f"{post.published_at:%H:%M:%S}" for post in blog.posts] == ["17:40:12", "12:30:05", "08:01:10"]


def test_the_report_says_that_headline_and_date_were_repeated() -> None:
    report = captured("harbour-courier.html").report
    assert report.sources["time"] == {"visible page": 3}
    assert any("one and the same date" in warning for warning in report.warnings)
    assert any("the blog’s headline" in warning for warning in report.warnings)


def test_a_pinned_copy_is_no_second_post() -> None:
    posts = captured("harbour-courier.html").blog.posts
    assert [post.is_pinned for post in posts] == [False, True, False]
    assert "Mail by air" in posts[1].body_html


def test_key_events_lead_to_their_posts_and_mark_them() -> None:
    blog = captured("harbour-courier.html").blog
    assert [(point.text, point.post_ref) for point in blog.key_points] == [
        ("Union calls off Wednesday’s walkout", "block-69a1f3008f08aaaa0001"),
        ("What we know this morning", "block-69a1f3008f08aaaa0003"),
    ]
    assert [post.is_key_event for post in blog.posts] == [True, False, True]


def test_bodies_keep_links_pictures_quotes_lists_and_headings_and_lose_the_furniture() -> None:
    first, second, third = captured("harbour-courier.html").blog.posts
    assert (
        '<a href="https://www.harbourcourier.example.co.uk/2031/jan/14/union-statement">called off</a>'
        in first.body_html
    )
    assert '<img src="https://media.example.co.uk/a-1000.jpg" alt="A ferry at the quay">' in first.body_html
    assert "<figcaption>Crews wave from the deck. Photograph: Una Moor</figcaption>" in first.body_html
    assert "<blockquote><p>We got what we asked for.</p></blockquote>" in first.body_html
    assert (
        "<h3>‘No one is left behind’</h3>\n<ul><li>Boats for patients at nine and at four</li>"
        in second.body_html
    )
    assert '<a href="https://video.example.org/embed/77">Film of the empty quay</a>' in third.body_html
    everything = "".join(post.body_html for post in (first, second, third))
    assert not any(word in everything for word in ("Share", "Advertisement", "track()", "GMT", "Tom Ferris"))


def test_links_and_prose_that_mean_a_post_become_references() -> None:
    captured_page = captured("harbour-courier.html")
    second = captured_page.blog.posts[1]
    assert [(reference.words, reference.target) for reference in second.references] == [
        ("see 8.01am post", "block-69a1f3008f08aaaa0003"),
        ("As we reported at 17.40", "block-69a1f3008f08aaaa0001"),
    ]
    assert '<span data-reference="block-69a1f3008f08aaaa0003">see 8.01am post</span>' in second.body_html
    assert captured_page.report.outcomes() == {"resolved": 2, "ambiguous": 0, "unresolved": 0}


def test_an_author_printed_on_the_post_wins_over_one_repeated_for_all() -> None:
    blog = captured("harbour-courier.html").blog
    assert [post.authors for post in blog.posts] == [("Nora Quayle",), ("Tom Ferris",), ("Nora Quayle",)]
    assert blog.team == ("Nora Quayle", "Tom Ferris")


def test_a_next_page_is_reported() -> None:
    assert any("next page" in warning for warning in captured("harbour-courier.html").report.warnings)


def test_a_spanish_page_with_clocks_in_titles_and_naive_times() -> None:
    blog = captured("el-faro.html").blog
    assert [post.title for post in blog.posts] == [
        'El viento amaina "por fin"',
        "Evacuado el camping de Los Olmos",
        "Buenos días",
    ]
    assert blog.posts[0].published_at == datetime(2030, 8, 2, 20, 20, 31, tzinfo=UTC)
    assert blog.posts[0].is_key_event
    assert blog.posts[0].body_html == "<p>El viento amaina &amp; los medios aéreos vuelven.</p>"
    assert blog.posts[1].authors == ("Ana Ruipérez", "Luis Bru")
    assert blog.zone == "Europe/Madrid"
    assert blog.standfirst.endswith("pasa la noche fuera de casa")


def test_a_planned_end_is_told_from_a_real_one() -> None:
    assert captured("el-faro.html").blog.is_end_planned
    assert not captured("harbour-courier.html").blog.is_end_planned


def test_a_german_ticker_with_mended_json_and_a_text_cut_at_a_thousand_signs() -> None:
    page = captured("flussbote.html")
    first, second, _ = page.blog.posts
    assert "Und hier geht der Text weiter" in first.body_html
    assert first.title == "Pegel steigt wieder"
    assert first.is_pinned
    assert first.modified_at == datetime(2030, 12, 27, 23, 15, tzinfo=UTC)
    assert second.body_html == "<p>Der Deich hält.</p>\n<p>Das sagt der <strong>Landkreis</strong>.</p>"
    assert any(conflict.field == "body" and "cut" in conflict.reason for conflict in page.report.conflicts)
    assert page.report.outcomes()["resolved"] == 1
    assert page.blog.zone == "Europe/Berlin"


def test_a_page_with_microdata_only() -> None:
    blog = captured("night-wire.html").blog
    assert [post.source_id for post in blog.posts] == ["post-31", "post-30"]
    assert blog.posts[0].authors == ("Maeve Toland",)
    assert blog.posts[1].authors == ()  # the house is no byline
    assert blog.posts[0].modified_at == datetime(2031, 2, 9, 2, 20, tzinfo=UTC)
    assert (
        '<img src="https://nightwire.example.ie/pictures/hall.jpg" alt="The hall">' in blog.posts[1].body_html
    )
    assert blog.posts[0].references[0].target == "post-30"
    assert blog.zone == "Europe/Dublin"


def test_updates_that_the_data_leave_out_come_from_the_page() -> None:
    page = captured("bengal-line.html")
    assert [post.source_id for post in page.blog.posts] == ["8801", "8800", "8799"]
    assert page.blog.posts[1].published_at == datetime(2030, 10, 6, 6, 10, tzinfo=UTC)
    assert '<img src="https://img.example.in/radar.jpg" alt="Radar">' in page.blog.posts[0].body_html
    assert page.report.sources["time"] == {"JSON-LD": 1, "visible page": 2}
    assert page.blog.zone == "Asia/Kolkata"


def test_a_page_without_any_data_is_read_from_what_it_shows() -> None:
    blog = captured("southern-post.html").blog
    assert [post.source_id for post in blog.posts] == ["p501", "p500", "p499"]
    assert [f"{post.published_at:%d %H:%M}" for post in blog.posts] == ["27 14:05", "27 13:50", "27 11:15"]
    assert [post.is_key_event for post in blog.posts] == [False, True, False]
    assert "I cannot believe it" in blog.posts[1].body_html
    assert blog.team == ("Kit Marlow",)


def test_the_day_of_printed_clocks_can_be_given() -> None:
    blog = captured("southern-post.html", day=date(2030, 9, 30), zone="Australia/Perth").blog
    assert blog.posts[0].published_at == datetime(2030, 9, 29, 16, 5, tzinfo=UTC)


def test_posts_named_by_a_query_parameter_meet_their_elements() -> None:
    page = captured("quay-asset.html")
    assert page.report.sources["body"] == {"visible page": 2}
    assert "Fuel duty is <strong>frozen</strong>" in page.blog.posts[0].body_html
    assert page.blog.posts[1].body_html.startswith("<figure>")
    assert [point.text for point in page.blog.key_points] == [
        "Fuel duty is frozen for another year",
        "Beer is a penny cheaper",
    ]


def test_posts_set_flat_one_after_the_other_are_gathered() -> None:
    page = captured("streik-flach.html")
    assert [post.title for post in page.blog.posts] == ["Einigung in Sicht", "Züge stehen", "Beginn"]
    assert page.blog.posts[0].body_html == (
        '<p>Die Parteien <a href="https://example.org/p">reden</a>.</p>\n<p>Es gibt Hoffnung.</p>'
    )
    assert page.report.sources["body"] == {"visible page": 3}


def test_where_the_data_repeat_one_date_the_clock_that_begins_a_text_is_taken() -> None:
    blog = captured("polls-hidden.html").blog
    assert [f"{post.published_at:%d %H:%M}" for post in blog.posts] == ["11 07:00", "11 05:35", "11 02:30"]
    assert len({post.source_id for post in blog.posts}) == 3


def test_an_article_with_comments_is_no_live_blog() -> None:
    with pytest.raises(NotALiveBlog, match=r"found: NewsArticle.*three repeated posts"):
        captured("no-live-blog.html")
