"""The one register of public outputs: whatever leaves the house for readers and machines has its record here.

The canary crawl for drafts and take-downs, the permission table, the header and cache tests walk this list. An address that
is neither here nor in the permission table fails the build.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial


class Audience(StrEnum):
    """Who may see an output."""

    EVERYBODY = "everybody"
    TOKEN = "a token of this live blog"  # noqa: S105  (words, no secret)


class Door(StrEnum):
    """Which part of the house answers."""

    EDGE = "edge"
    DJANGO = "django"


#: How long copies may live, by the name of the class (PROMISES: a take-down must reach copies that keep their address).
CACHING: Mapping[str, str] = {
    "page": "public, max-age=2, s-maxage=10, stale-while-revalidate=30, stale-if-error=600",
    "delta": "public, max-age=1, s-maxage=5",
    "another life": "public, max-age=1, s-maxage=1",
    "stream": "no-store",
    "redirect": "public, max-age=60",
    "error": "no-store",
    "description": "public, max-age=300",
    "private": "private, no-store",
    # Browsers ask for it at each visit, so that the switch that ends it reaches them.
    "worker": "public, max-age=0, s-maxage=10",
    # A browser asks again after five minutes; shared caches are rid of a picture that was taken down as soon as of a page.
    "picture": "public, max-age=300, s-maxage=10, stale-if-error=600",
    "for ever": "public, max-age=31536000, immutable",
}


@dataclass(frozen=True)
class Output:
    """One public output.

    `address` may name `{slug}`, `{post}`, `{withdrawn}`, `{gone}`, `{cursor}`, `{file}`, `{picture}`, `{gone_picture}`,
    `{shot}`, `{withdrawn_shot}`, `{gone_shot}` (pictures of posts), `{moment}`, `{secret}`, `{front}` (a cursor of the front
    page), `{ended}` (a live blog), `{poll}` and `{film}` (posts), `{position}`.
    """

    name: str
    address: str
    media_type: str
    caching: str
    status: int = 200
    audience: Audience = Audience.EVERYBODY
    door: Door = Door.EDGE
    #: A stream has no end: it is read for its beginning.
    is_endless: bool = False
    #: The answer names epoch and head in its ETag, and `If-None-Match` is answered with 304.
    has_etag: bool = False
    #: It shows public words that have been changed since; never those that were withdrawn or taken down.
    shows_the_past: bool = False
    #: What of the body is another at each moment, whatever is asked: a pattern.
    changing: str = r"urn:uuid:[0-9a-f-]{36}|retry: ?[0-9]+"

    def filled(self, **names: str) -> str:
        """The address of one thing."""
        return self.address.format_map(names)


#: What is made of a wire for machines. The names in feeds are UUIDs, too, and are always the same.
_for_machines = partial(Output, caching="page", has_etag=True, changing=r"(?!)")

OUTPUTS: tuple[Output, ...] = (
    Output("page", "/{slug}/", "text/html", "page", has_etag=True),
    Output("a post's own page", "/{slug}/p/{post}/", "text/html", "page", has_etag=True),
    Output("tombstone", "/{slug}/p/{withdrawn}/", "text/html", "page", has_etag=True),
    Output("taken down", "/{slug}/p/{gone}/", "text/html", "error", status=410),
    Output("older posts", "/{slug}/before/{post}", "text/html", "page", has_etag=True),
    Output("way to newer posts", "/{slug}/after/{post}", "", "redirect", status=302),
    Output("posts from the start", "/{slug}/from-the-start/", "text/html", "page", has_etag=True),
    Output("next posts from the start", "/{slug}/from-the-start/2/", "text/html", "page", has_etag=True),
    _for_machines("feed", "/{slug}/feed.atom", "application/atom+xml"),
    _for_machines("JSON feed", "/{slug}/feed.json", "application/feed+json"),
    _for_machines("feed of key events", "/{slug}/key-events.atom", "application/atom+xml"),
    _for_machines("JSON feed of key events", "/{slug}/key-events.json", "application/feed+json"),
    _for_machines("archive of the feed", "/{slug}/feed/before/{post}.atom", "application/atom+xml"),
    _for_machines("archive of the JSON feed", "/{slug}/feed/before/{post}.json", "application/feed+json"),
    Output("delta", "/{slug}/live/since/{cursor}", "application/json", "delta", has_etag=True),
    Output("stream", "/{slug}/live/stream?since={cursor}", "text/event-stream", "stream", is_endless=True),
    Output(
        "page as it stood",
        "/{slug}/as-of/{moment}/",
        "text/html",
        "page",
        door=Door.DJANGO,
        shows_the_past=True,
    ),
    Output("search", "/{slug}/search/?q=gauge", "text/html", "page", door=Door.DJANGO, has_etag=True),
    Output("search for nothing", "/{slug}/search/", "text/html", "page", door=Door.DJANGO, has_etag=True),
    Output(
        "search that cannot be", "/{slug}/search/?q=a", "text/html", "error", status=400, door=Door.DJANGO
    ),
    Output("corrections", "/{slug}/corrections/", "text/html", "page", door=Door.DJANGO),
    Output("key events", "/{slug}/key-events/", "text/html", "page", door=Door.DJANGO),
    Output("older key events", "/{slug}/key-events/before/{post}/", "text/html", "page", door=Door.DJANGO),
    Output(
        "versions of a post",
        "/{slug}/p/{post}/versions/",
        "text/html",
        "page",
        door=Door.DJANGO,
        shows_the_past=True,
    ),
    Output(
        "versions of a withdrawn post",
        "/{slug}/p/{withdrawn}/versions/",
        "",
        "redirect",
        status=302,
        door=Door.DJANGO,
    ),
    Output(
        "versions of what was taken down",
        "/{slug}/p/{gone}/versions/",
        "text/html",
        "error",
        status=410,
        door=Door.DJANGO,
    ),
    Output(
        "player of another platform", "/{slug}/p/{film}/original/0/", "text/html", "page", door=Door.DJANGO
    ),
    Output(
        "player where there is none",
        "/{slug}/p/{post}/original/{position}/",
        "text/html",
        "error",
        status=404,
        door=Door.DJANGO,
    ),
    # Private, for it tells what was voted from the device that asks.
    Output("vote", "/{slug}/p/{poll}/vote/", "text/html", "private", door=Door.DJANGO),
    Output(
        "vote where there is no poll",
        "/{slug}/p/{post}/vote/",
        "text/html",
        "private",
        status=404,
        door=Door.DJANGO,
    ),
    Output("way to the page as it stood", "/{slug}/as-of/", "", "redirect", status=302, door=Door.DJANGO),
    Output("front page", "/", "text/html", "page", has_etag=True),
    Output("front page's delta", "/live/since/{front}", "application/json", "delta", has_etag=True),
    Output(
        "front page's stream", "/live/stream?since={front}", "text/event-stream", "stream", is_endless=True
    ),
    Output("earlier coverage", "/before/{ended}/", "text/html", "page", has_etag=True),
    _for_machines("feed of all live blogs", "/feed.atom", "application/atom+xml", door=Door.DJANGO),
    _for_machines("JSON feed of all live blogs", "/feed.json", "application/feed+json", door=Door.DJANGO),
    _for_machines("sitemap of all live blogs", "/sitemap.xml", "application/xml", door=Door.DJANGO),
    _for_machines("sitemap of news", "/sitemap-news.xml", "application/xml", door=Door.DJANGO),
    _for_machines("sitemap", "/{slug}/sitemap.xml", "application/xml", door=Door.DJANGO),
    Output(
        "how to follow",
        "/{slug}/follow/",
        "text/html",
        "page",
        door=Door.DJANGO,
        changing=r'data-key="[\w-]+"',  # of each house its own
    ),
    Output("service worker", "/sw.js", "text/javascript", "worker", door=Door.DJANGO),
    Output(
        "web app manifest", "/manifest.webmanifest", "application/manifest+json", "page", door=Door.DJANGO
    ),
    Output("robots.txt", "/robots.txt", "text/plain", "page", door=Door.DJANGO),
    Output("error page", "/no-such-live-blog/", "text/html", "error", status=404),
    Output("malformed cursor", "/{slug}/live/since/x", "application/problem+json", "error", status=400),
    Output("page without its slash", "/{slug}", "", "redirect", status=308),
    Output("delta of another life", "/{slug}/live/since/aaaaaaaa-1", "application/json", "another life"),
    Output("stream of nothing", "/no-such-live-blog/live/stream", "text/html", "error", status=404),
    Output("health", "/healthz", "application/json", "error", changing=r'"silent_seconds":[0-9.]+'),
    Output("static file", "/static/{file}", "*/*", "for ever", has_etag=True),
    Output("picture", "/media/{picture}", "image/webp", "picture", has_etag=True),
    Output("picture that was taken down", "/media/{gone_picture}", "text/plain", "error", status=410),
    Output("picture that nobody has", "/media/no-such-picture.webp", "text/plain", "error", status=404),
    Output("picture of a post", "/media/{shot}", "image/avif", "picture", has_etag=True),
    Output("picture of a withdrawn post", "/media/{withdrawn_shot}", "text/plain", "error", status=404),
    Output("picture of a post that was taken down", "/media/{gone_shot}", "text/plain", "error", status=410),
    # The version in the address is left out: the card of now answers under every one.
    Output("card of a live blog", "/{slug}/card.png", "image/png", "picture", has_etag=True),
    Output("card of a post", "/{slug}/p/{post}/card.png", "image/png", "picture", has_etag=True),
    Output("card of a tombstone", "/{slug}/p/{withdrawn}/card.png", "image/png", "picture", has_etag=True),
    Output("card that was taken down", "/{slug}/p/{gone}/card.png", "text/plain", "error", status=410),
    Output(
        "question form",
        "/{slug}/ask/",
        "text/html",
        "private",
        door=Door.DJANGO,
        changing=r'name="stamp" value="[^"]+"',
    ),
    Output(
        "stamp of a question",
        "/{slug}/ask/stamp",
        "application/json",
        "private",
        door=Door.DJANGO,
        changing=r'"(?:stamp|key)": ?"[^"]+"',
    ),
    # Public for whoever has the address, which nobody can guess: what is hidden is not in it.
    Output("receipt of a question", "/{slug}/ask/{secret}/", "text/html", "private", door=Door.DJANGO),
    Output(
        "receipt that nobody has",
        "/{slug}/ask/no-such-question/",
        "text/html",
        "private",
        status=404,
        door=Door.DJANGO,
    ),
    Output("API description", "/api/v1/openapi.json", "application/json", "description", door=Door.DJANGO),
    Output(
        "API live blogs",
        "/api/v1/live-blogs",
        "application/json",
        "private",
        audience=Audience.TOKEN,
        door=Door.DJANGO,
    ),
    Output(
        "API live blog",
        "/api/v1/live-blogs/{slug}",
        "application/json",
        "private",
        audience=Audience.TOKEN,
        door=Door.DJANGO,
    ),
    Output(
        "API posts",
        "/api/v1/live-blogs/{slug}/posts",
        "application/json",
        "private",
        audience=Audience.TOKEN,
        door=Door.DJANGO,
    ),
    Output(
        "API post",
        "/api/v1/live-blogs/{slug}/posts/{post}",
        "application/json",
        "private",
        audience=Audience.TOKEN,
        door=Door.DJANGO,
    ),
    Output(
        "API tombstone",
        "/api/v1/live-blogs/{slug}/posts/{withdrawn}",
        "application/json",
        "private",
        audience=Audience.TOKEN,
        door=Door.DJANGO,
    ),
    Output(
        "API round-up proposal",
        "/api/v1/live-blogs/{slug}/round-ups/proposal?since=2031-05-04T05:00:00Z&until=2031-05-05T05:00:00Z",
        "application/json",
        "private",
        audience=Audience.TOKEN,
        door=Door.DJANGO,
    ),
    Output(
        "API nothing",
        "/api/v1/live-blogs/{slug}/posts/{gone}",
        "application/problem+json",
        "private",
        status=404,
        audience=Audience.TOKEN,
        door=Door.DJANGO,
    ),
)


def outputs(door: Door | None = None, audience: Audience | None = None) -> Iterator[Output]:
    """The outputs of one door or one audience, or all."""
    for output in OUTPUTS:
        if door in (None, output.door) and audience in (None, output.audience):
            yield output
