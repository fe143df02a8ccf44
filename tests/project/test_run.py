"""`./run`: that it is sound, helps, and says in a sentence what a machine lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def run(
    *arguments: str, path: str | None = None, folder: Path = ROOT, python: str = ""
) -> subprocess.CompletedProcess[str]:
    """`./run` with these arguments, as typed in this folder, with this Python named for it."""
    environment = {"PATH": path or os.environ["PATH"], "HOME": str(folder), "STOPPRESS_PYTHON": python}
    bash = shutil.which("bash")
    assert bash is not None
    return subprocess.run(
        [bash, str(ROOT / "run"), *arguments],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize("script", ["run", ".ci/run", "requirements/lock"])
def test_the_scripts_are_sound(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], cwd=ROOT, check=False).returncode == 0
    if linter := shutil.which("shellcheck"):
        assert subprocess.run([linter, script], cwd=ROOT, check=False).returncode == 0


def test_it_helps_from_any_folder(tmp_path: Path) -> None:
    helped = run(folder=tmp_path)
    assert helped.returncode == 0
    for verb in ("demo", "test", "check", "bench", "serve", "stoppress", "lock"):
        assert f"./run {verb}" in helped.stdout


def test_a_verb_that_is_none_is_named() -> None:
    refused = run("dance")
    assert refused.returncode == 2
    assert "dance" in refused.stderr


def test_a_machine_without_python_is_told_what_to_install(tmp_path: Path) -> None:
    refused = run("demo", path=str(_tools(tmp_path)))
    assert refused.returncode == 1
    assert refused.stderr.startswith("run: There is no Python here; install Python 3.11 or newer")


def test_a_python_that_is_too_old_is_named(tmp_path: Path) -> None:
    tools = _tools(tmp_path)
    _script(tools / "python3", 'case "$1" in --version) echo Python 3.9.2 ;; *) echo old ;; esac')
    assert "Python 3.9.2 is too old" in run("demo", path=str(tools)).stderr


def test_a_python_that_is_named_is_not_passed_over(tmp_path: Path) -> None:
    refused = run("demo", python="/no/such/python3")
    assert refused.returncode == 1
    assert "STOPPRESS_PYTHON names /no/such/python3" in refused.stderr
    old = _tools(tmp_path) / "old"
    _script(old, 'case "$1" in --version) echo Python 3.9.2 ;; *) echo old ;; esac')
    assert "Python 3.9.2 is too old" in run("demo", python=str(old)).stderr


def test_a_python_without_venv_is_told_what_to_install(tmp_path: Path) -> None:
    tools = _tools(tmp_path)
    _script(tools / "python3", "echo bare")
    assert "apt install python3-venv" in run("demo", path=str(tools)).stderr


def test_no_requirement_names_a_registry_or_lacks_its_hash() -> None:
    for name in ("run", "test", "develop"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert "://" not in text
        requirements = [block for block in text.split("\n") if "==" in block]
        assert requirements
        assert all(block.endswith("\\") for block in requirements), "a hash follows every requirement"


def _tools(folder: Path) -> Path:
    """A PATH with nothing on it but what the script itself calls."""
    tools = folder / "tools"
    tools.mkdir()
    for name in ("dirname", "cat"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    return tools


def _script(path: Path, words: str) -> None:
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o755)
