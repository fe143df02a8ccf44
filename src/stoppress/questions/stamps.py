"""The stamp of a form: it says when the form was given out, is good for one letter, and may ask for proof of work."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core import signing

from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock, ids

#: Nobody reads and writes faster than this; machines do.
LEAST_SECONDS = 3
MOST_SECONDS = 2 * 3600
#: Leading zero bits that a proof must have: 2^15 hashes on average, a third of a second on a phone. More while many ask.
CALM_BITS = 15
BUSY_BITS = 18

_SALT = "stoppress.questions.stamp"
_LONGEST = 400
_LONGEST_PROOF = 16


class BadStamp(ValueError):
    """The stamp is none of ours, of another live blog, or too old: a new one must be asked for."""


@dataclass(frozen=True)
class Stamp:
    """One stamp as it was given out. `key` names the sending; `bits` is the work that a proof must show."""

    key: str
    at: float
    bits: int

    @property
    def age_seconds(self) -> float:
        """So long ago it was given out."""
        return clock.now().timestamp() - self.at


def issue(blog: LiveBlog, bits: int = CALM_BITS) -> str:
    """A new stamp for the form of this live blog, signed."""
    said = [blog.public_id, ids.secret(24), round(clock.now().timestamp(), 1), bits]
    return signing.dumps(said, salt=_SALT)


def read(blog: LiveBlog, word: str) -> Stamp:
    """What a stamp says; raises BadStamp."""
    try:
        name, key, at, bits = signing.loads(word[:_LONGEST], salt=_SALT)
    except (signing.BadSignature, ValueError, UnicodeError) as error:
        raise BadStamp from error
    stamp = Stamp(key, at, bits)
    if name != blog.public_id or not 0 <= stamp.age_seconds + 1 <= MOST_SECONDS:
        raise BadStamp
    return stamp


def is_proven(stamp: Stamp, proof: str) -> bool:
    """Whether this proof shows the work: SHA-256 of “key:proof” begins with so many zero bits."""
    if not proof or len(proof) > _LONGEST_PROOF or not proof.isascii():
        return False
    digest = hashlib.sha256(f"{stamp.key}:{proof}".encode()).digest()
    return int.from_bytes(digest) >> (256 - stamp.bits) == 0
