"""`stoppress serve`: one process, one SQLite file, everything inside."""

from __future__ import annotations

import os
import signal
import socket
import sys
from types import FrameType
from typing import Protocol

from stoppress.project import data_folder, guards
from stoppress.project.database import bring_up_to_date
from stoppress.project.start import start_django

_BACKLOG = 4096


class CannotServe(Exception):
    """The server does not start; the message says what to do."""


class Company(Protocol):
    """What comes along with a server, such as the demo."""

    def first(self) -> None:
        """Called when the folder is ours, and before the database is touched."""

    def before(self) -> None:
        """Called when the database is up to date, and nobody is let in yet."""

    def beside(self, address: str) -> None:
        """Called in a thread of its own as soon as the server answers."""


def serve(host: str, port: int, company: Company | None = None) -> None:
    """Serve until SIGTERM or Ctrl+C, and then end well; raises CannotServe or FolderTrouble before anything is open."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    folder = data_folder.folder()
    data_folder.prepare(folder)
    with data_folder.held_alone(folder), _listener(host, port) as listener:
        address = f"http://{_written(host)}:{listener.getsockname()[1]}"
        os.environ.setdefault("STOPPRESS_PUBLIC_URL", address)
        _make_ready(host, company)
        _run(address, listener, company)


def _make_ready(host: str, company: Company | None) -> None:
    """Bring database and static files up to date, once the settings are found sound."""
    start_django()
    from stoppress.project import assets

    if reasons := guards.reasons_not_to_start(host):
        raise CannotServe("\n".join(reasons))
    for warning in (*guards.warnings(host), *guards.faults_of_kinds()):
        print(f"stoppress: {warning}", file=sys.stderr, flush=True)
    if company:
        company.first()
    bring_up_to_date()
    assets.collect()
    if company:
        company.before()


def _run(address: str, listener: socket.socket, company: Company | None) -> None:
    import uvicorn

    from stoppress.project.asgi import application
    from stoppress.project.server import DRAIN_SECONDS, NewsroomServer

    config = uvicorn.Config(
        application,
        loop="uvloop",
        http=application.protocol,
        ws="none",
        lifespan="on",
        backlog=_BACKLOG,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    beside = company.beside if company else None
    NewsroomServer(config, application, address, beside).run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    """A socket that listens here; port 0 lets the system choose."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except socket.gaierror as error:
        raise CannotServe(f"There is no address “{host}” on this machine; try --host 127.0.0.1.") from error
    except PermissionError as error:
        raise CannotServe(
            f"Port {port} is not for ordinary users; choose one above 1023 with --port."
        ) from error
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise CannotServe(
            f"Port {port} on {host} cannot be had ({why}); choose another one with --port."
        ) from error


def _written(host: str) -> str:
    """The host as it stands in an address that a person can open."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 (compared, not bound)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _leave(number: int, frame: FrameType | None) -> None:
    """Told to stop, before the server listens to signals or after it has drained: leaving is no failure."""
    raise SystemExit(0)
