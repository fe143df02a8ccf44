"""Which addresses are those of a platform that we know, where such a thing is told about, and which frame can play it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlsplit

#: Where we ask: JSON as oEmbed (https://oembed.com), a status of Mastodon, or the head of the page (https://ogp.me).
OEMBED, STATUS, PAGE = "oembed", "status", "page"


@dataclass(frozen=True)
class Platform:
    """One platform: its name for people, its hosts, what the path of a thing looks like, and how one asks about it.

    `frame` makes the address of its player from the address; without one the reader goes to the platform itself.
    """

    name: str
    label: str
    hosts: tuple[str, ...]
    path: re.Pattern[str]
    source: str = PAGE
    endpoint: str = ""
    frame: Callable[[str], str] | None = None
    #: A host for short addresses, and what their paths look like.
    short: tuple[str, re.Pattern[str]] | None = None

    def has(self, host: str, path: str) -> bool:
        """Whether this is the path of a thing there, with what its query says of it."""
        if self.short and host == self.short[0]:
            return self.short[1].fullmatch(path) is not None
        return (host in self.hosts or not self.hosts) and self.path.fullmatch(path) is not None


@dataclass(frozen=True)
class Found:
    """A thing on a platform, by the address that is kept: https, without what only tracks."""

    platform: Platform
    address: str

    @property
    def asks(self) -> str:
        """The address that tells about it."""
        if self.platform.source == OEMBED:
            return f"{self.platform.endpoint}{quote(self.address, safe='')}"
        if self.platform.source == STATUS:
            parts = urlsplit(self.address)
            return f"https://{parts.netloc}/api/v1/statuses/{parts.path.rsplit('/', 1)[-1]}"
        return self.address

    @property
    def frame(self) -> str:
        """The address of the player; empty where there is none."""
        return self.platform.frame(self.address) if self.platform.frame else ""


def find(address: str) -> Found | None:
    """The thing at this address, if a platform that we know has it."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
        is_plain = parts.scheme in {"http", "https"} and parts.port is None and not parts.username
    except ValueError:
        return None
    if not is_plain or any(letter in address.strip() for letter in " \"'<>\\`") or not address.isascii():
        return None
    for platform in PLATFORMS:
        if platform.has(host, _with_query(platform, parts.path, parts.query)):
            return Found(platform, _kept(platform, host, parts.path, parts.query))
    return None


def platform_of(name: str) -> Platform | None:
    """The platform of this name."""
    return next((platform for platform in PLATFORMS if platform.name == name), None)


def _with_query(platform: Platform, path: str, query: str) -> str:
    film = parse_qs(query).get("v", [""])[0]
    return f"{path}?v={film}" if platform.name == "youtube" and film else path


def _kept(platform: Platform, host: str, path: str, query: str) -> str:
    return f"https://{_OWN_HOST.get(host, host)}{_with_query(platform, path, query)}"


def _youtube(address: str) -> str:
    parts = urlsplit(address)
    film = parse_qs(parts.query).get("v", [""])[0] or parts.path.rstrip("/").rsplit("/", 1)[-1]
    return f"https://www.youtube-nocookie.com/embed/{film}"


def _vimeo(address: str) -> str:
    return f"https://player.vimeo.com/video/{urlsplit(address).path.strip('/').split('/')[0]}?dnt=1"


def _tiktok(address: str) -> str:
    return f"https://www.tiktok.com/player/v1/{urlsplit(address).path.rstrip('/').rsplit('/', 1)[-1]}"


def _datawrapper(address: str) -> str:
    return f"https://datawrapper.dwcdn.net/{urlsplit(address).path.strip('/').split('/')[0]}/"


#: Hosts that are written in several ways.
_OWN_HOST = {
    "youtube.com": "www.youtube.com",
    "m.youtube.com": "www.youtube.com",
    "mobile.twitter.com": "x.com",
    "twitter.com": "x.com",
    "instagram.com": "www.instagram.com",
    "tiktok.com": "www.tiktok.com",
}

PLATFORMS: tuple[Platform, ...] = (
    Platform(
        "youtube",
        "YouTube",
        ("youtube.com", "m.youtube.com"),
        re.compile(r"/watch\?v=[\w-]{6,20}|/(?:shorts|live)/[\w-]{6,20}/?"),
        OEMBED,
        "https://www.youtube.com/oembed?format=json&url=",
        _youtube,
        ("youtu.be", re.compile(r"/[\w-]{6,20}/?")),
    ),
    Platform(
        "vimeo",
        "Vimeo",
        ("vimeo.com",),
        re.compile(r"/\d{5,12}(?:/[0-9a-f]{6,14})?/?"),
        OEMBED,
        "https://vimeo.com/api/oembed.json?url=",
        _vimeo,
    ),
    Platform(
        "x",
        "X",
        ("x.com", "twitter.com", "mobile.twitter.com"),
        re.compile(r"/\w{1,20}/status/\d{5,20}/?"),
        OEMBED,
        "https://publish.x.com/oembed?omit_script=1&dnt=true&url=",
    ),
    Platform(
        "bluesky",
        "Bluesky",
        ("bsky.app",),
        re.compile(r"/profile/[\w.:-]{3,80}/post/[a-z0-9]{6,20}/?"),
        OEMBED,
        "https://embed.bsky.app/oembed?url=",
    ),
    Platform(
        "instagram",
        "Instagram",
        ("instagram.com",),
        re.compile(r"/(?:[\w.]{1,40}/)?(?:p|reel|tv)/[\w-]{5,20}/?"),
    ),
    Platform(
        "tiktok",
        "TikTok",
        ("tiktok.com",),
        re.compile(r"/@[\w.]{1,40}/video/\d{5,25}/?"),
        OEMBED,
        "https://www.tiktok.com/oembed?url=",
        _tiktok,
    ),
    Platform("telegram", "Telegram", ("t.me",), re.compile(r"/(?:s/)?\w{3,40}/\d{1,10}/?")),
    Platform(
        "datawrapper",
        "Datawrapper",
        ("datawrapper.dwcdn.net",),
        re.compile(r"/[A-Za-z0-9]{5}(?:/\d{1,5})?/?"),
        OEMBED,
        "https://api.datawrapper.de/v3/oembed?format=json&url=",
        _datawrapper,
    ),
    # Anybody may run one; the address says that it is one.
    Platform("mastodon", "Mastodon", (), re.compile(r"/@[\w.]{1,60}(?:@[\w.-]{3,80})?/\d{5,25}/?"), STATUS),
)

#: The frames that may play, each host by its name: what the policy of the page of an original lists.
FRAME_HOSTS = {
    "youtube": "https://www.youtube-nocookie.com",
    "vimeo": "https://player.vimeo.com",
    "tiktok": "https://www.tiktok.com",
    "datawrapper": "https://datawrapper.dwcdn.net",
}
