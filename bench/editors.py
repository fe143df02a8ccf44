"""Editors at their desks, as their browsers behave towards the server: signed in, on the stream, heard of, and typing.

Called as `python -m bench.editors PORT SLUG EMAIL,EMAIL,… PASSWORD`. Each editor signs in by the form, opens the desk, follows
the stream, asks for the tools of each post that comes, sends a heartbeat every five seconds (answered with the pulse) and what
she has typed as often. Prints `ready` when all are at work, and ends with the line that is closed.
"""

from __future__ import annotations

import json
import random
import re
import secrets
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.words import paragraph

#: As the desk's script has them.
BEAT_EVERY = 5.0
KEPT_EVERY = 5.0
TOOLS_AFTER = 0.06
PATIENCE_SECONDS = 30.0

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_POST = re.compile(rb'"key":"post/([0-9a-z]+)"')


class Editor:
    """One browser with one desk."""

    def __init__(self, port: int, slug: str, number: int) -> None:
        self.port, self.desk, self.number = port, f"/desk/{slug}/", number
        self.stream = f"/{slug}/live/stream"
        self.cookies: dict[str, str] = {}
        self.token = ""
        #: Of the text that she types, as every opened page draws one of its own.
        self.key = secrets.token_hex(16)
        self.kept = 0
        self.random = random.Random(number)
        self.refused: list[str] = []

    def come_in(self, email: str, password: str) -> None:
        """Sign in by the form, and open the desk."""
        self.ask("GET", "/desk/sign-in/")
        self.ask("POST", "/desk/sign-in/", {"email": email, "password": password, "next": ""})
        if b"data-desk" not in self.ask("GET", self.desk):
            raise SystemExit(f"{email} did not come in")

    def work(self) -> None:
        """Follow the stream, be heard of, and type; each in a thread of its own, until the process ends."""
        first = self.number % 20 / 20  # browsers were not opened at one moment
        tasks: list[Callable[[], None]] = [
            self.follow,
            lambda: self.every(BEAT_EVERY, first, self.beat),
            lambda: self.every(KEPT_EVERY, first / 2, self.keep),
        ]
        for task in tasks:
            threading.Thread(target=task, daemon=True).start()

    def every(self, seconds: float, first: float, act: Callable[[], None]) -> None:
        """Do this again and again, beginning at a part of the span."""
        time.sleep(seconds * first)
        while True:
            act()
            time.sleep(seconds)

    def beat(self) -> None:
        """She is here, at a new post; the answer is the pulse."""
        self.ask("POST", f"{self.desk}here/", {"tab": f"tab{self.number}", "at_work": "new"})

    def keep(self) -> None:
        """What she has typed since goes to the server."""
        typed = {"_of": "new", "title": "From the quay", "body_html": f"<p>{paragraph(self.random, 300)}</p>"}
        words = {
            "place": "new",
            "post": "",
            "key": self.key,
            "number": str(self.kept),
            "fields_typed": json.dumps(typed),
        }
        answer = self.ask("POST", f"{self.desk}unsent/", words)
        self.kept = int(json.loads(answer or b"{}").get("number", self.kept))

    def follow(self) -> None:
        """Read the stream for good; each post that comes has tools to be asked for."""
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", self.stream, headers={"Accept": "text/event-stream"})
        answer = connection.getresponse()
        while line := answer.readline():
            if found := _POST.search(line.replace(b" ", b"")):
                time.sleep(TOOLS_AFTER)
                self.ask("GET", f"{self.desk}tools/?post={found[1].decode()}")

    def ask(self, method: str, path: str, words: dict[str, str] | None = None) -> bytes:
        """One request of the browser; what is not answered well is remembered."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": "application/json" if words and path != "/desk/sign-in/" else "text/html",
        }
        body = None
        if words is not None:
            body = urlencode({**words, "csrfmiddlewaretoken": self.token})
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{self.port}",
            }
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        self.learn(answer, content)
        if answer.status >= 400:
            self.refused.append(f"{method} {path}: {answer.status}")
            print(self.refused[-1], file=sys.stderr, flush=True)
        return content

    def learn(self, answer: HTTPResponse, content: bytes) -> None:
        """Cookies and the token of forms, as they come."""
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if found := _TOKEN.search(content):
            self.token = found[1].decode()


def main(port: str, slug: str, emails: str, password: str) -> None:
    """All of them, until the input is closed."""
    editors = [Editor(int(port), slug, number) for number, _ in enumerate(emails.split(","))]
    for editor, email in zip(editors, emails.split(","), strict=True):
        editor.come_in(email, password)
    for editor in editors:
        editor.work()
    time.sleep(BEAT_EVERY)  # every one of them was heard of
    print("ready", flush=True)
    sys.stdin.read()
    print(json.dumps(sum(len(editor.refused) for editor in editors)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
