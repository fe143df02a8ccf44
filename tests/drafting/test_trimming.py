"""Bullets lose what they do not need, and never who said it or what is doubtful about it."""

from __future__ import annotations

import pytest

from stoppress.drafting.trimming import trimmed


@pytest.mark.parametrize(
    ("sentence", "bullet"),
    [
        ("The bridge has fallen.", "The bridge has fallen"),
        ("BREAKING: The bridge has fallen.", "The bridge has fallen"),
        ("Meanwhile, Orlova has closed its port.", "Orlova has closed its port"),
        ("Meanwhile, the port is closed.", "Meanwhile, the port is closed"),
        ("The bridge has fallen (see 9.50 post).", "The bridge has fallen"),
        (
            "A freighter with grain has left the port of Kolin, which had been closed since March.",
            "A freighter with grain has left the port of Kolin",
        ),
        ("It was signed in Washington, U.S.", "It was signed in Washington, U.S."),
    ],
)
def test_what_a_bullet_does_not_need_goes(sentence: str, bullet: str) -> None:
    assert trimmed(sentence) == bullet


@pytest.mark.parametrize(
    "sentence",
    [
        "The last bridge over the river was destroyed, the army said.",
        "Nine people were killed at the market in Drava, according to the governor.",
        "The army published a video of the ruined bridge, which we have not been able to verify.",
        "The army says that it has taken the whole of the town, which its enemy denied.",
    ],
)
def test_a_claim_keeps_its_source_and_its_caveat(sentence: str) -> None:
    assert trimmed(sentence) == sentence.removesuffix(".")
