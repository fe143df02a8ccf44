"""The editors of the benchmark do what browsers do, and are answered."""

from __future__ import annotations

from bench.editors import Editor

from tests.cast import PASSWORD
from tests.server import Newsroom


def test_an_editor_comes_in_is_heard_of_types_and_asks_for_tools(newsroom_server: Newsroom) -> None:
    post = newsroom_server.python(
        "from tests.cast import open_scene, member; member('Bob')\n"
        "print(open_scene('flood').publish('Bridge closed').post)"
    )
    alice, bob = (Editor(newsroom_server.port, "flood", number) for number in range(2))
    for editor, email in ((alice, "alice@courier.example"), (bob, "bob@courier.example")):
        editor.come_in(email, PASSWORD)
    alice.beat()
    alice.keep()
    alice.keep()
    told = bob.ask("POST", "/desk/flood/here/", {"tab": "b", "at_work": ""})
    assert b'"name": "Alice"' in told and b'"doing": "writes a post"' in told
    assert post.encode() in bob.ask("GET", f"/desk/flood/tools/?post={post}")
    assert alice.kept >= 1
    assert not alice.refused + bob.refused
