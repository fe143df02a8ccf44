"""Answers that stood on the page and are to be read no longer, and experts at their desks: full of the canary."""

from __future__ import annotations

from typing import Any

from stoppress.publishing import answers, experts, posts, questions, sessions, take_down
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.hand import Hand
from stoppress.publishing.wording import Wording
from stoppress.questions import expert_links, writing
from stoppress.questions.models import Answer, Expert
from stoppress.stories.models import LiveBlog
from tests.cast import letter


def answer_questions(alice: Any, blog: LiveBlog, canary: str) -> None:
    """Three answers: one that is withdrawn, one that is taken down, one that stands."""
    released = [_release(alice, blog, f"{canary} {number}") for number in range(2)]
    Answer.objects.filter(post__public_id=released[0]).update(portrait=canary, description=canary)
    posts.withdraw(Hand(alice), blog, released[0], 1, "Not so")
    take_down.take_down(Hand(alice), blog, released[1], f"Court order {canary}")
    stands = letter(blog, "Is the water safe?", name=canary, email=f"{canary}@reader.example").question
    shown = (Shown("Is the water safe?", "Aroha", "Nine Wells", stands.public_id, stands.version),)
    answers.release_answer(Hand(alice), blog, Release(shown, Wording("Water", "<p>Boil nothing.</p>")))


def hide_experts(alice: Any, blog: LiveBlog, prepared: LiveBlog, canary: str) -> None:
    """An expert with a link who has written, and one who has sent back; a session of a live blog that is not public."""
    sessions.open_session(Hand(alice), prepared, f"Session {canary}", f"From noon {canary}")
    made = experts.add_expert(Hand(alice), blog, f"Dr {canary}", f"Of {canary}").subject
    Expert.objects.filter(public_id=made).update(portrait=canary)
    secret = expert_links.new_secret()
    experts.make_link(Hand(alice), blog, made, secret)
    for words in (f"Will {canary} rise?", f"Will {canary} fall?"):
        asked = letter(blog, words, name=canary, place=canary).question
        wanted = [(asked.public_id, asked.version)]
        questions.assign(Hand(alice), blog, wanted, made, f"Please {canary}")
        if "rise" in words:
            sheet = writing.Sheet(f"It will {canary}", f"Call {canary}", writing.seen_of(""))
            writing.save(secret, asked.public_id, sheet, hands_in=True)
        else:
            writing.send_back(secret, asked.public_id, f"Ask {canary}")


def _release(alice: Any, blog: LiveBlog, word: str) -> str:
    asked = letter(blog, f"Old {word}?", name=word, place=word).question
    shown = (Shown(f"Old {word}?", word, word, asked.public_id, asked.version),)
    wording = Wording(f"Old {word}", f"<p>Old {word}</p>", byline=word)
    return answers.release_answer(Hand(alice), blog, Release(shown, wording)).post
