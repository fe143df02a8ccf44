"""What every page of a reader is dressed with: the sheets, the newsroom's own, and the logo in place of the name."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from stoppress.press.style import SHEETS
from stoppress.press.theme import PREFIX, SHEET, theme

register = template.Library()


@register.simple_tag
def sheets() -> SafeString:
    """Links to the sheets of the live page, for pages in which they do not stand."""
    addresses = ((static(f"reader/css/{name}.css"),) for name in SHEETS)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', addresses)


@register.simple_tag
def theme_sheet() -> SafeString:
    """The link to the theme's sheet; nothing without one."""
    found = theme()
    if found is None or not found.has_sheet:
        return SafeString()
    return format_html('<link rel="stylesheet" href="{}">\n', static(f"{PREFIX}/{SHEET}"))


@register.simple_tag
def name_or_logo(newsroom: str) -> SafeString:
    """The newsroom's name, or its logo with the name for those who do not see it."""
    found = theme()
    if found is None or found.logo is None:
        return format_html("{}", newsroom)
    size = found.logo.size
    image = format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">', static(found.logo.path), newsroom, *size
    )
    if found.dark_logo is None:
        return image
    return format_html(
        '<picture><source media="screen and (prefers-color-scheme: dark)" srcset="{}">{}</picture>',
        static(found.dark_logo.path),
        image,
    )
