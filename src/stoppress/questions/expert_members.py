"""Experts who are members: each stands among the newsroom's experts, and needs no link of the desk's."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from stoppress.people.models import Member
from stoppress.people.rights import Role
from stoppress.people.roles import role_on, roles_of
from stoppress.questions.expert_links import SECRET_LETTERS, hash_of
from stoppress.questions.models import Expert, ExpertLink
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock, ids

#: As long as a session that nobody uses.
HOURS = 12
_SALT = "stoppress.questions.expert_member"


def settle(member: Member) -> None:
    """Let there be an expert for a member who is one somewhere, and no way in where she is none; in the caller's transaction."""
    expert = Expert.objects.filter(member=member).first()
    is_expert = member.is_active and Role.EXPERT in roles_of(member)
    if expert is None and is_expert:
        Expert.objects.create(
            newsroom=member.newsroom, member=member, name=member.name, made_by=member, made_at=clock.now()
        )
    if expert is not None:
        for link in ExpertLink.objects.filter(expert=expert).living(clock.now()).select_related("blog"):
            if not member.is_active or role_on(member, link.blog_id) is not Role.EXPERT:
                link.revoked_at = clock.now()
                link.save(update_fields=["revoked_at"])


def way_in(member: Member, blog: LiveBlog) -> str:
    """The secret of the page with what is assigned to this member on this live blog; the same for as long as it lives."""
    with transaction.atomic():
        settle(member)
        expert = Expert.objects.get(member=member)
        links = ExpertLink.objects.filter(expert=expert, blog=blog, made_by=member)
        for link in links.living(clock.now()):
            secret = _secret(link.public_id)
            if hmac.compare_digest(hash_of(secret), link.secret_hash):
                return secret
        return _new_link(expert, member, blog)


def _new_link(expert: Expert, member: Member, blog: LiveBlog) -> str:
    now, public_id = clock.now(), ids.public_id()
    secret = _secret(public_id)
    ExpertLink.objects.create(
        expert=expert,
        blog=blog,
        public_id=public_id,
        secret_hash=hash_of(secret),
        made_by=member,
        made_at=now,
        expires_at=now + timedelta(hours=HOURS),
    )
    return secret


def _secret(public_id: str) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{_SALT}:{public_id}".encode(), hashlib.sha256).digest()
    return ids.spelt(digest)[:SECRET_LETTERS]
