"""The settings of all tests: those of earnest, without what only costs time.

Nobody pulls the plug of a test: what is written is not forced onto the disk (a process that is killed loses nothing by it, the
system keeps its pages). Passwords are weighed lightly; one that was kept in earnest is still known.
"""

from __future__ import annotations

from stoppress.project.settings import *  # noqa: F403
from stoppress.project.settings import DATABASES, PASSWORD_HASHERS

_options = DATABASES["default"]["OPTIONS"]
assert isinstance(_options, dict) and "synchronous=FULL;" in _options["init_command"]
_options["init_command"] = _options["init_command"].replace("synchronous=FULL;", "synchronous=OFF;")

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
