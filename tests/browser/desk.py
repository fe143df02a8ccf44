"""An editor at her desk in a real browser: what the tests of the desk do again and again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page

from tests.cast import PASSWORD
from tests.server import Newsroom

ARRANGE = """
from tests.cast import *
from stoppress.stories.models import LiveBlog, Post
slug = {slug!r}
"""
_SIGN_IN = """
import json
from django.test import Client
browser = Client(HTTP_HOST={host!r})
typed = {{"email": "{name}@courier.example", "password": {password!r}}}
assert browser.post("/desk/sign-in/", typed).status_code == 302
print(json.dumps([[name, cookie.value] for name, cookie in browser.cookies.items()]))
"""
#: Said last, and not by the program: where the wire stands now.
_WHERE = "\nprint('wire', *(blog.wire.cursor for blog in LiveBlog.objects.filter(slug=slug)))"


@dataclass
class Flood:
    """A live blog of its own on a running server, with its editors; arranged by acts."""

    newsroom: Newsroom
    slug: str
    #: Where its wire stands after what was done last.
    cursor: str = ""

    @classmethod
    def open(cls, newsroom: Newsroom, slug: str, phase: str = "live") -> Flood:
        flood = cls(newsroom, slug)
        flood.do(
            f"""
from stoppress.people.models import Member
def who(name, role):
    found = Member.objects.filter(email=f"{{name.lower()}}@courier.example").first()
    return found or member(name, role)
editor = who("Alice", "editor"); who("Bob", "editor"); who("Vera", "viewer")
open_scene(slug, {phase!r}, editor)
"""
        )
        return flood

    def do(self, program: str) -> str:
        """Run this with the cast at hand; returns what it printed."""
        told = self.newsroom.arrange(ARRANGE.format(slug=self.slug) + program + _WHERE)
        printed, _, self.cursor = told.rpartition("wire")
        self.cursor = self.cursor.strip()
        return printed.strip()

    def publish(self, title: str, body: str = "<p>Words.</p>") -> str:
        """Publish as a machine would, from another process; returns the post."""
        return self.do(f"print(Scene.of('Bob', slug).publish({title!r}, {body!r}).post)")

    def posts(self) -> list[dict[str, Any]]:
        """All posts, the newest first."""
        program = (
            "import json\n"
            "rows = Post.objects.filter(blog__slug=slug).order_by('-place', '-pk')\n"
            "print(json.dumps([{'title': p.title, 'body': p.body_html, 'state': p.state, 'version': p.version} for p in rows]))"
        )
        found: list[dict[str, Any]] = json.loads(self.do(program))
        return found


@dataclass
class Desk:
    """One open desk page, and what the browser complained of."""

    page: Page
    flood: Flood
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, context: BrowserContext, flood: Flood, name: str = "alice", *, script: bool = True) -> Desk:
        page = context.new_page()
        desk = cls(page, flood)
        desk.listen()
        desk.sign_in(name)
        page.goto(f"{flood.newsroom.url}/desk/{flood.slug}/")
        if script:
            desk.is_ready()
        return desk

    def is_ready(self) -> None:
        """Wait until the desk is, and the editor of the composer, which else comes when a hand or the caret nears it."""
        self.page.wait_for_selector("[data-desk][data-is-ready]")
        self.page.locator(".composer desk-editor").evaluate("(editor) => editor.begin()")
        self.page.wait_for_selector(".composer desk-editor.is-rich")

    def listen(self) -> None:
        """Collect violations of the policy and errors of the script."""
        self.page.add_init_script(
            "document.addEventListener('securitypolicyviolation', (event) =>"
            " console.error('violation of', event.violatedDirective, event.blockedURI, event.sample))"
        )
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self, name: str) -> None:
        """By the form, as a browser would send it, and without looking at it: the form has tests of its own."""
        newsroom = self.flood.newsroom
        told = newsroom.arrange(
            _SIGN_IN.format(host=f"127.0.0.1:{newsroom.port}", name=name, password=PASSWORD)
        )
        cookies = [{"name": name, "value": value, "url": newsroom.url} for name, value in json.loads(told)]
        self.page.context.add_cookies(cookies)  # type: ignore[arg-type]

    @property
    def composer(self) -> Locator:
        return self.page.locator("form.composer")

    @property
    def text(self) -> Locator:
        return self.composer.locator(".editor-text")

    @property
    def state(self) -> Locator:
        """How the sending of the composer stands, in words."""
        return self.composer.locator("[data-sending]")

    def entry(self, title: str) -> Locator:
        return self.page.locator("[data-entry]").filter(has_text=title)

    def write(self, title: str, text: str = "") -> None:
        """Write by keyboard, from wherever she is."""
        self.page.locator("body").press("n")
        self.page.keyboard.type(title)
        if text:
            self.text.click()
            self.page.keyboard.type(text)

    def body(self) -> str:
        """What would be sent."""
        return self.composer.locator("textarea[name=body_html]").input_value()

    def paste(self, html: str) -> None:
        """Paste as a browser does, from a clipboard that holds HTML."""
        self.text.click()
        self.page.evaluate(
            """(html) => {
              const clipboard = new DataTransfer();
              clipboard.setData("text/html", html);
              clipboard.setData("text/plain", "plain");
              document.querySelector(".composer .editor-text").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
            }""",
            html,
        )

    def _on_console(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)
