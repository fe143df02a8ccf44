"""The report of an import: what was found, which source was trusted for what and why, and what stayed open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

#: As many examples of one conflict as a person reads.
EXAMPLES_SHOWN = 3


@dataclass(frozen=True)
class Conflict:
    """Two sources said different things about one field, in so many posts; the reason says why one was trusted."""

    field: str
    posts: int
    trusted: str
    reason: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class ReferenceFound:
    """One reference and the post it was found in; `outcome` is “resolved”, “ambiguous” or “unresolved”."""

    words: str
    post: str
    outcome: str


@dataclass(frozen=True)
class Report:
    """What reading found; `sources` counts, for each field, the values taken from each source."""

    reader: str
    posts: int
    sources: dict[str, dict[str, int]]
    conflicts: tuple[Conflict, ...]
    references: tuple[ReferenceFound, ...]
    warnings: tuple[str, ...]

    def outcomes(self) -> dict[str, int]:
        """How many references came to which outcome."""
        counted = Counter(reference.outcome for reference in self.references)
        return {outcome: counted[outcome] for outcome in ("resolved", "ambiguous", "unresolved")}

    def as_data(self) -> dict[str, Any]:
        """The report as plain data, ready for JSON."""
        return {**asdict(self), "outcomes": self.outcomes()}

    def as_text(self) -> str:
        """The report as calm, readable lines."""
        return "\n".join(_lines(self))


class Notes:
    """What is written down while reading; `finished` turns it into the report."""

    def __init__(self) -> None:
        self._sources: dict[str, Counter[str]] = defaultdict(Counter)
        self._conflicts: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self._warnings: dict[str, None] = {}

    def took(self, field: str, source: str) -> None:
        """One value of this field came from this source."""
        self._sources[field][source] += 1

    def conflict(self, field: str, trusted: str, reason: str, example: str) -> None:
        """Sources disagreed about the field of one post."""
        self._conflicts[field, trusted, reason].append(example)

    def warn(self, sentence: str) -> None:
        """Something the person should know; said once."""
        self._warnings.setdefault(sentence)

    def finished(self, reader: str, posts: int, references: tuple[ReferenceFound, ...]) -> Report:
        """The report."""
        conflicts = tuple(
            Conflict(field, len(examples), trusted, reason, tuple(examples[:EXAMPLES_SHOWN]))
            for (field, trusted, reason), examples in self._conflicts.items()
        )
        sources = {field: dict(counted) for field, counted in self._sources.items()}
        return Report(reader, posts, sources, conflicts, references, tuple(self._warnings))


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.posts} {'post' if report.posts == 1 else 'posts'} found ({report.reader})."
    yield ""
    yield "Where the values come from:"
    for field, counted in report.sources.items():
        yield f"  {field}: " + ", ".join(f"{number} from {source}" for source, number in counted.items())
    if report.conflicts:
        yield ""
        yield "Where sources disagreed:"
    for conflict in report.conflicts:
        yield f"  {conflict.field}, {conflict.posts} ×: trusted {conflict.trusted}, because {conflict.reason}."
        yield from (f"    {example}" for example in conflict.examples)
    yield ""
    yield from _reference_lines(report)
    if report.warnings:
        yield ""
        yield "To know:"
    yield from (f"  {warning}" for warning in report.warnings)


def _reference_lines(report: Report) -> Iterator[str]:
    outcomes = report.outcomes()
    yield (
        "Cross-references: " + ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items()) + "."
    )
    for reference in report.references:
        if reference.outcome != "resolved":
            yield f"  {reference.outcome}: “{reference.words}” in {reference.post}"
