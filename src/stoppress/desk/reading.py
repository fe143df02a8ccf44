"""How many are reading now, in words that promise no more than is counted."""

from __future__ import annotations

from django.utils.translation import ngettext

from stoppress.stories.models import LiveBlog
from stoppress.stories.readers import reading_now


def reading_words(blog: LiveBlog) -> str:
    """How many pages are open with changes coming in as they happen; nothing while the live blog is not public."""
    if not blog.is_public:
        return ""
    count = reading_now(blog)
    return ngettext("%(count)s page open", "%(count)s pages open", count) % {"count": f"{count:,}"}
