"""What the readers' script says, in one language: phrases with gaps, and a form for every plural of that language."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: One number of each plural category that there is (CLDR: other, one, two, few, many, zero); the script finds the category.
SAMPLES = (100, 1, 2, 3, 11, 0)


def words() -> str:
    """The phrases as JSON that may stand inside a script element of type application/json."""
    phrases = {
        "live": _("Live, checked {time}"),
        "up_to_date": _("Up to date, checked {time}"),
        "lost": _("Connection lost, showing {time}"),
        "showing": _("Showing {time}"),
        "ended": _("The coverage has ended"),
        "on": _("Updates: on"),
        "paused": _("Updates: paused"),
        "reload": _("This page has begun anew – load it again"),
        "paused_waiting": _forms("Updates: paused ({n} waiting)", "Updates: paused ({n} waiting)"),
        "new_posts": _forms("{n} new post", "{n} new posts"),
        "new_updates": _forms("{n} new update", "{n} new updates"),
        "corrections": _forms("{n} correction", "{n} corrections"),
        "withdrawals": _forms("{n} post withdrawn", "{n} posts withdrawn"),
    }
    text = msgspec.json.encode(phrases).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _forms(one: str, other: str) -> dict[str, str]:
    """The form for each sample, without those that are said as the first, which holds for the rest."""
    rest, *samples = SAMPLES
    forms = {str(rest): ngettext(one, other, rest)}
    special = {str(sample): ngettext(one, other, sample) for sample in samples}
    return forms | {sample: form for sample, form in special.items() if form != forms[str(rest)]}
