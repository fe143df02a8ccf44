"""`stoppress draft`: suggestions from posts in a file; no newsroom is needed for it."""

from __future__ import annotations

import sys
from argparse import Namespace

import msgspec

from stoppress.drafting.key_points import key_points as suggest_key_points
from stoppress.drafting.reading import CannotRead, read
from stoppress.drafting.round_up import round_up as suggest_round_up

_SUGGESTIONS = {"key-points": suggest_key_points, "round-up": suggest_round_up}


def draft(options: Namespace) -> int:
    """Print bullets for the posts in a file as JSON; 2 if the file is not what is asked for."""
    try:
        wanted = read(options.file)
    except CannotRead as error:
        print(f"stoppress: {error}", file=sys.stderr)
        return 2
    points = _SUGGESTIONS[options.suggestion](wanted.posts, wanted.words)
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode({"points": points}), indent=2) + b"\n")
    return 0
