"""What the seam rests on in uvicorn, which is no public interface: an upgrade that moves it fails here, in a sentence."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from stoppress.edge.edge import Edge
from stoppress.edge.seam import Seam
from tests.edge.memory import MemoryTail
from tests.edge.serving import SHELL, Paper

MOVED = "uvicorn {version} has moved “{what}”, on which stoppress.edge.seam rests. Read the seam beside its new code first."

#: What the seam overrides or calls, with its parameters.
METHODS = {
    "__init__": ["self", "config", "server_state", "app_state", "_loop"],
    "connection_made": ["self", "transport"],
    "connection_lost": ["self", "exc"],
    "data_received": ["self", "data"],
    "send_400_response": ["self", "msg"],
    "on_message_begin": ["self"],
    "on_url": ["self", "url"],
    "on_header": ["self", "name", "value"],
    "on_headers_complete": ["self"],
    "on_body": ["self", "body"],
    "on_message_complete": ["self"],
    "on_response_complete": ["self"],
    "shutdown": ["self"],
    "_unset_keepalive_if_required": ["self"],
}
#: What the seam reads or sets on a connection.
ATTRIBUTES = {
    "app",
    "app_state",
    "asgi_version",
    "client",
    "connections",
    "cycle",
    "expect_100_continue",
    "flow",
    "headers",
    "loop",
    "parser",
    "pipeline",
    "root_path",
    "scheme",
    "scope",
    "server",
    "server_state",
    "tasks",
    "timeout_keep_alive",
    "timeout_keep_alive_task",
    "transport",
}
#: What the seam reads or sets on an answer in the making.
OF_A_CYCLE = {"response_started", "response_complete", "keep_alive", "disconnected", "message_event"}


def moved(what: str) -> str:
    return MOVED.format(version=uvicorn.__version__, what=what)


class Line(asyncio.Transport):
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 4711), "sockname": ("192.0.2.2", 80)})
        self.written = b""

    def write(self, data: Any) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return 0


async def connected(app: Any, protocol: type[HttpToolsProtocol]) -> Any:
    """A protocol that has just been connected."""
    config = uvicorn.Config(app, lifespan="off", log_config=None)
    config.load()
    made = protocol(config, ServerState(), {"kept": 1}, asyncio.get_running_loop())
    made.connection_made(Line())
    return made


def test_the_version_is_the_one_that_was_read() -> None:
    assert uvicorn.__version__.startswith("0.54."), moved("everything, perhaps")


@pytest.mark.parametrize("name", METHODS)
def test_uvicorns_protocol_has_the_methods_that_the_seam_overrides_and_calls(name: str) -> None:
    method = getattr(HttpToolsProtocol, name, None)
    assert method is not None, moved(name)
    assert list(inspect.signature(method).parameters) == METHODS[name], moved(name)


def test_uvicorns_protocol_has_the_attributes_that_the_seam_reads_and_sets() -> None:
    async def look() -> None:
        made = await connected(lambda *_: None, HttpToolsProtocol)
        for name in sorted(ATTRIBUTES):
            assert hasattr(made, name), moved(name)
        assert made in made.connections, moved("connections")
        assert made.pipeline.maxlen is None, moved("pipeline")

    asyncio.run(look())


def test_an_answer_in_the_making_tells_what_the_seam_asks() -> None:
    kept = inspect.getsource(RequestResponseCycle.__init__)
    for name in sorted(OF_A_CYCLE):
        assert f"self.{name} = " in kept, moved(f"RequestResponseCycle.{name}")


def test_uvicorn_makes_its_scope_of_what_the_seam_makes_it_of(tail: MemoryTail) -> None:
    async def scope(protocol: type[HttpToolsProtocol]) -> dict[str, Any]:
        made = await connected(Paper(Edge(tail, {"en": SHELL})), protocol)
        made.on_message_begin()
        if protocol is Seam:
            made._make_scope()
        found: dict[str, Any] = made.scope
        made.connection_lost(ConnectionResetError())
        return found

    theirs, ours = asyncio.run(scope(HttpToolsProtocol)), asyncio.run(scope(Seam))
    assert ours == theirs, moved("the scope of on_message_begin")


def test_uvicorn_makes_another_list_of_its_own_headers_each_second() -> None:
    async def look() -> None:
        server = uvicorn.Server(uvicorn.Config(lambda *_: None, lifespan="off", log_config=None))
        server.config.load()
        await server.on_tick(0)
        first = server.server_state.default_headers
        await server.on_tick(10)
        assert any(name == b"date" for name, _ in first), moved("server_state.default_headers")
        assert server.server_state.default_headers is not first, moved("server_state.default_headers")

    asyncio.run(look())


def test_uvicorn_takes_a_protocol_class_and_finds_the_application_in_its_config() -> None:
    config = uvicorn.Config("tests.edge.serving:Paper", http="stoppress.edge.seam:Seam", log_config=None)
    config.load()
    assert config.http_protocol_class is Seam, moved("Config(http=…)")
    assert hasattr(config, "loaded_app"), moved("Config.loaded_app")
