"""What the reader of a wire has seen so far while it retells it, and how a post comes into the tale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stoppress.demo.acts import Amend, AnyAct, Publish
from stoppress.stories.models import LiveBlog, Post, PostVersion

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
    is_withdrawn: bool = False

    @property
    def words(self) -> tuple[str, str, str, str]:
        return self.title, self.body_html, self.byline, self.kind


@dataclass
class Retelling:
    """The page as the tale has brought it so far, and the versions in which its words are kept."""

    blog: LiveBlog
    header: dict[str, Any] = field(default_factory=dict)
    points: tuple[tuple[str, str | None], ...] = ()
    pinned: str = ""
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
        )

    def publish(self, name: str, data: dict[str, Any], at: datetime) -> Iterator[AnyAct]:
        """A new post; and those that named it before it was there get their words again, now that it can be found."""
        post = self.seen[name] = self.look(name, data)
        yield Publish(
            at=at,
            ref=name,
            title=post.title,
            body_html=post.body_html,
            byline=post.byline,
            kind=post.kind,
            is_key_event=post.is_key_event,
        )
        for target in set(_REFERENCE.findall(post.body_html)) - self.seen.keys():
            self._waiting.setdefault(target, []).append(name)
        for earlier in self._waiting.pop(name, []):
            if earlier in self.seen and not self.seen[earlier].is_withdrawn:
                yield Amend(at=at, ref=earlier, body_html=self.seen[earlier].body_html)
