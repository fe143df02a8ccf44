"""Who asked to be told is told once, in words of the newsroom's own, and then her address is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from stoppress.project import courier
from stoppress.publishing import answers, errands, questions, telling
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.models import Errand
from stoppress.publishing.wording import Wording
from stoppress.questions.letters import receive
from stoppress.questions.models import Letter, Question
from stoppress.toolkit import clock
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db

ASKED = "When will the Harrow bridge reopen to lorries?"


class Desk:
    """A door without a thread: does the work where it is asked."""

    async def do(self, work: Callable[[], object]) -> object:
        return work()


@pytest.fixture
def scene() -> Scene:
    return open_scene()


def _ask(scene: Scene) -> tuple[Letter, str]:
    received = receive(scene.blog, ASKED, first_name="Olu", email="olu@reader.example")
    return received.letter, received.secret


def _answer(scene: Scene, question: Question) -> str:
    shown = (Shown(ASKED, "Olu", "", question.public_id, question.version),)
    return answers.release_answer(
        scene.hand(), scene.blog, Release(shown, Wording("", "<p>On Monday.</p>"))
    ).post


def _carry() -> None:
    """Let the courier go as long as something is due; it has nothing to wait for, so that it needs no loop of events."""

    async def here(work: Callable[..., object], *arguments: object) -> object:
        return work(*arguments)

    running = courier.Courier(Desk())  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "to_thread", here)
        while _result(running.carry_one()):
            pass


def _result(work: Coroutine[object, None, bool]) -> bool:
    try:
        work.send(None)
    except StopIteration as end:
        return bool(end.value)
    raise AssertionError("The courier waits for something.")


def test_an_answer_is_told_once_and_the_address_is_gone(scene: Scene) -> None:
    letter, secret = _ask(scene)
    post = _answer(scene, letter.question)
    _carry()
    _carry()
    (sent,) = mail.outbox
    assert sent.to == ["olu@reader.example"]
    assert f"/flood/p/{post}/" in sent.body
    assert f"/flood/ask/{secret}/" in sent.body
    kept = Letter.objects.get()
    assert kept.email == ""
    assert kept.told_at
    assert not Errand.objects.filter(kind="tell asker").exists()


def test_a_question_that_is_not_taken_up_is_told_with_its_reason(scene: Scene) -> None:
    letter, _ = _ask(scene)
    seen = [(letter.question.public_id, letter.question.version)]
    questions.decline(scene.hand(), scene.blog, seen, "The county answers this on its page.")
    _carry()
    assert "The county answers this on its page." in mail.outbox[0].body


def test_nothing_that_a_stranger_typed_is_in_the_mail(scene: Scene) -> None:
    received = receive(
        scene.blog, "Buy gold at once?", first_name="Gold", place="Goldtown", email="victim@reader.example"
    )
    _answer(scene, received.letter.question)
    _carry()
    assert "old" not in str(mail.outbox[0].message()).replace("told", "")


def test_a_headline_of_several_lines_adds_no_header(scene: Scene) -> None:
    letter, _ = _ask(scene)
    letter.blog.headline = "River\r\nBcc: x@y.example"
    letter.question.standing = "declined"
    message = telling.message_for(letter)
    assert message.subject == "Your question – River Bcc: x@y.example"


def test_a_mail_that_is_not_taken_is_tried_for_a_day_and_tells_no_address(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(self: EmailMessage) -> int:
        raise ConnectionError("no route to olu@reader.example")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    letter, _ = _ask(scene)
    _answer(scene, letter.question)
    at = clock.now()
    for _ in range(errands.MOST_TRIES_OUTSIDE):
        with clock.standing_at(at):
            _carry()
        at += timedelta(hours=1, minutes=1)
    errand = Errand.objects.get(kind="tell asker")
    assert errand.tries == errands.MOST_TRIES_OUTSIDE
    assert "ConnectionError" in errand.given_up_because
    assert "olu@" not in errand.given_up_because + caplog.text
    assert Letter.objects.get().email == "olu@reader.example"


def test_who_removed_her_address_meanwhile_is_not_told(scene: Scene) -> None:
    letter, _ = _ask(scene)
    _answer(scene, letter.question)
    Letter.objects.update(email="")
    _carry()
    assert mail.outbox == []
    assert not Errand.objects.filter(kind="tell asker").exists()


def test_mail_never_waits_in_the_writing_thread(scene: Scene) -> None:
    letter, _ = _ask(scene)
    _answer(scene, letter.question)
    errands.run_due()
    assert mail.outbox == []
    assert Errand.objects.filter(kind="tell asker", tries=0).exists()
