"""Recognition of references in prose: which words are one, of which time, and what the words round them keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.drafting.cross_references import Clocks, Phrase, find, find_in_html, mark
from stoppress.toolkit import html
from stoppress.toolkit.clock_words import first_in, written_like

NOON = datetime(2031, 5, 1, 12, tzinfo=UTC)
PHRASES = [
    "see {} post",
    "See our {} update",
    "(see {})",
    "as we reported at {}",
    "as previously mentioned in our {} post",
    "the {} entry",
    "see yesterday’s {} post",
    "siehe Eintrag von {} Uhr",
    "wie wir um {} berichtet",
    "ver {}",
    "voir notre message de {}",
    "comme nous l’avons annoncé à {}",
    "veja das {}",
    "vedi ore {}",
    "zie {} uur",
]
clocks = st.builds(
    lambda hour, sign, minute: (hour, minute, f"{hour}{sign}{minute:02d}"),
    st.integers(0, 23),
    st.sampled_from(".:h"),
    st.integers(0, 59),
)


@dataclass(frozen=True)
class At:
    """A post, by its moment alone."""

    published_at: datetime | None


def only(words: str) -> Phrase:
    found = list(find(words))
    assert len(found) == 1, found
    return found[0]


@given(st.sampled_from(PHRASES), clocks)
def test_every_phrase_is_found_with_every_time(phrase: str, clock: tuple[int, int, str]) -> None:
    hour, minute, written = clock
    assert only(f"It rose, {phrase.format(written)}, and fell.").time.readings[0] == (hour, minute)


@pytest.mark.parametrize(
    ("words", "reading"),
    [
        ("(see 11.20pm)", (23, 20)),
        ("see 11.20 p.m.", (23, 20)),
        ("see 12.05am", (0, 5)),
        ("see 11pm", (23, 0)),
        ("see 12pm post", (12, 0)),
    ],
)
def test_halves_of_the_day_are_read(words: str, reading: tuple[int, int]) -> None:
    assert only(words).time.readings == (reading,)


@pytest.mark.parametrize(
    "words",
    [
        "we see 9.50 metres of water",
        "see 24.10 post",
        "see 9.75 post",
        "at 9.50 it fell",
        "see 1.9.50 post",
        "overseen 9.50 post",
        "see you at 9.50",
    ],
)
def test_other_words_are_none(words: str) -> None:
    assert not list(find(words))


def test_two_times_of_one_phrase_are_two_references() -> None:
    assert [phrase.words for phrase in find("(see 9.50 and 10.15 posts)")] == ["see 9.50", "10.15 posts"]


def test_a_hard_blank_is_a_blank() -> None:
    assert only("see 9.50&nbsp;post").plain == "see 9.50 post"


def test_links_and_references_are_left_alone() -> None:
    body = '<p><a href="https://example.org/">see 9.50 post</a> <span data-reference="aaaaaaaaaaaa">see 9.51 post</span></p>'
    assert find_in_html(body) == []


@given(
    st.lists(st.sampled_from(["see 9.50 post", "<b>", "</b>", "&amp;", "no ", "<p>", "(see 11.20pm)", "é"]))
)
def test_marking_changes_no_word_and_lives_through_cleaning(pieces: list[str]) -> None:
    body = html.clean("".join(pieces))
    marked = mark(body, lambda phrase: "abcdefghijkm")
    assert html.clean(marked) == marked
    assert html.plain(marked) == html.plain(body)
    assert marked.count("<span") == len(find_in_html(body))
    assert mark(marked, lambda phrase: "abcdefghijkm") == marked


@given(st.text(alphabet="see post9.50pm,()the and", max_size=80))
def test_phrases_lie_in_order_and_apart(text: str) -> None:
    end = 0
    for phrase in find(text):
        assert text[phrase.start : phrase.end] == phrase.words
        assert end <= phrase.start < phrase.end
        end = phrase.end


def test_a_long_text_of_near_misses_is_read_in_little_time() -> None:
    assert not list(find("see our the also earlier 9. " * 20_000))


def meant(words: str, *moments: datetime) -> list[datetime | None]:
    found = Clocks([At(moment) for moment in moments], ZoneInfo("UTC")).meant(only(words), NOON)
    return [post.published_at for post in found]


MORNING, EVENING = NOON.replace(hour=9, minute=50), NOON.replace(hour=21, minute=50)
YESTERDAY = MORNING - timedelta(days=1)


def test_a_time_is_read_by_24_hours_before_it_is_read_by_twelve() -> None:
    assert meant("see 9.50 post", MORNING, EVENING) == [MORNING]
    assert meant("see 9.50 post", EVENING) == [EVENING]
    assert meant("see 09.50 post", EVENING) == []
    assert meant("see 9.50am post", EVENING) == []


def test_posts_of_several_days_are_all_meant_unless_the_day_is_said() -> None:
    assert meant("see 9.50 post", MORNING, YESTERDAY) == [MORNING, YESTERDAY]
    assert meant("see yesterday's 9.50 post", MORNING, YESTERDAY) == [YESTERDAY]
    assert meant("our 9.50 post, today", MORNING, YESTERDAY) == [MORNING]


def test_the_time_is_that_of_the_storys_zone() -> None:
    posts = Clocks([At(MORNING)], ZoneInfo("Europe/Berlin"))
    assert posts.meant(only("see 11.50 post"), NOON) == [At(MORNING)]
    assert posts.meant(only("see 9.50 post"), NOON) == []


def test_a_post_does_not_mean_itself() -> None:
    own = At(MORNING)
    assert Clocks([own], ZoneInfo("UTC")).meant(only("see 9.50 post"), NOON, own) == []


@pytest.mark.parametrize(
    ("written", "now"),
    [
        ("9.50", "14.05"),
        ("09:50", "14:05"),
        ("9h50", "14h05"),
        ("11.20pm", "2.05pm"),
        ("11.20 p.m.", "2.05 p.m."),
        ("9 am", "2.05 pm"),
    ],
)
def test_another_time_is_written_in_the_same_manner(written: str, now: str) -> None:
    found = first_in(f"see {written}")
    assert found is not None
    assert written_like(found, 14, 5) == now


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>see <b>9.50</b> post.</p>", "<p>[see <b>9.50</b> post].</p>"),
        ("<p>see <b>9.50 post</b>.</p>", "<p>[see <b>9.50 post</b>].</p>"),
        ("<p><b>see 9.50</b> post.</p>", "<p>[<b>see 9.50</b> post].</p>"),
        ("<p><b><i>see</i> 9.<i>50</i></b> post.</p>", "<p>[<b><i>see</i> 9.<i>50</i></b> post].</p>"),
        ("<p><b>Dam: see 9.50</b> post.</p>", "<p><b>Dam: </b>[<b>see 9.50</b> post].</p>"),
        ("<p>see <i>9.50 post and</i> more</p>", "<p>[see <i>9.50 post</i>]<i> and</i> more</p>"),
        (
            "<p><em>As said (see 9.50 post) <b>now</b></em></p>",
            "<p><em>As said ([see 9.50 post]) <b>now</b></em></p>",
        ),
        ("<p>see</p><p>9.50 post</p>", "<p>see</p><p>9.50 post</p>"),
        ("<p>see <br>9.50 post</p>", "<p>see <br>9.50 post</p>"),
        (
            '<p>see <a href="https://a.example">9.50</a> post</p>',
            '<p>see <a href="https://a.example">9.50</a> post</p>',
        ),
    ],
)
def test_words_in_bold_belong_to_the_phrase_around_them(html: str, marked: str) -> None:
    found = mark(html, lambda phrase: "aaaaaaaaaaaa")
    shown = found.replace('<span data-reference="aaaaaaaaaaaa">', "[").replace("</span>", "]")
    assert shown == marked
    assert mark(found, lambda phrase: "bbbbbbbbbbbb") == found
    assert mark(html, lambda phrase: None) == html
