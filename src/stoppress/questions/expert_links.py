"""The private address of an expert: a secret that opens what is assigned to him in one live blog, and nothing else."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from stoppress.questions.models import ExpertLink, Question, Standing
from stoppress.toolkit import clock, ids

#: Letters of a secret, five bits each: 200 bits, which nobody guesses.
SECRET_LETTERS = 40
#: What an expert sees: what waits for him, what he has written, and what has come of it.
SHOWN = (Standing.ASSIGNED, Standing.WRITTEN, Standing.ANSWERED)


def new_secret() -> str:
    """The secret of a new link; it is shown once and kept nowhere."""
    return ids.secret(SECRET_LETTERS)


def hash_of(secret: str) -> str:
    """What is kept of it. SHA-256 is enough: of 200 random bits there is nothing to guess slowly."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def opening(secret: str) -> ExpertLink | None:
    """The link of this secret if it opens something now; wrong, expired and revoked ones are the same None."""
    links = ExpertLink.objects.filter(secret_hash=hash_of(secret)).living(clock.now())
    found: ExpertLink | None = links.select_related("expert", "blog__newsroom").first()
    return found


def assigned(link: ExpertLink) -> QuerySet[Question]:
    """The questions that this link shows: the expert's own in that live blog, the first asked first."""
    theirs = Question.objects.filter(blog=link.blog, expert=link.expert, standing__in=SHOWN)
    return theirs.select_related("answer__post").prefetch_related("letters").order_by("first_asked_at", "pk")
