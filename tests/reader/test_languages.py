"""In which language and direction a page is, and what of it is in another one."""

from __future__ import annotations

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import override

from stoppress.press import languages
from stoppress.press.contexts import Moment
from stoppress.press.days import day_name
from stoppress.press.machines import locale_of
from stoppress.publishing import answers, live_blogs, posts, telling
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.hand import Hand
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.wording import Wording
from stoppress.toolkit.languages import LANGUAGES
from stoppress.wire.past import parts_now
from tests.cast import Scene, letter, member
from tests.reader.reading import Found

MOMENT = Moment(datetime(2026, 9, 3, 9, 5, tzinfo=ZoneInfo("Europe/Kyiv")))


def test_a_language_has_a_territory_that_there_is() -> None:
    told = {
        "en": "en_GB",
        "de": "de_DE",
        "ar": "ar_EG",
        "uk": "uk_UA",
        "pt-BR": "pt_BR",
        "ca": "ca_ES",
        "qqq": "qqq",
    }
    assert {language: locale_of(language) for language in told} == told


@pytest.mark.parametrize(
    ("language", "clock", "short", "whole", "place"),
    [
        ("en", "9.05", "9.05, 3 Sept", "9.05, 3 September 2026", "Kyiv"),
        ("de", "09:05", "09:05 Uhr, 3. Sept.", "09:05 Uhr, 3. September 2026", "Kiew"),
        ("es", "09:05", "09:05, 3 sept", "09:05, 3 de septiembre de 2026", "Kiev"),
        ("uk", "09:05", "09:05, 3 вер.", "09:05, 3 вересня 2026 р.", "Київ"),
        ("ar", "09:05", "09:05، 3 سبتمبر", "09:05، 3 سبتمبر 2026", "كييف"),
        ("fr", "9.05", "9.05, 3 Sept", "9.05, 3 September 2026", "Kyiv"),
    ],
)
def test_each_language_writes_times_days_and_places_in_its_manner(
    language: str, clock: str, short: str, whole: str, place: str
) -> None:
    with languages.speaking(language):
        assert MOMENT.clock == clock
        assert Found(MOMENT.short).text == short
        assert Found(MOMENT.whole).text == whole
    assert languages.place_of("Europe/Kyiv", language) == place


def test_the_day_has_its_name() -> None:
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = (day_name(date(2026, 9, 3)), day_name(date(2026, 9, 3), in_full=True))
    assert said == {
        "en": ("Thursday 3 September", "Thursday 3 September 2026"),
        "de": ("Donnerstag, 3. September", "Donnerstag, 3. September 2026"),
        "es": ("Jueves, 3 de septiembre", "Jueves, 3 de septiembre de 2026"),
        "uk": ("Четвер, 3 вересня", "Четвер, 3 вересня 2026 р."),
        "ar": ("الخميس، 3 سبتمبر", "الخميس، 3 سبتمبر 2026"),
    }


@pytest.mark.parametrize(
    ("language", "marks"), [("he", ("he", "rtl")), ("fr", ("fr", "ltr")), ("fr-CA", ("fr-CA", "ltr"))]
)
@pytest.mark.django_db
def test_around_another_language_stands_english_and_every_word_of_the_story_says_what_it_is(
    language: str, marks: tuple[str, str]
) -> None:
    scene = _open(language.lower())
    post = scene.publish("Titre", "<p>Mots.</p>", is_key_event=True).post
    posts.correct(
        scene.hand(), scene.blog, post, 1, Wording("Titre", "<p>Mots.</p>", is_key_event=True), "Faux."
    )
    parts = parts_now(scene.blog.wire, ["document", "header", f"post/{post}"])
    document = json.loads(parts["document"].data)
    assert (document["language"], document["direction"]) == ("en", "ltr")
    assert document["ld"]["inLanguage"] == scene.blog.language
    for key, tags in {"header": ("h1",), f"post/{post}": ("h2", "div")}.items():
        found = Found(parts[key].html)
        for tag in tags:
            told = [attributes for attributes in found.all(tag) if "lang" in attributes]
            assert [(mark["lang"], mark["dir"]) for mark in told][:1] == [(marks[0].lower(), marks[1])], (
                key,
                tag,
            )
    assert "Key event" in parts[f"post/{post}"].html
    assert "<b>Live</b> since" in parts["header"].html


@pytest.mark.django_db
def test_the_page_that_explains_messages_says_in_which_language_it_is(client: Client) -> None:
    _open("he")
    page = Found(client.get("/flood/follow/").content.decode())
    ((around,), (headline,)) = page.all("html"), [found for found in page.all("p") if "lang" in found]
    assert (around["lang"], around["dir"]) == ("en", "ltr")
    assert (headline["class"], headline["lang"], headline["dir"]) == ("standfirst", "he", "rtl")


@pytest.mark.django_db
def test_a_variety_of_a_language_is_spoken_to_in_it() -> None:
    scene = _open("de-at")
    parts = parts_now(scene.blog.wire, ["document", "header"])
    assert json.loads(parts["document"].data)["language"] == "de"
    assert "<b>Live</b> seit" in parts["header"].html


@pytest.mark.django_db
def test_the_mail_to_who_asked_is_in_the_language_of_the_story() -> None:
    scene = _open("uk")
    asked = letter(scene.blog, "Чи безпечна вода?", email="olya@reader.example")
    question = asked.question
    shown = (Shown("Чи безпечна вода?", question=question.public_id, version=question.version),)
    answers.release_answer(scene.hand(), scene.blog, Release(shown, Wording("Вода", "<p>Так.</p>")))
    told = telling.letter_to_tell(asked.public_id)
    assert told is not None
    message = telling.message_for(told)
    assert message.subject.startswith("На ваше запитання відповіли")
    assert "It has" not in message.body
    assert mail.outbox == []


def _open(language: str) -> Scene:
    alice = member("Alice")
    opening = Opening("Grand titre", slug="flood", standfirst="Ce que l’on sait.", language=language)
    live_blogs.open_live_blog(Hand(alice), opening)
    scene = Scene(alice, "flood")
    scene.enter("live")
    return scene
