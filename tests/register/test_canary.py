"""What is hidden is in no public output, in no form; and the crawl is not blind."""

from __future__ import annotations

import base64
import json
import re
from html import escape
from urllib.parse import quote

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


def test_a_search_for_hidden_or_former_words_finds_nothing(covered: Coverage) -> None:
    """Asked for by its very name, nothing that no reader may see betrays that it is there: as a word that nobody wrote."""
    for word in (covered.canary, covered.story.past, f"{covered.canary}*", f'"{covered.canary}"'):
        nobodys = word.replace(word[1:9], "q" * 8)
        shown, other = (_found(covered, typed) for typed in (word, nobodys))
        assert b"/flood/p/" not in shown
        assert shown == other, word
    found = covered.crawler.send("GET", "/flood/search/?q=gauge", {})
    assert found.body.count(b"/flood/p/") == 20


def _found(covered: Coverage, typed: str) -> bytes:
    """The page of results, without the words themselves, which it says again."""
    seen = covered.crawler.send("GET", f"/flood/search/?q={quote(typed)}", {})
    assert seen.status == 200
    return seen.body.replace(escape(typed).encode(), b"")


def test_words_that_were_changed_since_are_only_on_the_page_as_it_stood(covered: Coverage) -> None:
    past = {output.name for output in OUTPUTS if output.shows_the_past}
    found = {
        name.partition(":")[0]
        for name, seen in covered.crawler.everything(covered.story)
        if hits(covered.story.past, seen.everything)
    }
    assert found == past


def test_the_crawl_finds_what_is_public_in_every_output_that_shows_posts(covered: Coverage) -> None:
    found = {
        name.partition(":")[0]
        for name, seen in covered.crawler.everything(covered.story)
        if b"The gauge shows 1." in seen.body or b"The last word." in seen.body
    }
    assert found >= {
        *("page", "a post's own page", "older posts", "delta", "stream", "API posts", "API post"),
        *("feed", "JSON feed", "archive of the feed", "archive of the JSON feed"),
    }


def test_a_word_is_found_in_every_disguise(covered: Coverage) -> None:
    for before in (b"", b"x", b"xx", b"a page that says: "):
        assert hits(covered.canary, base64.b64encode(before + covered.canary.encode() + b" and more"))
    assert not hits(covered.canary, b"nothing of the sort")


def test_every_output_is_there_and_has_the_status_that_the_register_says(covered: Coverage) -> None:
    for output in OUTPUTS:
        for address in covered.story.addresses(output):
            assert covered.crawler.ask(output, address).status == output.status, address


def test_the_word_is_planted_in_every_text_field_there_is(covered: Coverage) -> None:
    told = covered.newsroom.python(
        f"import json; from tests.register.planted import missing; print(json.dumps(missing({covered.canary!r})))"
    )
    assert set(json.loads(told)) <= _NOBODY_WRITES, (
        "Plant the canary in the new field (tests/register/arrange.py)."
    )


#: Fields that hold no words of people: names that we made, hashes, choices from a list.
_NOBODY_WRITES = {
    "alerts.Alert.sort",
    "alerts.Subscription.endpoint_hash",
    "api.Token.sha256",
    "demo.PlayedAct.post",
    "demo.PlayedAct.ref",
    "desk.PanelLook.panel",
    "desk.Presence.at_work",
    "desk.SignInTry.account",
    "desk.SignInTry.device",
    "desk.SignInTry.network",
    "embeds.Embed.platform",
    "embeds.Embed.public_id",
    "embeds.Embed.stage",
    "embeds.Embed.why",
    "embeds.ShownEmbed.platform",
    "media.Foreign.stage",
    "media.Picture.secret",
    "media.Picture.sending",
    "media.Picture.state",
    "people.BlogRole.role",
    "people.Invitation.public_id",
    "people.Invitation.role",
    "people.Invitation.secret_hash",
    "people.Member.password",
    "people.Member.public_id",
    "people.Member.role",
    "people.Passkey.public_id",
    "people.PeopleEntry.after",
    "people.PeopleEntry.what",
    "people.RecoveryCode.sha256",
    "people.SignedIn.public_id",
    "polls.Vote.mark",
    "publishing.AuditEntry.act",
    "publishing.AuditEntry.door",
    "publishing.AuditEntry.subject",
    "publishing.Errand.given_up_because",
    "publishing.Errand.kind",
    "publishing.Errand.subject",
    "publishing.Outgoing.act",
    "publishing.Outgoing.door",
    "publishing.Outgoing.public_id",
    "publishing.Outgoing.standing",
    "publishing.Outgoing.subject",
    "publishing.Receipt.act",
    "publishing.UnsentText.place",
    "publishing.Receipt.fingerprint",
    "questions.Expert.public_id",
    "questions.ExpertLink.public_id",
    "questions.ExpertLink.secret_hash",
    "questions.Letter.public_id",
    "questions.Letter.secret_hash",
    "questions.Question.lost_answer",
    "questions.Question.public_id",
    "questions.Question.standing",
    "questions.QuestionEvent.act",
    "questions.Session.public_id",
    "snippets.Snippet.kind",
    "snippets.Snippet.public_id",
    "stories.LiveBlog.language",
    "stories.LiveBlog.phase",
    "stories.LiveBlog.public_id",
    "stories.LiveBlog.zone",
    "stories.Post.kind",
    "stories.Post.public_id",
    "stories.Post.state",
    "stories.PostVersion.act",
    "stories.PostVersion.kind",
    "stories.PostVersion.state",
    "stories.ReadingNow.process",
    "stories.Withdrawal.reason",  # public for as long as it stands; one that was undone is in the wire's history
    "wire.Change.action",
    "wire.Change.key",
    "wire.Change.region",
    "wire.FormerName.name",  # public for ever: it leads to the name of now
    "wire.Part.key",
    "wire.Part.region",
    "wire.Stay.key",
    "wire.Wire.epoch",
}


def test_the_log_of_the_server_does_not_tell_either(covered: Coverage) -> None:
    said = covered.newsroom.said()
    # Other tests of this server ask for what is in preparation by its name, and what was asked for in vain is told.
    said = re.sub(rf"Not Found: /{covered.canary}-\d+/\S*", "", said)
    assert hits(covered.canary, said.encode()) == 0
    assert covered.story.token not in said


def test_the_register_names_each_output_once() -> None:
    names = [output.name for output in outputs()]
    assert len(set(names)) == len(names)
