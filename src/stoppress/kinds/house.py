"""The kinds that every newsroom has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stoppress.kinds.fields import Field, Sort
from stoppress.kinds.kind import KindOfPost

QUOTE = KindOfPost(
    "quote",
    _("Quote"),
    (
        Field("speaker", _("Who said it")),
        Field("duty", _("What they are")),
        Field("occasion", _("Where, or to whom")),
        Field("source", _("Address of the source"), Sort.ADDRESS),
    ),
    is_below=True,
)
NOTICE = KindOfPost(
    "notice",
    _("Notice"),
    (
        Field("address", _("Address to go on to"), Sort.ADDRESS),
        Field("address_words", _("Words of the link"), most=80),
    ),
    is_below=True,
)
_SIDES = (("", _("neither side")), ("home", _("first side")), ("away", _("second side")))
SCOREBOARD = KindOfPost(
    "scoreboard",
    _("Scoreboard"),
    (
        Field("contest", _("Contest"), hint=_("Such as the cup, or the round")),
        Field("home", _("First side"), is_required=True, most=60),
        Field("home_score", _("First score"), most=12),
        Field("away", _("Second side"), is_required=True, most=60),
        Field("away_score", _("Second score"), most=12),
        Field(
            "standing",
            _("How it stands"),
            Sort.CHOICE,
            choices=(
                ("before", _("not begun")),
                ("running", _("under way")),
                ("break", _("at the break")),
                ("over", _("over")),
                ("off", _("called off")),
            ),
        ),
        Field("clock", _("Its clock"), most=20, hint=_("Such as 67′ or 3rd set")),
        Field(
            "events",
            _("Events"),
            Sort.ROWS,
            fields=(
                Field("at", _("When"), most=12),
                Field("side", _("Side"), Sort.CHOICE, choices=_SIDES[1:]),
                Field("words", _("What happened"), is_required=True, most=140),
            ),
        ),
    ),
)
POLL = KindOfPost(
    "poll",
    _("Poll"),
    (
        Field("question", _("Question"), is_required=True),
        Field(
            "options",
            _("Answers"),
            Sort.ROWS,
            is_required=True,
            least=2,
            most=8,
            fields=(Field("label", _("Answer"), is_required=True, most=100),),
        ),
        Field(
            "standing",
            _("Votes"),
            Sort.CHOICE,
            choices=(("open", _("are taken")), ("closed", _("are closed"))),
            unsaid="open",
        ),
    ),
    is_below=True,
)

HOUSE: tuple[KindOfPost, ...] = (
    KindOfPost("update", _("Update")),
    KindOfPost("answer", _("Answer")),
    KindOfPost("roundup", _("Round-up")),
    KindOfPost("pictures", _("Pictures")),
    QUOTE,
    NOTICE,
    SCOREBOARD,
    POLL,
)
