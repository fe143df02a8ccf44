"""A live blog that is open, a token that writes to it, and a client that checks every answer against what is described."""

from __future__ import annotations

import pytest

from stoppress.api import tokens
from tests.api.caller import Caller
from tests.cast import Scene, open_scene


@pytest.fixture
def scene(db: None) -> Scene:
    return open_scene()


@pytest.fixture
def caller(scene: Scene) -> Caller:
    """Alice, an editor, with a token that writes."""
    return Caller(tokens.issue(scene.editor.email, scene.slug, "wire desk", 30))


@pytest.fixture
def stranger(scene: Scene) -> Caller:
    """Somebody without a token."""
    return Caller("")
