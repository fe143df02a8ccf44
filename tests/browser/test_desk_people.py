"""People and their keys in a real browser: a passkey, an app by keyboard alone without script, and axe on every screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from stoppress.toolkit import clock
from tests.browser.accessibility import faults_in_light_and_dark
from tests.browser.desk import Desk, Flood
from tests.cast import PASSWORD
from tests.server import Newsroom

#: Screens that a chief sees.
SCREENS = (
    "/desk/newsroom/members/",
    "/desk/newsroom/sign-in-rules/",
    "/desk/{slug}/people/",
    "/desk/account/security/",
    "/desk/account/confirm/",
    "/desk/account/app/",
    "/desk/account/invitation/guessed/",
)


@pytest.fixture
def plain(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone whose browser runs no script."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context
    context.close()


def house_of(newsroom: Newsroom) -> str:
    """The server under a name: passkeys belong to names, not to numbers."""
    return newsroom.url.replace("127.0.0.1", "localhost")


def open_flood(newsroom: Newsroom, slug: str, who: str) -> Flood:
    """A live blog, and a chief of this test's own."""
    flood = Flood.open(newsroom, slug)
    flood.do(f"member({who!r}, 'chief')")
    return flood


def sign_in(page: Page, house: str, who: str) -> None:
    page.goto(f"{house}/desk/sign-in/")
    page.get_by_label("E-mail").fill(f"{who.lower()}@courier.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.browser
def test_a_passkey_is_made_and_opens_alone(page: Page, newsroom_server: Newsroom) -> None:
    open_flood(newsroom_server, "by-passkey", "Paula")
    house = house_of(newsroom_server)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    add_device(devices)
    sign_in(page, house, "Paula")
    page.wait_for_url("**/desk/")
    page.goto(f"{house}/desk/account/security/")
    add_passkey(page, "My phone")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/desk/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/desk/")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, house, "Paula")
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults_in_light_and_dark(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/desk/")
    page.goto(f"{house}/desk/account/security/")
    page.get_by_role("button", name="Remove My phone").click()
    expect(page.get_by_role("heading", name="My phone")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("[data-opens-by-passkey] [data-wrong]")).to_contain_text("opens nothing here")
    assert complaints == []


@pytest.mark.browser
def test_an_app_is_set_up_and_asked_for_without_script(
    plain: BrowserContext, newsroom_server: Newsroom
) -> None:
    open_flood(newsroom_server, "by-app", "Anja")
    page = plain.new_page()
    sign_in(page, newsroom_server.url, "Anja")
    page.get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator(".secret code").inner_text().replace(" ", "")
    page.get_by_label("The code that the app shows now").fill("000 000")
    page.get_by_role("button", name="Set it up").click()
    expect(page.locator("[data-field=code] .wrong")).to_contain_text("not the code of now")
    step = int(clock.now().timestamp()) // 30
    page.get_by_label("The code that the app shows now").fill(pyotp.HOTP(secret).at(step))
    page.get_by_role("button", name="Set it up").click()
    codes = page.locator(".recovery-codes code")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, newsroom_server.url, "Anja")
    page.get_by_label("Code of your app, or a recovery code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Live blogs")).to_be_visible()


@pytest.mark.browser
def test_somebody_is_invited_and_comes_in_without_script(
    plain: BrowserContext, chromium: Browser, newsroom_server: Newsroom
) -> None:
    open_flood(newsroom_server, "by-link", "Ines")
    page = plain.new_page()
    sign_in(page, newsroom_server.url, "Ines")
    page.get_by_role("link", name="People").click()
    page.get_by_label("E-mail").fill("nora@courier.example")
    page.get_by_label("Role", exact=True).select_option("Moderator")
    page.get_by_role("button", name="Make the invitation").click()
    link = page.locator("#made-link").input_value()
    guest = chromium.new_context(java_script_enabled=False)
    hers = guest.new_page()
    hers.goto(re.sub(r"^https?://[^/]+", newsroom_server.url, link))
    hers.get_by_label("Your name").fill("Nora Lind")
    hers.get_by_label("Pass phrase").fill("nine loud cranes")
    hers.get_by_role("button", name="Come in").click()
    expect(hers.get_by_role("link", name="Nora Lind")).to_be_visible()
    page.get_by_role("link", name="The Harrow Courier").click()
    page.get_by_role("link", name="People").click()
    line = page.locator(".person-line").filter(has_text="Nora Lind")
    line.get_by_label("Role of Nora Lind").select_option("Reporter")
    line.get_by_role("button", name="Change").click()
    expect(page.locator(".said")).to_have_text("Nora Lind is now reporter.")
    line.get_by_text("Deactivate", exact=True).click()
    line.get_by_role("button", name="Yes, deactivate Nora Lind").click()
    expect(line).to_contain_text("deactivated")
    hers.goto(f"{newsroom_server.url}/desk/")
    expect(hers.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    guest.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_and_nothing_runs_over(
    chromium: Browser, newsroom_server: Newsroom, width: int
) -> None:
    name = f"Axel{width}"
    flood = open_flood(newsroom_server, f"axe-{width}", name)
    flood.do(
        "from stoppress.people import inviting, keeping\nfrom stoppress.people.models import Member\n"
        f"host = Member.objects.get(name={name!r})\n"
        "longest = member('Wilhelmina' + str(host.pk), 'contributor')\n"
        "blog = LiveBlog.objects.get(slug=slug)\n"
        "keeping.give_blog_role(host, blog.pk, longest.public_id, 0, 'moderator')\n"
        "inviting.invite(host, f'somebody{host.pk}@elsewhere.example', '', 'viewer')\n"
        "inviting.invite(host, f'somebody{host.pk}@elsewhere.example', '', 'viewer', blog=blog.pk)\n"
    )
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{newsroom_server.url}/desk/sign-in/")
    found = faults_in_light_and_dark(page)
    sign_in(page, newsroom_server.url, name)
    page.wait_for_url("**/desk/")
    for address in SCREENS:
        page.goto(newsroom_server.url + address.format(slug=flood.slug))
        found += [f"{address} {fault}" for fault in faults_in_light_and_dark(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address} runs over at {width}")
    context.close()
    assert found == []


@pytest.mark.browser
def test_a_second_passkey_and_the_last_one_that_cannot_be_removed(
    page: Page, newsroom_server: Newsroom
) -> None:
    flood = open_flood(newsroom_server, "two-passkeys", "Tove")
    house = house_of(newsroom_server)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    first = add_device(devices)
    sign_in(page, house, "Tove")
    page.wait_for_url("**/desk/")
    page.goto(f"{house}/desk/account/security/")
    add_passkey(page, "Phone")
    devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    add_device(devices)
    add_passkey(page, "Laptop")
    flood.do(
        "tove = Member.objects.select_related('newsroom').get(name='Tove')\n"
        "tove.newsroom.second_factor_roles = ['chief']; tove.newsroom.save()\n"
    )
    try:
        page.get_by_role("button", name="Remove Phone").click()
        expect(page.get_by_role("heading", name="Phone")).to_have_count(0)
        page.get_by_role("button", name="Remove Laptop").click()
        expect(page.get_by_role("alert")).to_contain_text("asks for a second factor")
        expect(page.get_by_role("heading", name="Laptop")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/desk/sign-in/")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url("**/desk/")
    finally:
        flood.do(
            "from stoppress.people.models import Newsroom\nNewsroom.objects.update(second_factor_roles=[])"
        )


@pytest.mark.browser
def test_who_is_deactivated_is_told_on_her_open_page_and_her_words_stay(
    context: BrowserContext, newsroom_server: Newsroom
) -> None:
    flood = Flood.open(newsroom_server, "let-out")
    flood.do("member('Dora', 'editor')")
    desk = Desk.open(context, flood, "dora")
    desk.write("What I saw", "Water in the street.")
    expect(desk.state).to_contain_text("kept")
    flood.do(
        "from stoppress.people import keeping\nfrom stoppress.people.models import Member\n"
        "dora = Member.objects.select_related('newsroom').get(name='Dora')\n"
        "keeping.deactivate(None, dora.newsroom, dora.public_id, dora.version)"
    )
    told = desk.page.locator("[data-standing]")
    expect(told).to_contain_text("You were deactivated in this newsroom")
    expect(told).to_contain_text("kept on this device")
    expect(desk.page.locator("[data-line]")).to_have_text("signed out")
    desk.composer.get_by_role("button", name="Publish").click()
    expect(desk.composer.locator("[data-trouble]")).to_contain_text("You were deactivated")
    expect(desk.composer.get_by_label("Title", exact=True)).to_have_value("What I saw")
    assert flood.posts() == []
    kept = desk.page.evaluate("Object.values(localStorage).join()")
    assert "What I saw" in kept
    assert "Water in the street." in kept
    assert desk.complaints == []


@pytest.mark.browser
def test_a_role_that_was_changed_changes_her_open_page(
    context: BrowserContext, newsroom_server: Newsroom
) -> None:
    flood = Flood.open(newsroom_server, "less-and-more")
    flood.do("member('Lotte', 'editor')")
    flood.publish("Bridge closed")
    desk = Desk.open(context, flood, "lotte")
    desk.write("My words")
    entry = desk.entry("Bridge closed")
    expect(entry.get_by_role("link", name="Take down")).to_be_visible()
    publish = desk.composer.get_by_role("button", name="Publish", exact=False)
    told = desk.page.locator("[data-standing]")
    for role, can_publish, can_take_down in (
        ("contributor", False, False),
        ("reporter", True, False),
        ("viewer", False, False),
        ("editor", True, True),
    ):
        flood.do(
            "from stoppress.people import keeping\nfrom stoppress.people.models import Member\n"
            "lotte = Member.objects.select_related('newsroom').get(name='Lotte')\n"
            f"keeping.change_role(None, lotte.newsroom, lotte.public_id, lotte.version, {role!r})"
        )
        expect(told).to_contain_text(f"You are {role.capitalize()} here now")
        expect(publish).to_have_count(int(can_publish))
        expect(entry.get_by_role("link", name="Take down")).to_have_count(int(can_take_down))
        expect(desk.composer.get_by_label("Title", exact=True)).to_have_value("My words")
    desk.composer.get_by_role("button", name="Publish").click()
    expect(desk.entry("My words")).to_be_visible()
    assert desk.complaints == []


@pytest.mark.browser
def test_a_second_factor_that_is_asked_for_from_now_on_is_told_on_an_open_page(
    context: BrowserContext, newsroom_server: Newsroom
) -> None:
    flood = Flood.open(newsroom_server, "asked-now")
    flood.do("member('Frida', 'moderator')")
    desk = Desk.open(context, flood, "frida", script=False)
    rules = "from stoppress.people.models import Newsroom\nNewsroom.objects.update(second_factor_roles={})"
    flood.do(rules.format(["moderator"]))
    try:
        told = desk.page.locator("[data-standing]")
        expect(told).to_contain_text("The newsroom asks for a second factor")
        told.get_by_role("link", name="Go there").click()
        expect(desk.page.get_by_role("heading", name="Your account")).to_be_visible()
        desk.page.goto(f"{newsroom_server.url}/desk/{flood.slug}/")
        expect(desk.page.get_by_role("heading", name="Your account")).to_be_visible()
    finally:
        flood.do(rules.format([]))


def add_device(devices: CDPSession) -> str:
    """A device of this browser's that holds passkeys; its name."""
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return str(made["authenticatorId"])


def add_passkey(page: Page, name: str) -> None:
    page.get_by_label("Name of a new passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
