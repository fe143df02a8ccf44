"""What an act on a post does to its pictures: they are checked, kept with the words, shown with the post, and gone with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from stoppress.media.keeping import LONGEST_ALT, LONGEST_CREDIT, hide, make_public, take_down
from stoppress.media.models import Picture, PictureState, PictureUse
from stoppress.publishing.act import Act
from stoppress.publishing.refusals import Invalid
from stoppress.stories.models import Post, State
from stoppress.stories.pictures import Placed, read, written
from stoppress.toolkit.text import BadText, checked, one_line

MOST_PICTURES = 20
LONGEST_CAPTION = 600
_WHOLE = 100


def cleaned_pictures(pictures: Sequence[Placed], *, is_draft: bool = False) -> tuple[Placed, ...]:
    """The pictures as they may be kept, in their order; raises Invalid with words for each field (`alt-0`, `credit-0` …).

    What readers shall see has a credit, and words for those who do not see it, or is said to be decorative.
    """
    if len(pictures) > MOST_PICTURES:
        raise Invalid(pictures=f"A post shows at most {MOST_PICTURES} pictures; these are {len(pictures)}.")
    if len({placed.picture for placed in pictures}) < len(pictures):
        raise Invalid(pictures="A picture stands here twice; take one of them out.")
    trouble: dict[str, str] = {}
    found = tuple(_cleaned(trouble, number, placed) for number, placed in enumerate(pictures))
    if not is_draft:
        trouble |= _missing(found)
    if trouble:
        raise Invalid(**trouble)
    return found


def settle(act: Act, post: Post, pictures: Sequence[Placed] | None) -> None:
    """Give a post these pictures, before it is saved; None: those that it has. Raises Invalid for one that cannot be shown."""
    if pictures is None:
        return
    _find(act, pictures)
    post.pictures = written(pictures)


def follow(post: Post, *, is_new: bool = False) -> None:
    """Let the pictures of a post that was saved be held by it, and seen by those who see the post. Raises Invalid.

    What readers saw in an earlier version stays to be seen, for the page as it stood shows it; only a withdrawal or a
    take-down ends that. What was in a draft alone is let go.
    """
    uses = PictureUse.objects.filter(post=post)
    if not post.pictures and (is_new or not uses.exists()):
        return
    placed = read(post.pictures)
    is_public = post.state == State.PUBLISHED
    if is_public and (trouble := _missing(placed)):
        raise Invalid(**trouble)
    now = list(Picture.objects.filter(secret__in=[one.picture for one in placed]))
    for picture in now:
        PictureUse.objects.get_or_create(picture=picture, post=post)
    if is_public:
        uses.filter(picture__in=now).update(was_public=True)
    uses.filter(was_public=False).exclude(picture__in=now).delete()
    for use in uses.filter(was_public=True).select_related("picture"):
        _show_or_hide(use.picture)


def hold(post: Post, picture: Picture) -> None:
    """Let the post, which is saved, hold a picture that came with its text: seen with it, hidden with it, gone with it."""
    use, _is_new = PictureUse.objects.get_or_create(picture=picture, post=post)
    if post.state == State.PUBLISHED:
        PictureUse.objects.filter(pk=use.pk).update(was_public=True)
        make_public(picture)


def erase(act: Act, post: Post) -> None:
    """Take down every picture that this post showed in any version, but for those that another post still shows."""
    pictures = [use.picture for use in post.picture_uses.select_related("picture")]
    post.picture_uses.all().delete()
    post.pictures = ""
    for picture in pictures:
        if not PictureUse.shown_publicly(picture):
            take_down(picture)
            act.leave("erase picture", picture.secret)


def _show_or_hide(picture: Picture) -> None:
    if PictureUse.shown_publicly(picture):
        make_public(picture)
    else:
        hide(picture)


def _find(act: Act, pictures: Sequence[Placed]) -> None:
    """Every picture is one of this newsroom, sent for posts, and there; under the lock of the act."""
    ours = Picture.objects.of_newsroom(act.blog.newsroom).of_posts()
    there = set(
        ours.filter(secret__in=[placed.picture for placed in pictures])
        .exclude(state=PictureState.TAKEN_DOWN)
        .values_list("secret", flat=True)
    )
    trouble = {
        f"picture-{number}": "This picture is not there any more; take it out, or send it again."
        for number, placed in enumerate(pictures)
        if placed.picture not in there
    }
    if trouble:
        raise Invalid(**trouble)


def _missing(pictures: Sequence[Placed]) -> dict[str, str]:
    trouble: dict[str, str] = {}
    for number, placed in enumerate(pictures):
        if not placed.alt and not placed.is_decorative:
            trouble[f"alt-{number}"] = (
                "Say in a few words what the picture shows, for those who do not see it; or tick “decorative”."
            )
        if not placed.credit:
            trouble[f"credit-{number}"] = "Say who made the picture; readers see it."
    return trouble


def _cleaned(trouble: dict[str, str], number: int, placed: Placed) -> Placed:
    def attempt(field: str, check: Callable[[], str]) -> str:
        try:
            return check()
        except BadText as error:
            trouble[f"{field}-{number}"] = str(error)
            return ""

    alt = attempt("alt", lambda: one_line(placed.alt, limit=LONGEST_ALT))
    if not all(0 <= part <= _WHOLE for part in placed.focus):
        trouble[f"focus-{number}"] = "The focal point lies within the picture: from 0 to 100 each way."
    return replace(
        placed,
        alt="" if placed.is_decorative else alt,
        caption=attempt("caption", lambda: checked(placed.caption.strip(), limit=LONGEST_CAPTION)),
        credit=attempt("credit", lambda: one_line(placed.credit, limit=LONGEST_CREDIT)),
    )
