"""Does those acts of an act list that are about readers' questions: letters, experts, sessions, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.demo.acts import (
    AddExpert,
    AnswerQuestions,
    AnyAct,
    Ask,
    Assign,
    CloseSession,
    Decline,
    OpenSession,
    SetQuestionBox,
    Shortlist,
    WriteAnswer,
)
from stoppress.media.keeping import keep_portrait
from stoppress.publishing import answers, experts, questions, sessions
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.finding_questions import Seen
from stoppress.publishing.question_box import change_question_box
from stoppress.publishing.refusals import NotThere, WrongState
from stoppress.publishing.wording import Wording
from stoppress.questions import expert_links, letters, writing
from stoppress.questions.models import Letter, Question, QuestionBox, Session
from stoppress.toolkit import html

if TYPE_CHECKING:
    from stoppress.demo.stage import Stage

#: The key of a letter's sending: an act that is played again sends the same letter.
_SENDING = "player {blog} {position}"


def portrait_of(stage: Stage, act: AnyAct) -> str:
    """The picture's name, if this act brings a portrait; decoded before the act's transaction begins."""
    if not isinstance(act, AddExpert) or not act.portrait or stage.pictures is None:
        return ""
    data = (stage.pictures / act.portrait).read_bytes()
    return keep_portrait(stage.editor.newsroom, stage.editor, data, f"Portrait of {act.name}").secret


def do(stage: Stage, act: AnyAct, portrait: str = "") -> str | None:
    """Do the act and return the name by which later acts know what it made; None: the act is about something else."""
    match act:
        case SetQuestionBox():
            _set_box(stage, act)
        case Ask():
            return _ask(stage, act)
        case AddExpert():
            return experts.add_expert(
                stage.hand(), stage.standing(), act.name, act.description, portrait
            ).subject
        case Assign():
            expert = stage.names[act.expert]
            questions.assign(stage.hand(), stage.standing(), [_seen(stage, act.ref)], expert, act.note)
        case Shortlist():
            questions.shortlist(stage.hand(), stage.standing(), [_seen(stage, act.ref)])
        case Decline():
            questions.decline(stage.hand(), stage.standing(), [_seen(stage, act.ref)], act.reason)
        case WriteAnswer():
            _write(stage, act)
        case OpenSession():
            return sessions.open_session(stage.hand(), stage.standing(), act.heading, act.standfirst).subject
        case CloseSession():
            session = Session.objects.get(public_id=stage.names[act.ref])
            sessions.close_session(stage.hand(), stage.standing(), session.public_id, session.version)
        case _:
            return None
    return ""


def release(stage: Stage, act: AnswerQuestions) -> str:
    """Publish an answer; returns the post."""
    asked = [_shown(stage, ref) for ref in act.questions] + [Shown(*words) for words in act.asked]
    wording = Wording(act.title, stage.with_ids(act.body_html), act.byline, is_key_event=act.is_key_event)
    expert, session = stage.names.get(act.expert, act.expert), stage.names.get(act.session, act.session)
    wish = Release(tuple(asked), wording, expert, session)
    return answers.release_answer(stage.hand(), stage.standing(), wish).post


def _set_box(stage: Stage, act: SetQuestionBox) -> None:
    box = QuestionBox.objects.filter(blog=stage.standing()).first() or QuestionBox()
    change_question_box(
        stage.hand(),
        stage.standing(),
        box.version,
        is_open=act.is_open,
        invitation=act.invitation or box.invitation,
        rules=box.rules,
        keep_days=box.keep_days,
    )


def _ask(stage: Stage, act: Ask) -> str:
    blog = stage.standing()
    try:
        received = letters.receive(
            blog,
            act.text,
            sending_key=_SENDING.format(blog=blog.public_id, position=stage.position),
            first_name=act.first_name,
            place=act.place,
            is_comment=act.is_comment,
        )
    except letters.Full as trouble:
        raise WrongState("The desk has more letters than it can read.") from trouble
    return received.letter.public_id


def _write(stage: Stage, act: WriteAnswer) -> None:
    """The expert comes by a link of his own, as he would."""
    question, secret = _question(stage, act.ref), expert_links.new_secret()
    if question.expert is None:
        raise NotThere("This question is with no expert.")
    experts.make_link(stage.hand(), stage.standing(), question.expert.public_id, secret)
    sheet = writing.Sheet(act.text.strip(), seen=writing.seen_of(html.to_plain(question.written_html)))
    try:
        writing.save(secret, question.public_id, sheet, hands_in=True)
    except writing.NotTaken as trouble:
        raise WrongState(trouble.message) from trouble


def _shown(stage: Stage, ref: str) -> Shown:
    letter, question = _letter(stage, ref), _question(stage, ref)
    return Shown(letter.text, letter.first_name, letter.place, question.public_id, question.version)


def _seen(stage: Stage, ref: str) -> Seen:
    question = _question(stage, ref)
    return question.public_id, question.version


def _question(stage: Stage, ref: str) -> Question:
    return _letter(stage, ref).question


def _letter(stage: Stage, ref: str) -> Letter:
    letters_of_blog = Letter.objects.filter(blog=stage.standing()).select_related("question__expert")
    found = letters_of_blog.filter(public_id=stage.names.get(ref, "")).first()
    if found is None:
        raise NotThere(f"There is no letter “{ref}”; it may have been deleted.")
    letter: Letter = found
    return letter
