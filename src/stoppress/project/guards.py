"""What `serve` will not start with, and what it warns of: each a sentence that names the setting and the remedy."""

from __future__ import annotations

import ipaddress
import resource
from urllib.parse import urlsplit

from stoppress.toolkit import sqlite

#: A stream is a descriptor. So many are taken where the system gives them, and fewer than the least are worth a word.
WANTED_DESCRIPTORS = 65_536
LEAST_DESCRIPTORS = 10_000

_SHORTEST_KEY = 50


def faults_of_kinds() -> list[str]:
    """Sentences on kinds of posts that the newsroom has declared and that are left out; the server goes on without them."""
    from django.conf import settings

    from stoppress.kinds import declared

    return declared.faults(settings.KINDS) if settings.KINDS else []


def reasons_not_to_start(host: str) -> list[str]:
    """Sentences on settings that would harm a newsroom at this address; empty when all is well."""
    from django.conf import settings

    from stoppress.people.rights import Role
    from stoppress.press.languages import house_language
    from stoppress.press.theme import faults
    from stoppress.toolkit.languages import LANGUAGES

    reasons = []
    is_public = _is_public(host) or _is_public(urlsplit(settings.PUBLIC_URL).hostname or "")
    if is_public and settings.DEBUG:
        reasons.append(
            "Debugging shows our insides to strangers: unset STOPPRESS_DEBUG, or serve on 127.0.0.1."
        )
    if is_public and "*" in settings.ALLOWED_HOSTS:
        reasons.append(
            "STOPPRESS_ALLOWED_HOSTS is “*”, so anybody could choose the name in our links: list the names of this site."
        )
    if _is_weak(settings.SECRET_KEY):
        reasons.append(
            f"The secret key is weak: it needs {_SHORTEST_KEY} random characters. Unset STOPPRESS_SECRET_KEY and remove "
            "the file “secret-key” from the data folder, and a good one is made (everybody signs in anew)."
        )
    if settings.THEME:
        reasons += faults(settings.THEME)
    if house_language() != settings.HOUSE_LANGUAGE:
        reasons.append(
            f"STOPPRESS_LANGUAGE is “{settings.HOUSE_LANGUAGE}”; the interface speaks {', '.join(LANGUAGES)}: name one."
        )
    if settings.OIDC_ISSUER and (
        urlsplit(settings.OIDC_ISSUER).scheme != "https" or not settings.OIDC_CLIENT_ID
    ):
        reasons.append(
            "Single sign-on needs STOPPRESS_OIDC_ISSUER with an https address, and STOPPRESS_OIDC_CLIENT_ID."
        )
    if settings.OIDC_ROLE and settings.OIDC_ROLE not in set(Role):
        reasons.append(f"STOPPRESS_OIDC_ROLE is “{settings.OIDC_ROLE}”; choose one of {', '.join(Role)}.")
    if settings.WEBSUB_HUB and urlsplit(settings.WEBSUB_HUB).scheme not in {"http", "https"}:
        reasons.append(
            f"STOPPRESS_WEBSUB_HUB is “{settings.WEBSUB_HUB}”; a hub has an address such as https://hub.example/."
        )
    return reasons


def warnings(host: str) -> list[str]:
    """Sentences on what works, but not well; empty when all is well."""
    from django.conf import settings

    public = urlsplit(settings.PUBLIC_URL)
    found = []
    if not sqlite.is_safe():
        found.append(
            f"SQLite {sqlite.dbapi.sqlite_version} is older than 3.51.3 and can lose a file when two processes write to "
            "it (WAL-reset bug): run no writing command beside the server, or use a machine for which the pysqlite3 wheel exists."
        )
    if _is_public(host) and not _is_public(public.hostname or ""):
        found.append(
            f"The server listens on {host}, but STOPPRESS_PUBLIC_URL is {settings.PUBLIC_URL}: "
            "set it to the address by which people reach this site."
        )
    if _is_public(public.hostname or "") and public.scheme != "https":
        found.append(
            "The public address is not https: sign-ins travel in the open. Put a proxy with TLS in front."
        )
    if (limit := raise_descriptors()) < LEAST_DESCRIPTORS:
        found.append(
            f"This process may open only {limit:,} files, so about {max(0, limit - 200):,} readers can stream at once; "
            "raise the limit (ulimit -n, LimitNOFILE=)."
        )
    return found


def raise_descriptors() -> int:
    """Let this process open as many files as the system allows, up to what is wanted; returns how many that is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(WANTED_DESCRIPTORS, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return WANTED_DESCRIPTORS if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def _is_public(host: str) -> bool:
    if host in ("localhost", "") or host.endswith(".localhost"):
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True


def _is_weak(key: str) -> bool:
    return len(key) < _SHORTEST_KEY or len(set(key)) < 5 or key.startswith("django-insecure-")
