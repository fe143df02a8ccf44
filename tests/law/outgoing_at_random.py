"""The acts on what is on its way out, at random: rules, reviews, the queue; a colleague releases, and the clock carries out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from stoppress.publishing import carrying_out, release_rules, review, schedule
from stoppress.publishing.hand import Hand
from stoppress.publishing.models import Outgoing
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Post, State
from stoppress.toolkit import clock
from tests.cast import Scene, colleague

WORDS = ["noon", "<b>dam</b>", "“not", "é"]


def second_hand(scene: Scene) -> Hand:
    """The hand of somebody else of the newsroom."""
    return Hand(colleague(scene), door="desk")


def _draft(random: Random, scene: Scene) -> Post | None:
    found = list(Post.objects.filter(blog__slug=scene.slug, state=State.DRAFT).order_by("pk"))
    return random.choice(found) if found else None


def _row(random: Random, scene: Scene) -> str:
    found = list(Outgoing.objects.open().filter(blog=scene.blog).order_by("pk"))
    return random.choice(found).public_id if found else "none"


def _set_release_rules(random: Random, scene: Scene) -> None:
    needed, delay = random.random() < 0.3, random.choice([0, 0, 30, -1])
    release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=needed, delay_seconds=delay)


def _ask_for_review(random: Random, scene: Scene) -> None:
    if draft := _draft(random, scene):
        review.ask_for_review(scene.hand(), scene.blog, draft=draft.public_id, version=draft.version)
    else:
        review.ask_for_review(scene.hand(), scene.blog, wording=Wording(random.choice(WORDS)))


def _send_back(random: Random, scene: Scene) -> None:
    if draft := _draft(random, scene):
        seen = draft.version - (random.random() < 0.1)
        review.send_back(
            second_hand(scene), scene.blog, draft.public_id, seen, random.choice(["Who says so?", ""])
        )


def _send_back_act(random: Random, scene: Scene) -> None:
    review.send_back_act(second_hand(scene), scene.blog, _row(random, scene), "Ask again.")


def _release(random: Random, scene: Scene) -> None:
    hand = second_hand(scene) if random.random() < 0.8 else scene.hand()
    review.release(hand, scene.blog, _row(random, scene))


def _schedule(random: Random, scene: Scene) -> None:
    moment = clock.now() + timedelta(seconds=random.choice([-5, 60, 600]))
    if (draft := _draft(random, scene)) and random.random() < 0.6:
        seen = draft.version - (random.random() < 0.1)
        schedule.schedule(scene.hand(), scene.blog, moment, draft=draft.public_id, version=seen)
    else:
        words = Wording(random.choice(WORDS), f"<p>{random.choice(WORDS)}</p>")
        schedule.schedule(scene.hand(), scene.blog, moment, wording=words)


def _stop(random: Random, scene: Scene) -> None:
    schedule.stop(scene.hand(), scene.blog, _row(random, scene))


def _stop_all(_random: Random, scene: Scene) -> None:
    schedule.stop_all(scene.hand(), scene.blog)


def _throw_away(random: Random, scene: Scene) -> None:
    schedule.throw_away(scene.hand(), scene.blog, _row(random, scene))


def _reorder(random: Random, scene: Scene) -> None:
    names = [row.public_id for row in schedule.in_order(scene.blog)]
    random.shuffle(names)
    schedule.reorder(scene.hand(), scene.blog, names if random.random() < 0.9 else names[1:])


def _let_time_pass(random: Random, scene: Scene) -> None:
    """The clock carries out what is due; what is refused then is held back."""
    with clock.standing_at(clock.now() + timedelta(seconds=random.choice([30, 60, 700]))):
        while carrying_out.step():
            pass


ACTS: dict[str, Callable[[Random, Scene], None]] = {
    "set_release_rules": _set_release_rules,
    "ask_for_review": _ask_for_review,
    "send_back": _send_back,
    "send_back_act": _send_back_act,
    "release": _release,
    "schedule": _schedule,
    "stop": _stop,
    "stop_all": _stop_all,
    "throw_away": _throw_away,
    "reorder": _reorder,
    "let time pass": _let_time_pass,
}
