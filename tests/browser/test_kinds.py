"""Posts of kinds with fields, from the reporter's keys and thumb to the open pages of readers; and votes in polls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.desk import Desk, Flood
from tests.browser.reading import open_live, post_on, wait_for_modules, wait_until_given
from tests.server import Newsroom

#: For each kind the fields that are typed, the text, and what readers then read.
KINDS: Mapping[str, tuple[dict[str, str], str, tuple[str, ...]]] = {
    "quote": (
        {"speaker": "Mara Lind", "duty": "harbour master", "source": "https://harbour.example/minutes"},
        "We close the gate at nine.",
        ("We close the gate at nine.", "— Mara Lind, harbour master Source"),
    ),
    "notice": (
        {"address": "https://courier.example/mail", "address_words": "Get the bulletin"},
        "We go on through the night.",
        ("To our readers", "We go on through the night.", "Get the bulletin"),
    ),
    "scoreboard": (
        {
            "contest": "Harbour Cup",
            "home": "Ashford",
            "away": "Brook & Sons",
            "standing": "running",
            "clock": "12′",
            "events.0.words": "Kick-off",
        },
        "",
        ("Harbour Cup", "Ashford – : – Brook & Sons", "12′ under way", "Kick-off"),
    ),
    "poll": (
        {
            "question": "Should it go on?",
            "options.0.label": "Yes",
            "options.1.label": "No",
            "options.2.label": "On Sunday",
        },
        "",
        ("Poll", "Should it go on?", "Yes 0 votes, 0 % No 0 votes, 0 % On Sunday 0 votes, 0 %"),
    ),
    "pictures": ({}, "Seen from the tower.", ("Pictures", "Seen from the tower.")),
    "update": ({}, "Nothing else.", ("Nothing else.",)),
}
_NUMBER = count(1)
_GAME = {"home": "Ashford", "away": "Brook", "standing": "running", "clock": "12′"}
_POLL = {"question": "Stay open?", "options": [{"label": "Yes"}, {"label": "No"}]}


@pytest.fixture
def flood(newsroom_server: Newsroom) -> Flood:
    """A live blog for this test alone."""
    return Flood.open(newsroom_server, f"kinds-{next(_NUMBER)}")


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """A reporter's phone, upright."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, locale="en-GB"
    )
    yield context
    context.close()


def _published(flood: Flood, kind: str, details: object) -> str:
    """From another process, as a colleague would."""
    return flood.do(
        f"from stoppress.publishing import posts\nfrom stoppress.publishing.wording import Wording\n"
        f"scene = Scene.of('Bob', slug)\n"
        f"print(posts.publish(scene.hand(), scene.blog, Wording(kind={kind!r}, details={details!r})).post)"
    )


def _amended(flood: Flood, post: str, kind: str, details: object) -> None:
    flood.do(
        f"from stoppress.publishing import posts\nfrom stoppress.publishing.wording import Wording\n"
        f"scene = Scene.of('Bob', slug)\n"
        f"words = Wording(kind={kind!r}, details={details!r})\n"
        f"posts.amend(scene.hand(), scene.blog, {post!r}, scene.post({post!r}).version, words)"
    )


def _withdrawn(flood: Flood, post: str) -> None:
    flood.do(
        f"from stoppress.publishing import posts\nscene = Scene.of('Bob', slug)\n"
        f"posts.withdraw(scene.hand(), scene.blog, {post!r}, scene.post({post!r}).version, 'Badly asked.')"
    )


def _field(form: Locator, name: str) -> Locator:
    return form.locator(f'[name="{name}"]')


def _tab_to(page: Page, name: str) -> None:
    """By the tab key alone, as far as it takes."""
    for _ in range(60):
        if page.evaluate("document.activeElement.getAttribute('name')") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached by Tab.")


def _type(page: Page, value: str) -> None:
    """A word into what has the focus; in a choice, what begins with it."""
    if page.evaluate("document.activeElement.localName") == "select":
        page.keyboard.type(value[:5])
    else:
        page.keyboard.type(value)


def _reads(page: Page, words: tuple[str, ...]) -> None:
    for one in words:
        expect(page.locator(".stream > article").first).to_contain_text(one)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_written_by_keyboard_and_arrives_on_open_pages(
    context: BrowserContext, flood: Flood, kind: str
) -> None:
    fields, text, read = KINDS[kind]
    reader = context.new_page()
    open_live(reader, flood.newsroom, flood)
    desk = Desk.open(context, flood)
    desk.write("", text)
    _tab_to(desk.page, "kind")
    desk.page.keyboard.type(kind.capitalize()[:5])
    expect(desk.composer.locator("[name=kind]")).to_have_value(kind)
    expect(desk.composer.locator("[data-kind-fields]:not([hidden])")).to_have_count(1 if fields else 0)
    for name, value in fields.items():
        if name == "options.2.label":
            desk.page.keyboard.press("Enter")  # one more answer, and nothing is sent
        _tab_to(desk.page, f"{kind}.{name}")
        _type(desk.page, {"running": "under"}.get(value, value))
    desk.page.keyboard.press("Control+Enter")
    expect(desk.state).to_have_text("Published.")
    _reads(reader, read)
    expect(desk.composer.locator("[name=kind]")).to_have_value("update")
    expect(desk.composer.locator("[data-kind-fields]:not([hidden])")).to_have_count(0)
    assert [
        input
        for input in desk.composer.locator("[data-kind-fields] :is(input, select)").all()
        if input.input_value()
    ] == []
    assert desk.complaints == []


def test_each_kind_is_written_on_a_phone(phone: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(phone, flood)
    for kind, (fields, text, read) in KINDS.items():
        form = desk.composer
        form.locator("[name=kind]").select_option(kind)
        for name, value in fields.items():
            if name == "options.2.label":
                form.locator("[data-kind-fields=poll] [data-add-row]").tap()
            field = _field(form, f"{kind}.{name}")
            field.select_option(value) if name == "standing" else field.fill(value)
        if text:
            desk.text.tap()
            desk.page.keyboard.type(text)
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= 390
        form.locator("[data-main]").tap()
        entry = desk.page.locator("[data-entry]").first
        for one in read:
            expect(entry).to_contain_text(one.replace(" 0 votes, 0 % ", "\n").split("\n")[0])
        expect(form.locator("[name=kind]")).to_have_value("update")
    assert desk.complaints == []


def test_what_is_missing_is_told_beside_its_field_and_what_was_typed_stays(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    form = desk.composer
    form.locator("[name=kind]").select_option("poll")
    _field(form, "poll.question").fill("Should it go on?")
    _field(form, "poll.options.1.label").fill("Yes")
    _field(form, "poll.question").press("Control+Enter")
    answers = form.locator('[data-field="poll.options"]')
    expect(answers.locator("> [data-wrong]")).to_have_text("Fill in at least 2.")
    expect(answers.locator("li [data-wrong]").first).to_be_empty()
    expect(_field(form, "poll.options.1.label")).to_have_value("Yes")
    form.locator("[name=kind]").select_option("scoreboard")
    _field(form, "scoreboard.home").fill("Ashford")
    _field(form, "scoreboard.events.1.at").fill("12′")
    _field(form, "scoreboard.home").press("Control+Enter")
    expect(form.locator('[data-field="scoreboard.away"] [data-wrong]')).to_have_text("Fill in “Second side”.")
    expect(form.locator('[data-field="scoreboard.events.1.words"] [data-wrong]')).to_have_text(
        "Fill in “What happened”."
    )
    expect(_field(form, "scoreboard.away")).to_be_focused()
    expect(_field(form, "scoreboard.home")).to_have_value("Ashford")
    form.locator("[name=kind]").select_option("poll")
    expect(_field(form, "poll.question")).to_have_value("Should it go on?")


def test_fields_that_were_not_sent_come_back_here_and_by_the_list(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    form = desk.composer
    form.locator("[name=kind]").select_option("scoreboard")
    _field(form, "scoreboard.home").fill("Ashford")
    for number in range(4):
        _field(form, f"scoreboard.events.{number}.words").fill(f"Goal {number}")
        _field(form, f"scoreboard.events.{number}.words").press("Enter")
    expect(desk.state).to_contain_text("on the server")
    desk.page.close()
    again = Desk.open(context, flood)
    expect(again.composer.locator("[data-kept]")).to_contain_text("Ashford Goal 0")
    again.composer.get_by_role("button", name="Take it up").click()
    expect(_field(again.composer, "scoreboard.events.3.words")).to_have_value("Goal 3")
    again.page.goto(f"{flood.newsroom.url}/desk/{flood.slug}/unsent/")
    again.page.get_by_role("link", name=re.compile("Ashford Goal 0")).click()
    expect(again.composer.locator("[name=kind]")).to_have_value("scoreboard")
    expect(_field(again.composer, "scoreboard.home")).to_have_value("Ashford")
    expect(_field(again.composer, "scoreboard.events.3.words")).to_have_value("Goal 3")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind][0]])
def test_an_amendment_opens_with_the_fields_of_its_kind(
    context: BrowserContext, flood: Flood, kind: str
) -> None:
    details: dict[str, object] = {}
    for name, value in KINDS[kind][0].items():
        rows, _dot, rest = name.partition(".")
        if rest:
            rows_of = details.setdefault(rows, [])
            assert isinstance(rows_of, list)
            rows_of.append({rest.partition(".")[2]: value})
        else:
            details[name] = value
    post = _published(flood, kind, details)
    desk = Desk.open(context, flood)
    desk.page.locator(f'[data-entry="post/{post}"] [data-tools] a[href$="/amend/"]').click()
    form = desk.page.locator("[data-act-place] form")
    for name, value in KINDS[kind][0].items():
        expect(_field(form, f"{kind}.{name}")).to_have_value(value)


def test_a_goal_is_three_keys_and_is_heard_by_who_cannot_see_it(
    context: BrowserContext, flood: Flood
) -> None:
    post = _published(flood, "scoreboard", _GAME)
    flood.publish("Below it")
    reader = context.new_page()
    open_live(reader, flood.newsroom, flood)
    desk = Desk.open(context, flood)
    desk.page.keyboard.press("g")
    expect(desk.page.locator("[data-act-place] [data-scores=home]")).to_be_focused()
    expect(desk.page.locator("[data-act-place] [data-scores=home]")).to_contain_text("+1 Ashford")
    desk.page.keyboard.press("1")
    desk.page.keyboard.press("Control+Enter")
    board = post_on(reader, post)
    expect(board.locator(".score")).to_have_text("Ashford 1 : 0 Brook")
    expect(board.locator(".events li")).to_have_text("12′ Ashford: Goal")
    expect(reader.locator("#status")).to_have_text("Ashford 1 : 0 Brook")
    # It was none: the row goes out, the score goes back.
    expect(desk.page.locator("[data-act-place] form")).to_have_count(0)
    desk.page.keyboard.press("g")
    form = desk.page.locator("[data-act-place] form")
    expect(form.locator("[data-scores=home]")).to_be_focused()
    _field(form, "scoreboard.home_score").fill("0")
    form.locator("[data-remove-row]").first.press("Enter")
    desk.page.keyboard.press("Control+Enter")
    expect(board.locator(".score")).to_have_text("Ashford 0 : 0 Brook")
    expect(board.locator(".events")).to_have_count(0)
    expect(reader.locator("#status")).to_have_text("Ashford 0 : 0 Brook")
    assert desk.complaints == []


def test_two_who_tell_one_goal_see_both_scores_and_choose(context: BrowserContext, flood: Flood) -> None:
    post = _published(flood, "scoreboard", _GAME)
    desk = Desk.open(context, flood)
    desk.page.keyboard.press("g")
    expect(desk.page.locator("[data-act-place] [data-scores=home]")).to_be_focused()
    desk.page.keyboard.press("2")
    _amended(flood, post, "scoreboard", _GAME | {"home_score": "1", "away_score": "0"})
    desk.page.keyboard.press("Control+Enter")
    conflict = desk.page.locator("[data-act-place] .conflict")
    expect(conflict.locator(".differences")).to_contain_text("First score")
    conflict.get_by_role("link", name="Take theirs").click()
    form = desk.page.locator("[data-act-place] form")
    expect(_field(form, "scoreboard.home_score")).to_have_value("1")
    expect(_field(form, "scoreboard.events.0.words")).to_have_value("")


def _open_poll(context: BrowserContext, flood: Flood, post: str) -> tuple[Page, Locator]:
    page = context.new_page()
    open_live(page, flood.newsroom, flood)
    wait_for_modules(page)  # a press before would send the form, and lead to another page
    return page, post_on(page, post)


def test_a_vote_moves_a_second_open_page_and_counts_once_for_a_device(
    chromium: Browser, context: BrowserContext, flood: Flood
) -> None:
    post = _published(flood, "poll", _POLL)
    other = chromium.new_context(locale="en-GB")
    watching, watched = _open_poll(other, flood, post)
    page, poll = _open_poll(context, flood, post)
    poll.get_by_role("button", name="No").click()
    expect(poll.locator("[role=status]")).to_have_text("From this device, “No” is counted.")
    expect(watched.locator("li").nth(1)).to_contain_text("1 vote, 100 %")
    expect(watching.locator("#status")).to_be_empty()  # nobody is told of every vote
    expect(poll.locator("li").nth(1)).to_contain_text("1 vote, 100 %")
    expect(poll.locator("[role=status]")).to_have_text("From this device, “No” is counted.")
    expect(poll.locator(".byline")).not_to_contain_text("updated")
    page.reload()
    wait_for_modules(page)
    poll.get_by_role("button", name="Yes").click()
    expect(poll.locator("[role=status]")).to_have_text("From this device, “No” is counted.")
    second, again = _open_poll(context, flood, post)
    _amended(flood, post, "poll", _POLL | {"standing": "open"})
    again.get_by_role("button", name="Yes").click()
    expect(again.locator("[role=status]")).to_have_text("From this device, “No” is counted.")
    watched.get_by_role("button", name="Yes").click()
    expect(poll.locator("li").first).to_contain_text("1 vote, 50 %")
    assert second.evaluate("document.cookie") == ""
    other.close()


def test_a_poll_closes_and_leaves_on_open_pages(context: BrowserContext, flood: Flood) -> None:
    post = _published(flood, "poll", _POLL)
    page, poll = _open_poll(context, flood, post)
    poll.get_by_role("button", name="No").click()
    expect(poll.locator("li").nth(1)).to_contain_text("1 vote, 100 %")
    _amended(flood, post, "poll", _POLL | {"standing": "closed"})
    expect(poll).to_contain_text("The votes are closed.")
    expect(poll.get_by_role("button", name="Yes")).to_have_count(0)
    expect(poll.locator("li").nth(1)).to_contain_text("1 vote, 100 %")
    _withdrawn(flood, post)
    expect(poll).to_have_attribute("data-withdrawn", "yes")
    expect(poll).not_to_contain_text("Stay open?")
    told = page.request.get(f"{flood.newsroom.url}/{flood.slug}/p/{post}/vote/")
    assert told.status == 404 and "Stay open?" not in told.text()


def test_the_focus_stays_at_the_answer_when_others_vote(context: BrowserContext, flood: Flood) -> None:
    post = _published(flood, "poll", _POLL)
    page, poll = _open_poll(context, flood, post)
    poll.get_by_role("button", name="No").focus()
    flood.do(
        f"from stoppress.publishing import polls\nscene = Scene.of('Bob', slug)\n"
        f"polls.vote(scene.blog, {post!r}, 'another device', 0)"
    )
    expect(poll.locator("li").first).to_contain_text("1 vote, 100 %")
    expect(poll.get_by_role("button", name="No")).to_be_focused()
    page.keyboard.press("Enter")
    expect(poll.locator("[role=status]")).to_have_text("From this device, “No” is counted.")


def test_without_script_a_vote_leads_to_a_page_and_back(chromium: Browser, flood: Flood) -> None:
    _published(flood, "poll", _POLL)
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    address = f"{flood.newsroom.url}/{flood.slug}/"
    wait_until_given(page, address, lambda html: "Stay open?" in html)
    page.goto(address)
    page.get_by_role("button", name="No").click()
    expect(page.locator("main")).to_contain_text("From this device, “No” is counted.")
    page.reload()
    expect(page.locator("main")).to_contain_text("From this device, “No” is counted.")
    wait_until_given(page, address, lambda html: "1 vote, 100" in html)
    page.get_by_role("link", name="How the poll stands").click()
    expect(page.locator("main")).to_contain_text("1 vote, 100 %")
    context.close()


def test_an_editor_reads_a_poll_at_the_desk_and_does_not_vote_in_passing(
    context: BrowserContext, flood: Flood
) -> None:
    first = _published(flood, "poll", _POLL)
    desk = Desk.open(context, flood)
    second = _published(flood, "poll", _POLL)
    for post in (first, second):
        expect(desk.page.locator(f'[data-entry="post/{post}"] .poll button:disabled')).to_have_count(2)
