"""Who knocks in the permission tests: each role with a session at the desk and a token at the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from stoppress.api import tokens
from stoppress.api.models import Token
from stoppress.embeds.keeping import ask
from stoppress.embeds.platforms import find
from stoppress.media import shelf
from stoppress.media.models import Picture
from stoppress.people import inviting, keeping
from stoppress.people.models import Member
from stoppress.publishing import (
    answers,
    hand_over,
    key_points,
    live_blogs,
    pins,
    posts,
    schedule,
    sessions,
    snippets,
)
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.hand import Hand
from stoppress.publishing.snippets import Piece
from stoppress.publishing.wording import Wording
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock
from tests.cast import Scene, colleague, letter, member, open_scene
from tests.register.links import assign, link


@dataclass(frozen=True)
class Visitor:
    """One role: who is signed in at the desk, and with which token the API is asked."""

    role: str
    session: Member | None = None
    token: str = ""

    def client(self, address: str) -> Client:
        """A browser or a program of this visitor's, for this address."""
        client = Client(raise_request_exception=False)
        if self.token and (address.startswith("/api/") or self.session is None):
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        if self.session and not address.startswith("/api/"):
            client.force_login(self.session)
            session = client.session
            session["confirmed_at"] = clock.now().timestamp()  # as after signing in
            session.save()
        return client


@dataclass(frozen=True)
class Newsroom:
    """A live blog with one post of each state, and everybody who could knock."""

    scene: Scene
    post: str
    withdrawn: str
    amended: str
    draft: str
    picture: str
    embed: str
    snippet: str
    question: str
    letter: str
    #: An answer on the page; an expert with a link, and what is assigned through it; a session that is open, and a closed one.
    answered: str
    expert: str
    secret: str
    theirs: str
    session: str
    closed_session: str
    #: Members and invitations, for the acts about people.
    people: dict[str, str]
    #: Acts on their way out: a header that somebody else has sent, and one that was stopped.
    waiting: str
    stopped: str
    #: A post that goes out in a few days.
    planned: str
    visitors: dict[str, Visitor]


def full_newsroom() -> Newsroom:
    """The live blog “flood” of the editor Alice; her newsroom's “fire”; and “vote”, of Mallory's newsroom."""
    scene = open_scene()
    alice = scene.editor
    open_scene("fire", editor=alice)
    mallory = member("Mallory", "chief", newsroom="The Arle Echo")
    open_scene("vote", editor=mallory)
    withdrawn = scene.publish("Not so").post
    posts.withdraw(scene.hand(), scene.blog, withdrawn, 1, "Not confirmed")
    amended = scene.publish("Bridge").post
    posts.amend(scene.hand(), scene.blog, amended, 1, Wording("Bridge at Arle"))
    hand_over.write_hand_over(scene.hand(), scene.blog, 0, "The bridge stays closed.")
    referring = f'<p>It is closed (<span data-reference="{withdrawn}">before</span>, see 3.33 post).</p>'
    post = scene.publish("Bridge closed", referring).post
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Not yet")).post
    pins.pin(scene.hand(), scene.blog, post)
    for version, words in enumerate(["Bridge closed at noon", "Bridge closed"]):
        key_points.set_key_points(scene.hand(), scene.blog, [(words, post)], version)
    picture = _hidden_picture(alice)
    embed = _embed(alice)
    asked = scene.ask("When will the bridge open?")
    second = letter(scene.blog, "And when will it close again?", question=asked)
    words = Release((Shown("How deep?"),), Wording("", "<p>Two metres.</p>"))
    answered = answers.release_answer(scene.hand(), scene.blog, words).post
    expert = scene.expert()
    session, closed = (
        sessions.open_session(scene.hand(), scene.blog, heading).subject for heading in ("Water", "Wind")
    )
    sessions.close_session(scene.hand(), scene.blog, closed, 1)
    staff = [member("Victor", "viewer"), member("Gus", "guest"), member("Esra", "expert")]
    staff += [member("Mona", "moderator"), member("Carla", "contributor"), member("Rosa", "reporter"), alice]
    staff += [member("Chidi", "chief")]
    visitors = [Visitor("nobody")]
    visitors += [Visitor(str(one.role), one, _token(one, "flood")) for one in staff]
    visitors += [Visitor("stranger", mallory, _token(mallory, "vote"))]
    visitors += [Visitor("reading", None, _token(alice, "flood", may_write=False))]
    visitors += [Visitor("writing", None, _token(alice, "flood"))]
    visitors += [
        Visitor("revoked", None, _revoked(alice)),
        Visitor("other blog", None, _token(alice, "fire")),
    ]
    return Newsroom(
        scene,
        post,
        withdrawn,
        amended,
        draft,
        picture,
        embed,
        _snippet(scene),
        asked.public_id,
        second.public_id,
        answered,
        expert.public_id,
        link(scene, expert),
        assign(scene, expert, "How deep is the water?"),
        session,
        closed,
        _people(scene),
        *_on_its_way(scene),
        {visitor.role: visitor for visitor in visitors},
    )


def _people(scene: Scene) -> dict[str, str]:
    """A member with a role on the flood alone, one without, one who was let out; an invitation of each kind."""
    host = member("Hanna", "chief")
    bound, loose, out = member("Bela", "guest"), member("Lena", "viewer"), member("Otto", "viewer")
    keeping.give_blog_role(host, scene.blog.pk, bound.public_id, 0, "reporter")
    keeping.deactivate(host, host.newsroom, out.public_id, 1)
    invitation = inviting.invite(host, "ines@courier.example", "Ines", "reporter")
    for_team = inviting.invite(host, "tom@courier.example", "Tom", "contributor", blog=scene.blog.pk)
    return {
        "bound": bound.public_id,
        "loose": loose.public_id,
        "out": out.public_id,
        "invitation": invitation.public_id,
        "invitation secret": inviting.secret_of(invitation),
        "team invitation": for_team.public_id,
    }


def _on_its_way(scene: Scene) -> tuple[str, str, str]:
    """Two headers that a colleague has sent where two people are needed, one of them stopped; the rule is lifted again."""
    LiveBlog.objects.filter(pk=scene.blog.pk).update(needs_two_people=True)
    bob = Hand(colleague(scene))
    waiting, stopped = (
        live_blogs.change_header(
            Hand(bob.member), scene.blog, scene.blog.version, headline=words, standfirst="", team=[]
        ).outgoing
        for words in ("It rises", "It falls")
    )
    schedule.stop(bob, scene.blog, stopped)
    LiveBlog.objects.filter(pk=scene.blog.pk).update(needs_two_people=False)
    later = clock.now() + timedelta(days=3)
    planned = schedule.schedule(bob, scene.blog, later, wording=Wording("Later")).outgoing
    return waiting, stopped, planned


def _embed(asker: Member) -> str:
    """A thing of another platform that somebody has asked about."""
    found = find("https://vimeo.com/987654321")
    assert found
    return ask(asker.newsroom, asker, found).public_id


def _snippet(scene: Scene) -> str:
    """A piece that the newsroom keeps for this live blog."""
    piece = Piece("Road", body_html="<p>{{ road }} is closed.</p>")
    return snippets.keep_snippet(scene.hand(), scene.blog, piece).subject


def _hidden_picture(holder: Member) -> str:
    """As `keep_portrait` leaves it, without the time that reading a picture takes."""
    picture = Picture(newsroom=holder.newsroom, alt="A face", width=96, height=96, made_by=holder)
    picture.made_at = clock.now()
    shelf.put(picture.secret, {"96.webp": b"pixels"})
    picture.save()
    return picture.name(96)


def _token(holder: Member, slug: str, *, may_write: bool = True) -> str:
    return tokens.issue(holder.email, slug, "test", 1, may_write=may_write)


def _revoked(holder: Member) -> str:
    secret = _token(holder, "flood")
    newest = Token.objects.order_by("-pk").first()
    assert newest
    tokens.revoke(newest.pk)
    return secret


def lend(newsroom: Newsroom, role: str, role_there: str) -> Visitor:
    """A member of this role in the newsroom, who is another thing on the flood, by session and by token."""
    host = Member.objects.get(name="Hanna")
    lent = member(f"Lent-{role_there}", role)
    fire = LiveBlog.objects.get(slug="fire")  # a post is moved there, for which she must be the same in both
    for blog in (newsroom.scene.blog, fire):
        keeping.give_blog_role(host, blog.pk, lent.public_id, 0, role_there)
    return Visitor(role_there, lent, _token(lent, "flood"))
