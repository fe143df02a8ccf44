"""The small cast of all tests: two newsrooms, people with known rights, and a story to work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from stoppress.people.joining import add_member
from stoppress.people.models import Member
from stoppress.people.rights import Role
from stoppress.publishing import live_blogs, posts
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.wording import Wording
from stoppress.questions.gathering import take_in
from stoppress.questions.models import Expert, Letter, Question
from stoppress.stories.models import LiveBlog, Phase, Post
from stoppress.toolkit import clock, ids
from stoppress.toolkit.text import folded

PASSWORD = "seven quiet herons"


def member(name: str, role: str = Role.EDITOR, newsroom: str = "The Harrow Courier") -> Member:
    """Somebody of a newsroom; Alice is an editor unless told otherwise."""
    return add_member(newsroom, f"{name.lower()}@courier.example", name, role, PASSWORD)


@dataclass
class Scene:
    """A live blog that is open, and the editor who works on it."""

    editor: Member
    slug: str
    keys: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, slug: str) -> Scene:
        """A live blog that is open already, and the member of this name who works on it."""
        return cls(Member.objects.get(email=f"{name.lower()}@courier.example"), slug)

    @property
    def blog(self) -> LiveBlog:
        """The live blog as it is now."""
        return LiveBlog.objects.select_related("wire", "newsroom").get(slug=self.slug)

    def hand(self) -> Hand:
        """The editor's hand, for one new sending."""
        return Hand(self.editor, door="desk")

    def post(self, public_id: str) -> Post:
        """One post as it is now."""
        return Post.objects.select_related("blog").get(public_id=public_id)

    def publish(
        self, title: str = "Bridge closed", body: str = "<p>The bridge is closed.</p>", **more: object
    ) -> Answer:
        """Publish one post."""
        return posts.publish(self.hand(), self.blog, Wording(title, body, **more))  # type: ignore[arg-type]

    def head(self, headline: str, standfirst: str = "", **more: str) -> Answer:
        """Change the header, without a team."""
        words = {"headline": headline, "standfirst": standfirst, **more}
        return live_blogs.change_header(self.hand(), self.blog, self.blog.version, team=[], **words)  # type: ignore[arg-type]

    def enter(self, phase: str) -> Answer:
        """Change the phase."""
        return live_blogs.change_phase(self.hand(), self.blog, self.blog.version, phase)

    def ask(
        self, text: str = "When will the bridge open?", *, name: str = "", place: str = "", email: str = ""
    ) -> Question:
        """Let a reader ask; what comes is a new question of one letter."""
        return letter(self.blog, text, name=name, place=place, email=email).question

    def question(self, public_id: str) -> Question:
        """One question as it is now."""
        return Question.objects.select_related("blog", "lead").get(public_id=public_id)

    def expert(self, name: str = "Dr. Nadia Brandt") -> Expert:
        """Somebody of this newsroom's experts."""
        newsroom = self.blog.newsroom
        return Expert.objects.create(newsroom=newsroom, name=name, made_by=self.editor, made_at=clock.now())


def colleague(scene: Scene, name: str = "Bob", role: str = Role.EDITOR) -> Member:
    """Somebody else of the scene's newsroom; the same each time."""
    email = f"{name.lower()}@courier.example"
    found = Member.objects.select_related("newsroom").filter(email=email).first()
    return found or member(name, role, scene.editor.newsroom.name)


def letter(
    blog: LiveBlog,
    text: str,
    *,
    name: str = "",
    place: str = "",
    email: str = "",
    question: Question | None = None,
) -> Letter:
    """A reader's letter, in a question of its own unless told otherwise."""
    at = clock.now()
    asked = question or Question.objects.create(blog=blog, first_asked_at=at, last_asked_at=at, changed_at=at)
    arrived = Letter.objects.create(
        blog=blog,
        question=asked,
        secret_hash=ids.secret(64),
        text=text,
        first_name=name,
        place=place,
        email=email,
        fingerprint=folded(text)[:64],
        sending_key=ids.idempotency_key(),
        asked_at=at,
        forget_at=at + timedelta(days=30),
    )
    asked.changed_at = at
    take_in(asked, arrived)
    return arrived


def open_scene(slug: str = "flood", phase: str = Phase.LIVE, editor: Member | None = None) -> Scene:
    """A live blog in this phase, with nothing posted yet."""
    somebody = editor or member("Alice")
    opening = Opening(
        headline="River rises",
        slug=slug,
        standfirst="What we know.",
        zone="Europe/Berlin",
        team=(("Alice Okoye", "reporting"),),
    )
    live_blogs.open_live_blog(Hand(somebody, door="desk"), opening)
    scene = Scene(somebody, slug)
    if phase != Phase.PREPARING:
        scene.enter(Phase.LIVE)
        if phase != Phase.LIVE:
            scene.enter(phase)
    return scene
