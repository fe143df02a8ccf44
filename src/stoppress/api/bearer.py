"""Who knocks: a bearer token, or nobody; session cookies are not looked at, so no foreign page can act through them."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from stoppress.api import tokens
from stoppress.api.models import Token
from stoppress.api.problems import NOT_ALLOWED, NOT_THERE, Problem
from stoppress.people.rights import may
from stoppress.people.roles import role_on
from stoppress.stories.models import LiveBlog


class Bearer(HttpBearer):
    """`Authorization: Bearer sp_…`; looked up anew for every request, so that a revoked token is dead at once."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        return tokens.opening(token.strip())


def token_of(request: HttpRequest) -> Token:
    """The token that opened the door for this request."""
    token: Token = request.auth  # type: ignore[attr-defined]
    return token


def live_blog(request: HttpRequest, slug: str) -> LiveBlog:
    """The token's live blog, if this is its name; any other does not exist, whoever's it is."""
    blog: LiveBlog = token_of(request).blog
    if blog.slug != slug:
        raise Problem(NOT_THERE, "There is no such live blog for this token.")
    role = role_on(token_of(request).member, blog.pk)
    if not may(role, "see the desk"):
        raise Problem(NOT_ALLOWED, f"As {role} of this live blog you read nothing here. Ask an editor.")
    return blog


def refuse_unless_writing(request: HttpRequest) -> None:
    """Refuse a token that was made for reading; what the member's role may do is the act's question."""
    if not token_of(request).may_write:
        raise Problem(NOT_ALLOWED, "This token reads only. Ask an operator for one that writes.")
