"""Does one act of an act list through the publishing room, as the member whose byline it bears, and writes down that it did."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from stoppress.demo import desk_of_questions
from stoppress.demo.acts import (
    Amend,
    AnswerQuestions,
    AnyAct,
    ChangeHeader,
    ChangePhase,
    Correct,
    MarkKeyEvent,
    Open,
    Pin,
    Publish,
    Restore,
    SetKeyPoints,
    SumUp,
    TakeDown,
    Unpin,
    Vote,
    Withdraw,
    ref_of,
)
from stoppress.demo.models import PlayedAct
from stoppress.people.models import Member
from stoppress.publishing import key_points, live_blogs, pins, polls, posts
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.refusals import NotThere
from stoppress.publishing.round_ups import Bullet, Summary, publish_round_up
from stoppress.publishing.take_down import take_down
from stoppress.publishing.wording import Wording
from stoppress.stories.models import LiveBlog, Post
from stoppress.toolkit import clock

_REFERENCE = re.compile(r'<span data-reference="([^"]*)">(.*?)</span>', re.DOTALL)
_DOOR = "player"


@dataclass
class Stage:
    """A live blog on which an act list is played: who acts, and which post, letter, expert or session goes by which ref.

    `writers` are the members who act under their own byline, by name; the editor does everything else. `pictures` is
    the folder of the portraits, if the story has one.
    """

    editor: Member
    writers: Mapping[str, Member] = field(default_factory=dict)
    blog: LiveBlog | None = None
    names: dict[str, str] = field(default_factory=dict)
    position: int = 0
    pictures: Path | None = None

    @classmethod
    def of(cls, slug: str, editor: Member, writers: Mapping[str, Member] | None = None) -> Stage:
        """The stage as it was left: where it stopped, and the posts so far."""
        stage = cls(editor, writers or {})
        stage.blog = LiveBlog.objects.of_newsroom(editor.newsroom).filter(slug=slug).first()
        if stage.blog is not None:
            played = PlayedAct.objects.filter(blog=stage.blog)
            stage.names = dict(played.exclude(post="").values_list("ref", "post"))
            last = played.order_by("-position").first()
            stage.position = last.position + 1 if last else 0
        return stage

    def perform(self, act: AnyAct) -> None:
        """Do the next act and write down that it is done, in one transaction; raise Refusal with nothing changed."""
        portrait = desk_of_questions.portrait_of(self, act)
        with transaction.atomic():
            name = desk_of_questions.do(self, act, portrait)
            if name is None:
                name = self._do(act)
            self._write_down(act, name)
        self.position += 1
        if name:
            self.names[ref_of(act)] = name

    def pass_over(self, act: AnyAct) -> None:
        """Leave the next act undone, for good."""
        self._write_down(act, "")
        self.position += 1

    def _write_down(self, act: AnyAct, name: str) -> None:
        PlayedAct.objects.create(
            blog=self.standing(), position=self.position, ref=ref_of(act), post=name, at=clock.now()
        )

    def _do(self, act: AnyAct) -> str:
        """Do what is no question's affair; returns the post that is new by it, if one is."""
        match act:
            case AnswerQuestions():
                return desk_of_questions.release(self, act)
            case SumUp():
                return self._sum_up(act).post
            case Publish():
                return self._publish(act).post
            case Vote():
                return self._vote(act)
        self._change(act)
        return ""

    def _change(self, act: AnyAct) -> Answer:
        match act:
            case Open():
                return self._open(act)
            case ChangePhase():
                return live_blogs.change_phase(self.hand(), self.standing(), self._version(), act.phase)
            case ChangeHeader():
                return self._change_header(act)
            case SetKeyPoints():
                return self._set_key_points(act)
            case Pin():
                return pins.pin(self.hand(), self.standing(), self._post(act.ref).public_id)
            case Unpin():
                return pins.unpin(self.hand(), self.standing())
        return self._change_post(act)

    def _open(self, act: Open) -> Answer:
        opening = live_blogs.Opening(
            act.headline,
            act.slug,
            act.standfirst,
            act.zone,
            act.language,
            act.coverage_starts_at,
            act.team,
        )
        answer = live_blogs.open_live_blog(self.hand(), opening)
        self.blog = LiveBlog.objects.get(slug=answer.blog)
        return answer

    def _change_header(self, act: ChangeHeader) -> Answer:
        blog = self.standing()
        team = tuple((member.name, member.duty) for member in blog.team.all())
        return live_blogs.change_header(
            self.hand(),
            blog,
            blog.version,
            headline=blog.headline if act.headline is None else act.headline,
            standfirst=blog.standfirst if act.standfirst is None else act.standfirst,
            team=team if act.team is None else act.team,
        )

    def _publish(self, act: Publish) -> Answer:
        body = self.with_ids(act.body_html)
        wording = Wording(act.title, body, act.byline, act.kind, act.is_key_event, details=act.details)
        return posts.publish(self.hand(act.byline), self.standing(), wording)

    def _vote(self, act: Vote) -> str:
        choices = [choice for choice, votes in enumerate(act.votes) for _ in range(votes)]
        post = self._post(act.ref).public_id
        for device, choice in enumerate(choices):
            polls.vote(self.standing(), post, f"{self.position} {device}", choice)
        polls.show_votes_now(post)
        return ""

    def _sum_up(self, act: SumUp) -> Answer:
        blog = self.standing()
        since = Post.objects.filter(public_id=self.names.get(act.since or "")).first()
        begun_at = (since and since.published_at) or blog.coverage_starts_at or blog.created_at
        since_at, until_at = act.covers or (begun_at, None)
        bullets = tuple(
            Bullet(words, tuple((self.names[ref], None) for ref in refs if ref in self.names))
            for words, refs in act.bullets
        )
        summary = Summary(act.title, bullets, since_at, until_at, act.introduction, act.byline)
        return publish_round_up(self.hand(act.byline), blog, summary)

    def _set_key_points(self, act: SetKeyPoints) -> Answer:
        blog = self.standing()
        points = [(words, self.names.get(ref) if ref else None) for words, ref in act.points]
        return key_points.set_key_points(self.hand(), blog, points, blog.key_points_version)

    def _change_post(self, act: AnyAct) -> Answer:
        blog, post = self.standing(), self._post(ref_of(act))
        hand, name, version = self.hand(post.byline), post.public_id, post.version
        match act:
            case Correct():
                return posts.correct(hand, blog, name, version, self._wording(act, post), act.note)
            case Amend():
                return posts.amend(hand, blog, name, version, self._wording(act, post))
            case MarkKeyEvent():
                return posts.mark_key_event(hand, blog, name, version, act.is_key_event)
            case Withdraw():
                return posts.withdraw(hand, blog, name, version, act.reason)
            case Restore():
                return posts.restore(hand, blog, name, version)
            case TakeDown():
                return take_down(self.hand(), blog, name, act.reason)
        raise TypeError(f"The stage does not know how to {type(act).__name__}.")

    def _wording(self, act: Amend, post: Post) -> Wording:
        body = post.body_html if act.body_html is None else self.with_ids(act.body_html)
        kind = post.kind if act.kind is None else act.kind
        standing = post.fields if kind == post.kind else {}
        return Wording(
            post.title if act.title is None else act.title,
            body,
            post.byline if act.byline is None else act.byline,
            kind,
            post.is_key_event if act.is_key_event is None else act.is_key_event,
            details={**standing, **(act.details or {})},
        )

    def with_ids(self, body_html: str) -> str:
        """References by our ids; one to a post that is not there yet, or no more, becomes plain words."""

        def named(match: re.Match[str]) -> str:
            post = self.names.get(match[1])
            return f'<span data-reference="{post}">{match[2]}</span>' if post else match[2]

        return _REFERENCE.sub(named, body_html)

    def hand(self, byline: str = "") -> Hand:
        return Hand(self.writers.get(byline, self.editor), door=_DOOR)

    def standing(self) -> LiveBlog:
        if self.blog is None:
            raise NotThere("The live blog has not been opened; an act list begins with opening it.")
        self.blog.refresh_from_db()
        return self.blog

    def _version(self) -> int:
        return self.standing().version

    def _post(self, ref: str) -> Post:
        found = Post.objects.filter(public_id=self.names.get(ref, "")).first()
        if found is None:
            raise NotThere(f"There is no post “{ref}” on this page.")
        return found
