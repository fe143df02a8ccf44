"""Why nothing was changed about people: each says in words what to do next."""

from __future__ import annotations


class PeopleRefused(ValueError):
    """It was refused, whole; `fields` has words for single fields, `status` is the HTTP status that says the same."""

    status = 422

    def __init__(self, message: str = "", **fields: str) -> None:
        words = message or next(iter(fields.values()))
        super().__init__(words)
        self.message, self.fields = words, fields


class NotAllowed(PeopleRefused):
    """Who does it may not."""

    status = 403


class NoSuchPerson(PeopleRefused):
    """There is no such member, role or invitation here."""

    status = 404


class ChangedMeanwhile(PeopleRefused):
    """Somebody else has changed it since it was seen."""

    status = 409
