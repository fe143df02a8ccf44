"""Random names: nothing public can be counted or guessed."""

from __future__ import annotations

import secrets

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # without l, o, 0 and 1, which people misread


def public_id() -> str:
    """Twelve letters and digits, 60 bits: the name of a post or a live blog in addresses."""
    return _word(12)


def epoch() -> str:
    """Eight letters and digits: the name of one life of a wire."""
    return _word(8)


def idempotency_key() -> str:
    """A key for one sending of one act (180 bits)."""
    return _word(36)


def secret(length: int = 40) -> str:
    """A word that nobody guesses: 5 bits a letter."""
    return _word(length)


def spelt(digest: bytes) -> str:
    """These bytes in the same letters, 5 bits each."""
    number = int.from_bytes(digest)
    return "".join(_LETTERS[(number >> shift) & 31] for shift in range(0, len(digest) * 8 - 4, 5))


def _word(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
