"""A newsroom built by acts in a process of its own, at fixed moments and with fixed names, so that it can be built twice alike.

Run as `python -m tests.register.arrange <canary> <hidden>`: `hidden` is “with” or “without” what no reader may see. Prints what
there is, as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

_BEGINNING = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
DRAFTS = 50
PASS_PHRASE = "seven quiet herons"
ROLES = ("viewer", "guest", "expert", "moderator", "contributor", "reporter", "editor")


def main(canary: str, hidden: str) -> None:
    """Build it, and say what there is."""
    from stoppress.project.start import start_django

    start_django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    print(json.dumps(_Build(canary, is_hidden_there=hidden == "with").build()))


class _Build:
    """One newsroom in the making: every public act at a moment and with names of its own.

    Hidden words hold the canary. Words that were public and have been changed since hold another, which only the page as it
    stood then may show.
    """

    def __init__(self, canary: str, *, is_hidden_there: bool) -> None:
        self._canary = canary
        self._is_hidden_there = is_hidden_there
        self._step = 0
        self._draft = "aaaaaaaaaaaa"
        self._hidden_picture = f"{'a' * 26}-96.webp"
        self._hidden_shot = f"{'a' * 26}-480.avif"

    def build(self) -> dict[str, Any]:
        """The whole story; what is hidden is strewn between the public acts."""
        from stoppress.api import tokens
        from stoppress.media import keeping, shelf
        from stoppress.people.joining import add_member
        from stoppress.publishing import (
            key_points,
            live_blogs,
            pins,
            polls,
            posts,
            question_box,
            round_ups,
            take_down,
            version_showing,
        )
        from stoppress.publishing.live_blogs import Opening
        from stoppress.publishing.wording import Wording
        from stoppress.questions import letters
        from stoppress.stories.models import LiveBlog
        from stoppress.wire.front import FRONT
        from stoppress.wire.models import Wire
        from tests.register import answered
        from tests.register.hidden_people import hide_people
        from tests.shots import placed

        canary = self._canary
        past = canary[::-1]
        alice = add_member(
            "The Harrow Courier", "alice@courier.example", "Alice", "chief", "seven quiet herons"
        )
        with self._act():
            opening = Opening(
                "River rises", slug="flood", standfirst=f"Before: {past}", team=(("Alice", ""),)
            )
            live_blogs.open_live_blog(self._hand(alice), opening)

        def blog() -> LiveBlog:
            return LiveBlog.objects.select_related("wire", "newsroom").get(slug="flood")

        def publish(title: str, body: str, **more: Any) -> str:
            with self._act():
                return posts.publish(self._hand(alice), blog(), Wording(title, body, **more)).post

        def do(act: Callable[..., Any], *arguments: Any, **more: Any) -> None:
            with self._act():
                act(self._hand(alice), blog(), *arguments, **more)

        def hide(number: int) -> None:
            if self._is_hidden_there:
                self._hide(alice, blog(), number)

        hide(0)
        do(live_blogs.change_phase, 1, "live")
        do(version_showing.show_versions, 2, True)
        do(
            live_blogs.change_header,
            3,
            headline="River rises",
            standfirst="What we know.",
            team=[("Alice", "")],
        )
        published = [publish(f"Gauge {number}", f"<p>The gauge shows {number}.</p>") for number in range(24)]
        hide(1)
        amended = publish(f"Old {past}", f"<p>Old {past}.</p>", byline=f"Old {past}")
        do(posts.amend, amended, 1, Wording("New", "<p>New.</p>", byline="Alice"))
        corrected = publish(f"4,000 {past}", f"<p>{past}</p>", is_key_event=True)
        do(
            posts.correct,
            corrected,
            1,
            Wording("400", "<p>400 homes.</p>", is_key_event=True),
            "It is 400, not 4,000.",
        )
        for number in (1, 2):
            with self._act():
                self._tell_of(alice, self._elsewhere(number), canary)
        said = {"kind": "quote", "details": {"speaker": f"Speaker {canary}"}, "is_key_event": True}
        rumours = f"<p>Rumour {canary}.</p><p>{self._elsewhere(1)}</p>"
        withdrawn = publish(f"Rumour {canary}", rumours, byline=canary, **said)
        do(pins.pin, withdrawn)
        rumour = Wording(f"Rumour {canary}", rumours, **said)
        do(posts.correct, withdrawn, 1, rumour, f"Not {canary}")
        do(posts.withdraw, withdrawn, 2, "Not confirmed")
        restored = publish("Back again", "<p>Back again.</p>")
        do(posts.withdraw, restored, 1, f"Reason {past}")
        do(posts.restore, restored, 2)
        shots = self._shots(alice)
        publish("Pictured", "<p>Look.</p>", pictures=(placed(shots["shot"]),))
        rumoured = publish(f"Shown {canary}", "", pictures=(self._placed(shots["withdrawn_shot"]),))
        do(posts.withdraw, rumoured, 1, "Not confirmed")
        gone = publish(
            f"Gone {canary}",
            f"<p>Gone {canary}.</p><p>{self._elsewhere(2)}</p>",
            byline=canary,
            **said,
            pictures=(self._placed(shots["gone_shot"]),),
        )
        do(posts.amend, gone, 1, Wording(f"Gone again {canary}", f"<p>{canary}</p>", **said))
        publish(
            "", f'<p>So it was: <span data-reference="{gone}">see {canary}</span>.</p>', is_key_event=True
        )
        publish(
            "Refers",
            f'<p>See <span data-reference="{gone}">this {canary}</span>, <span data-reference="{withdrawn}">that</span>.</p>',
        )
        do(pins.pin, gone)
        with self._act():
            answered.answer_questions(alice, blog(), canary)
        do(key_points.set_key_points, [(f"Early {past}", None)], 0)
        do(key_points.set_key_points, [(f"Made of {canary}", gone), ("The gauge", published[-1])], 1)
        do(key_points.set_key_points, [("The gauge stands at 23", published[-1])], 2)
        with self._act():
            erased_summary = round_ups.publish_round_up(
                self._hand(alice), blog(), self._summary(published[0], canary)
            ).post
        with self._act():
            round_ups.publish_round_up(
                self._hand(alice), blog(), self._summary(published[0], "The gauge rises")
            )
        do(question_box.change_question_box, 0, is_open=True, invitation=f"Early {canary}", rules=canary)
        do(question_box.change_question_box, 1, is_open=True, invitation="Ask us.")
        with self._act():
            asked = letters.receive(blog(), "Where is the next shelter?", sending_key="first")
        do(take_down.take_down, gone, f"Court order {canary}")
        do(take_down.take_down, erased_summary, f"Court order {canary}")
        do(pins.pin, published[3])
        with self._act():
            shown, erased = self._portrait(alice), self._portrait(alice)
            keeping.make_public(shown)
            keeping.make_public(erased)
            keeping.take_down(erased)
            shelf.erase(erased.secret)
        two = {"question": "Stay?", "options": [{"label": "Yes"}, {"label": "No"}]}
        poll = publish("A poll", "", kind="poll", details=two)
        with self._act():
            polls.vote(blog(), poll, "a mark", 0)
            polls.show_votes(poll)
        with self._act():
            self._foreign(alice, canary)
        film = publish("A film", "<p>https://vimeo.com/123456789</p>")
        hide(2)
        publish("Last", "<p>The last word.</p>")
        ended = [self._ended(alice, number) for number in (1, 2)][-1]
        front = Wire.objects.get(name=FRONT)
        with self._act():
            token = tokens.issue(alice.email, "flood", canary, 365 * 9, may_write=True)
            staff = [
                add_member("The Harrow Courier", f"{role}@courier.example", role, role, PASS_PHRASE)
                for role in ROLES
            ]
            staff += [
                alice,
                add_member(f"Echo {canary}", "stranger@echo.example", "Mallory", "chief", PASS_PHRASE),
            ]
            add_member("The Harrow Courier", f"{canary}@courier.example", canary, "viewer", PASS_PHRASE)
            hide_people(alice, canary)
        wire = blog().wire
        return {
            "slug": "flood",
            "posts": [*published[1:3], published[-1], amended, corrected],
            "withdrawn": withdrawn,
            "gone": gone,
            "epoch": wire.epoch,
            "head": wire.head,
            "token": token,
            "members": {
                "stranger" if member.name == "Mallory" else member.role: member.email for member in staff
            },
            "draft": self._draft,
            "prepared": f"{canary}-0",
            "picture": shown.name(96),
            "hidden_picture": self._hidden_picture,
            "hidden_shot": self._hidden_shot,
            "gone_picture": erased.name(96),
            **{name: picture.name(480, "avif") for name, picture in shots.items()},
            "past": past,
            "moments": self._moments(wire),
            "secret": asked.secret,
            "front_epoch": front.epoch,
            "front_head": front.head,
            "ended": ended,
            "poll": poll,
            "film": film,
        }

    def _elsewhere(self, number: int) -> str:
        """The address of a message on another platform, which holds the word."""
        return f"https://social.example/@{self._canary}/10987654321{number}"

    def _tell_of(self, alice: Any, address: str, word: str) -> None:
        """What the platform told of it when somebody asked."""
        from stoppress.embeds import keeping
        from stoppress.embeds.fetching import Fetched
        from stoppress.embeds.platforms import find
        from stoppress.embeds.told import Told

        found = find(address)
        assert found
        embed = keeping.ask(alice.newsroom, alice, found)
        keeping.keep(embed, Fetched(Told(word, word, word)))

    def _foreign(self, alice: Any, word: str) -> None:
        """A picture of another house that did not come."""
        from stoppress.media.models import Foreign, Stage
        from stoppress.toolkit import clock

        address = f"https://pictures.example/{word}.jpg"
        told = {"stage": Stage.REFUSED, "why": word, "asked_by": alice, "due_at": clock.now()}
        Foreign.objects.create(newsroom=alice.newsroom, address=address, **told)

    def _ended(self, alice: Any, number: int) -> str:
        """A coverage that has ended, for the pages of earlier coverage; returns its public id."""
        from stoppress.publishing import live_blogs
        from stoppress.publishing.live_blogs import Opening
        from stoppress.stories.models import LiveBlog

        slug = f"ended-{number}"
        with self._act():
            live_blogs.open_live_blog(self._hand(alice), Opening(f"Ended {number}", slug=slug))
        for version, phase in enumerate(("live", "closed"), 1):
            with self._act():
                blog = LiveBlog.objects.select_related("wire", "newsroom").get(slug=slug)
                live_blogs.change_phase(self._hand(alice), blog, version, phase)
        return LiveBlog.objects.get(slug=slug).public_id

    def _moments(self, wire: Any) -> list[str]:
        """Every moment at which the page changed, as its address names it; what tells of a take-down has none."""
        changes = wire.changes.exclude(action="remove", key__startswith="post/").order_by("number")
        return list(dict.fromkeys(f"{change.made_at:%Y%m%dT%H%M%SZ}" for change in changes))

    @contextmanager
    def _act(self, word: str = "public") -> Iterator[None]:
        """One act: a minute of its own, and names that depend on nothing but which public act it is."""
        from stoppress.toolkit import clock, ids

        if word == "public":
            self._step += 1
        random = Random(f"{word} {self._step}")
        kept, ids._word = (
            ids._word,
            lambda length: "".join(random.choice(ids._LETTERS) for _ in range(length)),
        )
        try:
            with clock.standing_at(_BEGINNING + timedelta(minutes=self._step)):
                yield
        finally:
            ids._word = kept

    def _hand(self, member: Any) -> Any:
        from stoppress.publishing.hand import Hand

        return Hand(member, door="desk")

    def _summary(self, cited: str, words: str) -> Any:
        """A round-up in these words."""
        from stoppress.publishing.round_ups import Bullet, Summary

        since = _BEGINNING - timedelta(hours=1)
        return Summary(f"Summary {words}", (Bullet(words, ((cited, None),)),), since, introduction=words)

    def _portrait(self, alice: Any) -> Any:
        """A portrait whose words and whose file hold the canary; no reader is shown either."""
        from stoppress.media.keeping import keep_portrait
        from tests.media.made import picture

        data = picture(kind="JPEG", comment=self._canary)
        return keep_portrait(alice.newsroom, alice, data, self._canary, credit=self._canary)

    def _shots(self, alice: Any) -> dict[str, Any]:
        """Pictures for posts: one that stays, one of a withdrawn post, one of a post that is taken down."""
        from tests.shots import a_shot

        with self._act():
            return {name: a_shot(alice) for name in ("shot", "withdrawn_shot", "gone_shot")}

    def _placed(self, picture: Any) -> Any:
        """A picture of which nobody may hear."""
        from tests.shots import placed

        return placed(picture, alt=self._canary, caption=self._canary, credit=self._canary)

    def _hide(self, alice: Any, blog: Any, number: int) -> None:
        """Drafts, a discarded one, one written over, and a whole live blog that is being prepared."""
        from stoppress.desk import presence
        from stoppress.publishing import (
            hand_over,
            key_points,
            live_blogs,
            posts,
            question_box,
            round_ups,
            snippets,
            unsent,
        )
        from stoppress.publishing.hand import Hand
        from stoppress.publishing.live_blogs import Opening
        from stoppress.publishing.snippets import Piece
        from stoppress.publishing.unsent import Typed
        from stoppress.publishing.wording import Wording
        from stoppress.snippets.models import Slot
        from stoppress.stories.models import LiveBlog, LooseReference, Post
        from tests.register import answered
        from tests.register.hidden_followers import hide_followers
        from tests.register.hidden_outgoing import hide_outgoing
        from tests.register.hidden_questions import hide_questions
        from tests.shots import a_shot

        canary = self._canary
        named = Post.objects.standing().filter(blog=blog).values_list("public_id", flat=True)[:3]
        cited = "".join(f'<span data-reference="{name}">{canary}</span>' for name in named)
        body = f"<p>Draft {canary} {cited} (see 3.33 post)</p>"
        words = Wording(f"Draft {canary}", body, byline=canary, is_key_event=True)
        with self._act(f"hidden {number}"):
            shot = a_shot(alice)
            words = replace(words, pictures=(self._placed(shot),))
            self._hidden_shot = shot.name(480, "avif")
            for _ in range(DRAFTS // 2):
                posts.save_draft(Hand(alice), blog, words)
            drafted = posts.save_draft(Hand(alice, key=canary + str(number)), blog, words)
            posts.save_draft(Hand(alice), blog, words, post=drafted.post, version=1)
            self._draft = drafted.post
            self._hidden_picture = self._portrait(alice).name(96)
            discarded = posts.save_draft(Hand(alice), blog, words)
            posts.discard_draft(Hand(alice), blog, discarded.post, 1)
            opening = Opening(
                f"Verdict {canary}", slug=f"{canary}-{number}", standfirst=canary, team=((canary, canary),)
            )
            answer = live_blogs.open_live_blog(Hand(alice), opening)
            prepared = LiveBlog.objects.select_related("wire", "newsroom").get(slug=answer.blog)
            posts.save_draft(Hand(alice), prepared, words)
            key_points.set_key_points(Hand(alice), prepared, [(f"Point {canary}", None)], 0)
            plain = Post.objects.standing().filter(blog=blog, title__startswith="Gauge").first()
            if plain:
                round_ups.save_round_up(Hand(alice), blog, self._summary(plain.public_id, canary))
            for is_of_newsroom in (True, False):
                piece = Piece(
                    f"{canary} {number} {is_of_newsroom}", canary, f"<p>{canary} {{{{ {canary} }}}}</p>"
                )
                piece = replace(piece, is_of_newsroom=is_of_newsroom, slots=(Slot(canary, canary, canary),))
                snippets.keep_snippet(Hand(alice), blog, piece)
            hand_over.write_hand_over(Hand(alice), blog, number, f"Hand-over {canary} {number}")
            question_box.change_question_box(
                Hand(alice), prepared, 0, is_open=True, invitation=canary, rules=canary
            )
            question_box.change_abuse_list(Hand(alice), blog, number, f"abuse {canary} {number}")
            hide_questions(alice, blog, canary)
            answered.hide_experts(alice, blog, prepared, canary)
            hide_followers(blog, canary)
            hide_outgoing(alice, blog, canary, words.pictures or (), self._elsewhere(1))
            presence.hear(alice, blog, canary, "new")
            unsent.keep(alice, blog, Typed("new", f"{canary} {number}", {"title": canary}))
        source = f"https://source.example/{canary}"
        LooseReference.objects.filter(post__public_id=self._draft).update(phrase=canary)
        Post.objects.filter(public_id=self._draft).update(source_id=canary, source_url=source)
        LiveBlog.objects.filter(pk=prepared.pk).update(source_url=source)


if __name__ == "__main__":
    main(*sys.argv[1:])
