"""Rows, targets and the table of them."""

from __future__ import annotations

import pytest
from bench.__main__ import outcome, parsed
from bench.plan import remarks
from bench.readers import Phase
from bench.table import Row, Target, as_markdown, rounded, shown

from bench import report


def test_a_row_with_a_reference_is_judged_by_its_ratio() -> None:
    row = Row("p99", [78.0], "ms", "C epoll", [60.0], Target(1.5))
    assert row.ratio == pytest.approx(1.3)
    assert row.verdict == "met"
    assert Row("p99", [91.0], "ms", "C epoll", [60.0], Target(1.5)).verdict == "MISSED"


def test_a_row_without_a_reference_is_judged_by_its_value() -> None:
    assert Row("memory", [2.9], "KiB", target=Target(3.0)).verdict == "met"
    assert Row("new", [9_000.0], "/s", target=Target(10_000, at_least=True)).verdict == "MISSED"


def test_none_lost_is_met_by_none_only() -> None:
    assert Row("lost", [0], "lost", target=Target(0)).verdict == "met"
    assert Row("lost", [1], "lost", target=Target(0)).verdict == "MISSED"


def test_several_runs_stand_as_their_median_and_range() -> None:
    assert shown([90.0, 74.0, 78.0], "ms") == "78.0 ms (74.0–90.0)"
    assert Row("p99", [90.0, 74.0, 78.0], "ms", "hub", [30.0, 39.0, 100.0]).ratio == 2.0


def test_a_row_that_could_not_run_says_so_in_the_table_and_is_never_met() -> None:
    row = Row("p99", reference="nginx + nchan", target=Target(1.0), not_run="nginx | nchan\nis not installed")
    assert row.verdict == "NOT RUN"
    table = as_markdown([row])
    assert "**not run**: nginx \\| nchan is not installed" in table
    assert len({line.replace("\\|", "").count("|") for line in table.strip().splitlines()}) == 1


def test_figures_of_small_sizes_are_not_judged() -> None:
    row = Row("p99", [78.0], "ms", target=Target(40.0))
    assert "MISSED" in as_markdown([row])
    assert "MISSED" not in as_markdown([row], is_judged=False)


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (1.5, "1.5"), (0.086, "0.09"), (12.34, "12.3"), (16_700.4, "16,700")]
)
def test_figures_keep_three_digits(value: float, text: str) -> None:
    assert rounded(value) == text


def test_the_exit_status_tells_missing_from_missed() -> None:
    met, missed = Row("a", [1.0], target=Target(2.0)), Row("b", [3.0], target=Target(2.0))
    assert outcome([met], is_quick=False) == 0
    assert outcome([met, missed], is_quick=False) == 1
    assert outcome([met, missed], is_quick=True) == 0
    assert outcome([met, missed, Row("c", not_run="no gcc")], is_quick=True) == 3


def test_the_table_goes_between_its_markers_and_nowhere_else() -> None:
    text = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
    assert report.between(text, "new\n") == f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n"


@pytest.mark.parametrize(
    "text", ["none", report.BEGIN, f"{report.END} {report.BEGIN}", 2 * f"{report.BEGIN}{report.END}"]
)
def test_a_document_without_a_place_for_the_table_is_left_alone(text: str) -> None:
    with pytest.raises(report.NoMarkers):
        report.between(text, "new\n")


def test_only_a_full_run_may_be_written_down(capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--quick", "--only=streams"):
        with pytest.raises(SystemExit):
            parsed(["--write", option])
    assert "full run" in capsys.readouterr().err
    assert parsed(["--write"]).write


def test_an_unknown_measure_is_named_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(["--only", "streams,strems"])
    assert "no measure strems; choose from streams" in capsys.readouterr().err


def test_what_disturbed_either_side_is_said_once() -> None:
    quiet, noisy = a_phase(foreign_share=0.05), a_phase(foreign_share=0.7, lost=3)
    assert remarks(quiet, reference="hub", others=[quiet]) == ""
    said = remarks(quiet, reference="hub", others=[noisy, noisy])
    assert said == "hub: 3 lost; DISTURBED: others used 70% of a core"


def a_phase(*, foreign_share: float, lost: int = 0) -> Phase:
    times = dict.fromkeys(
        ("p50", "p99", "last_p50", "last_p99", "last_max", "answered_p50", "answered_p99"), 1.0
    )
    counts = dict.fromkeys(("repeats", "closed", "refused", "failed"), 0)
    return Phase(
        rate=1.0,
        changes=5,
        expected=50,
        lost=lost,
        server_cpu_seconds=0.1,
        seconds=5.0,
        foreign_share=foreign_share,
        **times,
        **counts,
    )
