"""The words of the desk's script stand in Python, so that they are translated with the rest."""

from __future__ import annotations

import re
from pathlib import Path

from stoppress import desk
from stoppress.desk import words
from stoppress.desk.inbox import words as inbox

SCRIPTS = Path(desk.__file__).parent / "static" / "desk"


def test_every_word_the_script_says_is_there_and_none_is_left_over() -> None:
    script = "".join(path.read_text() for path in sorted(SCRIPTS.rglob("*.js")))
    known = set(words.for_script() | inbox.for_script())
    assert {name for name in re.findall(r'\bword\("(\w+)"', script)} <= known
    assert not {name for name in known if f'"{name}"' not in script}
