"""The acts on a question-and-answer session: open, rename, close, open again; its answers are gathered under its heading."""

from __future__ import annotations

from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.posts import shown
from stoppress.publishing.question_box import show_questions
from stoppress.publishing.refusals import Conflict, NotThere, WrongState
from stoppress.publishing.wording import line
from stoppress.questions.models import Session
from stoppress.stories.models import LiveBlog, Post

LONGEST_HEADING = 200
LONGEST_STANDFIRST = 400
_RIGHT = "hold session"


def open_session(hand: Hand, blog: LiveBlog, heading: str, standfirst: str = "") -> Answer:
    """Begin a session; from now on answers can be released into it."""

    def do(act: Act) -> Answer:
        session = Session(blog=act.blog, opened_at=act.at)
        _fill(session, heading, standfirst)
        session.save()
        return _done(act, session)

    content = {"heading": heading, "standfirst": standfirst}
    return perform(hand, "open session", blog, content, do, right=_RIGHT)


def rename_session(
    hand: Hand, blog: LiveBlog, session: str, version: int, heading: str, standfirst: str = ""
) -> Answer:
    """Give a session other words; every answer in it says them at once."""

    def do(act: Act) -> Answer:
        found = _find(act, session, version)
        _fill(found, heading, standfirst)
        return _done(act, _next_version(found))

    content = {"session": session, "version": version, "heading": heading, "standfirst": standfirst}
    return perform(hand, "rename session", blog, content, do, right=_RIGHT)


def close_session(hand: Hand, blog: LiveBlog, session: str, version: int) -> Answer:
    """Take no more answers into a session; what stands in it stays."""

    def do(act: Act) -> Answer:
        found = _find(act, session, version)
        if not found.is_open:
            raise WrongState("This session is closed already.")
        found.is_open = False
        return _done(act, _next_version(found))

    content = {"session": session, "version": version}
    return perform(hand, "close session", blog, content, do, right=_RIGHT)


def reopen_session(hand: Hand, blog: LiveBlog, session: str, version: int) -> Answer:
    """Take answers into a closed session again."""

    def do(act: Act) -> Answer:
        found = _find(act, session, version)
        if found.is_open:
            raise WrongState("This session is open.")
        found.is_open = True
        return _done(act, _next_version(found))

    content = {"session": session, "version": version}
    return perform(hand, "reopen session", blog, content, do, right=_RIGHT)


def _find(act: Act, session: str, version: int) -> Session:
    found: Session | None = Session.objects.filter(blog=act.blog, public_id=session).first()
    if found is None:
        raise NotThere("There is no such session in this live blog.")
    act.version_before = found.version
    if found.version != version:
        current = {"version": found.version, "headline": found.heading, "standfirst": found.standfirst}
        raise Conflict("Somebody changed this session while you were at it.", current)
    return found


def _fill(session: Session, heading: str, standfirst: str) -> None:
    session.heading = line("heading", heading, LONGEST_HEADING, missing="A session needs a heading.")
    session.standfirst = line("standfirst", standfirst, LONGEST_STANDFIRST)


def _next_version(session: Session) -> Session:
    session.version += 1
    session.save()
    return session


def _done(act: Act, session: Session) -> Answer:
    """Show everything anew that says the session's words."""
    for post in Post.objects.standing().filter(blog=act.blog, answer__session=session):
        post.blog = act.blog
        shown(act, post)
    show_questions(act)
    state = "open" if session.is_open else "closed"
    return act.answer(subject=session.public_id, version=session.version, state=state)
