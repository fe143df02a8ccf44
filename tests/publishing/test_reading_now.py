"""How many are reading now: each process tells what it counts, the desk reads the sum, and who is silent is not believed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stoppress.stories import readers
from stoppress.stories.models import ReadingNow
from stoppress.toolkit import clock
from tests.cast import open_scene

pytestmark = pytest.mark.django_db


def test_several_processes_are_summed_and_each_corrects_itself() -> None:
    flood = open_scene()
    fire = open_scene("fire", editor=flood.editor)
    readers.tell("one", {"flood": 3, "fire": 1, "unheard-of": 9})
    readers.tell("two", {"flood": 4})
    assert (readers.reading_now(flood.blog), readers.reading_now(fire.blog)) == (7, 1)
    readers.tell("one", {"flood": 2})
    assert (readers.reading_now(flood.blog), readers.reading_now(fire.blog)) == (6, 0)
    readers.tell("two", {})
    assert readers.reading_now(flood.blog) == 2


def test_a_process_that_was_killed_is_believed_for_a_minute() -> None:
    scene = open_scene()
    readers.tell("killed", {"flood": 5})
    with clock.standing_at(clock.now() + readers.BELIEVED_FOR + timedelta(seconds=1)):
        assert readers.reading_now(scene.blog) == 0
        readers.tell("alive", {"flood": 1})
        assert readers.reading_now(scene.blog) == 1
        assert not ReadingNow.objects.filter(process="killed").exists()
