"""Of what a feed tells: one live blog, or the whole house; and the names of things, which outlive their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

import msgspec

#: Names are made of this and of the public id: the same after another slug, another host, another machine.
_NAMES = UUID("6f1b0f0e-5f0a-5c34-9d0e-3b1d6f4a2c77")


class Telling(msgspec.Struct, frozen=True):
    """What a feed says in words of its own, in the language of the interface; and the hub that passes it on, if there is one."""

    key_events: str = "Key events"
    correction: str = "Correction"
    hub: str = ""

    @classmethod
    def of(cls, text: str) -> Telling:
        """Read what the press room wrote down as JSON."""
        return _read(text)


class Channel(msgspec.Struct, frozen=True):
    """Of what a feed tells. `site` is the address of the house without a slash at the end, `path` that of the page within it."""

    id: str
    site: str
    path: str
    title: str
    description: str
    language: str
    newsroom: str
    logo: str = ""

    @classmethod
    def of_live_blog(cls, name: str, document: Mapping[str, Any], logo: str = "") -> Channel:
        """One live blog, as the part `document` of its wire tells it."""
        ld = document.get("ld") or {}
        address = str(document.get("url") or ld.get("url") or "")
        return cls(
            id=named(f"live-blog/{document.get('id') or name}"),
            site=address.rstrip("/").rpartition("/")[0],
            path=f"/{name}/",
            title=str(document.get("title", "")),
            description=str(document.get("description") or ld.get("description") or ""),
            language=str(ld.get("inLanguage") or document.get("language") or "en"),
            newsroom=str(document.get("newsroom", "")),
            logo=logo,
        )

    @property
    def address(self) -> str:
        """The whole address of the page."""
        return f"{self.site}{self.path}"

    def of_key_events(self, word: str) -> Channel:
        """The same live blog, told by its key events alone."""
        return msgspec.structs.replace(
            self, id=named(f"{self.id}/key-events"), title=f"{self.title} – {word}"
        )

    def post(self, public_id: str) -> str:
        """The whole address of a post's own page, under the name that the live blog has now."""
        return f"{self.address}p/{public_id}/"


class Place(msgspec.Struct, frozen=True):
    """Where a feed document is found, and where its neighbours are (RFC 5005); empty where there is none."""

    own: str
    older: str = ""
    newer: str = ""
    #: The feed to subscribe to, if this is a document of its archive.
    current: str = ""


def named(what: str) -> str:
    """The name of this thing for ever: a UUID, so that it depends on no address and no registry."""
    return f"urn:uuid:{uuid5(_NAMES, what)}"


@lru_cache(maxsize=16)
def _read(text: str) -> Telling:
    return msgspec.json.decode(text, type=Telling) if text else Telling()
