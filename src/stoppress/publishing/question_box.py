"""The box in which readers ask: open or closed, what it invites to, its rules, and how long letters are kept."""

from __future__ import annotations

from collections.abc import Callable

from stoppress.press.questions import has_questions, questions_part
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.refusals import Conflict, Invalid
from stoppress.publishing.wording import line, lines
from stoppress.questions.models import AbuseList, QuestionBox
from stoppress.stories.models import LiveBlog

LONGEST_INVITATION = 200
LONGEST_RULES = 2_000
LONGEST_ABUSE_LIST = 20_000
FEWEST_KEEP_DAYS = 1
MOST_KEEP_DAYS = 365


def change_question_box(
    hand: Hand,
    blog: LiveBlog,
    version: int,
    *,
    is_open: bool,
    invitation: str = "",
    rules: str = "",
    keep_days: int = 30,
) -> Answer:
    """Open or close the box, and set what it says; raises Conflict if another version was seen.

    `keep_days` holds for letters that come from now on; those who sent earlier were promised the earlier deadline.
    """

    def do(act: Act) -> Answer:
        box, _ = QuestionBox.objects.get_or_create(blog=act.blog)
        act.version_before = box.version
        if box.version != version:
            raise Conflict("Somebody changed the question box while you were at it.", current_box(box))
        box.invitation, box.rules = _checked_words(invitation, rules)
        box.is_open, box.keep_days = is_open, _checked_days(keep_days)
        box.version += 1
        box.save()
        show_questions(act)
        return act.answer(version=box.version, state="open" if is_open else "closed")

    content = {
        "version": version,
        "is_open": is_open,
        "invitation": invitation,
        "rules": rules,
        "keep_days": keep_days,
    }
    return perform(hand, "change question box", blog, content, do, right="set question box")


def change_abuse_list(hand: Hand, blog: LiveBlog, version: int, phrases: str) -> Answer:
    """Set the words by which letters are set aside, one phrase a line; it holds for all live blogs of the newsroom."""

    def do(act: Act) -> Answer:
        abuse, _ = AbuseList.objects.get_or_create(newsroom=act.blog.newsroom)
        act.version_before = abuse.version
        if abuse.version != version:
            raise Conflict("Somebody changed the list while you were at it.", current_abuse_list(abuse))
        abuse.phrases = _checked_phrases(phrases)
        abuse.version += 1
        abuse.save()
        return act.answer(version=abuse.version, state=f"{len(abuse.phrases.splitlines())} phrases")

    content = {"version": version, "phrases": phrases}
    return perform(hand, "change abuse list", blog, content, do, right="set question box")


def show_questions(act: Act) -> None:
    """Put the part in which readers ask as it stands now, or take it out when there is nothing to show.

    Every act by which an answer comes, goes or is told otherwise calls this; so do a box that opens and a first phase.
    """
    if has_questions(act.blog):
        act.put(questions_part(act.blog))
    else:
        act.remove("questions")


def current_box(box: QuestionBox) -> dict[str, object]:
    """The box as it stands, for the editor who was overtaken."""
    return {
        "version": box.version,
        "is_open": box.is_open,
        "invitation": box.invitation,
        "rules": box.rules,
        "keep_days": box.keep_days,
    }


def current_abuse_list(abuse: AbuseList) -> dict[str, object]:
    """The list as it stands, for the editor who was overtaken."""
    return {"version": abuse.version, "phrases": abuse.phrases}


def _checked_words(invitation: str, rules: str) -> tuple[str, str]:
    trouble: dict[str, str] = {}

    def attempt(check: Callable[[], str]) -> str:
        try:
            return check()
        except Invalid as error:
            trouble.update(error.fields)
            return ""

    checked = (
        attempt(lambda: line("invitation", invitation, LONGEST_INVITATION)),
        attempt(lambda: lines("rules", rules, LONGEST_RULES)),
    )
    if trouble:
        raise Invalid(**trouble)
    return checked


def _checked_days(days: int) -> int:
    if not FEWEST_KEEP_DAYS <= days <= MOST_KEEP_DAYS:
        raise Invalid(
            keep_days=f"Letters are kept for {FEWEST_KEEP_DAYS} to {MOST_KEEP_DAYS} days; choose how many."
        )
    return days


def _checked_phrases(phrases: str) -> str:
    checked = lines("phrases", phrases, LONGEST_ABUSE_LIST)
    each = (" ".join(phrase.split()) for phrase in checked.splitlines())
    return "\n".join(dict.fromkeys(phrase for phrase in each if phrase))
