"""Machines that publish without pause, remember every request, and repeat it with its key when no answer came."""

from __future__ import annotations

import hashlib
import http.client
import json
import math
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.server import Newsroom

_ANSWER_SECONDS = 60


@dataclass
class Sending:
    """One publication: what was sent under which key, when, and what came back (None: nobody knows)."""

    number: int
    #: When all of it was on its way to the server; never, so far.
    sent_at: float = math.inf
    answer: dict[str, Any] | None = None
    refusals: list[int] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"kill-loop-{self.number:06}"

    @property
    def title(self) -> str:
        return f"Post {self.number:06}"

    @property
    def body_html(self) -> str:
        """Long enough to be torn, if tearing were possible, and different in each."""
        seed = hashlib.sha256(self.key.encode()).hexdigest()
        return "".join(f"<p>{seed} {paragraph}</p>" for paragraph in range(20))


class Machine:
    """One client with a connection of its own."""

    def __init__(self, newsroom: Newsroom, slug: str, token: str) -> None:
        self._newsroom = newsroom
        self._slug = slug
        self._token = token
        self._connection: http.client.HTTPConnection | None = None

    def send(self, sending: Sending) -> bool:
        """Send, and say whether the server answered at all; the answer is noted, and must be the one noted before."""
        try:
            status, answer = self.ask("POST", f"/api/v1/live-blogs/{self._slug}/posts", sending)
        except (OSError, http.client.HTTPException):
            self.close()
            return False
        if status != 201:
            sending.refusals.append(status)
            assert status == 503, f"{sending.title} was refused with {status}: {answer}"
        elif sending.answer is None:
            sending.answer = answer
        else:
            assert _same(sending.answer, answer), (
                f"{sending.title} was answered {sending.answer}, and then {answer}"
            )
        return True

    def ask(self, method: str, path: str, sending: Sending | None = None) -> tuple[int, dict[str, Any]]:
        """One request; returns status and JSON."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self._newsroom.port, timeout=_ANSWER_SECONDS
            )
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        body = None
        if sending is not None:
            headers["Idempotency-Key"] = sending.key
            body = json.dumps({"title": sending.title, "body_html": sending.body_html})
        self._connection.request(method, path, body, headers)
        if sending is not None:
            sending.sent_at = time.monotonic()
        response = self._connection.getresponse()
        return response.status, json.loads(response.read())

    def close(self) -> None:
        """Let the connection go; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Crowd:
    """Several machines that publish at once, until the server leaves or they are told to stop."""

    def __init__(self, newsroom: Newsroom, slug: str, token: str, size: int = 4) -> None:
        self._machines = [Machine(newsroom, slug, token) for _ in range(size)]
        self._numbers = iter(range(1, 1_000_000))
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._troubles: list[BaseException] = []
        self.sendings: list[Sending] = []

    def start(self) -> None:
        """Begin to publish."""
        self._stop.clear()
        self._threads = [
            threading.Thread(target=self._publish, args=(machine,)) for machine in self._machines
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let every machine finish what it has begun; raise what one of them has seen go wrong."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        for machine in self._machines:
            machine.close()
        if self._troubles:
            raise self._troubles[0]

    def _publish(self, machine: Machine) -> None:
        try:
            while not self._stop.is_set():
                with self._lock:
                    sending = Sending(next(self._numbers))
                    self.sendings.append(sending)
                if not machine.send(sending):
                    return
        except BaseException as trouble:  # told to the test by stop()
            self._troubles.append(trouble)


def _same(first: dict[str, Any], again: dict[str, Any]) -> bool:
    """The same answer, whether or not it says that it is a repetition."""
    return {**first, "is_repeated": None} == {**again, "is_repeated": None}
