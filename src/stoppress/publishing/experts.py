"""The acts on experts: who answers readers' questions, and the private links by which they reach what is assigned to them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from stoppress.media.models import Picture
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.refusals import Conflict, Invalid, NotThere, WrongState
from stoppress.publishing.wording import line
from stoppress.questions.expert_links import hash_of
from stoppress.questions.models import Expert, ExpertLink
from stoppress.stories.models import LiveBlog

LONGEST_NAME = 120
LONGEST_DESCRIPTION = 200
DAYS = 14
MOST_DAYS = 90
_RIGHT = "keep experts"


def add_expert(hand: Hand, blog: LiveBlog, name: str, description: str = "", portrait: str = "") -> Answer:
    """Add somebody who answers, for all live blogs of the newsroom; `portrait` is the secret of a picture of the media room."""

    def do(act: Act) -> Answer:
        expert = Expert(newsroom=act.blog.newsroom, made_by=hand.member, made_at=act.at)
        _fill(act, expert, name, description, portrait)
        expert.save()
        return _done(act, expert)

    # The picture has another name at each sending: it is not what makes two sendings differ.
    content = {"name": name, "description": description, "has_portrait": bool(portrait)}
    return perform(hand, "add expert", blog, content, do, right=_RIGHT)


def change_expert(
    hand: Hand,
    blog: LiveBlog,
    expert: str,
    version: int,
    name: str,
    description: str = "",
    portrait: str | None = None,
) -> Answer:
    """Change how somebody is named, described and pictured from the next answer on; a portrait of None stays, an empty one goes.

    What stands on the page stays as it is: an answer keeps who gave it as he was then.
    """

    def do(act: Act) -> Answer:
        found = find_expert(act, expert)
        act.version_before = found.version
        if found.version != version:
            current = {
                "version": found.version,
                "headline": found.name,
                "standfirst": found.description,
            }
            raise Conflict("Somebody changed this expert while you were at it.", current)
        _fill(act, found, name, description, found.portrait if portrait is None else portrait)
        found.version += 1
        found.save()
        return _done(act, found)

    content = {
        "expert": expert,
        "version": version,
        "name": name,
        "description": description,
        "portrait": None if portrait is None else bool(portrait),
    }
    return perform(hand, "change expert", blog, content, do, right=_RIGHT)


def make_link(hand: Hand, blog: LiveBlog, expert: str, secret: str, days: int = DAYS) -> Answer:
    """Let this secret open what is assigned to the expert in this live blog, for so many days.

    Only its hash is kept. A link that the expert had here before opens nothing from now on. The same sending again makes
    nothing: whoever lost the answer makes a link anew.
    """

    def do(act: Act) -> Answer:
        found = find_expert(act, expert)
        if not 1 <= days <= MOST_DAYS:
            raise Invalid(days=f"A link lives from 1 to {MOST_DAYS} days, not {days:,}.")
        _living(act, found).update(revoked_at=act.at)
        link = ExpertLink.objects.create(
            expert=found,
            blog=act.blog,
            secret_hash=hash_of(secret),
            made_by=hand.member,
            made_at=act.at,
            expires_at=act.at + timedelta(days=days),
        )
        return act.answer(subject=link.public_id, state="made")

    return perform(hand, "make link", blog, {"expert": expert, "days": days}, do, right=_RIGHT)


def revoke_link(hand: Hand, blog: LiveBlog, expert: str) -> Answer:
    """Let the expert's link to this live blog open nothing from now on."""

    def do(act: Act) -> Answer:
        found = find_expert(act, expert)
        if not _living(act, found).update(revoked_at=act.at):
            raise WrongState(f"{found.name} has no link to this live blog that could be ended.")
        return act.answer(subject=found.public_id, state="revoked")

    return perform(hand, "revoke link", blog, {"expert": expert}, do, right=_RIGHT)


def find_expert(act: Act, public_id: str) -> Expert:
    """The expert of this newsroom; raises NotThere."""
    found: Expert | None = Expert.objects.filter(newsroom=act.blog.newsroom, public_id=public_id).first()
    if found is None:
        raise NotThere("There is no such expert.")
    return found


def _living(act: Act, expert: Expert) -> QuerySet[ExpertLink]:
    return ExpertLink.objects.filter(expert=expert, blog=act.blog).living(act.at)


def _fill(act: Act, expert: Expert, name: str, description: str, portrait: str) -> None:
    expert.name = line("name", name, LONGEST_NAME, missing="Say who answers: readers see the name.")
    expert.description = line("description", description, LONGEST_DESCRIPTION)
    if portrait and not Picture.objects.filter(newsroom=act.blog.newsroom, secret=portrait).exists():
        raise Invalid(picture="There is no such picture; send it again.")
    expert.portrait = portrait


def _done(act: Act, expert: Expert) -> Answer:
    return act.answer(subject=expert.public_id, version=expert.version, state="kept")
