"""A newsroom's theme: a sheet and a logo that are checked before anything is served of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from pytest_django import Settings

import stoppress.press
from stoppress.press import theme
from stoppress.press.shell import build_shells
from stoppress.project import doctor, guards
from tests.media.made import picture

EXAMPLE = Path(__file__).parents[2] / "docs" / "theme"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 30"><path d="M0 0h120v30H0z"/></svg>'


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A theme that is as small as can be, and chosen."""
    (tmp_path / "theme.css").write_text(":root { --ink: black; }")
    (tmp_path / "logo.svg").write_text(LOGO)
    settings.THEME = tmp_path
    return tmp_path


def test_the_example_in_the_manual_is_a_sound_theme() -> None:
    assert theme.faults(EXAMPLE) == []


def test_every_page_has_the_sheet_and_the_logo_with_the_newsroom_as_its_words(folder: Path) -> None:
    shell = build_shells()["en"]
    for text in (shell.page, shell.archive, shell.missing, shell.gone):
        assert '<link rel="stylesheet" href="/static/theme/theme.css">' in text
    logo = '<img src="/static/theme/logo.svg" alt="{{slot:newsroom}}" width="120" height="30">'
    assert f'<header class="masthead"><a href="/">{logo}</a></header>' in shell.page
    assert logo in shell.archive
    own = render_to_string("reader/own.html", {"newsroom": "The <Arle> Tribune"})
    assert 'alt="The &lt;Arle&gt; Tribune"' in own


def test_on_dark_paper_stands_the_dark_logo(folder: Path) -> None:
    (folder / "logo-dark.svg").write_text(LOGO)
    picture = '<picture><source media="screen and (prefers-color-scheme: dark)" srcset="/static/theme/logo-dark.svg">'
    assert picture in build_shells()["en"].page


def test_another_theme_is_another_build(folder: Path, settings: Settings) -> None:
    build = build_shells()["en"].build
    settings.THEME = None
    plain = build_shells()["en"]
    assert plain.build != build
    assert "/static/theme/" not in plain.page
    assert theme.logo_address() == ""


def test_its_files_are_found_as_static_files_and_nothing_else_of_the_folder_is(folder: Path) -> None:
    (folder / "notes.txt").write_text("for us")
    (folder / ".hidden.svg").write_text(LOGO)
    (folder / "elsewhere.svg").symlink_to(EXAMPLE / "logo.svg")
    assert finders.find("theme/theme.css") == str(folder / "theme.css")
    for name in ("theme/notes.txt", "theme/.hidden.svg", "theme/elsewhere.svg", "theme/../theme.css"):
        assert not finders.find(name)


def test_machines_are_given_a_logo_whose_address_stays(folder: Path, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://tribune.example"
    assert theme.logo_address() == "https://tribune.example/static/theme/logo.svg"


def test_machines_are_given_the_bitmap_where_there_are_both(folder: Path) -> None:
    (folder / "logo.png").write_bytes(picture((240, 60)))
    assert theme.logo_address().endswith("/static/theme/logo.png")


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ('@import "more.css";', "@import loads another sheet"),
        ("@im\\70 ort 'more.css';", "@import loads another sheet"),
        ('body { background: url("https://ads.example/x.png"); }', "is on another site"),
        ("body { background: url(//ads.example/x.png); }", "is on another site"),
        ("body { background: URL( 'http://ads.example/x.png' ); }", "is on another site"),
        ("body { background: u\\72l(https://ads.example/x.png); }", "is on another site"),
        ("body { background: image-set('https://ads.example/x.png' 1x); }", "is on another site"),
        ("body { background: url(data:text/html,x); }", "is on another site"),
        ("body { background: url(paper.png); }", "not in the folder of the theme"),
        ("body { background: url(../../secret-key); }", "not in the folder of the theme"),
        ("body { background: url(https://ads.example/'x); }", "cannot be read"),
        ("body { color: red", "a brace is open"),
        ("/*# sourceMappingURL=theme.css.map */", "sourceMappingURL"),
        ("/* " + "x" * 64_000 + " */", "at most 64,000"),
    ],
)
def test_a_sheet_that_needs_others_is_refused_with_words(folder: Path, sheet: str, words: str) -> None:
    (folder / "theme.css").write_text(sheet)
    (fault,) = theme.faults(folder)
    assert words in fault
    assert str(folder / "theme.css") in fault


@pytest.mark.parametrize(
    "sheet",
    [
        "/* see https://tribune.example/style */ body { color: red; }",
        "body { background: url(data:image/png;base64,AAAA); }",
        "@font-face { font-family: Own; src: url('fonts/own.woff2') format('woff2'); }",
        ".filter { filter: url(#blur); }",
        'q::before { content: "\\201C"; }',
    ],
)
def test_a_sheet_may_bring_what_is_beside_it(folder: Path, sheet: str) -> None:
    (folder / "fonts").mkdir()
    (folder / "fonts" / "own.woff2").write_bytes(b"wOF2")
    (folder / "theme.css").write_text(sheet)
    assert theme.faults(folder) == []


@pytest.mark.parametrize(
    ("drawing", "words"),
    [
        (LOGO.replace("<path", "<script>alert(1)</script><path"), "<script> does not belong"),
        (LOGO.replace("<path", '<path onload="alert(1)"'), "would run a script"),
        (LOGO.replace("<path", "<foreignObject/><path"), "<foreignObject> does not belong"),
        (LOGO.replace("<path", '<image href="https://ads.example/x.png"/><path'), "<image> does not belong"),
        (LOGO.replace("<path", '<use href="other.svg#a"/><path'), "leads out of the drawing"),
        (LOGO.replace("<path", '<path fill="url(https://ads.example/x)"'), "leads out of the drawing"),
        (LOGO.replace("<path", "<style>@import url(x.css)</style><path"), "loads something from elsewhere"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + LOGO, "document type"),
        (LOGO.replace(' viewBox="0 0 120 30"', ""), "no viewBox"),
        (LOGO.replace("120 30", "0 30"), "no size for a logo"),
        ("<svg>", "no SVG that can be read"),
        ("<p>hello</p>", "this is no SVG"),
    ],
)
def test_a_drawing_that_is_more_than_shapes_is_refused_with_words(
    folder: Path, drawing: str, words: str
) -> None:
    (folder / "logo.svg").write_text(drawing)
    (fault,) = theme.faults(folder)
    assert words in fault


def test_a_picture_that_is_none_is_refused(folder: Path) -> None:
    (folder / "logo.png").write_bytes(b"GIF89a" + bytes(40))
    assert "this is no PNG" in theme.faults(folder)[0]


def test_the_server_does_not_start_with_a_theme_that_has_faults(folder: Path, settings: Settings) -> None:
    settings.SECRET_KEY = "".join(map(chr, range(33, 99)))
    assert guards.reasons_not_to_start("127.0.0.1") == []
    settings.THEME = folder / "no-such-folder"
    (reason,) = guards.reasons_not_to_start("127.0.0.1")
    assert "which is no folder" in reason
    (folder / "empty").mkdir()
    settings.THEME = folder / "empty"
    (reason,) = guards.reasons_not_to_start("127.0.0.1")
    assert "holds neither theme.css" in reason


def test_the_doctor_says_what_is_wrong_with_a_theme(folder: Path, settings: Settings) -> None:
    (folder / "theme.css").write_text("@import 'more.css';")
    assert any(finding.is_bad and "@import" in finding.words for finding in doctor._settings())


def test_no_page_writes_the_name_where_the_logo_belongs() -> None:
    rooms = Path(stoppress.press.__file__).parent.parent
    for path in (path for room in ("press", "reader", "alerts") for path in (rooms / room).rglob("*.html")):
        for head in re.findall(r'<header class="masthead">.*?</header>', path.read_text(), re.DOTALL):
            assert "name_or_logo" in head, path
