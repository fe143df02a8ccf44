"""`stoppress import` and `stoppress play`."""

from __future__ import annotations

from argparse import Namespace

from stoppress.project.shell import writing


def bring_in(options: Namespace) -> int:
    """Bring in a captured page, and report honestly what was found."""
    with writing():
        from stoppress.importers.command import import_file

        return import_file(
            options.file,
            slug=options.slug,
            email=options.email,
            second=options.second,
            is_dry_run=options.dry_run,
            date=options.date,
            zone=options.zone,
            is_json=options.json,
        )


def play(options: Namespace) -> int:
    """Play a live blog once more; 0 when it came to the end, 1 when it was stopped."""
    with writing():
        from stoppress.demo.command import replay
        from stoppress.demo.player import Stop

        stop = Stop()
        stop.on_signals()
        is_done = replay(
            options.slug,
            speed=options.speed,
            name=options.name,
            again=options.again,
            go_on=options.go_on,
            stop=stop,
        )
        return 0 if is_done else 1
