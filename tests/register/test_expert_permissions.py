"""What an expert's link opens: what is assigned through it, and no other question, no desk, no API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from stoppress.questions import writing
from stoppress.questions.models import Question
from stoppress.reader import expert
from tests.register.links import LinkRow, Links, all_links, link_rows
from tests.register.requests import filled
from tests.register.table import rows
from tests.register.visitors import Newsroom, full_newsroom

ROWS = list(link_rows())
_WORDS = {
    "question": "For her alone?",
    "others_question": "For the other alone?",
    "unassigned_question": "For nobody",
}


@pytest.fixture
def newsroom(db: None, settings: Any, tmp_path: Any) -> Iterator[Newsroom]:
    settings.DATA = tmp_path
    expert.guesses.forget()
    yield full_newsroom()
    expert.guesses.forget()


@pytest.fixture
def links(newsroom: Newsroom) -> Links:
    return all_links(newsroom.scene)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_link_is_answered_as_the_table_says(row: LinkRow, links: Links) -> None:
    answered = {}
    for role, secret in links.secrets.items():
        with transaction.atomic():
            before = _stand()
            answered[role] = _knock(row, secret, links)
            assert _stand() == before or answered[role] == 200, f"{role} was refused, and something changed"
            transaction.set_rollback(True)
    assert answered == row.answers


def test_no_link_shows_a_question_that_is_not_assigned_through_it(links: Links) -> None:
    shown = {
        role: Client().get(f"/expert/{secret}/").content.decode() for role, secret in links.secrets.items()
    }
    seen = {role: {name for name, words in _WORDS.items() if words in page} for role, page in shown.items()}
    nothing: set[str] = set()
    assert seen == {
        "own": {"question"},
        "another expert's": {"others_question"},
        **dict.fromkeys(("other blog", "expired", "ended", "guessed"), nothing),
    }


def test_a_refusal_tells_nothing_of_the_question_it_was_about(links: Links) -> None:
    told = {
        Client()
        .post(f"/expert/{links.secrets['own']}/", {"question": name, "act": "save", "text": "x"})
        .content.replace(name.encode(), b"")
        for name in [
            links.questions["others_question"],
            links.questions["unassigned_question"],
            "nosuchthing1",
        ]
    }
    assert len(told) == 1


@pytest.mark.parametrize("role", ["own", "ended", "guessed"])
def test_a_link_is_no_key_to_desk_or_api(role: str, newsroom: Newsroom, links: Links) -> None:
    secret = links.secrets[role]
    client = Client(
        headers={
            "Authorization": f"Bearer {secret}",
            "Cookie": f"desk={secret}",
            "Accept": "application/json",
        }
    )
    for row in rows():
        is_locked = row.address.startswith(("/desk/", "/api/")) and row.answers["nobody"] in {401, 302}
        if is_locked and "/invitation/" not in row.address:  # which has a secret of its own in it
            answer = client.generic(row.method, filled(row.method, row.address, newsroom))
            assert answer.status_code in {401, 302}, str(row)


def _knock(row: LinkRow, secret: str, links: Links) -> int:
    if row.deed == "GET":
        return Client().get(f"/expert/{secret}/").status_code
    body = {"question": links.questions[row.subject.strip("{}")], "act": row.deed, "text": "Soon."}
    body |= {"note": "Not mine.", "seen": writing.seen_of("")}
    answer = Client().post(f"/expert/{secret}/", body, headers={"Accept": "application/json"})
    return answer.status_code


def _stand() -> list[tuple[object, ...]]:
    return list(
        Question.objects.order_by("pk").values_list("public_id", "version", "standing", "written_html")
    )
