"""The acts that make questions and what an expert wrote into a public answer, and change what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial

import msgspec
from django.db import transaction

from stoppress.media.keeping import make_public
from stoppress.media.models import Picture
from stoppress.press import parts
from stoppress.publishing.act import Act, perform
from stoppress.publishing.answering import answer_of, keep_shown
from stoppress.publishing.finding_questions import find_questions
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.posts import begun, enter_stream, published, refuse_unless_running, shown, write
from stoppress.publishing.posts import next_version as next_version_of_post
from stoppress.publishing.questions import next_version, tell_askers
from stoppress.publishing.refusals import Conflict, Invalid, WrongState
from stoppress.publishing.wording import Wording, cleaned, line, lines
from stoppress.questions import history
from stoppress.questions import models as questions
from stoppress.questions.models import OPEN, Asked, Expert, Question, Session, Standing
from stoppress.stories.models import Kind, LiveBlog, Post

MOST_QUESTIONS = 20
LONGEST_WORDS = 2_000
LONGEST_FIRST_NAME = 60
LONGEST_PLACE = 80
LONGEST_NAME = 120
LONGEST_DESCRIPTION = 200
_MISSING = "What was asked? Readers see it."


@dataclass(frozen=True)
class Shown:
    """One question as readers shall see it. `question` and `version` name the desk's; a machine may show one without."""

    words: str
    first_name: str = ""
    place: str = ""
    question: str = ""
    version: int = 0


@dataclass(frozen=True)
class Release:
    """An answer as it shall be published. `expert` and `session` are public ids; without an expert the editor answers herself."""

    asked: tuple[Shown, ...]
    wording: Wording
    expert: str = ""
    session: str = ""


def release_answer(hand: Hand, blog: LiveBlog, release: Release) -> Answer:
    """Publish one answer to one or more questions: post, shown questions, portrait and session in one act.

    The questions are answered from now on, and whoever wished to hear of it is told. Raises Conflict when the expert or a
    colleague changed a question meanwhile, WrongState, Invalid with words for each field.
    """

    def do(act: Act) -> Answer:
        refuse_unless_running(act.blog)
        found = _questions(act, release.asked)
        asked = _checked(release.asked)
        expert, session = _expert(act, release.expert), _session(act, release.session)
        name = expert.name if expert else release.wording.byline or hand.member.name
        words = cleaned(replace(release.wording, kind=Kind.ANSWER, byline=name), byline=name)
        if not words.body_html:
            raise Invalid(body_html="There is no answer yet. Write one, or wait for the expert’s.")
        post = begun(act, None, None)
        enter_stream(act, post)
        write(act, post, words)
        _write_rows(post, asked, found, expert, session)
        for question in found.values():
            question.standing, question.lost_answer, question.reason = Standing.ANSWERED, "", ""
            question.answer, question.session = post.answer, session
            next_version(act, question)
        history.write_down(found.values(), act.name, act.at, by=hand.member, note=post.public_id)
        tell_askers(act, found)
        keep_shown(post)
        return msgspec.structs.replace(shown(act, post), question=next(iter(found), ""))

    return perform(hand, "release answer", blog, asdict(release), do)


def preview_answer(hand: Hand, blog: LiveBlog, release: Release) -> str:
    """The html of the answer as it would stand on the page: the act is done and undone, so that nothing differs."""
    with transaction.atomic():
        made = release_answer(Hand(hand.member, door=hand.door, is_rehearsal=True), blog, release)
        shown_as = parts.post_part(Post.objects.select_related("blog").get(public_id=made.post)).html
        transaction.set_rollback(True)
    return shown_as


def amend_answer(
    hand: Hand,
    blog: LiveBlog,
    post: str,
    version: int,
    asked: Sequence[Shown],
    *,
    name: str,
    description: str = "",
    has_portrait: bool = True,
    session: str = "",
) -> Answer:
    """Change what an answer shows besides its words: its questions, in their order, who answers, and the session.

    Without `has_portrait` the face is taken off; with it, it is the expert's portrait of today. `posts.amend` changes the words.
    """

    def do(act: Act) -> Answer:
        standing = published(act, post, version)
        answer = answer_of(standing)
        if answer is None:
            raise WrongState("This post shows no questions; amend its words.")
        rows = list(answer.asked.all())
        if len(rows) != len(asked):
            raise Invalid(f"This answer shows {len(rows)} questions; these are {len(asked)}.")
        for row, words in zip(rows, _checked(asked), strict=True):
            row.words, row.first_name, row.place = words.words, words.first_name, words.place
            row.save()
        answer.name = line("name", name, LONGEST_NAME, missing="Say who answers.")
        answer.description = line("description", description, LONGEST_DESCRIPTION)
        answer.session = _session(act, session, standing=answer.session)
        answer.portrait = _public_portrait(answer.expert) if has_portrait else ""
        answer.save()
        standing.byline, standing.modified_at = answer.name, act.at
        next_version_of_post(act, standing)
        return shown(act, standing)

    content = {
        "post": post,
        "version": version,
        "asked": [asdict(words) for words in asked],
        "name": name,
        "description": description,
        "has_portrait": has_portrait,
        "session": session,
    }
    return perform(hand, "amend answer", blog, content, do, right="release answer")


def _questions(act: Act, asked: Sequence[Shown]) -> dict[str, Question]:
    """The desk's questions of these, by name, in the versions that were seen, each open; there may be none of the desk's."""
    if not 1 <= len(asked) <= MOST_QUESTIONS:
        raise Invalid(f"An answer shows from 1 to {MOST_QUESTIONS} questions; these are {len(asked)}.")
    wanted = [(wish.question, wish.version) for wish in asked if wish.question]
    if len(dict(wanted)) < len(wanted):
        raise Invalid("A question stands here twice; take one of them out.")
    found = _found(act, wanted) if wanted else []
    for question in found:
        if question.standing not in OPEN:
            raise WrongState(f"This question is {question.standing}; it cannot be answered now.")
    return {question.public_id: question for question in found}


def _found(act: Act, wanted: list[tuple[str, int]]) -> list[Question]:
    try:
        return find_questions(act, wanted)
    except Conflict as conflict:  # what the expert wrote meanwhile is shown beside what the editor has
        changed = Question.objects.select_related("written_by").get(public_id=conflict.current["question"])
        name = changed.written_by.name if changed.written_by else ""
        more = {"body_html": changed.written_html, "byline": name}
        raise Conflict(conflict.message, conflict.current | more) from conflict


def _checked(asked: Sequence[Shown]) -> list[Shown]:
    """The shown questions as they may be kept; the words of refusal name the field and its number."""
    trouble: dict[str, str] = {}

    def attempt(check: Callable[[], str]) -> str:
        try:
            return check()
        except Invalid as error:
            trouble.update(error.fields)
            return ""

    kept = [
        replace(
            wish,
            words=attempt(partial(lines, f"words-{number}", wish.words, LONGEST_WORDS, missing=_MISSING)),
            first_name=attempt(partial(line, f"first_name-{number}", wish.first_name, LONGEST_FIRST_NAME)),
            place=attempt(partial(line, f"place-{number}", wish.place, LONGEST_PLACE)),
        )
        for number, wish in enumerate(asked)
    ]
    if trouble:
        raise Invalid(**trouble)
    return kept


def _expert(act: Act, public_id: str) -> Expert | None:
    if not public_id:
        return None
    found = Expert.objects.filter(newsroom=act.blog.newsroom, public_id=public_id).first()
    if found is None:
        raise Invalid(expert="There is no such expert any more; choose another, or answer yourself.")
    expert: Expert = found
    return expert


def _session(act: Act, public_id: str, standing: Session | None = None) -> Session | None:
    """The session of this id, if it is open; that in which the answer stands already may be closed."""
    if not public_id:
        return None
    if standing and standing.public_id == public_id:
        return standing
    found = Session.objects.filter(blog=act.blog, public_id=public_id).first()
    if found is None:
        raise Invalid(session="There is no such session in this live blog.")
    if not found.is_open:
        raise Invalid(session=f"The session “{found.heading}” is closed. Open it again, or choose none.")
    session: Session = found
    return session


def _write_rows(
    post: Post,
    asked: Sequence[Shown],
    found: dict[str, Question],
    expert: Expert | None,
    session: Session | None,
) -> None:
    answer = questions.Answer.objects.create(
        post=post,
        expert=expert,
        name=post.byline,
        description=expert.description if expert else "",
        portrait=_public_portrait(expert),
        session=session,
    )
    Asked.objects.bulk_create(
        Asked(
            answer=answer,
            question=found.get(wish.question),
            position=position,
            words=wish.words,
            first_name=wish.first_name,
            place=wish.place,
        )
        for position, wish in enumerate(asked)
    )


def _public_portrait(expert: Expert | None) -> str:
    """The expert's portrait, from this act on for everybody to see; empty if there is none."""
    if expert is None or not expert.portrait:
        return ""
    picture = Picture.objects.filter(secret=expert.portrait).first()
    if picture is None:
        return ""
    make_public(picture)
    return expert.portrait
