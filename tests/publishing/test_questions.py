"""Sorting readers' questions: who has them, what is decided, and how each decision is undone."""

from __future__ import annotations

import pytest

from stoppress.publishing import merging, questions
from stoppress.publishing.hand import Hand
from stoppress.publishing.models import AuditEntry, Errand
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed, NotThere, Refusal, WrongState
from stoppress.questions.models import Letter, Question, Standing
from stoppress.toolkit.text import folded
from tests.cast import Scene, letter, member, open_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return open_scene()


def _seen(*asked: Question) -> list[tuple[str, int]]:
    return [(question.public_id, Question.objects.get(pk=question.pk).version) for question in asked]


def _acts(question: Question) -> list[str]:
    return list(question.events.values_list("act", flat=True))


def test_a_question_that_is_taken_is_mine_until_it_is_given_back(scene: Scene) -> None:
    asked = scene.ask()
    answer = questions.take(scene.hand(), scene.blog, _seen(asked))
    assert (answer.question, answer.state, answer.version) == (asked.public_id, "taken", 2)
    assert scene.question(asked.public_id).taken_by == scene.editor
    questions.give_back(scene.hand(), scene.blog, _seen(asked))
    given = scene.question(asked.public_id)
    assert (given.standing, given.taken_by) == (Standing.NEW, None)
    assert _acts(asked) == ["take question", "give back question"]


def test_who_takes_second_is_told_who_was_faster(scene: Scene) -> None:
    asked = scene.ask()
    seen = _seen(asked)
    rosa = member("Rosa", "reporter")
    questions.take(Hand(rosa), scene.blog, seen)
    with pytest.raises(Conflict, match=r"Rosa took this question at \d\d\.\d\d, before you") as refused:
        questions.take(scene.hand(), scene.blog, seen)
    assert refused.value.current["taken_by"] == "Rosa"
    with pytest.raises(WrongState, match="Rosa has taken this question"):
        questions.take(scene.hand(), scene.blog, _seen(asked))


def test_a_letter_that_comes_meanwhile_overtakes_no_editor(scene: Scene) -> None:
    asked = scene.ask()
    seen = _seen(asked)
    letter(scene.blog, "When can we cross?", question=scene.question(asked.public_id))
    questions.shortlist(scene.hand(), scene.blog, seen)
    assert scene.question(asked.public_id).asked_count == 2


def test_assigned_questions_are_with_the_expert_and_can_change_hands(scene: Scene) -> None:
    asked, nadia, omar = scene.ask(), scene.expert(), scene.expert("Omar Lindqvist")
    questions.assign(scene.hand(), scene.blog, _seen(asked), nadia.public_id, "Please by noon.")
    found = scene.question(asked.public_id)
    assert (found.standing, found.expert, found.note_to_expert) == ("assigned", nadia, "Please by noon.")
    with pytest.raises(WrongState, match="Nadia Brandt already"):
        questions.assign(scene.hand(), scene.blog, _seen(asked), nadia.public_id)
    questions.assign(scene.hand(), scene.blog, _seen(asked), omar.public_id)
    assert scene.question(asked.public_id).expert == omar


def test_an_expert_of_another_newsroom_is_refused_beside_the_field(scene: Scene) -> None:
    asked = scene.ask()
    theirs = open_scene("vote", editor=member("Mallory", "chief", newsroom="The Arle Echo")).expert()
    for expert in (theirs.public_id, "", "nobody"):
        with pytest.raises(Invalid) as refused:
            questions.assign(scene.hand(), scene.blog, _seen(asked), expert)
        assert "expert" in refused.value.fields


def test_who_asked_a_declined_question_is_told_the_reason_and_it_can_be_reopened(scene: Scene) -> None:
    asked = scene.ask(email="ida@reader.example")
    letter(scene.blog, "The same", question=scene.question(asked.public_id))
    with pytest.raises(Invalid, match="Give the reason"):
        questions.decline(scene.hand(), scene.blog, _seen(asked), " ")
    questions.decline(scene.hand(), scene.blog, _seen(asked), "This is answered in our 9.50 post.")
    found = scene.question(asked.public_id)
    assert (found.standing, found.reason) == ("declined", "This is answered in our 9.50 post.")
    told = Errand.objects.filter(kind="tell asker").values_list("subject", flat=True)
    assert list(told) == [asked.letters.exclude(email="").get().public_id]
    questions.reopen(scene.hand(), scene.blog, _seen(asked))
    assert (scene.question(asked.public_id).standing, scene.question(asked.public_id).reason) == ("new", "")


def test_spam_is_told_to_nobody_and_can_be_reopened_to_who_had_it(scene: Scene) -> None:
    asked = scene.ask(email="bot@reader.example")
    questions.take(scene.hand(), scene.blog, _seen(asked))
    questions.mark_spam(scene.hand(), scene.blog, _seen(asked))
    assert not Errand.objects.exists()
    questions.reopen(scene.hand(), scene.blog, _seen(asked))
    assert scene.question(asked.public_id).standing == Standing.TAKEN


def test_many_are_sorted_at_once_and_all_or_none(scene: Scene) -> None:
    asked = [scene.ask(f"Question {number}") for number in range(30)]
    answer = questions.mark_spam(scene.hand(), scene.blog, _seen(*asked))
    assert answer.question == f"{asked[0].public_id} and 29 more"
    assert AuditEntry.objects.filter(act="mark as spam").count() == 1
    assert {tuple(_acts(question)) for question in asked} == {("mark as spam",)}
    questions.reopen(scene.hand(), scene.blog, _seen(asked[0]))
    seen = _seen(*asked)
    with pytest.raises(WrongState):
        questions.reopen(scene.hand(), scene.blog, seen)
    assert Question.objects.filter(standing="spam").count() == 29
    with pytest.raises(Invalid, match="At most 200"):
        questions.take(scene.hand(), scene.blog, [(f"x{number}", 1) for number in range(201)])


def test_merged_questions_are_one_and_splitting_the_moved_letters_out_undoes_it(scene: Scene) -> None:
    first, second, third = scene.ask("Open when?", name="Ida"), scene.ask("Opens when?"), scene.ask("When?")
    questions.shortlist(scene.hand(), scene.blog, _seen(third))
    answer = merging.merge(scene.hand(), scene.blog, _seen(first, second, third))
    assert answer.question == third.public_id
    assert Question.objects.count() == 1
    whole = scene.question(third.public_id)
    assert (whole.asked_count, whole.standing) == (3, "shortlisted")
    assert "ida" in whole.found_by
    moved = whole.events.get(act="merge questions").letters.split()
    assert len(moved) == 2
    undone = merging.split(scene.hand(), scene.blog, third.public_id, whole.version, moved)
    assert scene.question(undone.question).asked_count == 2
    assert scene.question(third.public_id).asked_count == 1
    assert "ida" not in scene.question(third.public_id).found_by


def test_a_split_leaves_at_least_one_letter_and_takes_only_its_own(scene: Scene) -> None:
    asked, other = scene.ask(), scene.ask("Another")
    letter(scene.blog, "Second", question=asked)
    every = [found.public_id for found in asked.letters.all()]
    (theirs,) = other.letters.all()
    for letters in ([], every, [every[0], theirs.public_id]):
        with pytest.raises(Invalid):
            merging.split(scene.hand(), scene.blog, asked.public_id, 1, letters)
    assert asked.letters.count() == 2


def test_a_late_letter_merged_into_a_declined_question_is_told_the_reason(scene: Scene) -> None:
    asked, late = scene.ask(email="ida@reader.example"), scene.ask(email="late@reader.example")
    questions.decline(scene.hand(), scene.blog, _seen(asked), "Not for us.")
    Errand.objects.all().delete()
    Question.objects.filter(pk=asked.pk).update(standing=Standing.ANSWERED)
    merging.merge(scene.hand(), scene.blog, _seen(late, asked))
    told = Letter.objects.get(email="late@reader.example")
    assert list(Errand.objects.values_list("subject", flat=True)) == [told.public_id]
    assert told.question == asked


def test_nothing_an_expert_wrote_is_lost_by_a_merge(scene: Scene) -> None:
    first, second, expert = scene.ask(), scene.ask(), scene.expert()
    questions.assign(scene.hand(), scene.blog, _seen(first, second), expert.public_id)
    Question.objects.filter(pk__in=[first.pk, second.pk]).update(
        standing="written", written_html="<p>Yes.</p>"
    )
    with pytest.raises(WrongState, match="an answer is written"):
        merging.merge(scene.hand(), scene.blog, _seen(first, second))


def test_the_words_of_any_letter_may_lead(scene: Scene) -> None:
    asked = scene.ask("when brige open")
    better = letter(scene.blog, "When will the bridge open?", question=asked)
    questions.set_wording(scene.hand(), scene.blog, asked.public_id, 1, better.public_id)
    assert scene.question(asked.public_id).lead == better
    for wrong in ("nothing", scene.ask("Else").lead.public_id):  # type: ignore[union-attr]
        with pytest.raises(Invalid):
            questions.set_wording(scene.hand(), scene.blog, asked.public_id, 2, wrong)


def test_whoever_may_not_sort_changes_nothing(scene: Scene) -> None:
    asked = scene.ask()
    with pytest.raises(NotAllowed):
        questions.take(Hand(member("Victor", "viewer")), scene.blog, _seen(asked))
    stranger = member("Mallory", "chief", newsroom="The Arle Echo")
    with pytest.raises(NotThere):
        questions.take(Hand(stranger), scene.blog, _seen(asked))
    theirs = open_scene("vote", editor=stranger)
    with pytest.raises(NotThere):
        questions.take(theirs.hand(), theirs.blog, _seen(asked))
    assert scene.question(asked.public_id).version == 1


def test_sorting_moves_no_number_on_the_wire(scene: Scene) -> None:
    head = scene.blog.wire.head
    asked, other = scene.ask(email="a@reader.example"), scene.ask()
    for act in (questions.take, questions.shortlist, questions.mark_spam, questions.reopen):
        assert act(scene.hand(), scene.blog, _seen(asked)).head == head
    merged = merging.merge(scene.hand(), scene.blog, _seen(asked, other))
    assert (merged.head, scene.blog.wire.head) == (head, head)


def test_an_answered_question_is_sorted_no_more(scene: Scene) -> None:
    asked, expert = scene.ask(), scene.expert()
    Question.objects.filter(pk=asked.pk).update(standing=Standing.ANSWERED)
    for act, more in (
        (questions.take, ()),
        (questions.shortlist, ()),
        (questions.assign, (expert.public_id,)),
        (questions.decline, ("No.",)),
        (questions.mark_spam, ()),
        (questions.reopen, ()),
    ):
        with pytest.raises(Refusal, match="answered"):
            act(scene.hand(), scene.blog, _seen(asked), *more)  # type: ignore[operator]


def test_words_are_found_whatever_their_case_and_accents() -> None:
    assert folded("ÉCOLE  Straße\nİzmir") == folded("école STRASSE izmir")
    assert folded("Ψυχή") == "ψυχη"
