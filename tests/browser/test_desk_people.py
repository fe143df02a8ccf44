"""People and their keys in a real browser: a passkey, an app by keyboard alone without script, and axe on every screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from stoppress.toolkit import clock
from tests.browser.accessibility import faults
from tests.browser.desk import Flood
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
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, house, "Paula")
    page.wait_for_url("**/desk/")
    page.goto(f"{house}/desk/account/security/")
    page.get_by_label("Name of a new passkey").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/desk/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/desk/")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, house, "Paula")
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
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
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_and_nothing_runs_over(
    chromium: Browser, newsroom_server: Newsroom, scheme: str, width: int
) -> None:
    name = f"Axel{scheme}{width}"
    flood = open_flood(newsroom_server, f"axe-{scheme}-{width}", name)
    flood.do(
        "from stoppress.people import inviting, keeping\nfrom stoppress.people.models import Member\n"
        f"host = Member.objects.get(name={name!r})\n"
        "longest = member('Wilhelmina' + str(host.pk), 'contributor')\n"
        "blog = LiveBlog.objects.get(slug=slug)\n"
        "keeping.give_blog_role(host, blog.pk, longest.public_id, 0, 'moderator')\n"
        "inviting.invite(host, f'somebody{host.pk}@elsewhere.example', '', 'viewer')\n"
        "inviting.invite(host, f'somebody{host.pk}@elsewhere.example', '', 'viewer', blog=blog.pk)\n"
    )
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{newsroom_server.url}/desk/sign-in/")
    found = faults(page)
    sign_in(page, newsroom_server.url, name)
    page.wait_for_url("**/desk/")
    for address in SCREENS:
        page.goto(newsroom_server.url + address.format(slug=flood.slug))
        found += [f"{address} {fault}" for fault in faults(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address} runs over at {width}")
    context.close()
    assert found == []
