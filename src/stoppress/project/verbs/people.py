"""`stoppress member` and `stoppress token`."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from stoppress.project.shell import CannotDo, reading, writing

if TYPE_CHECKING:
    from stoppress.api.models import Token
    from stoppress.people.models import Member


def add_member(options: Namespace) -> None:
    """Add a member, and the newsroom if it is not there yet."""
    pass_phrase = _pass_phrase()
    with writing():
        from stoppress.people.joining import add_member

        member = add_member(
            options.newsroom.strip() or _the_only_newsroom(),
            options.email,
            options.name,
            options.role or _role_of_the_next(options.newsroom.strip() or _the_only_newsroom()),
            pass_phrase,
        )
        print(f"{member.name} ({member.email}) is now {member.role} of {member.newsroom}.")


def list_members(options: Namespace) -> None:
    """One line a member: e-mail, role, whether she can come in, name, newsroom."""
    with reading():
        from stoppress.people.models import Member

        for member in Member.objects.select_related("newsroom").order_by("newsroom__name", "email"):
            standing = "active" if member.is_active else "deactivated"
            print(f"{member.email}\t{member.role}\t{standing}\t{member.name}\t{member.newsroom}")


def change_role(options: Namespace) -> None:
    """Make a member another thing."""
    with writing():
        from stoppress.people import keeping

        member = _member(options.email)
        changed = keeping.change_role(None, member.newsroom, member.public_id, None, options.role)
        _settle(changed)
        print(f"{changed.name} ({changed.email}) is now {changed.role} of {changed.newsroom}.")


def pass_phrase(options: Namespace) -> None:
    """Give a member a new pass phrase; her sessions end."""
    words = _pass_phrase()
    with writing():
        from stoppress.people import keeping

        member = _member(options.email)
        keeping.set_pass_phrase(None, member, words)
        print(f"{member.email} has a new pass phrase; the sessions of before have ended.")


def deactivate(options: Namespace) -> None:
    """Let a member out."""
    with writing():
        from stoppress.people import keeping

        member = _member(options.email)
        _settle(keeping.deactivate(None, member.newsroom, member.public_id, None))
        print(f"{member.email} is deactivated; sessions and tokens have ended.")


def reactivate(options: Namespace) -> None:
    """Let a member in again."""
    with writing():
        from stoppress.people import keeping

        member = _member(options.email)
        _settle(keeping.reactivate(None, member.newsroom, member.public_id, None))
        print(f"{member.email} can sign in again; tokens must be made anew.")


def reset_factors(options: Namespace) -> None:
    """Remove a member's second factors."""
    with writing():
        from stoppress.people import second_factor

        member = _member(options.email)
        second_factor.reset(None, member)
        print(f"{member.email} signs in with the pass phrase alone, until a second factor is set up again.")


def new_token(options: Namespace) -> None:
    """Make a token; its secret goes to stdout alone, so that it can be piped to where it is kept."""
    with writing():
        from stoppress.api import tokens

        secret = tokens.issue(
            options.email, options.slug, options.label, options.days, may_write=not options.read_only
        )
        print(secret)
        print("This is the only time that the token is shown.", file=sys.stderr)


def list_tokens(options: Namespace) -> None:
    """One line a token: number, live blog, member, what it may do, until when, label."""
    with reading():
        from stoppress.api import tokens

        for token in tokens.all_tokens(options.slug):
            may = "writes" if token.may_write else "reads"
            until = (
                "revoked"
                if token.revoked_at or _is_called_in(token)
                else f"until {token.expires_at:%Y-%m-%d}"
            )
            print(f"{token.pk}\t{token.blog.slug}\t{token.member.email}\t{may}\t{until}\t{token.label}")


def revoke_token(options: Namespace) -> None:
    """End a token at once."""
    with writing():
        from stoppress.api import tokens

        token = tokens.revoke(options.number)
        print(f"Token {token.pk} ({token.label}) opens nothing any more.")


def _pass_phrase() -> str:
    """Asked for twice at a terminal; else the first line of stdin. Never an argument: those stand in process lists."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Pass phrase (at least ten characters): ")
    if getpass.getpass("Once more: ") != first:
        raise CannotDo("The two pass phrases differ; nobody was added. Try again.")
    return first


def _is_called_in(token: Token) -> bool:
    """Whether its member was let out since it was made."""
    since = token.member.keys_since
    return since is not None and token.made_at <= since


def _member(email: str) -> Member:
    from stoppress.people.models import Member

    found = Member.objects.filter(email__iexact=email).select_related("newsroom").first()
    if found is None:
        raise CannotDo(f"Nobody has the e-mail address “{email}”; “stoppress member list” names all.")
    return found


def _settle(member: Member) -> None:
    """Whoever is an expert stands among the experts."""
    from stoppress.questions import expert_members

    expert_members.settle(member)


def _role_of_the_next(newsroom: str) -> str:
    """The first of a newsroom is its chief, for somebody must be able to invite the others."""
    from stoppress.people.models import Member

    return "editor" if Member.objects.filter(newsroom__name=newsroom).exists() else "chief"


def _the_only_newsroom() -> str:
    from stoppress.people.models import Newsroom

    names = list(Newsroom.objects.values_list("name", flat=True)[:2])
    if len(names) == 1:
        return str(names[0])
    raise CannotDo("Say which newsroom: --newsroom NAME (it is made if it is not there yet).")
