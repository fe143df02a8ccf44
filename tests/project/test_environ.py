"""Whose address a request has, behind proxies of ours and of others."""

from __future__ import annotations

import pytest

from stoppress.project.environ import environ_of

PROXIES = frozenset({"10.0.0.7", "10.0.0.8"})


@pytest.mark.parametrize(
    ("client", "forwarded", "address"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),
        ("10.0.0.7", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.7", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.7", "192.0.2.66, 198.51.100.1, 10.0.0.8", "198.51.100.1"),
        ("10.0.0.7", "", "10.0.0.7"),
        ("10.0.0.7", " , ", "10.0.0.7"),
    ],
)
def test_only_a_proxy_of_ours_says_where_a_request_comes_from(
    client: str, forwarded: str, address: str
) -> None:
    scope = {
        "method": "GET",
        "path": "/desk/",
        "client": (client, 4_000),
        "headers": [(b"x-forwarded-for", forwarded.encode())] if forwarded else [],
    }
    assert environ_of(scope, b"", PROXIES)["REMOTE_ADDR"] == address
