"""The bell of the serving process: commands that commit beside it ring here, so that readers need not wait for the next look."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

logger = logging.getLogger("stoppress.project")

#: What a ring holds is of no interest; several at once are one.
_RING_BYTES = 16


class Bell:
    """Listens on a datagram socket in the data folder while it is entered; must be entered within the event loop."""

    def __init__(self, path: Path, heard: Callable[[], None]) -> None:
        self._path = path
        self._heard = heard
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._path.unlink(missing_ok=True)
        try:
            bell.bind(str(self._path))
        except OSError as error:  # a path above some 100 bytes is none for a socket
            bell.close()
            logger.warning(
                "No bell at %s (%s): news from other commands comes up to a second late.", self._path, error
            )
            return self
        self._path.chmod(0o600)
        asyncio.get_running_loop().add_reader(bell, self._answer)
        self._socket = bell
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is None:
            return
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _answer(self) -> None:
        assert self._socket is not None
        with contextlib.suppress(BlockingIOError):
            while self._socket.recv(_RING_BYTES):
                pass
        self._heard()
