"""The public bytes are the same with and without what is hidden: nothing can be inferred from counts, sizes or names."""

from __future__ import annotations

import re
from typing import Any

from stoppress.project.outputs import Audience, Output, outputs
from tests.register.conftest import Coverage
from tests.register.crawl import ENCODINGS, Seen


def test_every_output_is_the_same_with_and_without_fifty_drafts(
    covered: Coverage, uncovered: Coverage
) -> None:
    assert covered.story.posts == uncovered.story.posts
    assert (covered.story.epoch, covered.story.head) == (uncovered.story.epoch, uncovered.story.head)
    for output in outputs():
        for address in covered.story.addresses(output):
            for encoding in ENCODINGS:
                there = covered.crawler.ask(output, address, encoding=encoding)
                here = uncovered.crawler.ask(output, address, encoding=encoding)
                assert _telling(output, there) == _telling(output, here), address


def test_what_is_hidden_is_answered_as_what_does_not_exist(covered: Coverage, uncovered: Coverage) -> None:
    crawler, hidden = covered.crawler, f"{covered.canary}-0"
    for output in outputs(audience=Audience.EVERYBODY):
        if "{slug}" not in output.address:
            continue
        address = covered.story.one(output)
        there = crawler.ask(output, address.replace("/flood", f"/{hidden}"))
        nowhere = crawler.ask(output, address.replace("/flood", "/no-such-live-blog"))
        assert _telling(output, there, hidden) == _telling(output, nowhere, "no-such-live-blog"), output.name
        assert there.status in {308, 404}


def _telling(output: Output, seen: Seen, asked: str = "flood") -> tuple[int, dict[str, Any], bytes]:
    """Everything but the date, what is random by design, and the name that was asked for."""
    headers = {name: value.replace(asked, "") for name, value in seen.headers.items() if name != "date"}
    body = seen.body if output.is_endless else seen.raw
    return seen.status, headers, re.sub(output.changing.encode(), b"", body)
