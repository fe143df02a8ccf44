"""The acts on snippets: make one, change it, delete it. Nothing of them is public; posts made of one do not change with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from stoppress.kinds.known import kinds
from stoppress.people.rights import may
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed, NotThere
from stoppress.publishing.wording import Wording, cleaned, line
from stoppress.snippets import slots
from stoppress.snippets.models import Slot, Snippet, named_in
from stoppress.stories.models import LiveBlog

LONGEST_NAME = 80
LONGEST_LABEL = 80
LONGEST_DEFAULT = 200
MOST_SLOTS = 20
MOST_SNIPPETS = 500
_RIGHT = "keep snippets"


@dataclass(frozen=True)
class Piece:
    """A snippet as somebody wrote it. A slot that nobody describes is asked for by its name, after those that are described."""

    name: str
    title: str = ""
    body_html: str = ""
    kind: str = ""
    slots: tuple[Slot, ...] = ()
    is_of_newsroom: bool = False


def keep_snippet(
    hand: Hand, blog: LiveBlog, piece: Piece, *, snippet: str | None = None, version: int = 0
) -> Answer:
    """Make a snippet of this live blog, or of its whole newsroom; with `snippet` and `version`, change that one.

    One of the whole newsroom is for whoever is an editor there. Raises Invalid, NotAllowed, NotThere; Conflict if another
    version was seen.
    """

    def do(act: Act) -> Answer:
        kept = _seen(act, snippet, version) if snippet else Snippet(newsroom=act.blog.newsroom, version=0)
        act.version_before = kept.version or None
        if piece.is_of_newsroom:
            _require_whole_newsroom(act)
        _fill(act, kept, piece)
        kept.version += 1
        kept.changed_by, kept.changed_at = act.hand.member, act.at
        kept.save()
        return act.answer(subject=kept.public_id, version=kept.version, state="kept")

    content = {"piece": asdict(piece), "snippet": snippet, "version": version}
    return perform(hand, "keep snippet", blog, content, do, right=_RIGHT)


def delete_snippet(hand: Hand, blog: LiveBlog, snippet: str, version: int) -> Answer:
    """Let there be no such snippet any more; what was written with it stays. Raises NotThere, NotAllowed, Conflict."""

    def do(act: Act) -> Answer:
        _seen(act, snippet, version).delete()
        act.version_before = version
        return act.answer(subject=snippet, state="deleted")

    content = {"snippet": snippet, "version": version}
    return perform(hand, "delete snippet", blog, content, do, right=_RIGHT)


def find_snippet(blog: LiveBlog, public_id: str) -> Snippet:
    """The snippet that is at hand in this live blog; raises NotThere."""
    found: Snippet | None = Snippet.objects.at_hand(blog).filter(public_id=public_id).first()
    if found is None:
        raise NotThere("There is no such snippet; somebody may have deleted it.")
    return found


def _seen(act: Act, snippet: str, version: int) -> Snippet:
    found = find_snippet(act.blog, snippet)
    if found.is_of_newsroom:
        _require_whole_newsroom(act)
    if found.version != version:
        raise Conflict("Somebody changed this snippet while you were at it.", _current(found))
    return found


def _current(snippet: Snippet) -> dict[str, Any]:
    return {
        "snippet": snippet.public_id,
        "version": snippet.version,
        "name": snippet.name,
        "title": snippet.title,
        "body_html": snippet.body_html,
    }


def _require_whole_newsroom(act: Act) -> None:
    if not may(act.hand.member.role, _RIGHT):
        raise NotAllowed(
            "Snippets of the whole newsroom are kept by its editors. Keep it for this live blog."
        )


def _fill(act: Act, kept: Snippet, piece: Piece) -> None:
    trouble: dict[str, str] = {}
    kept.blog = None if piece.is_of_newsroom else act.blog
    try:
        kept.name = line("name", piece.name, LONGEST_NAME, missing="Give it a name; it is found by it.")
    except Invalid as invalid:
        trouble |= invalid.fields
    if kept.name and _is_taken(act, kept):
        trouble["name"] = f"There is a snippet “{kept.name}” already. Give this one another name."
    if piece.kind and piece.kind not in kinds():
        trouble["kind"] = f"There is no kind “{piece.kind}”; choose one of {', '.join(kinds())}."
    kept.kind = piece.kind
    _fill_words(kept, piece, trouble)
    if not trouble and kept.pk is None and Snippet.objects.at_hand(act.blog).count() >= MOST_SNIPPETS:
        trouble["name"] = f"There are {MOST_SNIPPETS} snippets here already. Delete some that nobody uses."
    if trouble:
        raise Invalid(**trouble)


def _is_taken(act: Act, kept: Snippet) -> bool:
    """Whether one that is at hand in the same place has this name: two that look alike are chosen wrongly."""
    others = Snippet.objects.at_hand(act.blog).filter(name__iexact=kept.name)
    return others.exclude(pk=kept.pk).exists()


def _fill_words(kept: Snippet, piece: Piece, trouble: dict[str, str]) -> None:
    try:
        words = cleaned(Wording(piece.title, piece.body_html), byline="Nobody", is_draft=True)
    except Invalid as invalid:
        trouble |= _said_of_snippets(invalid.fields)
        return
    kept.title, kept.body_html = words.title, words.body_html
    names = named_in(kept.title, kept.body_html)
    if broken := slots.split_by_marks(kept.body_html):
        trouble["body_html"] = (
            f"Formatting begins or ends within {slots.slot(broken[0])}. Format the whole slot, braces included, or none of it."
        )
    elif long := next((name for name in names if len(name) > slots.LONGEST_NAME), ""):
        trouble["body_html"] = f"“{long}” is too long for a slot; at most {slots.LONGEST_NAME} letters fit."
    elif len(names) > MOST_SLOTS:
        trouble["body_html"] = f"These are {len(names)} slots; at most {MOST_SLOTS} can be asked for."
    else:
        kept.asks = _asked(names, piece.slots, trouble)


def _said_of_snippets(fields: Mapping[str, str]) -> dict[str, str]:
    said = dict(fields)
    if said.get("body_html", "").startswith("There is nothing"):
        said["body_html"] = "There is nothing in it yet. Write a title or a text."
    return said


def _asked(names: Sequence[str], described: Sequence[Slot], trouble: dict[str, str]) -> tuple[Slot, ...]:
    """The slots that stand in the words: those that are described in their order, then the others in theirs."""
    found: dict[str, Slot] = {}
    for number, one in enumerate(described):
        if one.name in names and one.name not in found:
            try:
                label = line("label", one.label, LONGEST_LABEL)
                default = line("default", one.default, LONGEST_DEFAULT)
            except Invalid as invalid:
                trouble |= {f"slot-{number}": words for words in invalid.fields.values()}
                continue
            found[one.name] = Slot(one.name, "" if label == one.name else label, default)
    return (*found.values(), *(Slot(name) for name in names if name not in found))
