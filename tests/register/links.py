"""Who knocks at the experts' pages: links of every sort, and the questions that each may be about."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from stoppress.publishing import experts, questions
from stoppress.questions import expert_links
from stoppress.questions.models import Expert, ExpertLink
from stoppress.toolkit import clock
from tests.cast import Scene, open_scene
from tests.register.table import FILE


@dataclass(frozen=True)
class Links:
    """The secret of each role, and questions by the name under which the table has them."""

    secrets: dict[str, str]
    questions: dict[str, str]


@dataclass(frozen=True)
class LinkRow:
    """What is done, and what each link is answered."""

    deed: str
    subject: str
    answers: dict[str, int]

    def __str__(self) -> str:
        return f"{self.deed} {self.subject}"


def link_rows() -> Iterator[LinkRow]:
    """The rows of the table's section on links."""
    section = tomllib.loads(FILE.read_text())["links"]
    for line in section["rows"].strip().splitlines():
        deed, subject, *statuses = line.split()
        yield LinkRow(deed, subject, dict(zip(section["roles"], map(int, statuses), strict=True)))


def all_links(scene: Scene) -> Links:
    """Two experts of the flood, each with a question of their own, and every sort of link."""
    fire = open_scene("embers", editor=scene.editor)
    own, other, late, ended = (_expert(scene, name) for name in ("Own", "Other", "Late", "Ended"))
    secrets = {
        "own": link(scene, own),
        "another expert's": link(scene, other),
        "other blog": link(fire, own),
        "expired": link(scene, late),
        "ended": link(scene, ended),
        "guessed": expert_links.new_secret(),
    }
    ExpertLink.objects.filter(expert=late).update(expires_at=clock.now() - timedelta(seconds=1))
    experts.revoke_link(scene.hand(), scene.blog, ended.public_id)
    for expert in (late, ended):
        assign(scene, expert, f"For {expert.name}?")
    return Links(
        secrets,
        {
            "question": assign(scene, own, "For her alone?"),
            "others_question": assign(scene, other, "For the other alone?"),
            "unassigned_question": scene.ask("For nobody yet?").public_id,
        },
    )


def link(scene: Scene, expert: Expert) -> str:
    """The secret of a new link."""
    secret = expert_links.new_secret()
    experts.make_link(scene.hand(), scene.blog, expert.public_id, secret)
    return secret


def assign(scene: Scene, expert: Expert, words: str) -> str:
    """A question that waits for this expert."""
    asked = scene.ask(words)
    questions.assign(scene.hand(), scene.blog, [(asked.public_id, 1)], expert.public_id)
    return asked.public_id


def _expert(scene: Scene, name: str) -> Expert:
    return scene.expert(f"Dr {name}")
