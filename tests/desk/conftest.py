"""What the desk's tests share: a story that is open, and members who are signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from stoppress.people.models import Member
from stoppress.toolkit import clock
from tests.cast import Scene, member, open_scene

SignIn = Callable[[Member], Client]


@pytest.fixture
def scene(db: None) -> Scene:
    """The flood, with the coverage open; Alice is its editor."""
    return open_scene()


@pytest.fixture
def sign_in() -> SignIn:
    """A browser of this member's own."""

    def signed_in(who: Member) -> Client:
        client = Client()
        client.force_login(who)
        session = client.session
        session["confirmed_at"] = clock.now().timestamp()  # as after signing in
        session.save()
        return client

    return signed_in


@pytest.fixture
def alice(scene: Scene, sign_in: SignIn) -> Client:
    """The editor of the flood, at her desk."""
    return sign_in(scene.editor)


@pytest.fixture
def bob(scene: Scene, sign_in: SignIn) -> Client:
    """Her colleague, a reporter."""
    return sign_in(member("Bob", "reporter"))


@pytest.fixture
def vera(scene: Scene, sign_in: SignIn) -> Client:
    """A viewer of the same newsroom."""
    return sign_in(member("Vera", "viewer"))


@pytest.fixture
def stranger(scene: Scene, sign_in: SignIn) -> Client:
    """The chief of another newsroom."""
    return sign_in(member("Zoe", "chief", "The Low Harrow Gazette"))
