"""What an open desk tells of acts on their way, counted in one reading, says what the database says of the same rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stoppress.desk.underway import Underway
from stoppress.people.rights import Role
from stoppress.publishing import carrying_out, schedule
from stoppress.publishing.models import Outgoing
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
from tests.cast import Scene


@pytest.mark.parametrize("seconds", [0, 9, 11, 12, 13, 25, 90])
def test_late_and_soon_are_those_of_the_queue(scene: Scene, seconds: int) -> None:
    begin = clock.now()
    for number, after in enumerate([30, 10, 20, 10]):
        moment = begin + timedelta(seconds=after)
        schedule.schedule(scene.hand(), scene.blog, moment, wording=Wording(f"Number {number}"))
    with clock.standing_at(begin + timedelta(seconds=seconds)):
        underway = Underway.of(scene.blog)
        assert underway.late == carrying_out.late().filter(blog=scene.blog).count()
        soon = underway.soon(Role.EDITOR)
        due = Outgoing.objects.due().filter(due_at__gt=clock.now() - carrying_out.LATE)
        assert [line.id for line in (soon.lines if soon else ())] == [row.public_id for row in due]
