"""Sentences are cut where a reader would cut them, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stoppress.drafting.sentences import paragraphs, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Ruiz met Mr. J. R. Holm at 9.30 a.m. in St. Brides. He left.", 2),
        ("Inflation rose by 2.5% to No. 10 in the table. It may fall.", 2),
        ("“We are safe. We are well,” said the mayor. Nobody is missing.", 2),
        ("He said: “It is over.” The crowd left.", 2),
        ("“Is it over?” she asked. Nobody knew!", 2),
        ("The U.S. Senate voted at 5 p.m. The result was close.", 2),
        ("It opened today.The minister was there.", 2),
        ("Asked why, he said no. He left", 2),
        ("Am 3. Oktober wird gefeiert. Alle kommen.", 2),
        ("Міст зруйновано. Поранено 12 людей, каже мер.", 2),
        ("انهار الجسر صباح اليوم. هل هناك ضحايا؟ لا أحد يعرف.", 3),
        ("橋が壊れた。負傷者は十二人。", 2),
        ("First paragraph without a stop\n\nSecond paragraph", 2),
        ("a line that was broken\nin the middle", 1),
        ("", 0),
    ],
)
def test_a_text_falls_into_its_sentences(text: str, expected: int) -> None:
    found = sentences(text)
    assert len(found) == expected, found


@given(some.text(alphabet="Ab. !?“”\"'‘’\n1,(é", max_size=200))
def test_no_sign_is_lost_or_added(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(some.text(max_size=200))
def test_sentences_never_cross_paragraphs(text: str) -> None:
    folded = paragraphs(text)
    assert all(any(sentence in paragraph for paragraph in folded) for sentence in sentences(text))


def test_a_quotation_that_is_never_closed_does_not_swallow_the_post() -> None:
    text = "“We begin. " + "It goes on and on. " * 60
    assert len(sentences(text)) > 20
