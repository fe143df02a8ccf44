"""Making, finding and ending tokens; the secret is shown once and never again."""

from __future__ import annotations

import contextlib
import hashlib
from datetime import timedelta

from django.db import OperationalError, transaction

from stoppress.api.models import Token
from stoppress.people.diary import write_down
from stoppress.people.models import Member
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock, ids, text

#: By this beginning, scanners for leaked secrets know one of ours.
PREFIX = "sp_"
LONGEST_DAYS = 3_650


class NoToken(ValueError):
    """The token cannot be made or ended; the message says what to do."""


def issue(member_email: str, slug: str, label: str, days: int, *, may_write: bool = True) -> str:
    """Make a token for this member and live blog and return its secret, which is not kept anywhere.

    Writing needs the member's role as well: a viewer's token reads only, whatever it was made for. Raises NoToken.
    """
    member = (
        Member.objects.filter(email__iexact=member_email, is_active=True).select_related("newsroom").first()
    )
    if member is None:
        raise NoToken(f"No active member has the e-mail address “{member_email}”.")
    blog = LiveBlog.objects.filter(newsroom=member.newsroom, slug=slug).first()
    if blog is None:
        raise NoToken(f"{member.newsroom} has no live blog “{slug}”.")
    if not 1 <= days <= LONGEST_DAYS:
        raise NoToken(f"A token lives from 1 to {LONGEST_DAYS:,} days, not {days:,}.")
    secret = PREFIX + ids.secret()
    now = clock.now()
    with transaction.atomic():
        token = Token.objects.create(
            member=member,
            blog=blog,
            label=_checked_label(label),
            sha256=_hash(secret),
            may_write=may_write,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        _write_down("token made", token)
    return secret


def all_tokens(slug: str = "") -> list[Token]:
    """Every token, or those of one live blog, the oldest first; revoked and expired ones too."""
    tokens = Token.objects.select_related("member", "blog").order_by("pk")
    return list(tokens.filter(blog__slug=slug) if slug else tokens)


def revoke(number: int) -> Token:
    """End the token with this number (as `all_tokens` lists them); the next request with it is refused. Raises NoToken."""
    token = Token.objects.filter(pk=number).select_related("member", "blog").first()
    if token is None:
        raise NoToken(f"There is no token {number}; “stoppress token list” names them all.")
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        with transaction.atomic():
            token.save(update_fields=["revoked_at"])
            _write_down("token revoked", token)
    return token


def opening(secret: str) -> Token | None:
    """The token of this secret if it opens the door now, with member, newsroom and live blog at hand; else None."""
    if not secret.startswith(PREFIX):
        return None
    found = Token.objects.select_related("member__newsroom", "blog").filter(sha256=_hash(secret))
    token = found.opening(clock.now()).first()
    if token is not None:
        token.blog.newsroom = token.member.newsroom  # the same one, or it would not open
        _note_use(token)
    return token


def _write_down(what: str, token: Token) -> None:
    about, rights = token.member, "reads and writes" if token.may_write else "reads"
    write_down(about.newsroom, what, by=None, about=about, blog=token.blog_id, after=rights)


def _checked_label(label: str) -> str:
    try:
        return text.one_line(label, limit=80) or "token"
    except text.BadText as error:
        raise NoToken(f"The label: {error}") from error


def _note_use(token: Token) -> None:
    """Note the day of use, once a day: a write for every request would make readers wait for writers."""
    today = clock.now().date()
    if token.last_used_on == today:
        return
    with contextlib.suppress(
        OperationalError
    ):  # a busy database is no reason to refuse a reader; tomorrow will do
        Token.objects.filter(pk=token.pk).update(last_used_on=today)


def _hash(secret: str) -> str:
    """SHA-256 is enough: the secret is 200 random bits, there is nothing to guess slowly."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
