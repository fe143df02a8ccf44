"""Posts of kinds with fields: on the page, in the data for machines, in feeds, in JSON-LD, in the search."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stoppress.press import kinds
from stoppress.publishing import posts
from stoppress.publishing.refusals import Invalid
from stoppress.publishing.wording import Wording
from stoppress.wire import reading
from stoppress.wire.search.words import words_of
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db

GAME = {
    "contest": "Harbour Cup",
    "home": "Ashford",
    "home_score": "2",
    "away": "Brook & Sons",
    "away_score": "1",
    "standing": "running",
    "clock": "67′",
    "events": [{"at": "12′", "side": "home", "words": "Goal by <i>Lind</i>"}],
}


@pytest.fixture
def scene() -> Scene:
    return open_scene()


def _published(scene: Scene, kind: str, details: dict[str, Any], **more: str) -> tuple[str, dict[str, Any]]:
    words = Wording(kind=kind, details=details, **more)  # type: ignore[arg-type]
    post = posts.publish(scene.hand(), scene.blog, words).post
    part = reading.standing_part(scene.blog.wire, f"post/{post}")
    assert part is not None
    return part.html, json.loads(part.data)


def test_a_scoreboard_shows_sides_score_and_events_and_tells_them_to_machines(scene: Scene) -> None:
    html, data = _published(scene, "scoreboard", GAME)
    assert "Brook &amp; Sons" in html and "Goal by &lt;i&gt;Lind&lt;/i&gt;" in html and "under way" in html
    assert data["details"] == GAME
    assert data["text"].startswith("Harbour Cup\nAshford 2 : 1 Brook & Sons")
    event = data["ld"]["about"]
    assert event["@type"] == "SportsEvent"
    assert [side["name"] for side in event["competitor"]] == ["Ashford", "Brook & Sons"]
    part = reading.standing_part(scene.blog.wire, f"post/{data['id']}")
    assert part is not None and "Harbour Cup" in words_of(part.data).text


def test_a_quote_says_who_said_it_below_its_words(scene: Scene) -> None:
    details = {"speaker": "Mara Lind", "duty": "harbour master", "source": "https://harbour.example/x"}
    html, data = _published(scene, "quote", details, body_html="<p>We close the gate.</p>")
    assert html.index("We close the gate") < html.index("Mara Lind")
    quotation = data["ld"]["hasPart"]
    assert quotation["spokenByCharacter"] == {
        "@type": "Person",
        "name": "Mara Lind",
        "jobTitle": "harbour master",
    }
    assert quotation["isBasedOn"] == "https://harbour.example/x"


def test_a_post_without_fields_is_drawn_as_ever(scene: Scene) -> None:
    html, data = _published(scene, "update", {}, body_html="<p>Words.</p>")
    assert '<div class="body"><p>Words.</p></div>\n<p class="byline">' in html
    assert "details" not in data


@pytest.mark.parametrize(
    ("kind", "details", "field"),
    [
        ("scoreboard", {"home": "Ashford"}, "scoreboard.away"),
        ("scoreboard", GAME | {"standing": "sideways"}, "scoreboard.standing"),
        ("scoreboard", GAME | {"events": [{"at": "1′"}]}, "scoreboard.events.0.words"),
        ("scoreboard", GAME | {"colour": "red"}, "scoreboard.colour"),
        ("scoreboard", GAME | {"events": "none"}, "scoreboard.events"),
        ("quote", {"source": "javascript:alert(1)"}, "quote.source"),
        ("poll", {"question": "Which?", "options": [{"label": "One"}]}, "poll.options"),
        ("update", {"anything": "1"}, "update.anything"),
    ],
)
def test_what_cannot_be_kept_is_told_by_its_field(
    scene: Scene, kind: str, details: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        posts.publish(scene.hand(), scene.blog, Wording("Title", kind=kind, details=details))
    assert list(refused.value.fields) == [field]


def test_a_draft_may_leave_out_what_its_kind_needs(scene: Scene) -> None:
    words = Wording(kind="scoreboard", details={"home": "Ashford"})
    draft = posts.save_draft(scene.hand(), scene.blog, words)
    assert scene.post(draft.post).fields == {"home": "Ashford"}
    with pytest.raises(Invalid):
        posts.publish(scene.hand(), scene.blog, words, draft=draft.post, version=1)


def test_a_kind_of_the_newsrooms_own_is_drawn_by_its_partial_and_cleaned(
    scene: Scene, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "tide.toml").write_text(
        'label = "Tide"\nsays = "Tide"\nschema = "Event"\n'
        'partial = "<p class=\\"tide\\" onclick=\\"x()\\">{{ place }} <script>x()</script>{{ level|safe }}</p>"\n'
        '[[field]]\nname = "place"\nlabel = "Place"\nschema = "name"\n'
        '[[field]]\nname = "level"\nlabel = "Level"\n',
        encoding="utf-8",
    )
    settings.KINDS = tmp_path
    html, data = _published(scene, "tide", {"place": "Quay <b>", "level": "<img src=x onerror=y>high"})
    assert '<p class="tide">Quay &lt;b&gt; high</p>' in html
    assert "onclick" not in html and "<script" not in html and "<img" not in html
    assert data["ld"]["about"] == {"@type": "Event", "name": "Quay <b>"}
    settings.KINDS = None
    words = Wording("Still here", kind="update")
    posts.amend(scene.hand(), scene.blog, data["id"], data["version"], words)


def test_what_a_partial_cannot_draw_is_refused_in_words_and_holds_up_no_page(
    scene: Scene, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    drawn = "{{ place }}{% if place == 'Quay' %}{{ level|default:elsewhere }}{% endif %}"
    (tmp_path / "gauge.toml").write_text(
        f'label = "Gauge"\npartial = "<p>{drawn}</p>"\n'
        '[[field]]\nname = "place"\nlabel = "Place"\n[[field]]\nname = "level"\nlabel = "Level"\n',
        encoding="utf-8",
    )
    settings.KINDS = tmp_path
    with pytest.raises(Invalid) as refused:
        _published(scene, "gauge", {"place": "Quay"})
    assert "“Gauge” cannot be drawn" in refused.value.fields["gauge.place"]
    html, data = _published(scene, "gauge", {"place": "Mole"})
    assert "<p>Mole</p>" in html
    post = scene.post(data["id"])
    post.details = '{"place": "Quay"}'
    assert kinds.drawn(post).html == ""
    assert "“gauge” is shown without its fields" in caplog.text
