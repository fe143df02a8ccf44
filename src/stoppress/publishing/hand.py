"""Who does an act, with which sending and through which door; and what every act answers."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from stoppress.people.models import Member
from stoppress.toolkit import ids

#: With this begin the keys of acts that the clock carries out; no key from outside does.
KEY_OF_CLOCK = "outgoing "


@dataclass(frozen=True)
class Hand:
    """The member who acts. The same `key` sent again, for the same act, gets the first answer and does nothing."""

    member: Member
    key: str = field(default_factory=ids.idempotency_key)
    door: str = "shell"
    #: The act on its way out that this hand carries out; it waits for nobody any more.
    outgoing: str = ""
    #: What is done is undone again within the same transaction; it waits for nobody either.
    is_rehearsal: bool = False


class Answer(msgspec.Struct, frozen=True):
    """What an act has done: the post, question or live blog it was about, its version, and the cursor after it.

    `loose_references` is how many phrases of the post read like a reference and lead nowhere yet.
    `subject` is an expert, a link or a session, if it was about one of these. `outgoing` is the act on its way out, if it was
    about one; `waits` says for what it waits: “second person” or “time”, and then `due_at` when it goes out.
    """

    act: str
    blog: str
    post: str = ""
    version: int = 0
    state: str = ""
    epoch: str = ""
    head: int = 0
    is_repeated: bool = False
    question: str = ""
    loose_references: int = 0
    subject: str = ""
    outgoing: str = ""
    waits: str = ""
    due_at: str = ""
    #: Who had sent the same draft before; what they sent does not go out any more.
    instead_of: str = ""
