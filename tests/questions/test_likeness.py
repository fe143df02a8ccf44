"""Questions alike in wording find each other, in any language; questions that ask other things do not."""

from __future__ import annotations

import pytest

from stoppress.publishing.question_box import change_question_box
from stoppress.questions.letters import receive
from stoppress.questions.likeness import likest, question_like, wording_of
from stoppress.questions.models import Question, Standing
from tests.cast import open_scene

LIKE = [
    (
        "When will the Harrow bridge reopen to lorries?",
        "When will Harrow bridge be open to lorries again?",
    ),
    ("WHEN WILL THE BRIDGE REOPEN", "When will the bridge reopen?!"),
    ("Is it safe to drink the tap water in Arle?", "Can we drink the tap water in Arle, is it safe?"),
    ("متى سيُعاد فتح الجسر أمام الشاحنات؟", "متى سيعاد فتح الجسر امام الشاحنات"),
    ("هل مياه الشرب آمنة في المدينة بعد الفيضان؟", "هل مياه الشرب في المدينة آمنة بعد الفيضان ؟"),
    ("Коли знову відкриють міст для вантажівок?", "Коли відкриють міст для вантажівок знову"),
    ("Чи безпечно пити воду з-під крана після повені?", "Після повені чи безпечно пити воду з-під крану?"),
    ("大桥什么时候重新开放给卡车？", "大桥什么时候重新对卡车开放？"),
    ("洪水过后自来水可以喝吗？", "洪水之后自来水可以喝吗"),
    ("बाढ़ के बाद नल का पानी पीना सुरक्षित है क्या?", "क्या बाढ़ के बाद नल का पानी पीना सुरक्षित है"),
]
OTHER = [
    ("When will the bridge reopen?", "When will the school reopen?"),
    ("Is the bridge open?", "Is the school open?"),
    ("How many people were evacuated from Lower Arle?", "How many people were injured in Lower Arle?"),
    ("Where can I get sandbags in Harrow?", "Where can I get drinking water in Harrow?"),
    (
        "Will the council meet on 2 December in the town hall?",
        "Will the council meet on 9 December in the town hall?",
    ),
    ("متى سيعاد فتح الجسر؟", "متى سيعاد فتح المدرسة؟"),
    ("Коли відкриють міст?", "Коли відкриють школу?"),
    ("大桥什么时候开放？", "学校什么时候开放？"),
    ("洪水过后自来水可以喝吗？", "洪水过后学校可以开吗？"),
    ("क्या पुल खुला है?", "क्या स्कूल खुला है?"),
]


@pytest.mark.parametrize(("one", "other"), LIKE)
def test_like_wordings_ask_the_same(one: str, other: str) -> None:
    assert likest(one, {7: "Something else entirely", 8: other}) == 8
    assert likest(other, {8: one}) == 8


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_questions_stay_apart(one: str, other: str) -> None:
    assert likest(one, {8: other}) is None
    assert likest(other, {8: one}) is None


def test_the_likest_of_several_is_found() -> None:
    texts = {
        1: "When does the bridge at Harrow reopen to lorries?",
        2: "When will Harrow bridge reopen to lorries?",
    }
    assert likest("When will the Harrow bridge reopen to lorries?", texts) == 2


def test_words_are_folded_to_their_letters_in_every_script() -> None:
    assert wording_of("  ＷＨＥＮ   will École’s “gate” re-open?\n") == "when will ecoles gate re open"
    assert wording_of("الجِسْـر ٣") == "الجسر 3"
    assert wording_of("大桥 3号") == "大 桥 3 号"
    assert wording_of("कि की") != wording_of("का का")
    assert wording_of("?!… 🙂") == ""


def test_what_has_no_letters_is_like_nothing() -> None:
    assert likest("???", {1: "???", 2: "!!!"}) is None


@pytest.mark.django_db
def test_only_questions_that_still_gather_letters_are_joined() -> None:
    scene = open_scene()
    change_question_box(scene.hand(), scene.blog, 0, is_open=True)
    first = receive(scene.blog, "When will the Harrow bridge reopen to lorries?").letter
    like = "When will Harrow bridge be open to lorries again?"
    assert question_like(scene.blog, like) == first.question
    for standing in (
        Standing.ASSIGNED,
        Standing.WRITTEN,
        Standing.ANSWERED,
        Standing.DECLINED,
        Standing.SPAM,
        Standing.SET_ASIDE,
    ):
        Question.objects.update(standing=standing)
        assert question_like(scene.blog, like) is None


@pytest.mark.django_db
def test_a_question_of_another_live_blog_is_never_joined() -> None:
    here = open_scene()
    there = open_scene("fire", editor=here.editor)
    receive(there.blog, "When will the Harrow bridge reopen to lorries?")
    assert question_like(here.blog, "When will the Harrow bridge reopen to lorries?") is None
