"""What only holds a page together is told from news that has the same words in it."""

from __future__ import annotations

import pytest

from stoppress.drafting import furniture


@pytest.mark.parametrize(
    "sentence",
    [
        "Good evening and welcome to our live coverage of the flood.",
        "Thanks for following the flood with us today.",
        "Read more on the flood here.",
        "More on this as soon as we have it.",
        "You can find our map of the flood here.",
        "Here are the front pages of tomorrow.",
        "Updated at 14.32",
        "Send us your pictures of the flood.",
        "People look at the flood. Photograph: Lena Moss/Harbour Pictures",
        "A view of the bridge (picture by our reader)",
        "By Tomas Berger in Senn",
        "9.30am: The council meets.",
    ],
)
def test_sentences_of_the_page_are_furniture(sentence: str) -> None:
    assert furniture.is_furniture(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It was a good night for the Greens, who won eleven seats.",
        "Rescuers hope to find the captain of the ferry before dark.",
        "Parliament has agreed to send US troops to the border.",
        "Four towns will see the highest water since 1954.",
        "Police have given more details on the man they are looking for.",
        "Refugees are welcome to stay until spring, the minister says.",
        "Eleven countries sign up to the climate deal.",
        "By midnight, all pubs must be closed",
        "From Monday, masks are required on trains",
        "The people here are without water for a third day.",
        "“Good morning and thanks for nothing,” Ida Brandt told the minister.",
    ],
)
def test_news_with_the_same_words_is_no_furniture(sentence: str) -> None:
    assert not furniture.is_furniture(sentence)


def test_an_office_is_told_from_news_about_those_who_hold_it() -> None:
    assert furniture.is_role("Political editor")
    assert furniture.is_role("Transport correspondent, Senn")
    assert furniture.is_role("News reporter at the harbour")
    assert not furniture.is_role("Reporter killed by shell near Kolin")
    assert not furniture.is_role("The editor has resigned.")


def test_opinion_is_told_from_news() -> None:
    assert furniture.is_opinion("Perhaps the bridge will hold.")
    assert furniture.is_opinion("The question now is who pays.")
    assert not furniture.is_opinion("Teachers are striking over pay worth a tenth less.")
    assert not furniture.is_opinion("The bank has raised interest rates after all ten members agreed.")


def test_summaries_are_told_from_promises() -> None:
    assert furniture.announces_a_summary("Here’s a summary of the day so far")
    assert furniture.announces_a_summary("What we know")
    assert not furniture.announces_a_summary("Here’s what we expect today")
    assert not furniture.announces_a_summary("Here is the scene at the bridge")


def test_quotations_are_announced_by_a_verb_or_a_handle() -> None:
    assert furniture.introduces_a_quotation("Ida Brandt writes:")
    assert furniture.introduces_a_quotation("Ida Brandt (@ida_brandt)")
    assert not furniture.introduces_a_quotation("Key figures:")
    assert not furniture.introduces_a_quotation("Ida Brandt said that the bridge is closed.")
