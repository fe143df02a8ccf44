"""What the desk's head asks a browser to load at once."""

from __future__ import annotations

import re

from django.test import Client

from stoppress.desk.modules import DESK, imported_by


def test_all_that_is_imported_is_named_once_however_deep_and_nothing_on_demand() -> None:
    found = imported_by(DESK)
    assert len(found) == len(set(found))
    assert {
        "desk/editor.js",
        "desk/pressing.js",
        "desk/telling.js",
        "desk/session.js",
        "reader/wire.js",
    } <= set(found)
    assert DESK not in found and "desk/palette.js" not in found


def test_the_first_view_names_them_in_its_head(alice: Client) -> None:
    head = alice.get("/desk/flood/").content.decode().partition("</head>")[0]
    named = re.findall(r'<link rel="modulepreload" href="/static/([^"]+)">', head)
    assert named == list(imported_by(DESK))
