"""What an open desk asks by itself, which is answered beside the thread in which acts are done."""

from __future__ import annotations

import pytest
from django.urls import reverse

from stoppress.project.looks import is_a_look, is_a_picture
from tests.server import Newsroom

_LOOKS = ["here", "pulse", "tools", "older", "commands", "questions-pulse"]


@pytest.mark.parametrize("name", _LOOKS)
def test_what_a_desk_asks_by_itself_is_a_look(name: str) -> None:
    assert is_a_look(reverse(f"desk:{name}", args=["flood"]))


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/flood/", "/desk/flood/unsent/", "/desk/flood/here", "/api/v1/", "/flood/pulse/"]
)
def test_an_act_or_a_page_is_none(path: str) -> None:
    assert not is_a_look(path)


def test_a_picture_of_the_desk_is_one_and_what_is_sent_is_none() -> None:
    assert is_a_picture(reverse("desk:picture", args=["x-96.webp"]))
    assert not is_a_picture(reverse("desk:add-pictures", args=["flood"]))


def test_a_picture_is_shown_beside_the_thread_that_writes_rows(newsroom_server: Newsroom) -> None:
    told = newsroom_server.python(
        "import asyncio\n"
        "from stoppress.project.asgi import application\n"
        "async def noted(scope, receive, send): print(scope['path'])\n"
        "application.showing = noted\n"
        "scope = {'type': 'http', 'method': 'GET', 'path': '/desk/pictures/x-96.webp'}\n"
        "asyncio.run(application._answer(scope, None, None))"
    )
    assert told == "/desk/pictures/x-96.webp"
