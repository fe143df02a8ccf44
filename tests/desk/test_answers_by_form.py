"""Experts, sessions and the release of an answer by the desk's forms, without script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from stoppress.publishing import questions
from stoppress.questions import expert_links, writing
from stoppress.questions.models import Answer, Expert, ExpertLink, Question, Session
from stoppress.questions.writing import Sheet
from stoppress.stories.models import Post
from tests.cast import Scene
from tests.media.made import picture


def _link(answer: object) -> str:
    found = re.search(r"/expert/([a-z0-9]+)/", answer.content.decode())  # type: ignore[attr-defined]
    assert found
    return found[1]


def _expert(alice: Client, name: str = "Dr Emeka Rosenlund") -> Expert:
    alice.post("/desk/flood/experts/", {"name": name, "description": "physician"})
    return Expert.objects.get(name=name)


def _assigned(scene: Scene, expert: Expert, text: str = "Is it safe?") -> Question:
    asked = scene.ask(text, name="Aroha", place="Nine Wells")
    questions.assign(scene.hand(), scene.blog, [(asked.public_id, 1)], expert.public_id, "Briefly.")
    return scene.question(asked.public_id)


def _form(question: Question, **more: str) -> dict[str, str]:
    return {
        "question-0": question.public_id,
        "version-0": str(question.version),
        "words-0": "Is it safe?",
        "first_name-0": "Aroha",
        "body_html": "No.\n\nBoiling kills germs.",
        "body_format": "plain",
        **more,
    }


def test_an_expert_is_added_with_a_portrait_that_the_newsroom_sees(
    alice: Client, scene: Scene, tmp_path: Path
) -> None:
    with override_settings(DATA=tmp_path):
        sent = SimpleUploadedFile("face.jpg", picture(kind="JPEG"), "image/jpeg")
        alice.post("/desk/flood/experts/", {"name": "Dr Ito", "description": "physician", "picture": sent})
        expert = Expert.objects.get()
        shown = alice.get("/desk/flood/experts/").content.decode()
        address = re.search(r'src="(/desk/pictures/[^"]+)"', shown)
        assert address
        assert alice.get(address[1]).status_code == 200
    assert (expert.name, len(expert.portrait)) == ("Dr Ito", 26)


def test_what_is_wrong_stands_beside_its_field_and_the_portrait_need_not_be_sent_again(
    alice: Client, scene: Scene, tmp_path: Path
) -> None:
    with override_settings(DATA=tmp_path):
        sent = SimpleUploadedFile("face.jpg", picture(kind="JPEG"), "image/jpeg")
        refused = alice.post(
            "/desk/flood/experts/", {"name": "", "description": "physician", "picture": sent}
        )
        assert refused.status_code == 422
        assert "readers see the name" in refused.content.decode()
        assert "need not choose it again" in refused.content.decode()
        kept = re.search(r'name="portrait" value="([a-z0-9]{26})"', refused.content.decode())
        assert kept
        alice.post("/desk/flood/experts/", {"name": "Dr Ito", "portrait": kept[1]})
        assert Expert.objects.get().portrait == kept[1]
        wrong = SimpleUploadedFile("face.jpg", b"not a picture", "image/jpeg")
        refused = alice.post("/desk/flood/experts/", {"name": "Dr Nu", "picture": wrong})
    assert refused.status_code == 422
    assert 'value="Dr Nu"' in refused.content.decode()
    assert Expert.objects.count() == 1


def test_a_link_is_shown_once_and_can_be_ended(alice: Client, scene: Scene) -> None:
    expert = _expert(alice)
    secret = _link(alice.post(f"/desk/flood/experts/{expert.public_id}/link/", {"key": "once", "days": "3"}))
    assert Client().get(f"/expert/{secret}/").status_code == 200
    again = alice.post(f"/desk/flood/experts/{expert.public_id}/link/", {"key": "once", "days": "3"})
    assert again.status_code == 409
    assert "/expert/" not in again.content.decode()
    assert "/expert/" not in alice.get("/desk/flood/experts/").content.decode()
    link = ExpertLink.objects.get()
    assert (link.expires_at - link.made_at).days == 3
    alice.post(f"/desk/flood/experts/{expert.public_id}/revoke/")
    assert Client().get(f"/expert/{secret}/").status_code == 404
    refused = alice.post(f"/desk/flood/experts/{expert.public_id}/link/", {"days": "400"})
    assert refused.status_code == 422


def test_an_expert_is_changed_and_not_over_a_colleague(alice: Client, scene: Scene) -> None:
    expert = _expert(alice)
    address = f"/desk/flood/experts/{expert.public_id}/"
    assert "Dr Emeka Rosenlund" in alice.get(address).content.decode()
    alice.post(address, {"name": "Dr E. Rosenlund", "description": "", "version": "1"})
    overtaken = alice.post(address, {"name": "Dr Other", "description": "", "version": "1"})
    assert overtaken.status_code == 409
    assert 'value="Dr Other"' in overtaken.content.decode()
    assert Expert.objects.get().name == "Dr E. Rosenlund"
    assert alice.get("/desk/flood/experts/nobody/").status_code == 404


def test_the_form_brings_what_the_expert_has_written(alice: Client, scene: Scene) -> None:
    expert = _expert(alice)
    asked = _assigned(scene, expert)
    secret = expert_links.new_secret()
    from stoppress.publishing.experts import make_link

    make_link(scene.hand(), scene.blog, expert.public_id, secret)
    sheet = Sheet("It is <not>.\n\nReally.", "Call me.", writing.seen_of(""))
    writing.save(secret, asked.public_id, sheet, hands_in=True)
    shown = alice.get(f"/desk/flood/questions/{asked.public_id}/answer/").content.decode()
    assert "It is &lt;not&gt;.\n\nReally." in shown
    assert "has handed in this answer" in shown
    assert "Call me." in shown
    assert f'value="{expert.public_id}" selected' in shown
    inbox = alice.get(f"/desk/flood/questions/{asked.public_id}/").content.decode()
    assert "It is &lt;not&gt;." in inbox
    assert f"/desk/flood/questions/{asked.public_id}/answer/" in inbox


def test_an_answer_is_previewed_and_then_published(alice: Client, scene: Scene) -> None:
    expert = _expert(alice)
    asked = _assigned(scene, expert)
    address = f"/desk/flood/questions/{asked.public_id}/answer/"
    form = _form(asked, expert=expert.public_id)
    preview = alice.post(address, {**form, "act": "preview"})
    assert preview.status_code == 200
    assert "<bdi>Aroha</bdi> asks:" in preview.content.decode()
    assert not Post.objects.exists()
    assert alice.post(address, form).status_code == 302
    answer = Answer.objects.get()
    assert answer.name == "Dr Emeka Rosenlund"
    assert answer.post.body_html == "<p>No.</p><p>Boiling kills germs.</p>"
    assert alice.get(address).status_code == 409


def test_several_questions_are_added_taken_out_and_answered_at_once(alice: Client, scene: Scene) -> None:
    first, second, third = (scene.ask(words) for words in ("Is it safe?", "May we drink it?", "And the dog?"))
    address = f"/desk/flood/questions/{first.public_id}/answer/"
    shown = alice.get(f"{address}?with={second.public_id}").content.decode()
    assert "May we drink it?" in shown
    typed = _form(first, **{"question-1": second.public_id, "version-1": "1", "words-1": "May we drink it?"})
    more = alice.post(address, {**typed, "change": "add", "add": third.public_id}).content.decode()
    assert 'name="words-2"' in more
    assert "Boiling kills germs." in more
    less = alice.post(address, {**typed, "change": "out:0"}).content.decode()
    assert 'name="words-1"' not in less
    assert not Post.objects.exists()
    alice.post(address, typed)
    assert {row.standing for row in Question.objects.exclude(pk=third.pk)} == {"answered"}
    assert scene.question(third.public_id).standing == "new"


def test_ticked_questions_are_answered_together(alice: Client, scene: Scene) -> None:
    first, second = scene.ask("Is it safe?"), scene.ask("May we drink it?")
    ticked = {"act": "answer", "question": [f"{first.public_id}:1", f"{second.public_id}:1"]}
    sent_on = alice.post("/desk/flood/questions/sort/", ticked)
    assert sent_on["Location"] == f"/desk/flood/questions/{first.public_id}/answer/?with={second.public_id}"
    assert "May we drink it?" in alice.get(sent_on["Location"]).content.decode()
    assert alice.post("/desk/flood/questions/sort/", {"act": "answer"}).status_code == 422


def test_what_is_wrong_in_a_release_stands_beside_its_field(alice: Client, scene: Scene) -> None:
    asked = scene.ask()
    address = f"/desk/flood/questions/{asked.public_id}/answer/"
    refused = alice.post(address, _form(asked, **{"words-0": " ", "place-0": "x" * 90, "title": "Kept"}))
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "What was asked?" in shown
    assert "Shorten it by 10" in shown
    assert 'value="Kept"' in shown
    empty = alice.post(address, _form(asked, body_html=" ", title="Kept"))
    assert "There is no answer yet" in empty.content.decode()
    nobody = alice.post(address, _form(asked, expert="nobody"))
    assert nobody.status_code == 422
    assert not Post.objects.exists()


def test_an_editor_sees_what_the_expert_wrote_meanwhile_and_may_keep_hers(
    alice: Client, scene: Scene
) -> None:
    expert = _expert(alice)
    asked = _assigned(scene, expert)
    form = _form(asked, expert=expert.public_id)
    from stoppress.publishing.experts import make_link

    secret = expert_links.new_secret()
    make_link(scene.hand(), scene.blog, expert.public_id, secret)
    writing.save(secret, asked.public_id, Sheet("Anew.", seen=writing.seen_of("")), hands_in=True)
    address = f"/desk/flood/questions/{asked.public_id}/answer/"
    overtaken = alice.post(address, form)
    shown = overtaken.content.decode()
    assert overtaken.status_code == 409
    assert "<p>Anew.</p>" in shown
    onto = re.search(r'name="onto" value="(\d+)"', shown)
    assert onto
    assert alice.post(address, {**form, "onto": onto[1], "key": "second"}).status_code == 302
    assert "Boiling" in Post.objects.get().body_html


def test_what_an_answer_shows_is_amended_under_the_post(alice: Client, scene: Scene) -> None:
    asked = scene.ask("Is teh it safe?")
    alice.post(f"/desk/flood/questions/{asked.public_id}/answer/", _form(asked))
    post = Post.objects.get()
    address = f"/desk/flood/posts/{post.public_id}/shown-answer/"
    assert address in alice.get("/desk/flood/").content.decode()
    assert "Is it safe?" in alice.get(address).content.decode()
    form = {"version": "1", "words-0": "Is it really safe?", "name": "Alice Okoye", "description": "reporter"}
    assert alice.post(address, form).status_code == 302
    assert Answer.objects.get().asked.get().words == "Is it really safe?"
    assert alice.post(address, {**form, "words-0": ""}).status_code in {409, 422}
    plain = scene.publish("No answer").post
    assert alice.get(f"/desk/flood/posts/{plain}/shown-answer/").status_code == 404


def test_sessions_are_opened_renamed_and_closed(alice: Client, scene: Scene) -> None:
    assert alice.post("/desk/flood/sessions/", {"heading": " "}).status_code == 422
    alice.post("/desk/flood/sessions/", {"heading": "Your water", "standfirst": "From noon."})
    session = Session.objects.get()
    address = f"/desk/flood/sessions/{session.public_id}/"
    assert alice.post(address, {"heading": "Your wells", "version": "1"}).status_code == 302
    assert alice.post(address, {"heading": "Mine", "version": "1"}).status_code == 409
    alice.post(f"{address}close/", {"version": "2"})
    assert "closed" in alice.get("/desk/flood/sessions/").content.decode()
    alice.post(f"{address}reopen/", {"version": "3"})
    assert Session.objects.get().is_open


@pytest.mark.parametrize("path", ["experts/", "sessions/"])
def test_another_newsroom_sees_nothing(stranger: Client, scene: Scene, path: str) -> None:
    assert stranger.get(f"/desk/flood/{path}").status_code == 404
