"""The references: servers of our own and of others that the same load is put on."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import programs
from bench.readers import MARK, Subject
from bench.servers import Server, free_port, running
from bench.table import NotRun

HERE = Path(__file__).parent / "reference"

#: The size of one change as it travels, in bytes.
CHANGE_BYTES = 1500

NCHAN_PLACES = (
    "/usr/lib/nginx/modules",
    "/usr/lib64/nginx/modules",
    "/usr/local/lib/nginx/modules",
    "/usr/share/nginx/modules",
)

SENTENCES = (
    "The harbour master says the second ferry has left the quay with everyone on board. ",
    "Our correspondent on the bridge counts eleven boats, one of them under tow. ",
    "A spokeswoman for the port would not say when the lock opens again. ",
)


def prose(length: int) -> str:
    """Ordinary sentences, as long as asked, with the mark at their end."""
    text = "".join(SENTENCES) * (length // 200 + 1)
    return f"{text[: length - len(MARK) - 1]} {MARK}"


def post(path: str, body: str, *headers: str) -> bytes:
    """A raw POST of a JSON body."""
    content = body.encode()
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        *headers,
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def get(path: str, *headers: str) -> bytes:
    """A raw GET."""
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers)).encode() + b"\r\n\r\n"


def change_of(length: int = CHANGE_BYTES) -> str:
    """A change as the protocol's JSON, so that every hub sends the same number of bytes."""
    head = (
        '{"n":1,"do":"put","key":"post/k3v9m2x0abcd","region":"stream","place":1764000000000000,"html":"<p>'
    )
    tail = '</p>"}'
    return head + prose(length - len(head) - len(tail)) + tail


@contextmanager
def hub(core: int) -> Iterator[Subject]:
    """The C epoll hub: the limit."""
    port = free_port()
    with running("C epoll", [str(programs.reference("hub")), str(port)], port, core) as server:
        yield Subject(server, "/stream", post("/publish", change_of()))


@contextmanager
def nchan(core: int) -> Iterator[Subject]:
    """nginx with nchan, one worker; NotRun where it is not installed."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    module = next(
        (path for place in NCHAN_PLACES if (path := Path(place, "ngx_nchan_module.so")).exists()), None
    )
    if nginx is None or module is None:
        raise NotRun("nginx with nchan is not installed (Debian: apt-get install nginx libnginx-mod-nchan)")
    port = free_port()
    with scratch() as folder:
        filled = (HERE / "nchan.conf").read_text()
        files = os.sysconf("SC_OPEN_MAX")
        names = {"MODULE": module, "FILES": files, "CONNECTIONS": files - 20, "FOLDER": folder, "PORT": port}
        for name, value in names.items():
            filled = filled.replace(f"@{name}@", str(value))
        (folder / "nginx.conf").write_text(filled)
        command = [
            nginx,
            "-p",
            str(folder),
            "-c",
            str(folder / "nginx.conf"),
            "-e",
            str(folder / "nginx-errors.log"),
        ]
        with running("nginx + nchan", command, port, core, folder=folder) as server:
            yield Subject(server, "/stream", post("/publish", change_of()))


@contextmanager
def queues(core: int) -> Iterator[Subject]:
    """A plain ASGI app on uvicorn with a queue for each reader."""
    port = free_port()
    with running(
        "uvicorn, a queue per reader", [sys.executable, str(HERE / "queues.py"), str(port)], port, core
    ) as server:
        yield Subject(server, "/stream", post("/publish", change_of()), plain=get("/plain"))


@contextmanager
def raw_asgi(core: int, bodies: dict[str, bytes]) -> Iterator[Server]:
    """A raw ASGI app on uvicorn that answers `/<name>` with these bytes."""
    port = free_port()
    with scratch() as folder:
        ready = folder / "bodies"
        ready.mkdir()
        for name, body in bodies.items():
            (ready / name).write_bytes(body)
        command = [sys.executable, str(HERE / "raw_asgi.py"), str(port), str(ready)]
        with running("raw ASGI on uvicorn", command, port, core, folder=folder) as server:
            yield server


def raw_etag() -> str:
    """The ETag by which the raw app knows that nothing has changed."""
    return 'W/"bench000-1"'


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder of this run that any worker may enter (nginx's runs as another user)."""
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
