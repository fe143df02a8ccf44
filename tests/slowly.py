"""`python -m tests.slowly serve …`: the server where any answer may come late, and the stream overtakes it.

`SLOW_ANSWERS=7 ./run test tests/browser` tries every test of a page on it; another number throws other dice. What fails there
waits for the news of an act where it should wait for the answer, or is a page that does not bear a late one.
"""

from __future__ import annotations

import asyncio
import os
from random import Random
from typing import Any

NAME = "SLOW_ANSWERS"
#: An answer is late by up to so many seconds, and so often: to what is sent, to what is asked, to a file.
_MOST_SECONDS = 0.9
_SENT, _ASKED, _FILE = 0.8, 0.4, 0.1


def main() -> None:
    """Begin as the program does; its application holds answers back that are done."""
    from stoppress.project import server

    begin = server.NewsroomServer.__init__

    def begin_slowly(self: Any, config: Any, application: Any, *more: Any) -> None:
        _slow_down(type(application), Random(os.environ[NAME]))
        begin(self, config, application, *more)

    server.NewsroomServer.__init__ = begin_slowly  # type: ignore[method-assign]
    from stoppress.project.commands import main as begin_program

    begin_program()


def _slow_down(kind: Any, dice: Random) -> None:
    answer = kind.__call__

    async def answer_late(self: Any, scope: Any, receive: Any, send: Any) -> None:
        seconds = _seconds(scope, dice)

        async def send_late(message: Any) -> None:
            if message["type"] == "http.response.start" and not _is_stream(message):
                await asyncio.sleep(seconds)
            await send(message)

        await answer(self, scope, receive, send_late)

    kind.__call__ = answer_late


def _seconds(scope: Any, dice: Random) -> float:
    if scope["type"] != "http":
        return 0
    often = _SENT if scope["method"] == "POST" else _FILE if scope["path"].startswith("/static/") else _ASKED
    return dice.random() * _MOST_SECONDS if dice.random() < often else 0


def _is_stream(message: Any) -> bool:
    return b"event-stream" in dict(message.get("headers") or ()).get(b"content-type", b"")


if __name__ == "__main__":
    main()
