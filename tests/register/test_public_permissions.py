"""The permission table's rows of what everybody sees, cell by cell, on a real server: with sessions and tokens of every role."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest

from tests.register.arrange import PASS_PHRASE
from tests.register.conftest import Coverage
from tests.register.table import Row, rows

_ROWS = [row for row in rows() if not row.address.startswith(("/api/", "/desk/", "/expert/"))]
#: Each comes from a place of their own: how often one place may knock is told elsewhere.
_PLACES = {role: f"127.0.0.{number}" for number, role in enumerate(_ROWS[0].answers, start=2)}
_METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@pytest.fixture(scope="module")
def knocking(covered: Coverage) -> Mapping[str, Mapping[str, str]]:
    """The headers with which each role comes."""
    token = {"Authorization": f"Bearer {covered.story.token}"}
    sessions = {role: {"Cookie": _signed_in(covered, email)} for role, email in covered.story.members.items()}
    tokens = dict.fromkeys(("reading", "writing", "revoked", "other blog"), token)
    return {"nobody": {}, **sessions, **tokens}


@pytest.mark.parametrize("row", _ROWS, ids=str)
def test_each_role_is_answered_as_the_table_says(
    row: Row, covered: Coverage, knocking: Mapping[str, Mapping[str, str]]
) -> None:
    assert set(knocking) == set(row.answers)
    for role, expected in row.answers.items():
        method = "HEAD" if row.address.endswith("/stream") else row.method
        seen = _ask(covered, method, row, knocking[role], role)
        assert seen[0] == expected, role
        assert "set-cookie" not in seen[1]


@pytest.mark.parametrize("row", [row for row in _ROWS if 404 not in row.answers.values()], ids=str)
def test_another_method_is_refused_with_those_that_are_there(
    row: Row, covered: Coverage, knocking: Mapping[str, Mapping[str, str]]
) -> None:
    """P-3.8."""
    listed = {other.method for other in _ROWS if other.address == row.address}
    listed |= {"HEAD"} if "GET" in listed else set()
    for method in set(_METHODS) - listed:
        status, headers = _ask(covered, method, row, knocking["chief"])
        assert status == 405, method
        assert headers["allow"] == ", ".join(sorted(listed)), method


def _ask(
    covered: Coverage, method: str, row: Row, headers: Mapping[str, str], role: str = "chief"
) -> tuple[int, Mapping[str, str]]:
    story = covered.story
    address = row.address.format(
        slug=story.slug,
        post=story.posts[0],
        withdrawn=story.withdrawn,
        gone=story.gone,
        draft=story.draft,
        prepared=story.prepared,
        cursor=f"{story.epoch}-{story.head}",
        file=story.file,
        picture=story.picture,
        hidden_picture=story.hidden_picture,
        gone_picture=story.gone_picture,
        shot=story.shot,
        withdrawn_shot=story.withdrawn_shot,
        gone_shot=story.gone_shot,
        hidden_shot=story.hidden_shot,
        moment=story.moments[-1],
        secret=story.secret,
        front=f"{story.front_epoch}-{story.front_head}",
        ended=story.ended,
        poll=story.poll,
        film=story.film,
        position="0",
        guess="a" * 40,
    )
    seen = covered.crawler.send(method, address, headers, place=_PLACES[role])
    return seen.status, seen.headers


def _signed_in(covered: Coverage, email: str) -> str:
    """The cookies of a member who has signed in at the desk, as a browser would."""
    form = covered.crawler.send("GET", "/desk/sign-in/", {})
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form.body)
    assert token
    csrf = re.search(r"csrf=([^;]+)", form.headers["set-cookie"])
    assert csrf
    body = urlencode({"csrfmiddlewaretoken": token[1].decode(), "email": email, "password": PASS_PHRASE})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrf={csrf[1]}",
        "Origin": covered.newsroom.url,
    }
    answer = covered.crawler.send("POST", "/desk/sign-in/", headers, body.encode())
    assert answer.status == 302, answer.body
    session = re.search(r"desk=([^;]+)", answer.headers["set-cookie"])
    assert session
    return f"desk={session[1]}"
