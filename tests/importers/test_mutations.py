"""Whatever is done to a page, reading it gives a live blog or one of our own errors, and what comes out is clean."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.importers.errors import CannotImport
from stoppress.importers.reading import read_bytes
from tests.importers.captures import FIXTURES, live_blog, page, update

PAGES = [path.read_bytes() for path in sorted(FIXTURES.iterdir())]
MUTATIONS_OF_EACH = 170
_PIECES = [
    b"<",
    b">",
    b'"',
    b"</script>",
    b"<!--",
    b"&amp;",
    b"\xff",
    b"\x00",
    b"{",
    b"]",
    b"<div>",
    b"</div>",
    b"99:99:99 ",
    b"\\ud800",
    b"0",
]
_ALLOWED = re.compile(
    r"</?(?:p|h3|ul|ol|li|blockquote|figure|figcaption|strong|em|br)>"
    r"|<a href=\"[^\"<>]*\">|</a>|<img src=\"http[^\"<>]*\" alt=\"[^\"<>]*\">"
    r"|<span data-reference=\"[^\"<>]*\">|</span>"
)


def check(data: bytes) -> None:
    """Read; a refusal is fine, anything else must be whole and clean."""
    try:
        captured = read_bytes(data, "page")
    except CannotImport as error:
        assert str(error)
        return
    posts = captured.blog.posts
    assert posts
    assert len({post.source_id for post in posts}) == len(posts)
    assert [post.published_at for post in posts] == sorted(
        (post.published_at for post in posts), reverse=True
    )
    assert captured.report.posts == len(posts)
    assert captured.report.as_text()
    for post in posts:
        assert post.published_at.tzinfo is not None
        assert post.title or post.body_html
        assert "<" not in _ALLOWED.sub("", post.body_html)
        assert not re.search(r"href=\"(?!https?:|mailto:|#)", post.body_html)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The page cut, flipped, spliced, shuffled or with something strange put in."""
    here, there = sorted(chance.randrange(len(data)) for _ in range(2))
    match chance.randrange(6):
        case 0:
            return data[:here]
        case 1:
            return data[:here] + bytes([chance.randrange(256)]) + data[here + 1 :]
        case 2:
            return data[:here] + data[there:]
        case 3:
            return data[:here] + data[here:there] * 2 + data[there:]
        case 4:
            other = chance.choice(PAGES)
            return data[:here] + other[chance.randrange(len(other)) :]
        case _:
            return data[:here] + chance.choice(_PIECES) * chance.choice([1, 1, 3, 200]) + data[here:]


@pytest.mark.parametrize("number", range(len(PAGES)))
def test_no_mutation_of_a_page_breaks_the_readers(number: int) -> None:
    chance = random.Random(number)
    for _ in range(MUTATIONS_OF_EACH):
        data = PAGES[number]
        for _ in range(chance.choice([1, 1, 2, 5])):
            data = mutated(data, chance) or b"x"
        check(data)


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2031-05-01T10:00:00Z", "#x", "@id", "http://[", "0001-01-01T00:00:00+14:00"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@id", "@type", "@list", "@value", "name", "url", "headline", "image"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)
_fields = [
    "@type",
    "headline",
    "datePublished",
    "dateModified",
    "articleBody",
    "url",
    "author",
    "image",
    "video",
    "identifier",
    "description",
]


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*_fields, "publisher", "inLanguage", "coverageEndTime", "liveBlogUpdate"]), _json
    ),
    st.lists(st.dictionaries(st.sampled_from(_fields), _json), max_size=4),
)
def test_no_value_in_a_wrong_place_breaks_the_data_reader(
    blog: dict[str, object], updates: list[dict[str, object]]
) -> None:
    check(page({**live_blog(update(1), *updates), **blog, "@type": "LiveBlogPosting"}))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "14:15:01 Title",
                "9:05:00",
                "- One;Two (see 9.05 post);Three",
                "Bo asks:",
                "‘Quoted’",
                "Key points",
                "Reporting by A B",
                "25:00:00 x",
                "",
                "See 14.15 post",
                "1 May 2031",
            ]
        ),
        max_size=30,
    )
)
def test_no_order_of_lines_breaks_the_text_reader(lines: list[str]) -> None:
    check("\n".join(lines).encode() or b"x")
