"""What an act on a post of kind answer does to the answer's rows and to the questions that it answers."""

from __future__ import annotations

from django.db.models import QuerySet

from stoppress.press.answers import answer_data
from stoppress.press.rendering import as_json
from stoppress.publishing.act import Act
from stoppress.questions import history
from stoppress.questions.models import OPEN, Answer, AnswerVersion, Lost, Question, Standing
from stoppress.stories.models import Kind, Post


def answer_of(post: Post) -> Answer | None:
    """The rows of an answer, if this post has them; imported ones have none."""
    if post.pk is None:
        return None
    return Answer.objects.filter(post=post).select_related("session").first()


def kept_kind(post: Post, wished: str) -> str:
    """A post that shows questions and an expert stays an answer, whatever it is amended to."""
    return Kind.ANSWER if answer_of(post) else wished


def keep_shown(post: Post) -> None:
    """Keep what the answer shows besides its words, with the version of the post that showed it."""
    answer = answer_of(post) if post.kind == Kind.ANSWER else None
    if answer is None:
        return
    shown = as_json(answer_data(post))
    AnswerVersion.objects.update_or_create(answer=answer, number=post.version, defaults={"shown": shown})


def take_back(act: Act, post: Post) -> None:
    """The answer was withdrawn: its questions are to be answered again, and the desk and those who asked are told why."""
    for question in _questions_of(post).filter(standing=Standing.ANSWERED):
        question.standing = _standing_without(question)
        question.lost_answer = Lost.WITHDRAWN
        _next_version(act, question)


def give_again(act: Act, post: Post) -> None:
    """The answer stands again: so do its questions, but for those that were declined or answered otherwise since."""
    for question in _questions_of(post).filter(lost_answer=Lost.WITHDRAWN):
        if question.standing in OPEN:
            question.standing = Standing.ANSWERED
        question.lost_answer = ""
        _next_version(act, question)


def erase(act: Act, post: Post) -> None:
    """The answer was taken down: its rows, their history, and what the expert wrote are erased; the questions are open."""
    answer = answer_of(post)
    if answer is None:
        return
    for question in Question.objects.filter(pk__in=answer.asked.values("question")) | _questions_of(post):
        if question.answer_id not in (None, answer.pk):
            continue  # another answer stands for it
        question.written_html = question.note_from_expert = ""
        question.written_at = question.written_by = question.expert = None
        if question.standing in (*OPEN, Standing.ANSWERED):
            question.standing = _standing_without(question)
        question.lost_answer = Lost.TAKEN_DOWN
        question.answer = None
        _next_version(act, question)
    answer.delete()


def _next_version(act: Act, question: Question) -> None:
    question.version += 1
    question.changed_at = act.at
    question.save()
    history.write_down([question], act.name, act.at, by=act.hand.member)


def _questions_of(post: Post) -> QuerySet[Question]:
    return Question.objects.filter(answer__post=post)


def _standing_without(question: Question) -> Standing:
    if question.written_html:
        return Standing.WRITTEN
    return Standing.TAKEN if question.taken_by_id else Standing.NEW
