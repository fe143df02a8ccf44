"""The nouns of a story."""

from stoppress.stories.models.resting import (
    CrossReference,
    KeyPoint,
    KeyPointsVersion,
    LooseReference,
    RoundUp,
)
from stoppress.stories.models.shifts import HandOverNote, HandOverReading, ReadingNow
from stoppress.stories.models.story import (
    Correction,
    Kind,
    LiveBlog,
    Phase,
    Post,
    PostVersion,
    Review,
    State,
    TakeDown,
    TeamMember,
    Withdrawal,
    read_details,
    written_details,
)

__all__ = [
    "Correction",
    "CrossReference",
    "HandOverNote",
    "HandOverReading",
    "KeyPoint",
    "KeyPointsVersion",
    "Kind",
    "LiveBlog",
    "LooseReference",
    "Phase",
    "Post",
    "PostVersion",
    "ReadingNow",
    "Review",
    "RoundUp",
    "State",
    "TakeDown",
    "TeamMember",
    "Withdrawal",
    "read_details",
    "written_details",
]
