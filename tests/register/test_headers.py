"""Headers of every public output: how long it may be kept, and that it can do no harm."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

import pytest

from stoppress.project.outputs import CACHING, OUTPUTS, Audience, Output, outputs
from tests.register.conftest import Coverage
from tests.register.crawl import Seen

_EVERYBODYS = list(outputs(audience=Audience.EVERYBODY))
#: What a stranger can send and no shared cache looks at (PROMISES P11).
_UNKEYED = {
    "Cookie": "desk=abc; csrf=def",
    "Authorization": "Bearer sp_abc",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "10.0.0.1",
    "X-Original-Url": "/desk/",
    "X-Rewrite-Url": "/desk/",
    "X-Http-Method-Override": "POST",
    "Forwarded": "host=evil.example;proto=https",
    "Origin": "https://evil.example",
    "Referer": "https://evil.example/",
    "User-Agent": "Evil/1.0",
    "Accept": "application/json",
    "Accept-Language": "ar",
    "X-Requested-With": "XMLHttpRequest",
    "Range": "bytes=0-10",
    "Cache-Control": "no-cache",
    "Sec-Fetch-Site": "cross-site",
    "Via": "1.1 evil",
}


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_it_may_be_kept_as_long_as_the_register_says(output: Output, covered: Coverage) -> None:
    for address in covered.story.addresses(output):
        seen = covered.crawler.ask(output, address)
        assert seen.headers["cache-control"] == CACHING[output.caching], address


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_it_is_what_it_says_and_sets_no_cookie(output: Output, covered: Coverage) -> None:
    seen = covered.crawler.ask(output, covered.story.one(output))
    assert "set-cookie" not in seen.headers
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert output.media_type in ("*/*", seen.headers.get("content-type", "").partition(";")[0])
    assert "server" not in seen.headers
    assert "x-powered-by" not in seen.headers


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_its_policy_runs_no_script_but_ours(output: Output, covered: Coverage) -> None:
    seen = covered.crawler.ask(output, covered.story.one(output))
    if seen.headers.get("content-type", "").partition(";")[0] != "text/html":
        return
    policy = dict(
        line.strip().partition(" ")[::2] for line in seen.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy.get("script-src", "'self'") == "'self'"
    allowed = policy.get("style-src", "'self'").split()
    assert allowed == ["'self'", *(f"'sha256-{found}'" for found in _styles(seen.body))]
    assert "unsafe" not in seen.headers["content-security-policy"]
    assert "'nonce-" not in seen.headers["content-security-policy"]


def _styles(page: bytes) -> Iterator[str]:
    """The hash of each style that stands in the page."""
    for text in re.findall(rb"<style>(.*?)</style>", page, re.DOTALL):
        yield b64encode(sha256(text).digest()).decode()


@pytest.mark.parametrize(
    "output", [output for output in OUTPUTS if output.has_etag], ids=lambda output: output.name
)
def test_what_is_known_already_is_answered_with_304_and_no_body(output: Output, covered: Coverage) -> None:
    address = covered.story.one(output)
    full = covered.crawler.ask(output, address)
    known = covered.crawler.ask(output, address, headers={"If-None-Match": full.headers["etag"]})
    assert (known.status, known.raw) == (304, b"")
    assert known.headers["etag"] == full.headers["etag"]
    assert known.headers["cache-control"] == full.headers["cache-control"]
    if not output.media_type.startswith("image/"):  # pictures are packed already, and travel as they are
        assert full.headers["vary"].lower() == "accept-encoding"


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_head_says_what_get_would(output: Output, covered: Coverage) -> None:
    address = covered.story.one(output)
    full, head = covered.crawler.ask(output, address), covered.crawler.ask(output, address, method="HEAD")
    assert (head.status, head.raw) == (full.status, b"")
    assert _comparable(head) == _comparable(full)


@pytest.mark.parametrize("output", _EVERYBODYS, ids=lambda output: output.name)
def test_unknown_query_parameters_change_no_byte(output: Output, covered: Coverage) -> None:
    if output.is_endless:
        return
    address = covered.story.one(output)
    plain = covered.crawler.ask(output, address)
    for query in (
        "utm_source=x",
        "page=2",
        "format=json",
        "callback=alert",
        "lang=ar",
        "%00",
        "a=" + "x" * 2_000,
    ):
        seen = covered.crawler.ask(output, f"{address}{'&' if '?' in address else '?'}{query}")
        assert seen.status == plain.status
        assert _body(output, seen) == _body(output, plain), query
        assert _comparable(seen) == _comparable(plain), query


@pytest.mark.parametrize("output", _EVERYBODYS, ids=lambda output: output.name)
def test_headers_that_no_cache_looks_at_change_no_byte(output: Output, covered: Coverage) -> None:
    if output.is_endless:
        return
    address = covered.story.one(output)
    plain = covered.crawler.ask(output, address)
    for name, value in _UNKEYED.items():
        seen = covered.crawler.ask(output, address, headers={name: value})
        assert seen.status == plain.status, name
        assert _body(output, seen) == _body(output, plain), name
        assert _comparable(seen) == _comparable(plain), name


def test_the_desk_is_never_kept_whatever_its_address_looks_like(covered: Coverage) -> None:
    for address in (
        "/desk/",
        "/desk/x.css",
        "/desk/sign-in/",
        "/desk/flood/..%2fx.js",
        "/desk/;x.png",
        "/desk/sign-in/?a.css",
    ):
        seen = covered.crawler.send("GET", address, {})
        assert seen.headers["cache-control"] == "private, no-store", address
        assert "frame-ancestors 'none'" in seen.headers["content-security-policy"], address


def _comparable(seen: Seen) -> dict[str, str]:
    """The headers, without those of the moment and of the connection."""
    return {name: value for name, value in seen.headers.items() if name not in _OF_THE_CONNECTION}


def _body(output: Output, seen: Seen) -> bytes:
    """The body, without what is another at each moment."""
    return re.sub(output.changing.encode(), b"", seen.body)


_OF_THE_CONNECTION = {"date", "transfer-encoding", "connection"}
