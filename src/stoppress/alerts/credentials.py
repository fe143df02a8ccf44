"""Who we are to a push service: our own key pair, and the signed word that each message carries (VAPID, RFC 8292).

https://www.rfc-editor.org/rfc/rfc8292
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from stoppress.alerts.encoding import encoded
from stoppress.alerts.sealing import point_of

#: A push service refuses what is good for longer than a day.
_GOOD_SECONDS = 12 * 3600


class BadKey(Exception):
    """The file holds no key for push messages; the message says what to do."""


class Credentials:
    """Our key, and whom a push service writes to when something is wrong with our messages."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, contact: str) -> None:
        self._key = key
        self._contact = contact
        self._words: dict[str, tuple[str, float]] = {}
        #: Our public key, as browsers are given it when they subscribe.
        self.public = encoded(point_of(key.public_key()))

    def authorization(self, endpoint: str) -> str:
        """The header for a message to this endpoint; one word serves all endpoints of a push service for hours."""
        parts = urlsplit(endpoint)
        audience = f"{parts.scheme}://{parts.netloc}"
        word, good_until = self._words.get(audience, ("", 0.0))
        if good_until - time.time() < _GOOD_SECONDS / 2:
            good_until = time.time() + _GOOD_SECONDS
            word = self._signed({"aud": audience, "exp": int(good_until), "sub": self._contact})
            self._words[audience] = (word, good_until)
        return f"vapid t={word}, k={self.public}"

    def _signed(self, claims: dict[str, object]) -> str:
        said = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
        numbers = decode_dss_signature(self._key.sign(said.encode(), ec.ECDSA(SHA256())))
        return f"{said}.{encoded(b''.join(number.to_bytes(32) for number in numbers))}"


def new_key() -> str:
    """A new private key as it is kept in its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def read(path: Path, contact: str) -> Credentials:
    """The credentials of a key file; raises BadKey, or FileNotFoundError where none was made yet."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadKey(_REMEDY.format(path=path)) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise BadKey(_REMEDY.format(path=path))
    return Credentials(key, contact)


_REMEDY = (
    "{path} holds no key for push messages. Bring it back from a backup, or run “stoppress push-key new”: "
    "then those who follow must ask to be told anew."
)


def _json(value: dict[str, object]) -> str:
    return encoded(json.dumps(value, separators=(",", ":")).encode())
