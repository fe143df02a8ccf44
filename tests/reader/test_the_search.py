"""Search in a live blog: what is public is found, as it reads now; whatever is typed gets an answer in words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client

from stoppress.publishing import addresses, answers, posts, take_down, times
from stoppress.publishing.wording import Wording
from stoppress.reader.search import SHOWN
from stoppress.toolkit import clock
from stoppress.wire.search import fts5
from stoppress.wire.search.indexes import index
from tests.cast import Scene, open_scene
from tests.reader.reading import Found

pytestmark = pytest.mark.django_db
_NINE = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def _at(minutes: float) -> clock.standing_at:  # type: ignore[name-defined]
    return clock.standing_at(_NINE + timedelta(minutes=minutes))


@pytest.fixture
def scene() -> Scene:
    with _at(0):
        return open_scene()


def _ask(client: Client, typed: str, more: str = "", status: int = 200) -> Found:
    answer = client.get(f"/flood/search/?q={quote(typed)}{more}")
    assert answer.status_code == status, typed
    found = Found(answer.content.decode())
    assert found.open == []
    return found


def _posts(found: Found) -> list[str]:
    """The posts that the results lead to, in their order."""
    links = [re.fullmatch(r"/flood/p/([a-z0-9]{12})/", link["href"]) for link in found.all("a")]
    return [link[1] for link in links if link]


def _marked(found: Found) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", found.html)


def test_a_post_is_found_by_title_text_and_byline_with_the_hits_marked(client: Client, scene: Scene) -> None:
    with _at(5):
        post = scene.publish(
            "Bridge closed", "<p>The old bridge is <b>shut</b>.</p>", byline="Nadia Brandt"
        ).post
    scene.publish("Weather", "<p>Rain.</p>")
    found = _ask(client, "bridge")
    assert _posts(found) == [post]
    assert _marked(found) == ["Bridge", "bridge"]
    assert "9.05 25 Nov Bridge closed The old bridge is shut." in found.text
    assert "All times are Berlin time." in found.text
    assert _posts(_ask(client, "shut")) == [post]
    by = _ask(client, "brandt")
    assert _posts(by) == [post]
    assert _marked(by) == ["Brandt"]


def test_all_words_must_be_there_and_none_with_a_hyphen_before_it(client: Client, scene: Scene) -> None:
    both = scene.publish("Dam and bridge", "<p>Both.</p>").post
    one = scene.publish("Bridge", "<p>One.</p>").post
    assert _posts(_ask(client, "bridge dam")) == [both]
    assert _posts(_ask(client, "bridge -dam")) == [one]
    assert _posts(_ask(client, '"dam and bridge"')) == [both]
    assert _posts(_ask(client, '"bridge and dam"')) == []


def test_the_newest_come_first_in_pages_that_new_posts_do_not_shift(client: Client, scene: Scene) -> None:
    ids = [scene.publish(f"Gauge {number}").post for number in range(SHOWN + 3)][::-1]
    first = _ask(client, "gauge")
    assert _posts(first) == ids[:SHOWN]
    scene.publish("Gauge meanwhile")
    older = next(link["href"] for link in first.all("a") if "before=" in link["href"])
    rest = Found(client.get(f"/flood/search/{older}").content.decode())
    assert _posts(rest) == ids[SHOWN:]
    assert not any("before=" in link["href"] for link in rest.all("a"))


def test_pages_go_on_from_a_post_that_was_taken_down_meanwhile(client: Client, scene: Scene) -> None:
    older, middle = scene.publish("Gauge one").post, scene.publish("Gauge two").post
    take_down.take_down(scene.hand(), scene.blog, middle, "Law.")
    assert _posts(_ask(client, "gauge", f"&before={middle}")) == [older]
    assert client.get("/flood/search/?q=gauge&before=aaaaaaaaaaaa").status_code == 404
    assert client.get(f"/flood/search/?q=gauge&before={'%00' * 400}").status_code == 404


def test_the_closest_come_first_if_that_is_asked(client: Client, scene: Scene) -> None:
    titled = scene.publish("River rises", "<p>Fast.</p>").post
    apart = scene.publish("Late", f"<p>The river. {'And so on. ' * 20}It rises.</p>").post
    together = scene.publish("Later", "<p>The river, slowly, rises.</p>").post
    assert _posts(_ask(client, "river rises")) == [together, apart, titled]
    closest = _ask(client, "river rises", "&order=closest")
    assert _posts(closest) == [titled, together, apart]
    assert "?q=river+rises" in [link["href"] for link in closest.all("a")]


def test_amended_words_take_the_place_of_the_old_ones(client: Client, scene: Scene) -> None:
    post = scene.publish("Harbour", "<p>Ships.</p>").post
    posts.amend(scene.hand(), scene.blog, post, 1, Wording("Haven", "<p>Boats.</p>"))
    assert _posts(_ask(client, "harbour")) == _posts(_ask(client, "ships")) == []
    assert _posts(_ask(client, "haven boats")) == [post]


def test_a_corrected_post_is_found_by_its_note(client: Client, scene: Scene) -> None:
    post = scene.publish("4,000 homes").post
    posts.correct(scene.hand(), scene.blog, post, 1, Wording("400 homes"), "The council had mistyped.")
    assert _posts(_ask(client, "mistyped")) == [post]


def test_withdrawn_and_taken_down_posts_are_found_by_no_word_and_restored_ones_again(
    client: Client, scene: Scene
) -> None:
    withdrawn, gone = scene.publish("Rumour one").post, scene.publish("Rumour two").post
    refers = f'<p>As said in <span data-reference="{withdrawn}">that post</span>.</p>'
    scene.publish("Refers", refers)
    posts.withdraw(scene.hand(), scene.blog, withdrawn, 1, "No rumour.")
    take_down.take_down(scene.hand(), scene.blog, gone, "Law.")
    assert _posts(_ask(client, "rumour")) == []
    posts.restore(scene.hand(), scene.blog, withdrawn, 2)
    assert _posts(_ask(client, "rumour")) == [withdrawn]


def test_drafts_and_live_blogs_that_are_prepared_are_not_found(client: Client, scene: Scene) -> None:
    posts.save_draft(scene.hand(), scene.blog, Wording("Secret plan"))
    assert _posts(_ask(client, "secret")) == []
    open_scene("vote", phase="preparing", editor=scene.editor)
    assert client.get("/vote/search/?q=secret").status_code == 404


def test_another_live_blogs_posts_are_not_found(client: Client, scene: Scene) -> None:
    other = open_scene("fire", editor=scene.editor)
    with _at(30):  # also not where two posts have the very same moment
        other.publish("Gauge there")
        here = scene.publish("Gauge here").post
    assert _posts(_ask(client, "gauge")) == [here]


def test_answers_are_found_by_question_asker_and_expert(client: Client, scene: Scene) -> None:
    asked = scene.ask("When will the bridge open?", name="Ines", place="Harrow")
    expert = scene.expert("Dr. Nadia Brandt")
    shown = answers.Shown("When will the bridge open?", "Ines", "Harrow", asked.public_id, asked.version)
    release = answers.Release((shown,), Wording("", "<p>On Monday.</p>"), expert=expert.public_id)
    post = answers.release_answer(scene.hand(), scene.blog, release).post
    for typed in ("bridge open", "ines", "harrow", "brandt", "monday"):
        found = _ask(client, typed)
        assert _posts(found) == [post], typed
        assert "Question and answer" in found.text


def test_a_key_event_is_marked_as_one(client: Client, scene: Scene) -> None:
    scene.publish("Dam breaks", is_key_event=True)
    assert "Key event Dam breaks" in _ask(client, "dam").text


def test_a_post_whose_time_was_corrected_is_found_where_it_stands_now(client: Client, scene: Scene) -> None:
    with _at(10):
        first = scene.publish("Gauge first").post
    with _at(20):
        second = scene.publish("Gauge second").post
    with _at(30):
        times.change_time(scene.hand(), scene.blog, second, 1, _NINE + timedelta(minutes=5))
    assert _posts(_ask(client, "gauge")) == [first, second]


def test_a_post_without_a_title_is_named_by_its_words(client: Client, scene: Scene) -> None:
    with _at(5):
        scene.publish("", "<p>Only words here.</p>")
    assert "9.05 25 Nov Only words here. To the live page" in _ask(client, "words").text
    long = scene.publish("", f"<p>{'Sand and clay. ' * 20} Then gravel. {'Sand and clay. ' * 20}</p>").post
    found = _ask(client, "gravel")
    assert _posts(found) == [long]
    assert _marked(found) == ["gravel", "gravel"]
    assert "… " in found.text


def test_the_excerpt_is_where_most_of_what_was_asked_for_stands(client: Client, scene: Scene) -> None:
    filler = "Sand and clay. " * 20
    scene.publish("Works", f"<p>Ash and ash and ash. {filler} Then ash fell on the village. {filler}</p>")
    found = _ask(client, "ash village")
    assert _marked(found) == ["ash", "village"]
    assert "… " in found.text


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("São Paulo", "sao"),
        ("Київ під водою", "київ"),
        ("الأمطار غزيرة", "الامطار"),
        ("東京都知事は会見した", "知事"),
        ("กรุงเทพน้ำท่วม", "น้ำท่วม"),
        ("हिन्दी में बाढ़", "बाढ़"),
        ("서울은 홍수", "서울"),
    ],
)
def test_words_are_found_in_every_script(client: Client, scene: Scene, text: str, typed: str) -> None:
    post = scene.publish("X", f"<p>{text}</p>").post
    found = _ask(client, typed)
    assert _posts(found) == [post]
    assert len(_marked(found)) == 1


@pytest.mark.parametrize(
    "typed",
    [
        '"; DROP TABLE wire_words; --',
        "NEAR(bridge water, 5)",
        "bridge NEAR/2 water",
        "bridge OR water AND NOT dam",
        "wire:w1",
        "{title}: bridge",
        "- title : bridge",
        '"bridge" + "water"',
        "^bridge",
        "bri*dge*",
        "* bridge",
        "'bridge''",
        '"bridge',
        'bridge"',
        '""" bridge """',
        "((bridge",
        "bridge)",
        "bridge\x00water",
        "\ufffe bridge",
        "%_bridge",
        "<script>alert(1)</script>",
        "bridge " * 12,
    ],
)
def test_no_syntax_makes_trouble(client: Client, scene: Scene, typed: str) -> None:
    post = scene.publish("Bridge", "<p>Water.</p>").post
    found = _ask(client, typed)
    assert set(_posts(found)) <= {post}
    assert found.all("script") == []
    assert _posts(_ask(client, "bridge")) == [post]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("a", "at least two letters"),
        ("x" * 201, "at most 200 letters"),
        ('"*', "no words in it"),
        ("-bridge", "Name a word, too"),
    ],
)
def test_what_cannot_be_looked_for_is_told_beside_the_field(
    client: Client, scene: Scene, typed: str, told: str
) -> None:
    answer = client.get("/flood/search/", {"q": typed})
    assert (answer.status_code, answer["Cache-Control"]) == (400, "no-store")
    found = Found(answer.content.decode())
    assert told in found.text
    (field,) = [field for field in found.all("input") if field["name"] == "q"]
    assert field["aria-describedby"] == "seek-trouble"
    assert field["value"] == typed[:200]


def test_without_words_it_says_how_to_search(client: Client, scene: Scene) -> None:
    found = Found(client.get("/flood/search/").content.decode())
    assert "All words must be in the post." in found.text
    assert not found.all("li")


def test_nothing_found_says_what_to_try(client: Client, scene: Scene) -> None:
    scene.publish()
    text = _ask(client, "zebra<b>").text
    assert "No post has “zebra<b>”." in text
    assert "Type fewer words" in text
    assert "another spelling" in text


def test_only_words_of_the_story_are_marked_as_its_language(client: Client, scene: Scene) -> None:
    scene.head("River rises", language="he")
    scene.publish("The dam", "<p>The dam holds.</p>", is_key_event=True)
    found = _ask(client, "dam")
    assert "Key event" in found.text
    assert [(title["lang"], title["dir"]) for title in found.all("h2")] == [("he", "rtl")]
    assert "lang" not in found.all("ol")[0]


def test_nasty_words_stay_words(client: Client, scene: Scene) -> None:
    scene.head("<script>x</script>")
    scene.publish('<script>x</script> "><b>', "<p>&lt;img src=x onerror=x&gt; script</p>")
    found = _ask(client, "script x")
    assert found.all("script") == []
    assert found.all("img") == []
    assert _posts(found)


def test_it_is_kept_like_the_page_is_not_to_be_indexed_and_known_by_its_tag(
    client: Client, scene: Scene
) -> None:
    scene.publish()
    answer = client.get("/flood/search/?q=bridge")
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Cache-Control"].startswith("public, max-age=2, s-maxage=10")
    known = client.get("/flood/search/?q=bridge", headers={"If-None-Match": answer["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert client.get("/flood/search/?q=water")["ETag"] != answer["ETag"]
    scene.publish("Another bridge")
    fresh = client.get("/flood/search/?q=bridge", headers={"If-None-Match": answer["ETag"]})
    assert fresh.status_code == 200
    assert len(_posts(Found(fresh.content.decode()))) == 2


def test_under_a_former_name_it_is_sent_on_with_its_words(client: Client, scene: Scene) -> None:
    post = scene.publish().post
    addresses.change_slug(scene.hand(), scene.blog, scene.blog.version, "deluge")
    answer = client.get("/flood/search/?q=bridge")
    assert (answer.status_code, answer["Location"]) == (308, "/deluge/search/?q=bridge")
    assert f"/deluge/p/{post}/" in client.get(answer["Location"]).content.decode()


def test_a_search_that_runs_too_long_is_broken_off_in_words(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        scene.publish(f"Gauge{number} {number}")
    monkeypatch.setattr(fts5, "LONGEST_SECONDS", -1)
    monkeypatch.setattr(fts5, "_STEPS", 1)
    found = _ask(client, "gauge", status=503)
    assert "took too long" in found.text
    monkeypatch.undo()
    assert _posts(_ask(client, "gauge"))


def test_the_index_holds_nothing_of_a_text_that_was_taken_down(scene: Scene) -> None:
    """Not a byte in its tables: neither of the last words nor of amended ones."""
    post = scene.publish("Quokkafirst", "<p>zebrafirst</p>").post
    for number in range(60):
        scene.publish(f"Other {number}", f"<p>Words of another post, {number}.</p>")
    assert not _left("quokkafirst", "zebrafirst")
    posts.amend(scene.hand(), scene.blog, post, 1, Wording("Wombatsecond", "<p>yaksecond</p>"))
    assert not _left("wombatsecond", "yaksecond")
    take_down.take_down(scene.hand(), scene.blog, post, "Law.")
    assert _gone() == ["quokkafirst", "zebrafirst", "wombatsecond", "yaksecond"]
    index().purge()


def test_an_index_that_keeps_traces_is_purged(scene: Scene) -> None:
    """As where SQLite is too old to leave none: then the errand that scrubs writes the index anew."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO wire_words(wire_words, rank) VALUES('secure-delete', 0)")
    post = scene.publish("Quokkafirst", "<p>zebrafirst</p>").post
    scene.publish("Other", "<p>Words.</p>")
    take_down.take_down(scene.hand(), scene.blog, post, "Law.")
    assert "quokkafirst" not in _gone()
    index().purge()
    assert "quokkafirst" in _gone()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO wire_words(wire_words, rank) VALUES('secure-delete', 1)")


_WORDS = ("quokkafirst", "zebrafirst", "wombatsecond", "yaksecond")


def _left(*words: str) -> list[str]:
    """Those of these words that are not in the index: it shortens a word by what it has in common with the one before."""
    held = _bytes("data")
    return [word for word in words if word[2:].encode() not in held]


def _gone() -> list[str]:
    held = _bytes("data") + _bytes("content") + _bytes("idx")
    return [word for word in _WORDS if word[2:].encode() not in held]


def _bytes(table: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM wire_words_{table}")
        cells = (cell for row in cursor.fetchall() for cell in row)
        return b"".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells)
