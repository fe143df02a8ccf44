"""Writes the table, with its date, machine and method, between the two markers of docs/performance.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import Machine, description
from bench.table import Row, as_markdown

BEGIN = "<!-- bench: begin -->"
END = "<!-- bench: end -->"

METHOD = (
    "Servers on core {server}, generator on core {generator}, loopback only; servers and references take turns, and a "
    "figure with a range is the median of several runs. Times count from the moment a change was due to be published. "
    "Compare the ratios; the figures themselves belong to this machine and this hour."
)


class NoMarkers(ValueError):
    """The document has no place for the table."""


def write(document: Path, rows: Sequence[Row], machine: Machine) -> None:
    """Replace what stands between the markers; raise NoMarkers unless they are there, once each, in order."""
    fresh = between(document.read_text(), as_block(rows, machine))
    document.write_text(fresh)


def between(text: str, block: str) -> str:
    """The text with this block between its markers."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise NoMarkers(
            f"The table goes between “{BEGIN}” and “{END}”; the document must have each once, in this order."
        )
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{block}{END}{after}"


def as_block(rows: Sequence[Row], machine: Machine) -> str:
    """Date, machine, method and table."""
    remarks = "".join(f"\n**Attention:** {remark}\n" for remark in machine.remarks)
    method = METHOD.format(server=machine.server_core, generator=machine.generator_core)
    today = datetime.now(UTC).strftime("%d %B %Y, %H.%M UTC")
    return f"\nMeasured on {today}: {description()}.\n\n{method}\n{remarks}\n{as_markdown(rows)}\n"
