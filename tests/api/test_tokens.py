"""Tokens open the door for one member and one live blog, and end at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stoppress.api import tokens
from stoppress.api.models import Token
from stoppress.people.models import Newsroom
from stoppress.toolkit import clock
from tests.api.caller import Caller, read
from tests.cast import PASSWORD, Scene, member


def test_without_a_token_nothing_opens(stranger: Caller) -> None:
    answer = stranger.get("/live-blogs")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Stop Press"'


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer sp_wrong",
        "Basic YTpi",
        "sp_wrong",
        "Bearer \xff",
        "Bearer sp_\ud83d\ude00",
    ],
)
def test_whatever_is_no_token_gets_the_same_words(stranger: Caller, header: str) -> None:
    answer = stranger.get("/live-blogs", authorization=header.encode("utf-8", "replace").decode("latin-1"))
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_only_the_hash_is_kept(caller: Caller) -> None:
    assert caller.secret.startswith("sp_")
    kept = str(Token.objects.values().get())
    assert caller.secret not in kept
    assert caller.secret[3:] not in kept


def test_a_revoked_token_is_dead_at_once(caller: Caller) -> None:
    assert caller.get("/live-blogs").status_code == 200
    tokens.revoke(Token.objects.get().pk)
    assert caller.get("/live-blogs").status_code == 401
    assert caller.post("/live-blogs/flood/posts", {"title": "Late"}).status_code == 401


def test_an_expired_token_is_dead(caller: Caller) -> None:
    with clock.standing_at(clock.now() + timedelta(days=30, seconds=1)):
        assert caller.get("/live-blogs").status_code == 401


def test_the_token_of_a_member_who_left_is_dead(caller: Caller, scene: Scene) -> None:
    scene.editor.is_active = False
    scene.editor.save()
    assert caller.get("/live-blogs").status_code == 401


def test_the_token_of_a_member_who_changed_newsrooms_is_dead(caller: Caller, scene: Scene) -> None:
    scene.editor.newsroom = Newsroom.objects.create(name="The Arle Echo")
    scene.editor.save()
    assert caller.get("/live-blogs").status_code == 401


def test_a_reading_token_does_not_write(scene: Scene) -> None:
    reader = Caller(tokens.issue(scene.editor.email, "flood", "screen", 1, may_write=False))
    assert reader.get("/live-blogs/flood").status_code == 200
    answer = reader.post("/live-blogs/flood/posts", {"title": "No"})
    assert answer.status_code == 403
    assert "reads only" in read(answer)["detail"]


def test_a_writing_token_needs_the_members_role_as_well(scene: Scene) -> None:
    viewer = member("Victor", "viewer")
    answer = Caller(tokens.issue(viewer.email, "flood", "x", 1)).post(
        "/live-blogs/flood/posts", {"title": "No"}
    )
    assert answer.status_code == 403
    reporter = Caller(tokens.issue(member("Rosa", "reporter").email, "flood", "x", 1))
    assert reporter.post("/live-blogs/flood/posts", {"title": "Yes"}).status_code == 201
    assert reporter.put("/live-blogs/flood/phase", {"phase": "paused", "version": 2}).status_code == 403


def test_no_token_is_made_for_another_newsrooms_live_blog(scene: Scene) -> None:
    mallory = member("Mallory", "chief", newsroom="The Arle Echo")
    with pytest.raises(tokens.NoToken, match="no live blog"):
        tokens.issue(mallory.email, "flood", "x", 1)


@pytest.mark.parametrize("days", [0, -1, 3_651])
def test_a_token_lives_for_a_bounded_time(scene: Scene, days: int) -> None:
    with pytest.raises(tokens.NoToken, match="days"):
        tokens.issue(scene.editor.email, "flood", "x", days)


def test_use_is_noted_by_the_day_and_not_by_the_request(caller: Caller) -> None:
    caller.get("/live-blogs")
    assert Token.objects.get().last_used_on == clock.now().date()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        caller.get("/live-blogs")
    assert not [query for query in queries.captured_queries if query["sql"].startswith(("UPDATE", "INSERT"))]


def test_a_session_of_the_desk_opens_nothing_here(scene: Scene) -> None:
    stranger = Caller("")
    assert stranger._client.login(username=scene.editor.email, password=PASSWORD)
    assert stranger.get("/live-blogs").status_code == 401
    assert stranger.post("/live-blogs/flood/posts", {"title": "No"}).status_code == 401


def test_the_list_names_all_and_a_wrong_number_is_refused_in_words(caller: Caller) -> None:
    assert [token.label for token in tokens.all_tokens("flood")] == ["wire desk"]
    assert tokens.all_tokens("fire") == []
    with pytest.raises(tokens.NoToken, match="stoppress token list"):
        tokens.revoke(99_999)
