"""The cleaner: what may stay, what must go, and that cleaning twice is cleaning once."""

# ruff: noqa: E501 (a list of fragments reads better in long lines)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from stoppress.toolkit import html

ALLOWED = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "hr", "br", "figure", "figcaption", "a", "img", "span",
    "cite", "strong", "b", "em", "i", "s", "sub", "sup", "code", "table", "caption", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"href", "rel", "src", "alt", "width", "height", "data-reference", "colspan", "rowspan", "start"}

_pieces = st.sampled_from(
    [
        "<p>", "</p>", "<b>", "</b>", "<h1>", "</h1>", "<ul><li>", "</li></ul>", "<blockquote>", "<table><tr><td>", "</table>",
        '<a href="https://x.example/?a=1&b=2">', "</a>", '<a href="javascript:alert(1)">', '<a href=" java\tscript:alert(1)">',
        '<a href="\xa0javascript:x">', '<img src=x onerror="alert(1)">', '<img src="https://x.example/a.png" alt="&quot;">',
        "<svg onload=alert(1)>", "</svg>", "<math><mtext>", "<style>", "</style>", "<script>", "</script>", "<template>", "<noscript>",
        "<textarea>", "</textarea>", "<title>", "<!--", "-->", "<![CDATA[", "]]>", "<form id=x>", '<input name="attributes">',
        '<p id="a" class="b" style="c" onclick="d">', '<span data-reference="abcdefghijkm">', "<span>", "</span>", "&lt;script&gt;",
        "&amp;", "&#0;", "&", "<", ">", '"', "'", "\n", "text", "ü", "<o:p>", "<!doctype html>", "<plaintext>", "<iframe src=//x>", "</p",
    ]
)  # fmt: skip
soup = st.lists(_pieces, max_size=25).map("".join)


@settings(max_examples=5_000, deadline=None)
@given(soup)
def test_cleaning_twice_is_cleaning_once(dirty: str) -> None:
    once = html.clean(dirty)
    assert html.clean(once) == once


def test_a_picture_without_an_address_that_may_stay_goes() -> None:
    dirty = """<p>a<img src="data:image/png;base64,AA" alt='a > b, src="x"'><img alt="c"></p>"""
    assert html.clean(dirty) == "<p>a</p>"
    kept = """<p><img alt='a > b, src="x"' src="https://x.example/a.png"></p>"""
    assert "https://x.example/a.png" in html.clean(kept)


@settings(max_examples=2_000, deadline=None)
@given(soup)
def test_another_parser_finds_only_what_is_allowed(dirty: str) -> None:
    tree = LexborHTMLParser(f"<!doctype html><body><article>{html.clean(dirty)}</article></body>")
    for node in tree.css("article *"):
        assert node.tag in ALLOWED, node.tag
        assert node.tag != "img" or "src" in node.attributes
        for name, value in node.attributes.items():
            assert name in ATTRIBUTES
            if name in {"href", "src"}:
                assert str(value).startswith(("http://", "https://", "mailto:"))


@settings(max_examples=1_000, deadline=None)
@given(soup)
def test_nothing_breaks_out_of_the_element_that_holds_it(dirty: str) -> None:
    tree = LexborHTMLParser(
        f"<!doctype html><body><article>{html.clean(dirty)}</article><footer>end</footer></body>"
    )
    footer = tree.css_first("footer")
    assert footer is not None
    assert footer.parent is not None
    assert footer.parent.tag == "body"


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("<h1>Head</h1>", "<h2>Head</h2>"),
        ("<p>a</p><p> </p><ul><li></li></ul>", "<p>a</p>"),
        ('<a href="/local">x</a>', "x"),
        ('<a href="mailto:desk@courier.example">x</a>', '<a href="mailto:desk@courier.example" rel="noopener noreferrer">x</a>'),
        ('<p class="x" id="y" style="z">t</p>', "<p>t</p>"),
        ('<img src="http://x.example/a.png" alt="a">', '<img src="https://x.example/a.png" alt="a">'),
        ("<script>alert(1)</script>safe", "safe"),
        (
            '<a href="https://x.example/"><span data-reference="abcdefghijkm">see</span></a>',
            '<a href="https://x.example/" rel="noopener noreferrer">see</a>',
        ),
        ('<span data-reference="no">see</span>', "see"),
    ],
)  # fmt: skip
def test_what_goes_in_comes_out_as_it_should(dirty: str, clean: str) -> None:
    assert html.clean(dirty) == clean


def test_plain_text_becomes_paragraphs() -> None:
    typed = "One\r\ntwo\n\n<b>three</b> & four"
    assert html.from_plain(typed) == "<p>One<br>two</p><p>&lt;b&gt;three&lt;/b&gt; &amp; four</p>"


def test_the_words_of_cleaned_html_are_plain() -> None:
    assert html.plain("<p>a &amp; b</p><ul><li>c&nbsp;d</li></ul>") == "a & b\nc d"


def test_what_nests_without_end_is_refused_in_words() -> None:
    with pytest.raises(html.TooDeep, match="plain text"):
        html.clean("<blockquote>" * 50_000)


@pytest.mark.parametrize(
    "markup",
    [
        "<ul>" * 20_000 + "</x>" * 20_000,
        "<ul></x>" * 20_000,
        "<ul><!-- </ul> -->" * 20_000,
        '<ul title="</ul>">' * 20_000,
        '<ul ="><b =">' * 20_000,
        "<ul a" * 20_000 + ">" + "<b>" * 2_001,
    ],
    ids=["ends at the end", "ends between", "comments", "values", "stray quotes", "names"],
)
def test_ends_to_which_nothing_is_open_hide_no_depth(markup: str) -> None:
    with pytest.raises(html.TooDeep):
        html.clean(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>one<br>two" * 3_000,
        "<ul>" + "<li>one" * 3_000 + "</ul>",
        "<p>a <b>b</b> <i>c</i></p>" * 3_000,
        "<div><p>a</div>" * 3_000,
        "<p>a<img src='https://a.example/>.png'>" * 3_000,
        "<p>a < b > c</x>" * 3_000,
        "<p>a <!-- <div> --></p>" * 3_000,
    ],
)
def test_what_is_long_is_not_deep(markup: str) -> None:
    assert html.clean(markup)


@pytest.mark.parametrize(
    "markup", ["<a " * 300_000, '<a b="' * 300_000, "<!--" * 300_000, "<a " + " " * 300_000]
)
def test_markup_without_an_end_is_read_once(markup: str) -> None:
    assert len(list(html._MARKUP.finditer(markup))) <= 1
