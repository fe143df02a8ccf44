"""Acts on their way out: which wait for a second person or for their moment, and what becomes of them meanwhile.

Nothing of a waiting act is in a public row or on the wire. It is a row of its own, and is done by its ordinary function when
its time has come (`carrying_out.py`), in whose transaction the row is claimed: so it goes out once, whoever tries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from django.db.models import Max

from stoppress.people.rights import Role, may
from stoppress.people.roles import role_on, roles_on
from stoppress.publishing.hand import Answer
from stoppress.publishing.models import Outgoing, Standing
from stoppress.publishing.refusals import NotAllowed, WrongState
from stoppress.publishing.writers import writer_of
from stoppress.stories import pictures as placed
from stoppress.stories.models import CrossReference, LiveBlog, Post, PostVersion, Review, State
from stoppress.stories.staleness import Happening, what_happened

if TYPE_CHECKING:
    from datetime import datetime

    from stoppress.publishing.act import Act

#: The acts that make words public which nobody could read before, and the right that each needs.
MAKE_WORDS_PUBLIC: Mapping[str, str] = {
    "publish": "publish",
    "publish round-up": "publish",
    "release answer": "release answer",
    "amend": "amend",
    "correct": "correct",
    "restore": "withdraw",
    "restore version": "amend",
    "amend answer": "release answer",
    "set key points": "set key points",
    "restore key points": "set key points",
    "change header": "change header",
    "change slug": "change header",
    "change phase": "change phase",  # the first, which makes a live blog public with all that stands in it
    "open session": "hold session",
    "rename session": "hold session",
    "change question box": "set question box",
    "set release rules": "set release rules",  # of those who would do away with the second person
}
#: These wait only for a second person, never for a delay: no words of theirs are broadcast.
_NEVER_DELAYED = frozenset({"set release rules"})
#: What readers are told by an answer, though it is changed without a public act.
_OF_EXPERTS = frozenset({"change expert"})
_SOMETHING_CHANGED = "Something that it would make public was changed since it was sent. Look at it again."


def must_wait(act: Act, content: Mapping[str, Any]) -> bool:
    """Whether this act waits, by the rules of its live blog: for a second person, or for its moment."""
    blog = act.blog
    if act.name not in MAKE_WORDS_PUBLIC or act.hand.outgoing or act.hand.is_rehearsal:
        return False
    if act.name == "restore version" and _is_draft(act, content):
        return False
    if act.name == "set release rules":
        return _gives_up_second_person(blog, content)
    if blog.is_public == (act.name == "change phase"):
        return False
    return needs_second_person(act, content) or blog.delay_seconds > 0


def needs_second_person(act: Act, content: Mapping[str, Any]) -> bool:
    """Whether nobody but whoever acts has had these words in hand yet, where two people are needed."""
    if not act.blog.needs_two_people:
        return False
    return not (act.name in {"publish", "schedule"} and _is_anothers_draft(act, content))


def put(act: Act, content: Mapping[str, Any], *, wanted_at: datetime | None = None) -> Answer:
    """Keep this act for later: for a second person first, if one is needed, else for its moment."""
    subject = str(content.get("draft") or content.get("post") or "")
    if subject and "draft" in content:
        earlier = Outgoing.objects.open().filter(blog=act.blog, subject=subject, act="publish")
        _go_instead(act, earlier)
        earlier.delete()
    waits = (
        _gives_up_second_person(act.blog, content)
        if act.name == "set release rules"
        else needs_second_person(act, content)
    )
    kept = Outgoing(
        blog=act.blog,
        act="publish" if "draft" in content else act.name,
        subject=subject,
        content=msgspec.json.encode(dict(content)).decode(),
        door=act.hand.door,
        standing=Standing.WAITING,
        made_by=act.hand.member,
        made_at=act.at,
        written_by=act.hand.member,
        wanted_at=wanted_at,
        position=_last_position(act.blog) + 1,
    )
    if not waits:
        release(kept, act)
    kept.save()
    return told(act, kept)


def release(kept: Outgoing, act: Act) -> None:
    """Let it go out at its moment: the one that was chosen, but not before the delay of the live blog has passed."""
    kept.due_at = due_moment(act, kept)
    kept.standing, kept.released_by, kept.note = Standing.DUE, act.hand.member, ""


def due_moment(act: Act, kept: Outgoing) -> datetime:
    """When what is let go now goes out: at the moment that was chosen, or with the delay's last second if that is later."""
    delay = 0 if kept.act in _NEVER_DELAYED else act.blog.delay_seconds
    at_once = act.at + timedelta(seconds=delay)
    return max(kept.wanted_at, at_once) if kept.wanted_at else at_once


def told(act: Act, kept: Outgoing) -> Answer:
    """The answer about an act on its way out."""
    waits = {Standing.WAITING: "second person", Standing.DUE: "time"}.get(Standing(kept.standing), "")
    draft = (
        Post.objects.filter(blog=act.blog, public_id=kept.subject).first() if kept.act == "publish" else None
    )
    return act.answer(
        post=draft.public_id if draft else "",
        version=draft.version if draft else 0,
        state=kept.standing,
        outgoing=kept.public_id,
        waits=waits,
        due_at=kept.due_at.isoformat() if kept.due_at and waits == "time" else "",
    )


def claim(act: Act) -> None:
    """Take the row of the act that this hand carries out, within the act's transaction; only one can. Raises WrongState."""
    if not act.hand.outgoing:
        return
    mine = Outgoing.objects.filter(public_id=act.hand.outgoing, blog=act.blog, standing=Standing.DUE)
    if not mine.update(standing=Standing.OUT, content="{}", settled_at=act.at):
        raise AlreadySettled("This has gone out already, or was stopped.")
    kept = Outgoing.objects.select_related("made_by").get(public_id=act.hand.outgoing)
    if words := right_lost(kept):
        raise NotAllowed(words)
    if kept.act == "publish" and (grave := grave_citations(kept)):
        raise WrongState(grave[0].words)


def tell_maker(act: Act, kept: Outgoing, note: str = "") -> Post:
    """Let the draft say who gave it back to its writer, and why; without a note it was stopped."""
    draft = Post.objects.get(blog=act.blog, public_id=kept.subject)
    told_so = {"is_ready": False, "note": note, "by": act.hand.member, "at": act.at}
    Review.objects.update_or_create(post=draft, defaults=told_so)
    return draft


def right_lost(kept: Outgoing) -> str:
    """Why whoever made this act may do it no longer, and what to do then; empty as long as she may."""
    return _right_lost(kept, role_on(kept.made_by, kept.blog_id))


def rights_lost(queue: Sequence[Outgoing]) -> dict[int, str]:
    """The same for each of these acts on one live blog, by their keys."""
    roles = roles_on((kept.made_by for kept in queue), queue[0].blog_id) if queue else {}
    return {kept.pk: _right_lost(kept, roles[kept.made_by_id]) for kept in queue}


def _right_lost(kept: Outgoing, role: Role) -> str:
    maker = kept.made_by
    if not maker.is_active:
        return f"{maker.name} was deactivated after this was sent. Read it; it goes out when you release it."
    if not may(role, MAKE_WORDS_PUBLIC[kept.act]):
        return f"{maker.name} may no longer do this here. Read it; it goes out when you release it."
    return ""


class AlreadySettled(WrongState):
    """Somebody else was faster: another process, or whoever stopped it."""


@dataclass(frozen=True)
class Citation:
    """A post that a draft cites and that is no longer what its writer saw."""

    reference: CrossReference
    happening: Happening

    @property
    def words(self) -> str:
        post = self.reference.target
        at = (post.published_at or post.created_at).astimezone(self.reference.origin.blog.time_zone)
        return f"It cites the {at:%H:%M} post, which was {self.happening} after this was written. Read both again."


def grave_citations(kept: Outgoing) -> list[Citation]:
    """What a draft on its way out cites and what was corrected, withdrawn or taken down since it was seen."""
    return graves_cited([kept]).get(kept.subject, [])


def graves_cited(queue: Sequence[Outgoing]) -> dict[str, list[Citation]]:
    """The same for each draft of these acts on one live blog, by the drafts' public ids."""
    drafts = {kept.subject for kept in queue if kept.subject}
    if not drafts:
        return {}
    references = CrossReference.objects.filter(origin__public_id__in=drafts, origin__blog=queue[0].blog_id)
    found: dict[str, list[Citation]] = {}
    for reference in references.select_related("target", "origin__blog"):
        happening = what_happened(reference.target, reference.seen_version)
        if happening in _GRAVE and reference.seen_version != reference.target.words_version:
            found.setdefault(reference.origin.public_id, []).append(Citation(reference, happening))
    return found


#: What holds back a draft that cites such a post; one that was only amended or re-timed does not.
_GRAVE = frozenset({Happening.CORRECTED, Happening.WITHDRAWN, Happening.TAKEN_DOWN})


def of_draft(draft: Post) -> dict[str, Any]:
    """The content of an act that publishes a draft as it stands."""
    return {"draft": draft.public_id, "version": draft.version}


def draft_has_changed(act: Act, draft: Post) -> None:
    """What goes out is what the draft says: its new words, and where two people are needed, only when one more has seen them."""
    queued = _of_draft(draft).first()
    if queued is None or act.is_waiting:
        return
    if queued.standing == Standing.DUE and queued.wanted_at is None:
        raise WrongState("This is about to go out. Stop it first; then it is a draft again.")
    queued.content = msgspec.json.encode(of_draft(draft)).decode()
    queued.written_by = act.hand.member
    if queued.standing == Standing.DUE:
        _let_go_anew(act, queued)
    queued.save()


def _let_go_anew(act: Act, queued: Outgoing) -> None:
    """Whoever changes what goes out by itself lets it go in these words, if she may; else somebody reads them first."""
    if act.blog.needs_two_people:
        _wait(queued)
    elif may(act.role, MAKE_WORDS_PUBLIC["publish"]):
        queued.released_by = act.hand.member
    else:
        queued.standing, queued.released_by, queued.due_at = Standing.HELD_BACK, None, None
        name = act.hand.member.name
        queued.note = (
            f"{name} has changed the words since it was sent. Read it; it goes out when you release it."
        )


def _wait(row: Outgoing) -> None:
    row.standing, row.released_by, row.due_at = Standing.WAITING, None, None


def wait_for_second_people(act: Act) -> None:
    """Let what only one person has had in hand wait for the second from now on: the live blog asks for one since this act."""
    for row in Outgoing.objects.due().filter(blog=act.blog).exclude(public_id=act.hand.outgoing):
        if row.released_by_id == _writer(row):
            _wait(row)
            row.save()


def _writer(row: Outgoing) -> int | None:
    """Whose words they are that go out: the last writer's of the draft, for who lets go a colleague's is the second."""
    if row.act != "publish":
        return row.written_by_id
    last = PostVersion.objects.filter(post__blog=row.blog_id, post__public_id=row.subject).order_by("-number")
    return last.values_list("by_id", flat=True).first() or row.written_by_id


def refuse_first_person(act: Act, row: Outgoing) -> None:
    """Raise NotAllowed if whoever would release it needs somebody else for that, or a right that she has not."""
    content = msgspec.json.decode(row.content)
    if is_first_person(row, act.hand.member.pk, act.blog, content):
        raise NotAllowed("These are your words. Somebody else has to release them.")
    if row.act == "set release rules":
        refuse_unless_of_newsroom(act, content.get("of_newsroom"))


def is_first_person(row: Outgoing, member: int, blog: LiveBlog, content: Mapping[str, Any]) -> bool:
    """Whether a second person is needed, and this member is the first."""
    if row.written_by_id != member:
        return False
    gives_up = row.act == "set release rules" and _gives_up_second_person(blog, content)
    return blog.needs_two_people or gives_up


def refuse_unless_of_newsroom(act: Act, of_newsroom: bool | None) -> None:
    """Raise NotAllowed if the newsroom's rule is to be another, and the member is an editor of this live blog alone."""
    is_other = of_newsroom is not None and of_newsroom != act.blog.newsroom.needs_two_people
    if is_other and not may(act.hand.member.role, "set release rules"):
        raise NotAllowed(
            "You are an editor of this live blog only. Ask an editor of the newsroom for its rule."
        )


def has_gone_out(act: Act, post: Post) -> None:
    """A draft that is published now waits for nothing any more, nor does its review."""
    Review.objects.filter(post=post).delete()
    others = _of_draft(post).exclude(public_id=act.hand.outgoing)
    _go_instead(act, others)
    others.update(standing=Standing.OUT, content="{}", settled_at=act.at)


def _go_instead(act: Act, rows: Any) -> None:
    """Note what colleagues had sent and what this act goes instead of: the log and the answer tell it."""
    theirs = rows.exclude(made_by=act.hand.member).select_related("made_by")
    act.instead_of += [(row.subject, row.made_by.name) for row in theirs]


def forget(post: Post) -> None:
    """Erase what is on its way out about a post: it is thrown away, or taken down."""
    Outgoing.objects.filter(blog=post.blog, subject=post.public_id).delete()
    Outgoing.objects.filter(blog=post.blog, content__contains=post.public_id).delete()
    Review.objects.filter(post=post).delete()


def unsettle_what_rests_on(act: Act, content: Mapping[str, Any]) -> None:
    """Hold back what somebody has sent out and what would now say more than was seen: nobody has released that."""
    on_its_way = Outgoing.objects.filter(standing__in=[Standing.WAITING, Standing.DUE])
    if act.name in _OF_EXPERTS:
        naming = on_its_way.filter(act="release answer", content__contains=str(content.get("expert")))
        _hold_back(naming.exclude(public_id=act.hand.outgoing))
        _hold_back(_with_portrait_of(str(content.get("expert")), on_its_way.filter(act="amend answer")))
    elif not act.blog.is_public and act.name in MAKE_WORDS_PUBLIC and act.name != "change phase":
        _hold_back(on_its_way.filter(blog=act.blog, act="change phase"))


def _hold_back(rows: Iterable[Outgoing]) -> None:
    for row in rows:
        row.standing, row.note, row.due_at = Standing.HELD_BACK, _SOMETHING_CHANGED, None
        row.save()


def _of_draft(post: Post) -> Any:
    return Outgoing.objects.open().filter(blog=post.blog, subject=post.public_id, act="publish")


def _is_anothers_draft(act: Act, content: Mapping[str, Any]) -> bool:
    """Whether the draft stands just so, and somebody else has written it: then whoever publishes is the second person."""
    draft = Post.objects.filter(blog=act.blog, public_id=content.get("draft") or "").first()
    if draft is None or draft.version != content.get("version"):
        return False
    if writer_of(draft) in {None, act.hand.member.pk}:
        return False
    wording = content.get("wording")
    if wording is None:
        return True
    pictures = wording.get("pictures")
    if pictures is not None and [asdict(one) for one in placed.read(draft.pictures)] != list(pictures):
        return False
    if draft.fields != (wording.get("details") or {}):
        return False
    names = ("title", "body_html", "byline", "kind", "is_key_event")
    return all(getattr(draft, name) == wording[name] for name in names)


def _is_draft(act: Act, content: Mapping[str, Any]) -> bool:
    return Post.objects.filter(state=State.DRAFT).filter(blog=act.blog, public_id=content["post"]).exists()


def _gives_up_second_person(blog: LiveBlog, content: Mapping[str, Any]) -> bool:
    of_blog = blog.needs_two_people and not content["needs_two_people"]
    of_newsroom = blog.newsroom.needs_two_people and content.get("of_newsroom") is False
    return bool(of_blog or of_newsroom)


def _last_position(blog: LiveBlog) -> int:
    last = Outgoing.objects.filter(blog=blog).aggregate(last=Max("position"))["last"]
    return int(last or 0)


def _with_portrait_of(expert: str, amendments: Iterable[Outgoing]) -> list[Outgoing]:
    """Those amendments of answers that would show the portrait which this expert has by then."""
    theirs = set(Post.objects.filter(answer__expert__public_id=expert).values_list("public_id", flat=True))
    showing = [kept for kept in amendments if kept.subject in theirs]
    return [kept for kept in showing if msgspec.json.decode(kept.content).get("has_portrait")]
