"""A pytest plugin: long files first, so that no worker is left alone with one at the end.

Two workers take a file each, the next in line as soon as they are free (`--dist loadfile --no-loadscope-reorder`). First stand
the files that take minutes, then all that drive a browser or start a server, then the quick ones that fill what is left.
"""

from __future__ import annotations

import pytest

#: Measured, not guessed: `./run test --durations=0` says what took longest.
LONGEST = (
    "law/test_every_act.py",
    "register/test_take_down.py",
    "loop/test_kill_nine.py",
    "register/test_permissions.py",
    "browser/test_the_look.py",
    "browser/test_following.py",
    "register/test_non_interference.py",
    "browser/test_accessibility.py",
    "browser/test_a_long_day.py",
    "loop/test_the_schedule.py",
    "browser/test_reader_by_keyboard.py",
    "browser/test_reader_still.py",
    "browser/test_answers.py",
    "browser/test_the_law_in_the_browser.py",
    "browser/test_desk_together.py",
    "reader/test_json_ld.py",
    "demo/test_the_replay.py",
    "media/test_developing.py",
    "browser/test_the_front.py",
)
_BROWSER, _SERVERS = {"page", "context", "chromium"}, {"newsroom_server", "newsroom_folder", "covered"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole files change places; within a file everything stays as it is."""
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    order = sorted(files, key=lambda file: (_rank(file, files[file]), file))
    items[:] = [item for file in order for item in files[file]]


def _rank(file: str, items: list[pytest.Item]) -> int:
    """The place of a file; those of one place stay in the order of their names."""
    name = file.removeprefix("tests/")
    if name in LONGEST:
        return LONGEST.index(name)
    wanted = {fixture for item in items for fixture in getattr(item, "fixturenames", ())}
    if wanted & _BROWSER:
        return len(LONGEST)
    return len(LONGEST) + (1 if wanted & _SERVERS else 2)
