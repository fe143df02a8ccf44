"""The door: what gets through to Django, what does not, and in which words."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Coroutine, Iterable
from itertools import islice
from typing import Any

import pytest

from stoppress.api import problems
from stoppress.project import door
from stoppress.project.door import Door, Limits, told_in_words
from tests.project.asking import Answer, Request, ask

Environ = dict[str, Any]

LENGTH = (b"content-length", b"10")


class Application:
    """A WSGI application that remembers what it was given, and answers with the body it got."""

    def __init__(self) -> None:
        self.environs: list[Environ] = []
        self.threads: set[int] = set()
        self.closed = 0

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.environs.append(environ)
        self.threads.add(threading.get_ident())
        start_response(
            "200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
        )
        return _Chunks(self, [b"got ", environ["wsgi.input"].read()])


class _Chunks(list[bytes]):
    def __init__(self, application: Application, chunks: list[bytes]) -> None:
        super().__init__(chunks)
        self._application = application

    def close(self) -> None:
        self._application.closed += 1


class Waiting(Application):
    """An application that stays in each request until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.entered = threading.Event()
        self.let_go = threading.Event()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.entered.set()
        assert self.let_go.wait(30)
        return super().__call__(environ, start_response)


def through(door: Door, story: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run one asynchronous story, and close the door after it."""
    try:
        return asyncio.run(story())
    finally:
        door.close()


def asked(request: Callable[[], Request], application: Any = None, limits: Limits | None = None) -> Answer:
    """The answer to one request. (A request is made within the loop.)"""
    door = Door(application or Application(), limits=limits)

    async def story() -> Answer:
        return await ask(door, request())

    answer: Answer = through(door, story)
    return answer


def post(
    *pieces: bytes, headers: Iterable[tuple[bytes, bytes]] = (LENGTH,), path: str = "/desk/", **more: Any
) -> Request:
    return Request("POST", path, list(headers), pieces, **more)


def test_a_body_in_pieces_arrives_whole() -> None:
    application = Application()
    answer = asked(lambda: post(b"one ", b"two ", b"three"), application)
    assert (answer.status, answer.body) == (200, b"got one two three")
    assert application.environs[0]["CONTENT_LENGTH"] == "13"
    assert application.closed == 1


def test_every_request_runs_in_the_same_thread() -> None:
    application = Application()
    door = Door(application)

    async def story() -> None:
        await asyncio.gather(*(ask(door, Request()) for _ in range(20)))

    through(door, story)
    assert len(application.environs) == 20
    assert len(application.threads) == 1
    assert threading.get_ident() not in application.threads


def test_the_last_word_is_spoken_in_the_writing_thread() -> None:
    application = Application()
    door = Door(application)
    asyncio.run(_asked_once(door))
    told: list[int] = []
    door.close(lambda: told.append(threading.get_ident()))
    assert set(told) == application.threads


async def _asked_once(door: Door) -> None:
    await ask(door, Request())


def test_after_closing_nobody_gets_in() -> None:
    door = Door(Application())
    door.close()

    async def story() -> Answer:
        return await ask(door, Request())

    assert asyncio.run(story()).status == 503


@pytest.mark.parametrize(
    "length", [b"5", b"1048576", b"99999999999"], ids=["too little", "at the limit", "too much"]
)
def test_the_limit_counts_what_arrives_whatever_the_length_claims(length: bytes) -> None:
    limits = Limits(body_bytes=1000, drained_bytes=5000)
    answer = asked(lambda: post(*[b"x" * 100] * 11, headers=[(b"content-length", length)]), limits=limits)
    assert answer.status == 413
    assert b"too long" in answer.body


def test_a_body_just_at_the_limit_gets_through() -> None:
    assert asked(lambda: post(b"x" * 1000), limits=Limits(body_bytes=1000)).status == 200


def test_an_endless_body_is_not_read_to_its_end() -> None:
    def endless() -> Iterable[bytes]:
        while True:
            yield b"x" * 1000

    made: list[Request] = []

    def request() -> Request:
        made.append(Request("POST", "/desk/", [(b"transfer-encoding", b"chunked")], endless()))
        return made[0]

    answer = asked(request, limits=Limits(body_bytes=10_000, drained_bytes=20_000))
    assert answer.status == 413
    assert answer.headers["connection"] == "close"
    assert made[0].taken <= 32_000


def test_a_machine_is_refused_as_a_problem() -> None:
    answer = asked(
        lambda: post(b"x" * 20, path="/api/v1/live-blogs/flood/posts"), limits=Limits(body_bytes=10)
    )
    assert answer.headers["content-type"] == "application/problem+json"
    problem = json.loads(answer.body)
    assert problem["status"] == 413
    assert (problem["type"], problem["title"]) == (problems.TOO_LARGE.type, problems.TOO_LARGE.title)


def test_the_door_refuses_a_machine_with_the_kinds_of_the_api() -> None:
    for status, (kind, title) in door._KINDS.items():
        assert (status, kind, title) in {(known.status, known.type, known.title) for known in problems.KINDS}


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    answer = asked(lambda: post(b"only this", is_endless=True), limits=Limits(body_seconds=0.05))
    assert answer.status == 408
    assert answer.headers["connection"] == "close"


def test_who_leaves_in_the_middle_of_a_body_changes_nothing() -> None:
    application = Application()

    def request() -> Request:
        leaving = post(b"half", is_endless=True)
        leaving.leaves.set()
        return leaving

    assert asked(request, application).status == 0
    assert application.environs == []


def test_who_leaves_while_waiting_for_a_turn_changes_nothing() -> None:
    application = Waiting()
    door = Door(application)

    async def story() -> Answer:
        first = asyncio.ensure_future(ask(door, Request(path="/first")))
        await asyncio.to_thread(application.entered.wait, 30)
        leaving = Request(path="/second")
        second = asyncio.ensure_future(ask(door, leaving))
        leaving.leaves.set()
        answer = await second
        application.let_go.set()
        await first
        return answer

    assert through(door, story).status == 0
    assert [environ["PATH_INFO"] for environ in application.environs] == ["/first"]


def test_an_act_that_has_begun_is_finished_though_its_client_left() -> None:
    application = Waiting()
    door = Door(application)

    async def story() -> None:
        leaving = Request()
        asking = asyncio.ensure_future(ask(door, leaving))
        await asyncio.to_thread(application.entered.wait, 30)
        leaving.leaves.set()
        application.let_go.set()
        await asking

    through(door, story)
    assert len(application.environs) == 1


def test_a_full_newsroom_says_when_to_come_back() -> None:
    application = Waiting()
    door = Door(application, limits=Limits(waiting=2))

    async def story() -> list[Answer]:
        asking = [asyncio.ensure_future(ask(door, post(b"x", path="/api/v1/x"))) for _ in range(5)]
        await asyncio.to_thread(application.entered.wait, 30)
        refused = [await one for one in islice(asyncio.as_completed(asking), 2)]
        assert {answer.status for answer in refused} == {503}
        application.let_go.set()
        return list(await asyncio.gather(*asking))

    answers = through(door, story)
    assert sorted(answer.status for answer in answers) == [200, 200, 200, 503, 503]
    assert all(2 <= int(answer.headers["retry-after"]) <= 5 for answer in answers if answer.status == 503)


def test_who_waited_too_long_for_a_turn_is_told_and_nothing_happens_later() -> None:
    application = Waiting()
    door = Door(application, limits=Limits(waiting_seconds=0.05))

    async def story() -> Answer:
        first = asyncio.ensure_future(ask(door, Request(path="/first")))
        await asyncio.to_thread(application.entered.wait, 30)
        second = await ask(door, post(b"x", path="/second"))
        application.let_go.set()
        assert (await first).status == 200
        return second

    assert through(door, story).status == 503
    assert [environ["PATH_INFO"] for environ in application.environs] == ["/first"]


def test_headers_without_end_are_refused() -> None:
    answer = asked(lambda: Request(headers=[(b"x-long", b"x" * 40_000)]))
    assert answer.status == 431


@pytest.mark.parametrize("where", ["at once", "after the headers", "while it answers"])
def test_an_exception_shows_an_id_and_nothing_else(where: str, caplog: pytest.LogCaptureFixture) -> None:
    def failing(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if where == "at once":
            raise RuntimeError("the secret of our insides")
        start_response("200 OK", [])
        if where == "after the headers":
            raise RuntimeError("the secret of our insides")
        return (chunk for chunk in [b"begun", 1 / 0])  # type: ignore[misc]

    with caplog.at_level(logging.ERROR):
        answer = asked(Request, failing)
    assert answer.status == 500
    assert b"secret" not in answer.body and b"Traceback" not in answer.body and b"begun" not in answer.body
    trouble = answer.body.split(b"<strong>")[1].split(b"<")[0].decode()
    assert f"trouble {trouble}" in caplog.text


def test_head_has_the_headers_of_get_and_no_body() -> None:
    got, headed = asked(Request), asked(lambda: Request("HEAD"))
    assert headed.body == b""
    assert headed.headers == got.headers


def test_a_header_said_twice_is_joined_and_cookies_by_semicolons() -> None:
    application = Application()
    headers = [(b"accept", b"text/html"), (b"accept", b"*/*"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]
    asked(lambda: Request(headers=headers), application)
    assert application.environs[0]["HTTP_ACCEPT"] == "text/html,*/*"
    assert application.environs[0]["HTTP_COOKIE"] == "a=1; b=2"


@pytest.mark.parametrize("name", [b"host", b"authorization", b"content-type", b"idempotency-key", b"origin"])
def test_a_header_with_one_meaning_may_not_be_said_twice(name: bytes) -> None:
    application = Application()
    answer = asked(lambda: post(b"x", headers=[LENGTH, (name, b"one"), (name, b"two")]), application)
    assert answer.status == 400
    assert application.environs == []


def test_a_header_cannot_be_forged_with_an_underscore_or_become_a_proxy() -> None:
    application = Application()
    headers = [(b"x_forwarded_proto", b"https"), (b"proxy", b"http://elsewhere.example")]
    asked(lambda: Request(headers=headers), application)
    assert not {"HTTP_X_FORWARDED_PROTO", "HTTP_PROXY"} & set(application.environs[0])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"/caf%C3%A9", "/caf\xc3\xa9"), (b"/%FF", "/\xff"), (b"/a%2Fb?x=1", "/a/b")],
    ids=["utf-8", "no utf-8", "a slash"],
)
def test_the_path_keeps_its_bytes(raw: bytes, expected: str) -> None:
    application = Application()
    asked(lambda: Request(raw_path=raw, query=b"q=%FF"), application)
    assert application.environs[0]["PATH_INFO"] == expected
    assert application.environs[0]["QUERY_STRING"] == "q=%FF"


def test_whatever_an_application_raises_is_told_in_words(caplog: pytest.LogCaptureFixture) -> None:
    async def failing(scope: object, receive: object, send: object) -> None:
        raise RuntimeError("the secret of our insides")

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        await told_in_words(failing, scope, receive, send)

    with caplog.at_level(logging.ERROR):
        answer = asyncio.run(_asked(guarded))
    assert answer.status == 500
    assert b"secret" not in answer.body
    assert answer.body.split(b"<strong>")[1].split(b"<")[0].decode() in caplog.text


async def _asked(application: Any) -> Answer:
    return await ask(application, Request())


_BROWSER = (b"accept", b"text/html,application/xhtml+xml,*/*;q=0.8")


def test_a_person_is_refused_by_a_page_and_a_program_in_bare_words() -> None:
    async def story() -> None:
        door = Door(Application(), limits=Limits(body_bytes=10))
        told = await ask(door, Request("POST", "/desk/", [_BROWSER, (b"content-length", b"11")], [b"a" * 11]))
        assert (told.status, told.headers["content-type"]) == (413, "text/html; charset=utf-8")
        page = told.body.decode()
        assert "<h1>This is too long</h1>" in page
        assert "Nothing was changed; send less at once." in page
        assert '<meta name="robots" content="noindex">' in page
        assert "'sha256-" in told.headers["content-security-policy"]
        bare = await ask(door, Request("POST", "/desk/", [(b"content-length", b"11")], [b"a" * 11]))
        assert bare.headers["content-type"] == "text/plain; charset=utf-8"
        door.close()

    asyncio.run(story())


def test_what_a_stranger_wrote_stays_words_on_the_page_of_a_refusal() -> None:
    async def story() -> None:
        door = Door(Application())
        twice = [(b"host", b"a"), (b"host", b"{b}<script>"), _BROWSER]
        told = await ask(door, Request("GET", "/desk/", twice))
        assert told.status == 400
        assert b"<script>" not in told.body
        door.close()

    asyncio.run(story())


class Long(Application):
    """An application with an answer of many pieces, each made when it is asked for."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.made = 0
        self._length = length

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/csv")])
        return _Long(self, self._length)


class _Long:
    streaming = True

    def __init__(self, application: Long, length: int) -> None:
        self._application, self._length = application, length

    def __iter__(self) -> Any:
        for number in range(self._length):
            self._application.made += 1
            self._application.threads.add(threading.get_ident())
            yield b"%d\n" % number

    def close(self) -> None:
        self._application.closed += 1


def test_a_long_answer_is_made_piece_by_piece_as_it_is_taken() -> None:
    """No more of it is in memory than what is sent, and others get their turn between two pieces."""
    application, ahead = Long(50), []

    async def check() -> None:
        house = Door(application)
        messages = Request().messages()
        said: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            said.append(message)
            pieces = sum(1 for one in said if one.get("body"))
            ahead.append(application.made - pieces)
            assert await house.do(lambda: "an editor") == "an editor"

        async def receive() -> dict[str, Any]:
            return await anext(messages)

        await house(Request().scope, receive, send)
        assert b"".join(one.get("body", b"") for one in said) == b"".join(b"%d\n" % n for n in range(50))
        assert said[-1].get("more_body", False) is False
        assert "content-length" not in {name.decode() for name, _ in said[0]["headers"]}
        house.close()

    asyncio.run(check())
    assert max(ahead) <= 1
    assert len(application.threads) == 1
    assert application.closed == 1


def test_of_a_long_answer_that_nobody_takes_no_more_is_made() -> None:
    application = Long(1_000)

    async def check() -> None:
        house = Door(application, limits=Limits(sending_seconds=0.05))
        messages = Request().messages()

        async def send(message: dict[str, Any]) -> None:
            if message.get("body"):
                await asyncio.Event().wait()

        async def receive() -> dict[str, Any]:
            return await anext(messages)

        await house(Request().scope, receive, send)
        house.close()

    asyncio.run(check())
    assert application.made == 1
    assert application.closed == 1


def test_who_asks_for_the_head_of_a_long_answer_gets_no_piece() -> None:
    application = Long(3)
    answer = asyncio.run(ask(Door(application), Request(method="HEAD")))
    assert (answer.status, answer.body) == (200, b"")
    assert application.closed == 1
