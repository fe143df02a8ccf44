"""What a post of kind answer shows besides its words: who asks what, and who answers, with a face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stoppress.media.models import Picture, PictureState
from stoppress.press.rendering import absolute, utc
from stoppress.questions.models import Answer
from stoppress.stories.models import Kind, Post

#: Pixels of the two renditions of a portrait; it is shown at 72, so that the small one is sharp on most screens.
SMALL, LARGE = 96, 192


@dataclass(frozen=True)
class AskedContext:
    """One question, and who asks from where; both may be empty."""

    words: str
    first_name: str
    place: str


@dataclass(frozen=True)
class PortraitContext:
    """A face: addresses of both renditions, and what it shows in words."""

    small: str
    large: str
    alt: str


@dataclass(frozen=True)
class AnsweringContext:
    """Who answers."""

    name: str
    description: str
    portrait: PortraitContext | None


@dataclass(frozen=True)
class InSessionContext:
    """The session that an answer belongs to, and where it stands on the page."""

    id: str
    heading: str
    address: str


@dataclass(frozen=True)
class AnswerContext:
    """`questions` are the public ids of the questions that are answered, parted by blanks."""

    asked: tuple[AskedContext, ...]
    who: AnsweringContext
    session: InSessionContext | None
    questions: str


def answer_context(post: Post) -> AnswerContext | None:
    """What this post says of questions and expert; None if it says nothing of them in rows of their own."""
    answer = _answer_of(post)
    if answer is None:
        return None
    rows = list(answer.asked.select_related("question"))
    return AnswerContext(
        asked=tuple(AskedContext(row.words, row.first_name, row.place) for row in rows),
        who=AnsweringContext(answer.name, answer.description, _portrait(answer.portrait)),
        session=_session(answer, post),
        questions=" ".join(row.question.public_id for row in rows if row.question),
    )


def answer_data(post: Post) -> dict[str, Any]:
    """The same for machines: more members of the post's data."""
    context = answer_context(post)
    if context is None:
        return {}
    face = context.who.portrait
    return {
        "questions": [
            {"words": asked.words, "first_name": asked.first_name or None, "place": asked.place or None}
            for asked in context.asked
        ],
        "expert": {
            "name": context.who.name,
            "description": context.who.description or None,
            "portrait": {"url": absolute(face.large), "width": LARGE, "height": LARGE, "alt": face.alt}
            if face
            else None,
        },
        "session": {"id": context.session.id, "heading": context.session.heading}
        if context.session
        else None,
    }


def answer_ld(post: Post, words: str) -> dict[str, Any]:
    """What schema.org says of it: the update is mainly about its questions, each with the accepted answer.

    The text of the answer is told once; further questions name the same answer by its `@id`.
    """
    context = answer_context(post)
    if context is None or not context.asked:
        return {}
    address = absolute(post.address)
    who: dict[str, Any] = {"@type": "Person", "name": context.who.name}
    if context.who.description:
        who["description"] = context.who.description
    if context.who.portrait:
        who["image"] = absolute(context.who.portrait.large)
    name = f"{address}#answer"
    told = {
        "@type": "Answer",
        "@id": name,
        "url": address,
        "text": words,
        "datePublished": utc(post.published_at),
        "author": who,
    }
    return {
        "mainEntity": [
            _question_ld(asked, told if number == 0 else {"@id": name})
            for number, asked in enumerate(context.asked)
        ]
    }


def _question_ld(asked: AskedContext, answer: dict[str, Any]) -> dict[str, Any]:
    question: dict[str, Any] = {
        "@type": "Question",
        "name": asked.words,
        "text": asked.words,
        "answerCount": 1,
        "acceptedAnswer": answer,
    }
    if asked.first_name:
        question["author"] = {"@type": "Person", "name": asked.first_name}
    return question


def _answer_of(post: Post) -> Answer | None:
    if post.kind != Kind.ANSWER:
        return None
    return Answer.objects.filter(post=post).select_related("session").first()


def _portrait(secret: str) -> PortraitContext | None:
    if not secret:
        return None
    picture = Picture.objects.filter(secret=secret, state=PictureState.PUBLIC).first()
    if picture is None:  # taken down since
        return None
    return PortraitContext(picture.address(SMALL), picture.address(LARGE), picture.alt)


def _session(answer: Answer, post: Post) -> InSessionContext | None:
    if answer.session is None:
        return None
    name = answer.session.public_id
    return InSessionContext(name, answer.session.heading, f"{post.blog.address}#session-{name}")
