"""The old address of a post that was moved to another live blog leads to the new one (P-3.23)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from stoppress.publishing import moving, take_down
from stoppress.wire.tails.sqlite import SqliteTail
from tests.cast import open_scene
from tests.edge.memory import MemoryTail, MemoryWire
from tests.edge.reader import ask, wait_until
from tests.edge.serving import Served, serving


def test_the_old_address_leads_to_the_live_blog_in_which_the_post_stands(
    served: Served, tail: MemoryTail, flood: MemoryWire
) -> None:
    post = flood.publish("Wrong page")
    wait_until(lambda: ask(served, f"/flood/p/{post}/").status == 200, "the post is there")
    fire = MemoryWire()
    fire.publish("Wrong page", flood.posts)
    flood.remove(post)
    tail.wires["fire"] = fire
    served.edge.look()
    wait_until(lambda: ask(served, f"/flood/p/{post}/").status == 308, "the post has moved")
    answer = ask(served, f"/flood/p/{post}/")
    assert answer.headers["location"] == f"/fire/p/{post}/"
    assert answer.headers["cache-control"] == "public, max-age=60"
    fire.remove(post)
    served.edge.look()
    wait_until(lambda: ask(served, f"/flood/p/{post}/").status == 410, "the post is gone from everywhere")


@pytest.mark.django_db(transaction=True)
def test_the_file_tells_where_a_post_stands_now() -> None:
    tail = SqliteTail(Path(str(connection.settings_dict["NAME"])))
    scene = open_scene()
    fire = open_scene("fire", editor=scene.editor)
    post = scene.publish().post
    try:
        assert tail.elsewhere("flood", f"post/{post}") is None
        moving.move_post(scene.hand(), scene.blog, post, 1, "fire")
        assert tail.elsewhere("flood", f"post/{post}") == "fire"
        with serving("seam", tail) as served:
            wait_until(lambda: ask(served, f"/flood/p/{post}/").status == 308, "the old address leads on")
            assert ask(served, f"/fire/p/{post}/").status == 200
        take_down.take_down(scene.hand(), fire.blog, post, "Law.")
        assert tail.elsewhere("flood", f"post/{post}") is None
    finally:
        tail.close()
