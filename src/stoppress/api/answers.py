"""What answers hold; the OpenAPI document is made from these, and every answer is checked against them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field


class Note(BaseModel):
    """A public correction."""

    note: str
    at: str | None


class Reason(BaseModel):
    """Why and when a post was withdrawn."""

    reason: str
    at: str | None


class Covers(BaseModel):
    """The span that a round-up sums up."""

    since: str
    until: str


class Bullet(BaseModel):
    """One line of a round-up without its citation, and the posts that it cites."""

    text: str
    posts: list[str]


class Reference(BaseModel):
    """A post that is referred to: of a withdrawn one its time, of one that was taken down that it was there."""

    id: str
    state: Literal["published", "withdrawn", "removed"]
    time: str | None
    title: str | None
    url: str | None


class Backlink(BaseModel):
    """A post that refers to this one."""

    id: str
    time: str
    url: str


class ShownQuestion(BaseModel):
    """A question as an answer shows it."""

    words: str
    first_name: str | None
    place: str | None


class Portrait(BaseModel):
    """The face of who answers."""

    url: str
    width: int
    height: int
    alt: str


class ShownExpert(BaseModel):
    """Who answers, as the page names them."""

    name: str
    description: str | None
    portrait: Portrait | None


class InSession(BaseModel):
    """The session that an answer belongs to."""

    id: str
    heading: str


class Source(BaseModel):
    """One file of a picture."""

    url: str
    media_type: str
    width: int
    height: int


class ShownPicture(BaseModel):
    """A picture of a post: a JPEG for everybody, better files for those who know them, and its words."""

    id: str
    url: str
    media_type: str
    bytes: int
    width: int
    height: int
    alt: str
    is_decorative: bool
    caption: str
    credit: str
    focus: tuple[int, int]
    sources: list[Source]


class KeptPicture(BaseModel):
    """A picture that was taken; nobody outside the newsroom sees it until a post shows it."""

    picture: str = Field(description="Its id, for `pictures` of a post")
    width: int
    height: int
    widths: list[int]


class ShownEmbed(BaseModel):
    """A thing of another platform as the post shows it: what was told when the post was written."""

    url: str
    platform: str
    author: str | None
    title: str | None
    text: str | None
    picture: str | None


class Post(BaseModel):
    """A post as the page shows it; of a withdrawn one only what its tombstone says."""

    id: str
    kind: str
    state: Literal["published", "withdrawn"]
    version: int
    url: str
    published_at: str | None
    modified_at: str | None = None
    title: str | None = None
    byline: str | None = None
    body_html: str | None = None
    text: str | None = None
    is_key_event: bool | None = None
    pictures: list[ShownPicture] = []
    corrections: list[Note] = []
    references: list[Reference] = []
    referred_from: list[Backlink] = []
    referred_from_count: int = 0
    questions: list[ShownQuestion] | None = Field(
        None, description="Only of an answer that was released to questions"
    )
    expert: ShownExpert | None = Field(None, description="Only of such an answer: who gives it")
    session: InSession | None = Field(None, description="Only of such an answer, if it belongs to a session")
    withdrawal: Reason | None = None
    covers: Covers | None = Field(None, description="Only of a round-up that sums up a span")
    bullets: list[Bullet] | None = Field(None, description="Only of a round-up")
    details: dict[str, Any] | None = Field(None, description="The fields of its kind, where it has any")
    details_html: str | None = Field(
        None, description="These fields as they are drawn, without what one can press"
    )
    details_are_below: bool | None = Field(None, description="They stand below the text, not above it")
    embeds: list[ShownEmbed] = Field(
        [], description="Things of other platforms that stand in the text as addresses"
    )
    votes: list[int] | None = Field(None, description="Only of a poll: the votes for each answer")


class ProposedBullet(BaseModel):
    """One bullet to choose from, in words of its posts; `seen` goes back with it."""

    text: str
    posts: list[str]
    seen: dict[str, int]
    is_proposed: bool


class Proposal(BaseModel):
    """What a round-up of this span could say; nothing is published by it."""

    since: str
    until: str
    bullets: list[ProposedBullet]
    posts_read: int
    posts_in_all: int


class Posts(BaseModel):
    """Posts, newest first; `older` is the address of the next ones, null at the end."""

    posts: list[Post]
    older: str | None
    cursor: str


class ShownKeyPoint(BaseModel):
    """One line of the list at the top."""

    text: str
    post: str | None
    url: str


class ShownTeamMember(BaseModel):
    """A name on the page."""

    name: str
    duty: str


class LiveBlog(BaseModel):
    """A live blog without its posts."""

    slug: str
    url: str
    headline: str
    standfirst: str
    phase: str
    zone: str
    language: str
    team: list[ShownTeamMember]
    coverage_starts_at: str | None
    coverage_ended_at: str | None
    version: int
    key_points: list[ShownKeyPoint]
    key_points_version: int
    pinned: str | None
    cursor: str


class LiveBlogs(BaseModel):
    """The live blogs that this token opens."""

    live_blogs: list[LiveBlog]


class Done(BaseModel):
    """What an act did: the post or question it was about, its version now, and the cursor after it.

    `loose_references` is how many phrases of the post, such as “see 9.50 post”, lead nowhere yet. With status 202 nothing is
    public yet: `waits` says for what, “second person” or “time”, `scheduled` names what waits, `due_at` when it goes out.
    """

    act: str
    live_blog: str
    post: str | None
    question: str | None = None
    version: int
    state: str
    cursor: str
    url: str
    loose_references: int = 0
    waits: str | None = None
    scheduled: str | None = None
    due_at: str | None = None


#: An act is done (200), has made something (201), or is kept and goes out later (202).
DONE: dict[int, Any] = {200: Done, 202: Done}
MADE: dict[int, Any] = {201: Done, 202: Done}


class OnItsWay(BaseModel):
    """An act that makes words public and has not yet: what it is about, for what it waits, when it goes out and why not."""

    id: str
    act: str
    standing: Literal["waiting", "due", "held back", "stopped", "sent back"]
    post: str | None
    title: str
    made_by: str
    made_at: str
    due_at: str | None
    note: str | None
    is_late: bool
    #: Names what it says now; a release sends it.
    seen: str
    #: All that it would make public: a draft's words, or what the act was sent with.
    content: dict[str, Any]


class Scheduled(BaseModel):
    """All that is on its way out of a live blog, what goes out next first, and the rules by which it waits."""

    scheduled: list[OnItsWay]
    needs_two_people: bool
    delay_seconds: int


class AskedQuestion(BaseModel):
    """What one or more readers ask; `asked_by` says how many. Their e-mails are told to nobody."""

    id: str
    version: int
    standing: str
    text: str
    first_name: str
    place: str
    is_comment: bool
    asked_by: int
    first_asked_at: str
    last_asked_at: str
    taken_by: str | None
    expert: str | None
    reason: str | None


class Questions(BaseModel):
    """Questions in the wished order; `older` is the address of the next ones, null at the end."""

    questions: list[AskedQuestion]
    older: str | None


class FieldError(BaseModel):
    """What is wrong with one field."""

    field: str
    detail: str


class Problem(BaseModel):
    """Why a request was not done (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldError]
    current: dict[str, Any] | None = None
