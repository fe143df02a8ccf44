"""Bytes as the push standards write them: base64 for addresses, without its padding."""

from __future__ import annotations

import base64
import binascii


def encoded(data: bytes) -> str:
    """Bytes as text."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Text as bytes; raises ValueError for anything that is no base64 for addresses."""
    try:
        return base64.b64decode(
            text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True
        )
    except (binascii.Error, UnicodeError) as error:
        raise ValueError("This is no base64url.") from error
