"""Sealing a message so that only the reader's browser can read it: RFC 8291, with the aes128gcm coding of RFC 8188.

https://www.rfc-editor.org/rfc/rfc8291
"""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: One record holds the whole message; push services take 4,096 bytes at most.
_RECORD_BYTES = 4096
#: Salt, record size, length and key in front; the last delimiter and the tag behind.
MOST_BYTES = _RECORD_BYTES - (16 + 4 + 1 + 65) - (1 + 16)
_CURVE = ec.SECP256R1()
_LAST_RECORD = b"\x02"


def seal(
    message: bytes,
    theirs: bytes,
    auth: bytes,
    *,
    salt: bytes | None = None,
    ours: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body for the push service. `theirs` is the browser's public point, `auth` its secret; salt and key only for tests."""
    if len(message) > MOST_BYTES:
        raise ValueError(f"A push message holds at most {MOST_BYTES} bytes.")
    salt = salt or os.urandom(16)
    ours = ours or ec.generate_private_key(_CURVE)
    our_point = point_of(ours.public_key())
    secret = ours.exchange(ec.ECDH(), public_key(theirs))
    seed = _derived(secret, auth, b"WebPush: info\0" + theirs + our_point, 32)
    key = _derived(seed, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(seed, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + _RECORD_BYTES.to_bytes(4) + len(our_point).to_bytes(1) + our_point
    return head + AESGCM(key).encrypt(nonce, message + _LAST_RECORD, None)


def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """The key of an uncompressed point; raises ValueError for one that is not on the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as its uncompressed point, 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
