"""What the reader of a wire has seen so far while it retells it, and how a post comes into the tale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any

from stoppress.demo.acts import Amend, AnswerQuestions, AnyAct, OpenSession, Publish, SumUp, Vote
from stoppress.questions.models import Answer, Session
from stoppress.stories.models import LiveBlog, Post, PostVersion, read_details
from stoppress.toolkit import html

_REFERENCE = re.compile(r'data-reference="([a-z0-9]{12})"')


@dataclass(frozen=True)
class SeenPost:
    """A post as a change of the wire showed it; `act` is the one that made this version."""

    version: int
    act: str
    title: str
    body_html: str
    byline: str
    kind: str
    is_key_event: bool
    corrections: int
    details: Mapping[str, Any]
    votes: tuple[int, ...]
    is_withdrawn: bool = False

    @property
    def words(self) -> tuple[str, str, str, str, Mapping[str, Any]]:
        return self.title, self.body_html, self.byline, self.kind, self.details


@dataclass
class Retelling:
    """The page as the tale has brought it so far, and the versions in which its words are kept."""

    blog: LiveBlog
    header: dict[str, Any] = field(default_factory=dict)
    points: tuple[tuple[str, str | None], ...] = ()
    pinned: str = ""
    #: Whether readers can ask, and what the box says.
    box: tuple[bool, str] = (False, "")
    #: The sessions that are open.
    sessions: set[str] = field(default_factory=set)
    seen: dict[str, SeenPost] = field(default_factory=dict)
    published_at: dict[str, datetime | None] = field(init=False)
    brought_in: bool = field(init=False)
    _versions: dict[tuple[str, int], PostVersion] = field(init=False)
    #: Posts whose words name one that comes later, by the id of that one.
    _waiting: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        posts = Post.objects.filter(blog=self.blog)
        self.published_at = dict(posts.values_list("public_id", "published_at"))
        versions = PostVersion.objects.filter(post__blog=self.blog).select_related("post")
        self._versions = {(version.post.public_id, version.number): version for version in versions}
        self.brought_in = any(version.act == "bring in" for version in self._versions.values())

    def look(self, name: str, data: dict[str, Any]) -> SeenPost:
        """The post as this change's data and the version it names show it."""
        version = self._versions[name, data["version"]]
        return SeenPost(
            version.number,
            version.act,
            version.title,
            version.body_html,
            version.byline,
            data["kind"],
            data["is_key_event"],
            len(data["corrections"]),
            read_details(version.details),
            tuple(data.get("votes", ())),
        )

    def publish(self, name: str, data: dict[str, Any], at: datetime) -> Iterator[AnyAct]:
        """A new post; and those that named it before it was there get their words again, now that it can be found."""
        post = self.seen[name] = self.look(name, data)
        session = data.get("session") or {}
        if session and session["id"] not in self.sessions:
            self.sessions.add(session["id"])
            yield _opened(session, at)
        yield _brought(name, post, data, at)
        yield from voted(name, (), post.votes, at)
        for target in set(_REFERENCE.findall(post.body_html)) - self.seen.keys():
            self._waiting.setdefault(target, []).append(name)
        for earlier in self._waiting.pop(name, []):
            if earlier in self.seen and not self.seen[earlier].is_withdrawn:
                yield Amend(at=at, ref=earlier, body_html=self.seen[earlier].body_html)


def voted(name: str, before: tuple[int, ...], now: tuple[int, ...], at: datetime) -> Iterator[AnyAct]:
    """What was voted between two changes."""
    new = tuple(votes - earlier for votes, earlier in zip_longest(now, before, fillvalue=0))
    if any(votes > 0 for votes in new):
        yield Vote(at=at, ref=name, votes=new)


def _brought(name: str, post: SeenPost, data: dict[str, Any], at: datetime) -> AnyAct:
    """The act that brought a post, by what it says besides its words."""
    words: dict[str, Any] = {
        "at": at,
        "ref": name,
        "title": post.title,
        "body_html": post.body_html,
        "byline": post.byline,
    }
    if data.get("questions"):
        asked = tuple(
            (asked["words"], asked["first_name"] or "", asked["place"] or "") for asked in data["questions"]
        )
        answer = Answer.objects.filter(post__public_id=name).select_related("expert").first()
        expert = answer.expert.public_id if answer and answer.expert else ""
        session = (data["session"] or {}).get("id", "")
        return AnswerQuestions(
            **words, asked=asked, expert=expert, session=session, is_key_event=post.is_key_event
        )
    if data.get("covers"):
        since, until = (datetime.fromisoformat(data["covers"][end]) for end in ("since", "until"))
        introduction = html.to_plain(post.body_html.partition("<ul>")[0])
        bullets = tuple((bullet["text"], tuple(bullet["posts"])) for bullet in data["bullets"])
        return SumUp(**words, introduction=introduction, bullets=bullets, covers=(since, until))
    return Publish(**words, kind=post.kind, is_key_event=post.is_key_event, details=dict(post.details))


def _opened(session: dict[str, str], at: datetime) -> OpenSession:
    found = Session.objects.filter(public_id=session["id"]).first()
    return OpenSession(
        at=at,
        ref=session["id"],
        heading=session["heading"],
        standfirst=found.standfirst if found else "",
    )
