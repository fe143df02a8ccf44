"""What surrounds the parts, rendered once at start: the texts that an edge fills without Django."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils import translation

#: Languages in which the interface is complete.
LANGUAGES = ("en",)


@dataclass(frozen=True)
class ShellTexts:
    """The texts of one language, with slots written `{{slot:NAME}}`; `build` names these very texts."""

    build: str
    page: str
    archive: str
    older_link: str
    newer_link: str
    post_document: str
    missing: str
    gone: str


def build_shells() -> dict[str, ShellTexts]:
    """The shell of every language; the same templates and static files give the same build."""
    return {language: _build(language) for language in LANGUAGES}


def _build(language: str) -> ShellTexts:
    with translation.override(language):
        texts = ShellTexts(
            build="",
            page=_render("page"),
            archive=_render("archive"),
            older_link=_render("older_link"),
            newer_link=_render("newer_link"),
            post_document=_render("post_document"),
            missing=_render("missing"),
            gone=_render("gone"),
        )
    everything = "\0".join([texts.page, texts.archive, texts.older_link, texts.newer_link, texts.post_document])
    return replace(texts, build=hashlib.sha256(everything.encode()).hexdigest()[:10])


def _render(name: str) -> str:
    return render_to_string(f"press/shell/{name}.html", {"slot": Slots()}).strip()


class Slots(dict[str, str]):
    """Every name that a template asks for becomes its slot token."""

    def __missing__(self, name: str) -> str:
        from django.utils.safestring import mark_safe

        return mark_safe("{{slot:" + name.replace("_region", "").replace("key_points", "key-points") + "}}")  # noqa: S308

    def __contains__(self, name: object) -> bool:
        return True
