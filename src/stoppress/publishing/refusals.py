"""Why an act was not done: each says in words what to do next, and changed nothing."""

from __future__ import annotations

from typing import Any, ClassVar


class Refusal(Exception):
    """An act was refused, whole. `status` is the HTTP status that says the same; `fields` has words for single fields."""

    status: ClassVar[int] = 422

    def __init__(self, message: str, **fields: str) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields


class Invalid(Refusal):
    """Something that was typed cannot be taken."""

    def __init__(self, message: str = "", **fields: str) -> None:
        super().__init__(message or next(iter(fields.values())), **fields)


class NotAllowed(Refusal):
    """The member's role may not do this."""

    status = 403


class NotThere(Refusal):
    """There is no such thing for this member."""

    status = 404


class WrongState(Refusal):
    """The post or the live blog is not in a state in which this can be done."""

    status = 409


class Conflict(Refusal):
    """Somebody saved another version meanwhile; `current` holds it."""

    status = 409

    def __init__(self, message: str, current: dict[str, Any], **fields: str) -> None:
        super().__init__(message, **fields)
        self.current = current


class SendingReused(Refusal):
    """The same idempotency key came with another content."""


class Busy(Refusal):
    """The database is locked by somebody else, for longer than an act waits."""

    status = 503
    retry_after_seconds = 5


class DiskFull(Refusal):
    """There is no room to write; reading goes on."""

    status = 507
