"""The acts on answers, experts and sessions, at random; experts write meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from stoppress.publishing import answers, experts, questions, sessions
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.wording import Wording
from stoppress.questions import expert_links, writing
from stoppress.questions.models import Answer, Expert, Session
from stoppress.stories.models import Post
from tests.cast import Scene, letter

_ASKED = ["When will the bridge open?", "Is the water <b>safe</b>?", "École & “why”?\nAnd how?", " "]
_ANSWERS = ["<p>On Monday.</p>", "<p>No.</p><ul><li>Boil it.</li></ul>", "<script>x</script>", ""]


def _expert(random: Random, scene: Scene) -> Expert:
    found = list(Expert.objects.filter(newsroom=scene.blog.newsroom).order_by("pk"))
    return random.choice(found) if found else scene.expert()


def _session(random: Random, scene: Scene) -> Session | None:
    found = list(Session.objects.filter(blog=scene.blog).order_by("pk"))
    return random.choice(found) if found else None


def _add_expert(random: Random, scene: Scene) -> None:
    experts.add_expert(
        scene.hand(), scene.blog, random.choice(["Dr <b>Ito</b>", "Ngaio Hale"]), "hydrologist"
    )


def _change_expert(random: Random, scene: Scene) -> None:
    found = _expert(random, scene)
    seen = found.version - (random.random() < 0.1)
    experts.change_expert(scene.hand(), scene.blog, found.public_id, seen, "Dr Other", "")


def _make_link(random: Random, scene: Scene) -> None:
    """The expert gets a link, writes on what is assigned to her, and now and then sends it back."""
    found, secret = _expert(random, scene), expert_links.new_secret()
    experts.make_link(scene.hand(), scene.blog, found.public_id, secret)
    asked = letter(scene.blog, random.choice(_ASKED[:3])).question
    questions.assign(scene.hand(), scene.blog, [(asked.public_id, asked.version)], found.public_id)
    link = expert_links.opening(secret)
    assert link
    for theirs in expert_links.assigned(link):
        sheet = writing.Sheet("It is.\n\nSo.", seen=writing.seen_of(writing.text_of(theirs, link)))
        try:
            if random.random() < 0.8:
                writing.save(secret, theirs.public_id, sheet, hands_in=random.random() < 0.7)
            else:
                writing.send_back(secret, theirs.public_id, "Not my field.")
        except writing.NotTaken:
            continue


def _revoke_link(random: Random, scene: Scene) -> None:
    experts.revoke_link(scene.hand(), scene.blog, _expert(random, scene).public_id)


def _release_answer(random: Random, scene: Scene) -> None:
    if random.random() < 0.5:
        letter(scene.blog, random.choice(_ASKED[:3]), name="Aroha", email="aroha@reader.example")
    rows = list(scene.blog.questions.order_by("pk"))
    chosen = random.sample(rows, min(len(rows), random.randint(0, 3)))
    session = _session(random, scene) if random.random() < 0.6 else None
    release = Release(
        asked=_shown(random, [(row.public_id, row.version) for row in chosen]),
        wording=Wording(random.choice(["", "Is it safe?"]), random.choice(_ANSWERS)),
        expert=_expert(random, scene).public_id if random.random() < 0.7 else "",
        session=session.public_id if session else "",
    )
    hand = scene.hand()
    answer = answers.release_answer(hand, scene.blog, release)
    if random.random() < 0.3:
        assert answers.release_answer(hand, scene.blog, release).post == answer.post


def _amend_answer(random: Random, scene: Scene) -> None:
    posts = list(Post.objects.filter(blog__slug=scene.slug, answer__isnull=False).order_by("pk"))
    if not posts:
        return
    post = random.choice(posts)
    count = Answer.objects.get(post=post).asked.count() - (random.random() < 0.1)
    session = _session(random, scene)
    answers.amend_answer(
        scene.hand(),
        scene.blog,
        post.public_id,
        post.version - (random.random() < 0.1),
        _shown(random, [("", 0)] * count),
        name=random.choice(["Dr Ito", ""]),
        has_portrait=random.random() < 0.5,
        session=session.public_id if session and random.random() < 0.5 else "",
    )


def _shown(random: Random, wanted: Sequence[tuple[str, int]]) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            random.choice(_ASKED) if random.random() < 0.2 else _ASKED[0],
            random.choice(["", "Aroha"]),
            random.choice(["", "Nine Wells"]),
            name,
            version - (random.random() < 0.1),
        )
        for name, version in wanted
    )


def _open_session(random: Random, scene: Scene) -> None:
    sessions.open_session(scene.hand(), scene.blog, random.choice(["Your <b>water</b>", ""]), "Ask away.")


def _on_session(act: Callable[..., object], *words: str) -> Callable[[Random, Scene], None]:
    def do(random: Random, scene: Scene) -> None:
        if found := _session(random, scene):
            seen = found.version - (random.random() < 0.1)
            act(scene.hand(), scene.blog, found.public_id, seen, *words)

    return do


#: Acts of which no public byte tells, whatever an expert writes meanwhile.
HIDDEN = frozenset({"add_expert", "change_expert", "make_link", "revoke_link"})

ACTS: dict[str, Callable[[Random, Scene], None]] = {
    "add_expert": _add_expert,
    "change_expert": _change_expert,
    "make_link": _make_link,
    "revoke_link": _revoke_link,
    "release_answer": _release_answer,
    "amend_answer": _amend_answer,
    "open_session": _open_session,
    "rename_session": _on_session(sessions.rename_session, "Your <i>bridges</i>"),
    "close_session": _on_session(sessions.close_session),
    "reopen_session": _on_session(sessions.reopen_session),
}
