"""What `stoppress import FILE` does: read, bring in, and print the honest report."""

from __future__ import annotations

import json
import os
from datetime import date as day

from stoppress.importers.bring_in import Brought, bring
from stoppress.importers.captured import Captured
from stoppress.importers.errors import CannotImport
from stoppress.importers.reading import read_file
from stoppress.people.models import Member
from stoppress.publishing.hand import Hand


def import_file(
    path: str | os.PathLike[str],
    *,
    slug: str | None = None,
    email: str | None = None,
    is_dry_run: bool = False,
    date: str | None = None,
    zone: str | None = None,
    is_json: bool = False,
) -> int:
    """Bring in a captured page as a live blog and print the report; with `is_dry_run`, only read and report.

    `email` names the member who does it (otherwise the first who may publish). Raises CannotImport; nothing is written then.
    """
    captured = read_file(path, date=_day(date), zone=zone)
    brought = None if is_dry_run else bring(captured, Hand(_member(email)), slug=slug or "")
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
        f" {brought.missing_posts} posts of this file are not in it and were not added."
        if brought.missing_posts
        else ""
    )
    return f"This page came in before, as /{brought.slug}/; nothing was changed.{more}"


def _member(email: str | None) -> Member:
    members = Member.objects.filter(is_active=True)
    if email:
        member = members.filter(email__iexact=email).first()
        if member is None:
            raise CannotImport(
                f"There is no member {email}. Add one with `stoppress member add`, or name another."
            )
        return member
    member = (
        next((one for one in members.order_by("pk") if one.role in {"admin", "editor"}), None)
        or members.order_by("pk").first()
    )
    if member is None:
        raise CannotImport(
            "There is no member yet who could bring it in. Add one first, with `stoppress member`."
        )
    return member


def _day(words: str | day | None) -> day | None:
    if words is None or isinstance(words, day):
        return words
    try:
        return day.fromisoformat(words)
    except ValueError as error:
        raise CannotImport(
            f"“{words}” is no date. Give one such as 2024-07-18: the day of the newest post."
        ) from error
