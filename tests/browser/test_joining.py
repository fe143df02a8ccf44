"""What joining takes in, what it leaves for later, and what it refuses to guess."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page

import stoppress
from stoppress.project import joining
from stoppress.project.static import JOINED_SCRIPTS, JOINED_SHEETS


def from_these(files: dict[str, str]) -> joining.Read:
    return files.__getitem__


def from_sources(name: str) -> str:
    return Path(str(finders.find(name))).read_text()


def told_by(page: Page, joined: str) -> list[str]:
    """What a joined script puts into `told`, once all that it promised is done."""
    page.goto("about:blank")
    page.evaluate("window.told = []")
    page.add_script_tag(content=joined, type="module")
    page.wait_for_function("window.told.at(-1) === 'end'")
    told: list[str] = page.evaluate("window.told")
    return told


def test_each_module_runs_once_and_before_whoever_needs_it(page: Page) -> None:
    joined = joining.script(
        "desk/first.js",
        from_these(
            {
                "desk/first.js": 'import { say as tell } from "./words.js";\nimport "./second.js";\n\n'
                'tell("first");\nbegin();\nfunction begin() {\n  return import("./late.js").then((late) => late.run());\n}\n',
                "desk/second.js": 'import { say } from "./words.js";\n\nsay("second");\n',
                "desk/words.js": 'import { Kept } from "../reader/kept.js";\n\nconst kept = new Kept();\n'
                'export function say(words) {\n  kept.put(words);\n}\nsay("words");\n',
                "reader/kept.js": "export class Kept {\n  put(words) {\n    window.told.push(words);\n  }\n}\n"
                "export const isKept = true;\n",
                "desk/late.js": 'import { say } from "./words.js";\n\nsay("late");\n'
                'export async function run() {\n  say("end");\n}\n',
            }
        ),
    )
    assert told_by(page, joined) == ["words", "second", "first", "late", "end"]


def test_what_is_needed_from_the_beginning_is_not_left_for_later(page: Page) -> None:
    files = {
        "first.js": 'import { name } from "./both.js";\n\nwindow.told.push(name);\n'
        'import("./both.js").then((both) => window.told.push(both.name, "end"));\n',
        "both.js": 'export const name = "both";\nwindow.told.push("ran");\n',
    }
    assert told_by(page, joining.script("first.js", from_these(files))) == ["ran", "both", "both", "end"]


def test_an_export_of_the_first_module_is_one_of_the_whole() -> None:
    files = {"first.js": "export const one = 1;\nexport async function two() {}\nexport class Three {}\n"}
    joined = joining.script("first.js", from_these(files))
    assert joined.endswith("export const { one, two, Three } = $first;\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('import all from "./other.js";\n', "import all"),
        ('import * as all from "./other.js";\n', "import \\*"),
        ("export default 1;\n", "export default"),
        ("export let changes = 1;\n", "export let"),
        ('export { one } from "./other.js";\n', "export \\{ one"),
        ('await fetch("/");\n', "await fetch"),
        ('import { one } from "./first.js";\n', "first.js → first.js.*circle"),
    ],
)
def test_what_is_not_understood_is_said_with_its_file(words: str, said: str) -> None:
    with pytest.raises(joining.NotJoined, match=f"first.js.*{said}" if "→" not in said else said):
        joining.script("first.js", from_these({"first.js": words, "other.js": ""}))


def test_a_sheet_takes_in_what_it_imports_in_that_order() -> None:
    files = {
        "a/all.css": '@import "css/x.css";\n@import "css/y.css";\n.z { top: 0; }\n',
        "a/css/x.css": ".x { top: 0; }\n",
    }
    files["a/css/y.css"] = ".y { top: 0; }"
    assert joining.sheet("a/all.css", from_these(files)) == ".x { top: 0; }\n.y { top: 0; }\n.z { top: 0; }\n"


@pytest.mark.parametrize(
    "words", ['@import url("x.css");\n', '@import "x.css" layer(y);\n', ".x { background: url(x.png); }\n"]
)
def test_a_sheet_that_would_break_is_refused(words: str) -> None:
    with pytest.raises(joining.NotJoined, match=r"all\.css"):
        joining.sheet("all.css", from_these({"all.css": words, "x.css": ""}))


@pytest.mark.parametrize("name", JOINED_SCRIPTS)
def test_our_own_scripts_are_whole_when_joined(name: str, page: Page) -> None:
    """Chromium takes every word of it, and nothing is left that would be fetched by a relative name."""
    joined = joining.script(name, from_sources)
    assert not [
        line
        for line in joined.splitlines()
        if line.startswith("import ") or 'import("' in line.split("{import")[0]
    ]
    page.goto("about:blank")
    said = page.evaluate(
        "(words) => { try { new Function(words); return ''; } catch (error) { return String(error); } }",
        joined,
    )
    assert said == ""


def test_a_page_that_begins_with_a_joined_script_begins_with_nothing_else() -> None:
    """What two of them share would be there twice, with two memories."""
    begun = {
        page: re.findall(r'<script type="module" src="\{% static \'([^\']+)', page.read_text())
        for page in Path(stoppress.__file__).parent.glob("*/templates/**/*.html")
    }
    joined = {page: scripts for page, scripts in begun.items() if set(scripts) & set(JOINED_SCRIPTS)}
    assert sorted(script for scripts in joined.values() for script in scripts) == sorted(JOINED_SCRIPTS)


@pytest.mark.parametrize("name", JOINED_SHEETS)
def test_our_own_sheets_are_whole_when_joined(name: str) -> None:
    joined = joining.sheet(name, from_sources)
    assert "@layer tokens" in joined
    assert joined.count("{") == joined.count("}")
