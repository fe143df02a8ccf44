"""Made-up news prose that is different in every post, so that compression is not flattered by repeats."""

from __future__ import annotations

from random import Random

TEXT = """
the of to a in that is was for on with as it at by from this be have are not they were which but one all said says will
would could after before since until about over under near between more than other some many few last first next still
minister council mayor police fire brigade crews engineers harbour ferry lock bridge quay dam valley river water level
metres flood gate pumps storm wind warning alert evacuation residents families children school hospital nurses doctors
patients road rail line station trains buses airport flights passengers drivers union strike talks offer deal vote ballot
turnout candidate party government opposition parliament committee inquiry court judge verdict lawyer witness statement
spokeswoman spokesman correspondent reporter footage picture crowd square market shops prices bank shares figures report
count estimate toll injured missing rescued found damaged closed reopened delayed cancelled expected confirmed denied
disputed claimed announced ordered asked told called warned promised refused accepted agreed signed arrived left moved
began ended continues remains morning afternoon evening night today yesterday tomorrow week month hour minutes northern
southern eastern western central old new small large heavy light clear early late official local national public private
emergency temporary permanent possible likely certain unknown second third several hundred thousand million power supply
gas electricity network signal phone message social online live update detail source document letter email visit
"""
NAMED = (
    "Arle Brennick Corran Dunmere Eskholm Farrow Galten Hollis Ivory Jarrow Kelder Lorn Marrick Nessing Orrel"
)

WORDS = tuple(TEXT.split())
NAMES = tuple(NAMED.split())


def paragraph(random: Random, length: int) -> str:
    """Sentences of these words, together about so many characters."""
    text = ""
    while len(text) <= length:
        text += sentence(random) + " "
    return text.strip()


def sentence(random: Random) -> str:
    """Eight to twenty words; now and then a name or a number among them."""
    found = [word(random) for _ in range(random.randint(8, 20))]
    return " ".join(found).capitalize() + "."


def word(random: Random) -> str:
    """Frequent words more often than rare ones, as in real prose."""
    kind = random.random()
    if kind < 0.04:
        return random.choice(NAMES)
    if kind < 0.07:
        return str(random.randint(2, 4_000))
    return WORDS[int(len(WORDS) * random.random() ** 1.6)]
