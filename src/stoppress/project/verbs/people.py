"""`stoppress member` and `stoppress token`."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace

from stoppress.project.shell import CannotDo, reading, writing


def add_member(options: Namespace) -> None:
    """Add a member, and the newsroom if it is not there yet."""
    pass_phrase = _pass_phrase()
    with writing():
        from stoppress.people.joining import add_member

        member = add_member(
            options.newsroom.strip() or _the_only_newsroom(),
            options.email,
            options.name,
            options.role,
            pass_phrase,
        )
        print(f"{member.name} ({member.email}) is now {member.role} of {member.newsroom}.")


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
            until = "revoked" if token.revoked_at else f"until {token.expires_at:%Y-%m-%d}"
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


def _the_only_newsroom() -> str:
    from stoppress.people.models import Newsroom

    names = list(Newsroom.objects.values_list("name", flat=True)[:2])
    if len(names) == 1:
        return str(names[0])
    raise CannotDo("Say which newsroom: --newsroom NAME (it is made if it is not there yet).")
