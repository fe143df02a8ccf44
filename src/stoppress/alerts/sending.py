"""Sending parcels to push services (RFC 8030): sealed, signed, many at once, and each within its bounds."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from stoppress.alerts.credentials import Credentials
from stoppress.alerts.encoding import decoded, encoded
from stoppress.alerts.sealing import seal
from stoppress.toolkit.outbound import Outbound, Refused, Reply, Unreachable

#: A topic has at most 32 letters of base64url (RFC 8030 5.4).
_TOPIC_BYTES = 24
_GONE = frozenset({404, 410})
#: What we can do nothing about by sending it again: the browser's key or address is not (any more) what it was.
_HOPELESS = frozenset({400, 413})


class Outcome(StrEnum):
    """What became of one parcel."""

    SENT = "sent"
    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True)
class Parcel:
    """One message for one browser. What has the same subject replaces each other, at the service and in the browser."""

    subscription: int
    endpoint: str
    p256dh: str
    auth: str
    body: bytes
    subject: str
    seconds: int
    urgency: str


@dataclass(frozen=True)
class Report:
    """How it went; `retry_after` is what the service asked for, in seconds."""

    subscription: int
    outcome: Outcome
    retry_after: int = 0


async def deliver(parcels: Sequence[Parcel], credentials: Credentials, caller: Outbound) -> list[Report]:
    """Send all of them; whatever a service does, there is a report for each."""
    return list(await asyncio.gather(*(_send(parcel, credentials, caller) for parcel in parcels)))


async def _send(parcel: Parcel, credentials: Credentials, caller: Outbound) -> Report:
    try:
        body = seal(parcel.body, decoded(parcel.p256dh), decoded(parcel.auth))
        reply = await caller.post(parcel.endpoint, _headers(parcel, credentials), body)
    except (Refused, ValueError):
        return Report(parcel.subscription, Outcome.GONE)  # it leads into our own house, or its key is none
    except Unreachable:
        return Report(parcel.subscription, Outcome.LATER)
    return _read(parcel, reply)


def _headers(parcel: Parcel, credentials: Credentials) -> dict[str, str]:
    return {
        "Authorization": credentials.authorization(parcel.endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(parcel.seconds),
        "Urgency": parcel.urgency,
        "Topic": _topic(parcel),
    }


def _topic(parcel: Parcel) -> str:
    """The same for the same subject and browser, and tells the service nothing: no two browsers have the same."""
    return encoded(hmac.digest(parcel.auth.encode(), parcel.subject.encode(), hashlib.sha256)[:_TOPIC_BYTES])


def _read(parcel: Parcel, reply: Reply) -> Report:
    if 200 <= reply.status < 300:
        return Report(parcel.subscription, Outcome.SENT)
    if reply.status in _GONE:
        return Report(parcel.subscription, Outcome.GONE)
    if reply.status in _HOPELESS:
        return Report(parcel.subscription, Outcome.REFUSED)
    waits = reply.headers.get("retry-after", "")
    return Report(
        parcel.subscription, Outcome.LATER, int(waits) if waits.isdecimal() and len(waits) < 6 else 0
    )
