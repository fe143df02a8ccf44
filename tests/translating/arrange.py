"""A newsroom in which every kind of part and page stands once, with words that hold no Latin letter of their own."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

ZONE = "Europe/Kyiv"


def main(language: str = "uk") -> None:
    """Build it in this language, and print the addresses of its pages as JSON."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    print(json.dumps(_build(language)))


def _build(language: str) -> list[str]:
    from stoppress.people.joining import add_member
    from stoppress.publishing import (
        answers,
        experts,
        key_points,
        live_blogs,
        pins,
        posts,
        question_box,
        sessions,
        take_down,
        version_showing,
    )
    from stoppress.publishing import questions as desk
    from stoppress.publishing.answers import Release, Shown
    from stoppress.publishing.continuing import continue_in
    from stoppress.publishing.hand import Hand
    from stoppress.publishing.live_blogs import Opening
    from stoppress.publishing.round_ups import Bullet, Summary, publish_round_up
    from stoppress.publishing.wording import Wording
    from stoppress.questions import expert_links, letters, writing
    from stoppress.questions.models import Letter
    from stoppress.questions.writing import Sheet
    from stoppress.stories.models import LiveBlog

    editor = add_member("Вісник", "alice@courier.example", "Аліса", "chief", "seven quiet herons")

    def open_one(slug: str, phase: str) -> None:
        opening = Opening(
            "Річка піднімається",
            slug=slug,
            standfirst="Що відомо.",
            team=(("Аліса", "репортажі"),),
            zone=ZONE,
            language=language,
        )
        live_blogs.open_live_blog(Hand(editor), opening)
        for step in {"paused": ("live", "paused"), "closed": ("live", "closed")}.get(phase, (phase,)):
            blog = LiveBlog.objects.get(slug=slug)
            live_blogs.change_phase(Hand(editor), blog, blog.version, step)

    def blog(slug: str = "flood") -> LiveBlog:
        return LiveBlog.objects.select_related("wire", "newsroom").get(slug=slug)

    def publish(title: str, body: str = "<p>Слова.</p>", **more: Any) -> str:
        return posts.publish(Hand(editor), blog(), Wording(title, body, **more)).post

    for slug, phase in [("flood", "live"), ("dam", "upcoming"), ("gate", "paused"), ("old", "closed")]:
        open_one(slug, phase)
    continue_in(Hand(editor), blog("old"), blog("old").version, "flood")
    version_showing.show_versions(Hand(editor), blog(), blog().version, True)
    many = [publish(f"Допис {number}") for number in range(24)]
    for kind in ("quote", "pictures", "notice"):
        publish("Види", kind=kind)
    publish("Слова", kind="quote", details={"speaker": "Марта", "source": "https://1.example/"})
    for standing in ("before", "running", "break", "over", "off"):
        sides = {"home": "Північ", "away": "Південь", "standing": standing}
        publish("Гра", kind="scoreboard", details=sides)
    for standing in ("open", "closed"):
        asked = {"question": "Так?", "options": [{"label": "Так"}, {"label": "Ні"}], "standing": standing}
        publish("Питання", kind="poll", details=asked)
    corrected = publish("Стара назва", is_key_event=True)
    posts.correct(
        Hand(editor),
        blog(),
        corrected,
        1,
        Wording("Нова назва", "<p>Нове.</p>", is_key_event=True),
        "Було не так.",
    )
    amended = publish("Раніше")
    posts.amend(Hand(editor), blog(), amended, 1, Wording("Тепер", "<p>Інакше.</p>"))
    withdrawn, gone = publish("Чутка"), publish("Вилучене")
    publish(
        "Посилання",
        f'<p>Так (<span data-reference="{corrected}">там</span>), <span data-reference="{withdrawn}">тут</span>, '
        f'<span data-reference="{gone}">ось</span>.</p>',
    )
    posts.withdraw(Hand(editor), blog(), withdrawn, 1, "Не підтверджено.")
    take_down.take_down(Hand(editor), blog(), gone, "Суд.")
    pins.pin(Hand(editor), blog(), corrected)
    key_points.set_key_points(Hand(editor), blog(), [("Головне", corrected), ("Ще", None)], 0)
    seen = posts.Post.objects.get(public_id=corrected).words_version
    bullets = (Bullet("Вода піднялася", ((corrected, seen),)),)
    summed = publish_round_up(
        Hand(editor), blog(), Summary("Підсумок", bullets, blog().coverage_starts_at or blog().created_at)
    ).post
    question_box.change_question_box(Hand(editor), blog(), 0, is_open=True, invitation="Питайте.")
    session = sessions.open_session(Hand(editor), blog(), "Сесія", "Опівдні.").subject

    def ask(text: str, number: int) -> tuple[str, Any]:
        secret = letters.receive(
            blog(), text, sending_key=f"key-{number}", first_name="Оля", place="Київ"
        ).secret
        return secret, Letter.objects.get(text=text).question

    received, _ = ask("Коли відкриють міст?", 1)
    told, answered = ask("Чи безпечна вода?", 2)
    refused, declined = ask("Хто винен?", 3)
    with_expert, assigned = ask("Що робити з тваринами?", 4)
    _, second = ask("Скільки ще дощу?", 5)
    shown = (Shown("Чи безпечна вода?", "Оля", "Київ", answered.public_id, answered.version),)
    answers.release_answer(
        Hand(editor), blog(), Release(shown, Wording("Вода", "<p>Кип’ятіть.</p>"), session=session)
    )
    answers.release_answer(
        Hand(editor),
        blog(),
        Release((Shown("Де їсти?", "", ""), Shown("Де спати?", "", "Львів")), Wording("", "<p>Тут.</p>")),
    )
    desk.decline(Hand(editor), blog(), [(declined.public_id, declined.version)], "Не знаємо.")
    expert = experts.add_expert(Hand(editor), blog(), "Д-р Бойко", "гідрологиня").subject
    key = expert_links.new_secret()
    experts.make_link(Hand(editor), blog(), expert, key)
    for question in (assigned, second):
        question.refresh_from_db()
        desk.assign(Hand(editor), blog(), [(question.public_id, question.version)], expert)
    writing.save(
        key, assigned.public_id, Sheet("Ведіть їх угору.", "Терміново", writing.seen_of("")), hands_in=True
    )
    changes = blog().wire.changes.order_by("number")
    moments = [f"{changes[index].made_at:%Y%m%dT%H%M%SZ}" for index in (0, 30, len(changes) - 1)]
    return [
        "/",
        *(f"/{slug}/" for slug in ("flood", "dam", "gate", "old")),
        *(f"/flood/p/{post}/" for post in (corrected, withdrawn, gone, summed)),
        f"/flood/before/{many[20]}",
        *(f"/flood/as-of/{moment}/" for moment in moments),
        "/flood/as-of/?at=nonsense",
        "/flood/key-events/",
        "/flood/from-the-start/",
        "/flood/corrections/",
        "/dam/corrections/",
        "/flood/search/",
        *(
            f"/flood/search/?{urlencode({'q': typed})}"
            for typed in ("вода", "річка", "я", "-вода", "я" * 201, "?")
        ),
        *(f"/flood/p/{post}/versions/" for post in (amended, corrected, gone)),
        "/flood/ask/",
        "/dam/ask/",
        *(f"/flood/ask/{secret}/" for secret in (received, told, refused, with_expert)),
        f"/expert/{key}/",
        "/expert/nothing/",
        "/no-such-page/",
        "/no/such/page/",
    ]
