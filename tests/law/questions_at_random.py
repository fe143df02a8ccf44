"""The acts on readers' questions, at random; readers write meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from stoppress.publishing import merging, questions
from stoppress.publishing.hand import Hand
from stoppress.questions.models import Expert, Question
from tests.cast import Scene, letter

_ASKED = ["When will the bridge open?", "Is the water safe?", "ÉCOLE", "<script>x</script>", "“why” & how"]
Seen = tuple[str, int]


def _some(random: Random, scene: Scene, most: int = 3) -> list[Seen]:
    """Some of the questions, now and then in an old version; a few new letters come first."""
    for _ in range(random.randrange(3)):
        rows = list(scene.blog.questions.order_by("pk"))
        into = random.choice(rows) if rows and random.random() < 0.4 else None
        letter(scene.blog, random.choice(_ASKED), name="Ida", email="ida@reader.example", question=into)
    rows = list(scene.blog.questions.order_by("pk"))
    chosen = random.sample(rows, min(len(rows), random.randint(1, most)))
    return [(found.public_id, found.version - (random.random() < 0.1)) for found in chosen]


def _each(act: Callable[..., object], *more: str, most: int = 3) -> Callable[[Random, Scene], None]:
    def do(random: Random, scene: Scene) -> None:
        act(scene.hand(), scene.blog, _some(random, scene, most), *more)

    return do


def _assign(random: Random, scene: Scene) -> None:
    expert = Expert.objects.filter(newsroom=scene.blog.newsroom).first() or scene.expert()
    questions.assign(scene.hand(), scene.blog, _some(random, scene), expert.public_id, "Please.")


def _take(random: Random, scene: Scene) -> None:
    hand: Hand = scene.hand()
    wanted = _some(random, scene)
    answer = questions.take(hand, scene.blog, wanted)
    assert questions.take(hand, scene.blog, wanted).question == answer.question


def _one(random: Random, scene: Scene) -> Question | None:
    _some(random, scene)
    return scene.blog.questions.order_by("?").first()


def _split(random: Random, scene: Scene) -> None:
    if found := _one(random, scene):
        letters = [row.public_id for row in found.letters.all()]
        leaving = random.sample(letters, random.randrange(len(letters) + 1))
        merging.split(scene.hand(), scene.blog, found.public_id, found.version, leaving)


def _set_wording(random: Random, scene: Scene) -> None:
    if found := _one(random, scene):
        lead = random.choice(list(found.letters.all()))
        questions.set_wording(scene.hand(), scene.blog, found.public_id, found.version, lead.public_id)


ACTS: dict[str, Callable[[Random, Scene], None]] = {
    "take": _take,
    "give_back": _each(questions.give_back),
    "shortlist": _each(questions.shortlist),
    "assign": _assign,
    "decline": _each(questions.decline, "We have answered this."),
    "mark_spam": _each(questions.mark_spam),
    "reopen": _each(questions.reopen),
    "merge": _each(merging.merge, most=4),
    "split": _split,
    "set_wording": _set_wording,
}
