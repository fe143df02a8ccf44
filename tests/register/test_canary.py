"""What is hidden is in no public output, in no form; and the crawl is not blind."""

from __future__ import annotations

from stoppress.project.outputs import OUTPUTS, outputs
from tests.register.conftest import Coverage
from tests.register.crawl import hits


def test_no_hidden_word_is_in_any_output(covered: Coverage) -> None:
    found = [
        name
        for name, seen in covered.crawler.everything(covered.story)
        if hits(covered.canary, seen.everything)
    ]
    assert found == []


def test_the_crawl_finds_what_is_public_in_every_output_that_shows_posts(covered: Coverage) -> None:
    found = {
        name.partition(":")[0]
        for name, seen in covered.crawler.everything(covered.story)
        if b"The gauge shows 1." in seen.body or b"The last word." in seen.body
    }
    assert found >= {"page", "a post's own page", "older posts", "delta", "stream", "API posts", "API post"}


def test_a_word_is_found_in_every_disguise(covered: Coverage) -> None:
    import base64

    for before in (b"", b"x", b"xx", b"a page that says: "):
        assert hits(covered.canary, base64.b64encode(before + covered.canary.encode() + b" and more"))
    assert not hits(covered.canary, b"nothing of the sort")


def test_every_output_is_there_and_has_the_status_that_the_register_says(covered: Coverage) -> None:
    for output in OUTPUTS:
        for address in covered.story.addresses(output):
            assert covered.crawler.ask(output, address).status == output.status, address


def test_the_log_of_the_server_does_not_tell_either(covered: Coverage) -> None:
    assert hits(covered.canary, covered.newsroom.said().encode()) == 0
    assert covered.story.token not in covered.newsroom.said()


def test_the_register_names_each_output_once() -> None:
    names = [output.name for output in outputs()]
    assert len(set(names)) == len(names)
