"""What the log may have: never the word that is the key to somebody's private page."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

SECRET = "k7m2q9x4" * 5


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the server's own handler writes."""
    [handler] = [
        each
        for each in logging.getLogger().handlers
        if type(each) is logging.StreamHandler and type(each.formatter).__module__.startswith("stoppress.")
    ]
    kept, before = io.StringIO(), handler.stream
    handler.setStream(kept)
    yield kept
    handler.setStream(before)


@pytest.mark.parametrize(
    "path",
    [
        f"/desk/account/invitation/{SECRET}/",
        f"/desk/account/invitation/{SECRET}",
        f"/expert/{SECRET}/",
        f"/flood/ask/{SECRET}/",
    ],
)
@pytest.mark.parametrize("method", ["post", "put"])
def test_no_key_to_a_private_page_is_in_what_django_logs(log: io.StringIO, path: str, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert getattr(client, method)(path).status_code >= 300
    assert SECRET not in log.getvalue()


def test_what_django_logs_is_there_without_the_key(log: io.StringIO) -> None:
    Client(enforce_csrf_checks=True).post(f"/desk/account/invitation/{SECRET}/")
    assert "/desk/account/invitation/…/" in log.getvalue() and SECRET not in log.getvalue()


def test_nor_is_it_in_what_was_raised(log: io.StringIO) -> None:
    try:
        raise LookupError(f"nothing at /expert/{SECRET}/")
    except LookupError:
        logging.getLogger("stoppress.somewhere").exception("It failed")
    assert "nothing at /expert/…/" in log.getvalue() and SECRET not in log.getvalue()
