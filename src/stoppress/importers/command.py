"""What `stoppress import FILE` does: read, bring in, and print the honest report."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date as day

from stoppress.importers.bring_in import Brought, bring
from stoppress.importers.captured import Captured
from stoppress.importers.encoding import MOST_BYTES
from stoppress.importers.errors import CannotImport
from stoppress.importers.reading import read_file
from stoppress.people.models import Member
from stoppress.people.rights import may
from stoppress.publishing.hand import Hand


def import_file(
    path: str | os.PathLike[str],
    *,
    slug: str | None = None,
    email: str | None = None,
    second: str | None = None,
    is_dry_run: bool = False,
    date: str | None = None,
    zone: str | None = None,
    is_json: bool = False,
) -> int:
    """Bring in a captured page as a live blog and print the report; with `is_dry_run`, only read and report.

    The path “-” is stdin. `email` names the member who does it (otherwise the only editor), `second` the one who releases it
    where the newsroom asks for two people. Raises CannotImport, with nothing written.
    """
    with _file(path) as file:
        captured = read_file(file, date=_day(date), zone=zone)
    brought = None
    if not is_dry_run:
        hand, other = Hand(_member(email), door="import"), _member(second) if second else None
        brought = bring(captured, hand, slug=slug or "", second=other)
    print(as_json(captured, brought) if is_json else as_text(captured, brought))
    return 0


def as_text(captured: Captured, brought: Brought | None) -> str:
    """The outcome and the report, as people read them."""
    blog = captured.blog
    facts = [
        f"“{blog.headline}”",
        f"{blog.publisher or 'Publisher not named'}, {blog.language}, {blog.zone}"
        + (f", team: {', '.join(blog.team)}" if blog.team else ""),
        f"{len(blog.key_points)} key points, {sum(post.is_key_event for post in blog.posts)} key events, "
        f"{'one pinned post' if any(post.is_pinned for post in blog.posts) else 'nothing pinned'}",
    ]
    return "\n".join([_outcome(brought), "", *facts, "", captured.report.as_text()])


def as_json(captured: Captured, brought: Brought | None) -> str:
    """The same for machines."""
    outcome = (
        {"slug": brought.slug, "is_new": brought.is_new, "missing_posts": brought.missing_posts}
        if brought
        else None
    )
    return json.dumps(
        {"brought_in": outcome, "report": captured.report.as_data()}, ensure_ascii=False, indent=2
    )


def _outcome(brought: Brought | None) -> str:
    if brought is None:
        return "Read only; nothing was written."
    if brought.is_new:
        return f"Brought in as /{brought.slug}/."
    more = (
        f" Posts of this file that are not in it, and were not added: {brought.missing_posts}."
        if brought.missing_posts
        else ""
    )
    return f"This page came in before, as /{brought.slug}/; nothing was changed.{more}"


def _member(email: str | None) -> Member:
    """Who brings it in: the one named, or the only one who may."""
    allowed = [
        member
        for member in Member.objects.filter(is_active=True).order_by("pk")
        if may(member.role, "bring in")
    ]
    if email:
        named = next((member for member in allowed if member.email.lower() == email.lower()), None)
        if named is None:
            raise CannotImport(
                f"There is no editor {email} who could bring it in. Add one with “stoppress member”, or name another."
            )
        return named
    if len(allowed) == 1:
        return allowed[0]
    if not allowed:
        raise CannotImport(
            "There is no editor yet who could bring it in. Add one first, with “stoppress member”."
        )
    raise CannotImport(
        f"{len(allowed)} editors could bring it in. Say which one, such as --as {allowed[0].email}."
    )


@contextmanager
def _file(path: str | os.PathLike[str]) -> Iterator[str | os.PathLike[str]]:
    """The file itself, or what comes in on stdin, kept in a file for as long as it is read."""
    if str(path) != "-":
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="captured-", suffix=".html") as kept:
        kept.write(sys.stdin.buffer.read(MOST_BYTES + 1))
        kept.flush()
        yield kept.name


def _day(words: str | day | None) -> day | None:
    if words is None or isinstance(words, day):
        return words
    try:
        return day.fromisoformat(words)
    except ValueError as error:
        raise CannotImport(
            f"“{words}” is no date. Give one such as 2024-07-18: the day of the newest post."
        ) from error
