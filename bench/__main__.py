"""`./run bench`: take the measures, print the table, and with --write put it into docs/performance.md."""

from __future__ import annotations

import argparse
import signal
import sys
import time
import traceback
from pathlib import Path

from bench import machine, report
from bench.measures import MEASURES
from bench.plan import FULL, QUICK, Bench
from bench.table import NotRun, Row, as_markdown

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; return the exit status (see `outcome`)."""
    wish = parsed(arguments)
    # Ended from outside, it still stops its servers and puts the machine back as it was.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sizes = QUICK if wish.quick else FULL
    with machine.prepared() as prepared:
        bench = Bench(prepared, sizes)
        for remark in prepared.remarks:
            bench.say(f"ATTENTION: {remark}")
        began = time.monotonic()
        rows = [row for name in wish.only or MEASURES for row in taken(bench, name)]
        bench.say(f"{time.monotonic() - began:.0f} s in all")
    print(as_markdown(rows, is_judged=not wish.quick))
    say_what_is_missing(rows)
    if wish.write:
        report.write(DOCUMENT, rows, prepared)
        print(f"Written to {DOCUMENT}.")
    return outcome(rows, is_quick=wish.quick)


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    """The options; refuses what would publish figures that mean nothing."""
    parser = argparse.ArgumentParser(
        prog="./run bench", description="Measure Stop Press against references in the same run."
    )
    parser.add_argument(
        "--quick", action="store_true", help="small sizes: shows that all of it runs, says nothing of targets"
    )
    parser.add_argument("--only", type=names, metavar="NAME,NAME", help=f"some of: {', '.join(MEASURES)}")
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    wish = parser.parse_args(arguments)
    if wish.write and (wish.quick or wish.only):
        parser.error("--write is for a full run: leave out --quick and --only")
    return wish


def names(text: str) -> list[str]:
    """Names of measures, separated by commas."""
    wished = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in wished if name not in MEASURES]:
        raise argparse.ArgumentTypeError(
            f"there is no measure {', '.join(unknown)}; choose from {', '.join(MEASURES)}"
        )
    return wished


def taken(bench: Bench, name: str) -> list[Row]:
    """The rows of one measure; one that fails says so in the table and leaves the others alone."""
    bench.say(f"{name}:")
    rows: list[Row] = []
    try:
        for row in MEASURES[name](bench):
            rows.append(row)
    except NotRun as reason:
        rows.append(Row(name, not_run=str(reason)))
    except Exception as error:
        # A mistake in one measure must not cost the ten minutes of the others; it stands in the table and in the log.
        traceback.print_exc()
        rows.append(Row(name, not_run=f"it broke off: {type(error).__name__}: {error}"))
    return rows


def say_what_is_missing(rows: list[Row]) -> None:
    """Loudly, after the table: what was not run, and why, each reason once."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row.not_run:
            reasons.setdefault(row.not_run, []).append(row.what)
    for reason, whats in reasons.items():
        print(f"NOT RUN, because {reason}", file=sys.stderr)
        for what in dict.fromkeys(whats):
            print(f"    {what}", file=sys.stderr)


def outcome(rows: list[Row], *, is_quick: bool) -> int:
    """0: all ran and met its target; 1: something missed it; 3: something could not run. Quick figures are not judged."""
    if any(row.not_run for row in rows):
        return 3
    return 1 if not is_quick and any(row.verdict == "MISSED" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
