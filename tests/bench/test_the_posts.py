"""The posts that the benchmark fills a live blog with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

from bench.product import fill, publishing
from bench.readers import MARK
from bench.servers import ROOT
from bench.words import paragraph


def test_a_filled_live_blog_has_a_wire_without_gaps(tmp_path: Path) -> None:
    environment = {"STOPPRESS_DATA": str(tmp_path / "data"), "STOPPRESS_PUBLIC_URL": "http://127.0.0.1"}
    filled = fill(environment, 70)
    numbers = subprocess.run(
        [sys.executable, "-m", "stoppress.project.commands", "wire", "numbers", filled["slug"]],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert numbers.returncode == 0, numbers.stderr
    assert int(filled["head"]) >= 70
    assert len(filled["shelves"].split()) == 2


def test_no_two_posts_are_told_in_the_same_words() -> None:
    random = Random(7)
    told = [paragraph(random, 300) for _ in range(20)]
    assert len(set(told)) == 20
    assert all(300 <= len(text) < 500 for text in told)


def test_every_publish_has_a_key_of_its_own_and_one_mark_in_its_text() -> None:
    head, _, body = publishing({"slug": "bench", "token": "sp_x"}).partition(b"\r\n\r\n")
    assert f"Idempotency-Key: bench-{MARK}".encode() in head
    assert body.count(MARK.encode()) == 1
