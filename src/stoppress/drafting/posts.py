"""What a suggestion is made from, and what it is: posts in, points out."""

from __future__ import annotations

import msgspec


class Post(msgspec.Struct, frozen=True):
    """One post as plain words; `time` is only carried, the order of the list says what is newer."""

    id: str | int
    time: str | int | float | None
    title: str | None
    text: str
    is_key_event: bool = False


class Point(msgspec.Struct, frozen=True):
    """One bullet, in words of the post it rests on."""

    text: str
    posts: list[str | int]


class Suggestion(msgspec.Struct, frozen=True):
    """One bullet among those that an editor may choose from, in words of the post it rests on."""

    text: str
    posts: list[str | int]
    is_key_event: bool
    is_proposed: bool  # whether `round_up` would have it
    topic: int  # one number, one matter; 0 is the topic that a round-up would begin with
    weight: float  # what it says of the whole span: 1 for the bullet that says most, down to nearly 0
