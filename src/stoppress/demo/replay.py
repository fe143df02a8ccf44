"""Reads out of a live blog's wire what happened to it, act by act, so that it can be played again as it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from stoppress.demo.acts import (
    Amend,
    AnyAct,
    ChangeHeader,
    ChangePhase,
    CloseSession,
    Correct,
    MarkKeyEvent,
    Open,
    Pin,
    Restore,
    SetKeyPoints,
    SetQuestionBox,
    TakeDown,
    Team,
    Unpin,
    Withdraw,
)
from stoppress.demo.retelling import Retelling, SeenPost, voted
from stoppress.stories.models import LiveBlog, Phase, State
from stoppress.wire.models import Change


class NothingToReplay(ValueError):
    """The live blog has no public history; the message says so."""


def acts_of(blog: LiveBlog, slug: str) -> list[AnyAct]:
    """What happened to this live blog, in order, as acts that open another one by this slug.

    Everything public comes from the wire: each wording, correction, withdrawal, list of key points, headline and phase,
    at its moment. Of a post that was taken down nothing is left to play. A live blog that was brought in from elsewhere
    is played by the moments of its posts, for it came onto our wire in one piece; its key points join as their posts do.
    """
    changes = list(Change.objects.filter(wire=blog.wire).defer("html").order_by("number"))
    if not changes:
        raise NothingToReplay(f"“{blog.slug}” has never been public; there is nothing to replay.")
    retelling = Retelling(blog)
    arrival = _arrival(changes) if retelling.brought_in else []
    acts = [*_arrived(retelling, arrival, slug)] if arrival else []
    for change in changes[len(arrival) :]:
        acts += _happened(retelling, change, slug)
    return _never_backwards(acts)


def _arrival(changes: list[Change]) -> list[Change]:
    """The changes by which a live blog was brought in: all in one go, at one moment."""
    return [change for change in changes if change.made_at == changes[0].made_at]


def _arrived(retelling: Retelling, arrival: list[Change], slug: str) -> Iterator[AnyAct]:
    """A brought-in live blog, spread out over the moments of its posts."""
    parts = {change.key: msgspec.json.decode(change.data) for change in arrival}
    header, pinned = parts["header"], parts.get("pinned", {}).get("id", "")
    points = _points(parts["key-points"])
    posts = [
        data | {"at": retelling.published_at[data["id"]]}
        for key, data in parts.items()
        if _is_post(key, data)
    ]
    posts.sort(key=lambda data: data["at"])
    begins_at = min(moment for moment in (_moment(header["coverage_starts_at"]), posts[0]["at"]) if moment)
    yield from _opening(header | {"phase": Phase.LIVE}, slug, begins_at)
    for data in posts:
        yield from retelling.publish(data["id"], data, data["at"])
        if data["id"] == pinned:
            yield Pin(at=data["at"], ref=pinned)
        if data["id"] in {post for _, post in points}:
            standing = tuple(point for point in points if point[1] in retelling.seen)
            yield SetKeyPoints(at=data["at"], points=standing)
    if any(post not in retelling.seen for _, post in points):
        yield SetKeyPoints(at=posts[-1]["at"], points=points)
    if header["phase"] != Phase.LIVE:
        yield ChangePhase(at=_moment(header["coverage_ended_at"]) or posts[-1]["at"], phase=header["phase"])
    retelling.header, retelling.points, retelling.pinned = header, points, pinned


def _happened(retelling: Retelling, change: Change, slug: str) -> Iterator[AnyAct]:
    """The acts that this change shows; none if it only shows the same thing anew."""
    data = msgspec.json.decode(change.data)
    if change.key == "header" and not retelling.header:
        retelling.header = data
        yield from _opening(data, slug, change.made_at)
    elif change.key == "header":
        yield from _changed_header(retelling, data, change.made_at)
    elif change.key == "key-points":
        if (points := _points(data)) != retelling.points:
            retelling.points = points
            yield SetKeyPoints(at=change.made_at, points=points)
    elif change.key == "pinned":
        if (post := data.get("id", "")) != retelling.pinned:
            retelling.pinned = post
            yield Pin(at=change.made_at, ref=post) if post else Unpin(at=change.made_at)
    elif change.key == "questions":
        yield from _changed_questions(retelling, data, change.made_at)
    elif change.key.startswith("post/"):
        yield from _happened_to_post(retelling, change, data)


def _opening(header: dict[str, Any], slug: str, at: datetime) -> Iterator[AnyAct]:
    yield Open(
        at=at,
        slug=slug,
        headline=header["headline"],
        standfirst=header["standfirst"],
        zone=header["zone"],
        language=header["language"],
        team=_team(header),
        coverage_starts_at=_moment(header["coverage_starts_at"]),
    )
    yield ChangePhase(at=at, phase=header["phase"])


def _changed_header(retelling: Retelling, data: dict[str, Any], at: datetime) -> Iterator[AnyAct]:
    before, retelling.header = retelling.header, data
    if any(data[name] != before[name] for name in ("headline", "standfirst", "team")):
        yield ChangeHeader(at=at, headline=data["headline"], standfirst=data["standfirst"], team=_team(data))
    if data["phase"] != before["phase"]:
        yield ChangePhase(at=at, phase=data["phase"])


def _changed_questions(retelling: Retelling, data: dict[str, Any], at: datetime) -> Iterator[AnyAct]:
    box = (data.get("is_open", False), data.get("invitation", ""))
    if box != retelling.box:
        retelling.box = box
        yield SetQuestionBox(at=at, is_open=box[0], invitation=box[1])
    for session in data.get("sessions", ()):
        if not session["is_open"] and session["id"] in retelling.sessions:
            retelling.sessions.discard(session["id"])
            yield CloseSession(at=at, ref=session["id"])


def _happened_to_post(retelling: Retelling, change: Change, data: dict[str, Any]) -> Iterator[AnyAct]:
    name, at = change.key.removeprefix("post/"), change.made_at
    seen = retelling.seen.get(name)
    if change.action == "remove":
        if retelling.seen.pop(name, None):
            yield TakeDown(at=at, ref=name, reason="Taken down in the original.")
    elif seen is None:
        if data["state"] == State.PUBLISHED:
            yield from retelling.publish(name, data, retelling.published_at[name] or at)
    elif data["state"] == State.WITHDRAWN:
        retelling.seen[name] = replace(seen, is_withdrawn=True)
        if not seen.is_withdrawn:
            yield Withdraw(at=at, ref=name, reason=data["withdrawal"]["reason"])
    else:
        now = retelling.seen[name] = retelling.look(name, data)
        if seen.is_withdrawn:
            yield Restore(at=at, ref=name)
        yield from voted(name, seen.votes, now.votes, at)
        yield from _changed_words(name, seen, now, data, at)


def _changed_words(
    name: str, before: SeenPost, now: SeenPost, data: dict[str, Any], at: datetime
) -> Iterator[AnyAct]:
    amended = Amend(
        at=at,
        ref=name,
        title=now.title,
        body_html=now.body_html,
        byline=now.byline,
        kind=now.kind,
        is_key_event=now.is_key_event,
        details={**dict.fromkeys(before.details, ""), **now.details},  # what is left out would stay
    )
    if now.corrections > before.corrections:
        note = data["corrections"][-1]["note"]
        yield Correct(note=note, **{field: getattr(amended, field) for field in amended.__struct_fields__})
    elif now.words != before.words or (now.version != before.version and now.act == "amend"):
        yield amended
    elif now.is_key_event != before.is_key_event:
        yield MarkKeyEvent(at=at, ref=name, is_key_event=now.is_key_event)


def _never_backwards(acts: list[AnyAct]) -> list[AnyAct]:
    """The acts with no moment before that of the act they follow."""
    risen: list[AnyAct] = []
    for act in acts:
        at = max(act.at, risen[-1].at) if risen else act.at
        risen.append(msgspec.structs.replace(act, at=at))
    return risen


def _is_post(key: str, data: dict[str, Any]) -> bool:
    return key.startswith("post/") and data.get("state") == State.PUBLISHED


def _points(data: dict[str, Any]) -> tuple[tuple[str, str | None], ...]:
    return tuple((point["text"], point["post"]) for point in data.get("points", ()))


def _team(data: dict[str, Any]) -> Team:
    return tuple((member["name"], member["duty"]) for member in data["team"])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
