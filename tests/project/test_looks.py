"""What an open desk asks by itself, which is answered beside the thread in which acts are done."""

from __future__ import annotations

import pytest
from django.urls import reverse

from stoppress.project.looks import is_a_look

_LOOKS = ["here", "pulse", "tools", "older", "commands", "questions-pulse"]


@pytest.mark.parametrize("name", _LOOKS)
def test_what_a_desk_asks_by_itself_is_a_look(name: str) -> None:
    assert is_a_look(reverse(f"desk:{name}", args=["flood"]))


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/flood/", "/desk/flood/unsent/", "/desk/flood/here", "/api/v1/", "/flood/pulse/"]
)
def test_an_act_or_a_page_is_none(path: str) -> None:
    assert not is_a_look(path)
