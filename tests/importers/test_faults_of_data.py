"""Single faults of published data, each on a page of its own."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from stoppress.importers.errors import CutOff, NotALiveBlog
from stoppress.importers.reading import read_bytes
from tests.importers.captures import live_blog, page, posts_of, update


def shown_update(moment: str, clock: str) -> str:
    """The first update as a page shows it."""
    return (
        f'<article class="live-post" id="entry-0001"><time datetime="{moment}">{clock}</time><h3>Update number 1</h3>'
        "<p>What happened at number 1.</p></article>"
    )


def test_one_update_may_stand_without_a_list() -> None:
    assert len(posts_of({"@type": "LiveBlogPosting", "liveBlogUpdate": update(1)})) == 1


def test_the_live_blog_may_stand_anywhere() -> None:
    nested = [
        {
            "@type": "WebPage",
            "mainEntity": {
                "@graph": [
                    {"@type": "Person"},
                    {**live_blog(update(2), update(1)), "@type": ["NewsArticle", "LiveBlogPosting"]},
                ]
            },
        }
    ]
    assert [post.source_id for post in posts_of(nested)] == ["entry-0002", "entry-0001"]


def test_updates_and_authors_may_be_given_by_reference() -> None:
    graph = {
        "@graph": [
            live_blog({"@id": "#u1"}, {"@id": "#u2"}),
            update(1, **{"@id": "#u1", "author": {"@id": "#p"}}),
            update(2, **{"@id": "#u2", "author": [{"@id": "#p"}, "Jo Marsh"]}),
            {"@id": "#p", "@type": "Person", "name": "Ines Vale"},
        ]
    }
    assert [post.authors for post in posts_of(graph)] == [("Ines Vale", "Jo Marsh"), ("Ines Vale",)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!--", "-->"),
        ("//<![CDATA[\n", "\n//]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
        ("", ";"),
        ("\ufeff", ""),
    ],
)
def test_what_people_put_around_json_is_taken_off(before: str, after: str) -> None:
    assert len(posts_of(f"{before}{json.dumps(live_blog(update(1), update(2)))}{after}")) == 2


def test_trailing_commas_and_raw_line_breaks_are_mended() -> None:
    text = (
        json.dumps(live_blog(update(1, articleBody="First, line.BREAK[a, ] stays"), update(2)))
        .replace("}]", "},]")
        .replace("BREAK", "\n")
    )
    posts = posts_of(text)
    assert len(posts) == 2
    assert posts[1].body_html == "<p>First, line.</p>\n<p>[a, ] stays</p>"


def test_objects_without_a_comma_between_them_are_mended() -> None:
    assert len(posts_of(json.dumps(update(1)) + "\n" + json.dumps(live_blog(update(1), update(2))))) == 2


def test_a_live_blog_whose_json_breaks_off_is_refused_as_cut() -> None:
    with pytest.raises(CutOff, match="breaks off"):
        posts_of(json.dumps(live_blog(update(1), update(2)))[:-40])


def test_a_live_blog_without_updates_says_so() -> None:
    with pytest.raises(NotALiveBlog, match="without updates"):
        posts_of(live_blog())


def test_doubled_entities_are_resolved_in_titles_and_texts() -> None:
    (post,) = posts_of(
        live_blog(
            update(
                1,
                headline="Salt &amp;amp; ash: &amp;#039;no&amp;#039;",
                articleBody="&quot;Go,&quot; she &amp;lt;said&amp;gt;",
            )
        )
    )
    assert post.title == "Salt & ash: 'no'"
    assert post.body_html == '<p>"Go," she &lt;said&gt;</p>'


def test_html_in_the_data_is_read_as_html_also_when_escaped() -> None:
    (post,) = posts_of(
        live_blog(
            update(1, articleBody="&lt;p&gt;One&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Two&lt;/li&gt;&lt;/ul&gt;")
        )
    )
    assert post.body_html == "<p>One</p>\n<ul><li>Two</li></ul>"


def test_an_update_with_a_picture_and_no_text_comes_in() -> None:
    (post,) = posts_of(
        live_blog(
            update(
                1,
                articleBody="",
                image={"@type": "ImageObject", "url": "https://img.example.org/9.jpg", "caption": "The moor"},
            )
        )
    )
    assert (
        post.body_html
        == '<figure><img src="https://img.example.org/9.jpg" alt=""><figcaption>The moor</figcaption></figure>'
    )


def test_the_blogs_own_picture_is_not_put_into_every_update() -> None:
    posts = posts_of(
        live_blog(*(update(n, articleBody="", image="https://img.example.org/blog.jpg") for n in (1, 2, 3)))
    )
    assert [post.body_html for post in posts] == ["", "", ""]


def test_an_update_with_a_film_and_no_text_becomes_a_link() -> None:
    (post,) = posts_of(
        live_blog(
            update(
                1,
                articleBody="",
                video={"@type": "VideoObject", "embedUrl": "https://film.example.org/1", "name": "Smoke"},
            )
        )
    )
    assert post.body_html == '<p><a href="https://film.example.org/1">Smoke</a></p>'


@pytest.mark.parametrize(
    "author",
    ["Ines Vale", ["Ines Vale"], {"name": "Ines Vale"}, [{"@type": "Person", "name": ["Ines Vale"]}]],
)
def test_authors_come_in_every_shape(author: object) -> None:
    assert posts_of(live_blog(update(1, author=author)))[0].authors == ("Ines Vale",)


def test_two_updates_of_one_moment_keep_their_order() -> None:
    same = "2031-05-01T10:30:00+01:00"
    posts = posts_of(
        live_blog(update(5), update(4, datePublished=same), update(3, datePublished=same), update(2))
    )
    assert [post.source_id[-1] for post in posts] == ["4", "3", "5", "2"]


def test_updates_told_oldest_first_are_turned_round_also_within_one_moment() -> None:
    same = "2031-05-01T10:03:07+01:00"
    posts = posts_of(
        live_blog(
            update(1), update(2), update(3, datePublished=same), update(4, datePublished=same), update(5)
        )
    )
    assert [post.source_id[-1] for post in posts] == ["5", "4", "3", "2", "1"]


def test_an_address_that_all_updates_share_is_no_id() -> None:
    posts = posts_of(
        live_blog(*(update(n, url="https://www.moor.example.co.uk/live/fire#live") for n in (1, 2)))
    )
    assert len({post.source_id for post in posts}) == 2
    assert posts[0].source_id == "20310501T090207-update-number-2"


def test_zones_may_be_mixed() -> None:
    (post,) = posts_of(
        live_blog(
            update(1, datePublished="2031-05-01T10:01:07.212+01:00", dateModified="2031-05-01T09:05:07Z")
        )
    )
    assert post.published_at == datetime(2031, 5, 1, 9, 1, 7, 212000, UTC)
    assert post.modified_at == datetime(2031, 5, 1, 9, 5, 7, tzinfo=UTC)


def test_a_change_before_the_publishing_is_dropped_and_reported() -> None:
    captured = read_bytes(page(live_blog(update(1, dateModified="2031-05-01T07:00:00Z"))))
    assert captured.blog.posts[0].modified_at is None
    assert any(conflict.field == "time of change" for conflict in captured.report.conflicts)


def test_a_local_clock_written_as_utc_is_corrected_by_the_clock_on_the_page() -> None:
    shown = shown_update("2031-05-01T10:01:07+01:00", "10:01")
    captured = read_bytes(page(live_blog(update(1, datePublished="2031-05-01T10:01:07Z")), shown))
    assert captured.blog.posts[0].published_at == datetime(2031, 5, 1, 9, 1, 7, tzinfo=UTC)
    assert [conflict.trusted for conflict in captured.report.conflicts if conflict.field == "time"] == [
        "visible page"
    ]


def test_the_time_of_the_last_change_on_the_page_is_not_the_time_of_publishing() -> None:
    shown = shown_update("2031-05-01T11:30:00+01:00", "")
    (post,) = posts_of(live_blog(update(1, dateModified="2031-05-01T11:30:00+01:00")), shown)
    assert post.published_at == datetime(2031, 5, 1, 9, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("10:01 Wind turns", "Wind turns"),
        ("10.01am: Wind turns", "Wind turns"),
        ("10:01 KEY EVENT Wind turns", "Wind turns"),
        ("[10:01] – Wind turns", "Wind turns"),
        ("7.42 metres at the bridge", "7.42 metres at the bridge"),
        ("3pm kick-off stands", "3pm kick-off stands"),
        ("Key events in the trial", "Key events in the trial"),
    ],
)
def test_a_clock_before_the_title_is_taken_off_and_a_measure_is_not(written: str, read: str) -> None:
    assert posts_of(live_blog(update(1, headline=written)))[0].title == read


def test_a_title_that_is_the_cut_beginning_of_the_text_is_none() -> None:
    shown = '<div class="live-post" id="entry-0001"><time>10:01</time><p>What happened at number 1.</p></div>'
    assert posts_of(live_blog(update(1, headline="What happened at…")), shown)[0].title == ""


def test_an_update_with_nothing_in_it_is_left_out_and_counted() -> None:
    captured = read_bytes(
        page(live_blog(update(2), {"@type": "BlogPosting", "datePublished": "2031-05-01T09:00:00Z"}))
    )
    assert len(captured.blog.posts) == 1
    assert any("neither title nor text" in warning for warning in captured.report.warnings)


def test_one_update_listed_twice_comes_in_once() -> None:
    assert len(posts_of(live_blog(update(1), update(1), update(2)))) == 2


def test_signs_that_no_text_holds_are_dropped() -> None:
    (post,) = posts_of(json.dumps(live_blog(update(1, headline="A B"))).replace("A B", "A\\ud800\\u0007 B"))
    assert post.title == "A B"


def test_a_page_of_428_updates_comes_in_whole() -> None:
    updates = [
        update(
            0,
            url=f"https://www.moor.example.co.uk/live/fire#entry-{n:04d}",
            headline=f"Line {n}",
            datePublished=f"2031-05-01T{n // 60:02d}:{n % 60:02d}:00Z",
        )
        for n in range(428)
    ]
    shown = "".join(
        f'<div class="live-post" id="entry-{n:04d}"><time>{n}</time><h3>Line {n}</h3>'
        "<p>What happened at <b>number</b> 0.</p></div>"
        for n in range(428)
    )
    captured = read_bytes(page(live_blog(*updates), shown))
    assert [post.title for post in captured.blog.posts] == [f"Line {n}" for n in range(427, -1, -1)]
    assert captured.report.sources["body"] == {"visible page": 428}


def test_a_list_of_links_to_posts_is_the_key_points_without_any_heading() -> None:
    listing = '<ul><li><a href="#entry-0002">10.02am Wind turns</a></li><li><a href="#entry-0001">Fire begins</a></li></ul>'
    captured = read_bytes(page(live_blog(update(2), update(1)), listing))
    assert [(point.text, point.post_ref) for point in captured.blog.key_points] == [
        ("Wind turns", "entry-0002"),
        ("Fire begins", "entry-0001"),
    ]


def test_a_clock_and_plus_signs_around_a_ticker_title_are_taken_off() -> None:
    assert posts_of(live_blog(update(1, headline="+++ 10:01 Wind turns +++")))[0].title == "Wind turns"
