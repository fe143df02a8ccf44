"""What was measured: rows with their reference, ratio and target, and the table of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


class NotRun(Exception):
    """This machine or this checkout cannot do the measure; the message says why and what would help."""


@dataclass(frozen=True)
class Target:
    """What is asked: of the ratio where there is a reference, else of the value itself."""

    limit: float
    at_least: bool = False

    def is_met_by(self, value: float) -> bool:
        """Whether the value stands on the right side of the limit."""
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True)
class Row:
    """One line of the table; several runs of the same thing stand as their median and their range."""

    what: str
    ours: Sequence[float] = ()
    unit: str = ""
    reference: str = ""
    theirs: Sequence[float] = ()
    target: Target | None = None
    remark: str = ""
    not_run: str = ""

    @property
    def value(self) -> float | None:
        """Ours: the median of all runs."""
        return median(self.ours) if self.ours else None

    @property
    def ratio(self) -> float | None:
        """Our median over the reference's."""
        if self.value is None or not self.theirs or not median(self.theirs):
            return None
        return self.value / median(self.theirs)

    @property
    def verdict(self) -> str:
        """Met, missed, or why there is none."""
        if self.not_run:
            return "NOT RUN"
        judged = self.ratio if self.reference else self.value
        if self.target is None or judged is None:
            return ""
        return "met" if self.target.is_met_by(judged) else "MISSED"


def as_markdown(rows: Iterable[Row], *, is_judged: bool = True) -> str:
    """The table of docs/performance.md; what could not be run is in it, with the reason.

    Figures of small sizes are not judged: the last column then stays empty.
    """
    lines = ["| measured | Stop Press | reference | ratio | target | |", "|---|---|---|---|---|---|"]
    for row in rows:
        if row.not_run:
            reason = f"**not run**: {one_line(row.not_run)}"
            lines.append(f"| {row.what} | {reason} | {row.reference} | | {asked(row)} | {row.verdict} |")
            continue
        what = f"{row.what} ({row.remark})" if row.remark else row.what
        ratio = f"{row.ratio:.2f}×" if row.ratio is not None else ""
        verdict = row.verdict if is_judged else ""
        lines.append(
            f"| {what} | {shown(row.ours, row.unit)} | {against(row)} | {ratio} | {asked(row)} | {verdict} |"
        )
    return "\n".join(lines) + "\n"


def against(row: Row) -> str:
    """The reference's name and figure."""
    return f"{row.reference}: {shown(row.theirs, row.unit)}" if row.theirs else ""


def asked(row: Row) -> str:
    """The target in words."""
    if row.target is None:
        return ""
    sign = "≥" if row.target.at_least else "≤"
    return (
        f"{sign} {row.target.limit:g}×"
        if row.reference
        else f"{sign} {row.target.limit:,g} {row.unit}".strip()
    )


def shown(values: Sequence[float], unit: str) -> str:
    """A median with its unit, and the range behind it when there were several runs."""
    text = f"{rounded(median(values))} {unit}".strip()
    if len(values) > 1:
        text += f" ({rounded(min(values))}–{rounded(max(values))})"
    return text


def rounded(value: float) -> str:
    """Three figures that mean something, thousands with a comma."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")


def one_line(text: str) -> str:
    """Safe in a cell of the table."""
    return " ".join(text.split()).replace("|", "\\|")
