"""Pictures that texts show from other houses are brought in: asked for, read like any other, kept; readers ask us alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from stoppress.media.carrying import carry
from stoppress.media.developing import develop_all
from stoppress.media.keeping import keep_files
from stoppress.media.models import Foreign, Picture, PictureState, Stage
from stoppress.media.receiving import ORDER, picture_of
from stoppress.people.models import Member, Newsroom
from stoppress.stories.models import Post
from stoppress.toolkit import clock, html

#: Longer addresses are those of no picture; a post with more pictures than this is no post.
LONGEST_ADDRESS = 1000
MOST_IN_A_POST = 50
#: A server that does not answer is asked again: after half a minute, two, eight, half an hour, two hours.
MOST_TRIES = 6
_FIRST_WAIT = timedelta(seconds=30)
#: What others show within a text may be small, thin, or move; the first moment of it is shown.
_ORDER = msgspec.structs.replace(ORDER, shortest_side=16, thinnest=20, most_frames=200)


def foreign_in(body_html: str) -> list[str]:
    """The addresses of the pictures in a text that lie at other houses, each once, in its order."""
    if "<img" not in body_html:
        return []
    found = dict.fromkeys(picture.address for picture in html.pictures(body_html))
    asked = (one for one in found if not is_ours(one) and len(one.encode()) <= LONGEST_ADDRESS)
    return list(asked)[:MOST_IN_A_POST]


def is_ours(address: str) -> bool:
    """Whether this is a picture of ours by its public address; texts name http as https."""
    return address.partition("://")[2].startswith(f"{settings.PUBLIC_URL.partition('://')[2]}/media/")


def ask(newsroom: Newsroom, member: Member, post: Post) -> list[Foreign]:
    """Let the foreign pictures of this post be brought in, unless they are here already; call it within the act."""
    rows = []
    for address in foreign_in(post.body_html):
        row, _is_new = Foreign.objects.get_or_create(
            newsroom=newsroom, address=address, defaults={"asked_by": member, "due_at": clock.now()}
        )
        if row.stage == Stage.KEPT and row.picture is None:  # it stood nowhere, and was forgotten
            again(row)
        rows.append(row)
    return rows


def again(row: Foreign) -> None:
    """Let it be asked for once more, from now on."""
    row.stage, row.why, row.tries, row.due_at = Stage.ASKED, "", 0, clock.now()
    row.save()


def known(newsroom_id: int, addresses: Collection[str]) -> dict[str, Picture]:
    """The pictures that are here, by the addresses under which they were asked for."""
    rows = Foreign.objects.filter(newsroom_id=newsroom_id, address__in=addresses, stage=Stage.KEPT)
    rows = rows.exclude(picture=None).exclude(picture__state=PictureState.TAKEN_DOWN)
    return {row.address: row.picture for row in rows.select_related("picture") if row.picture}


def next_asked() -> Foreign | None:
    """The next that is due, in turn."""
    due = Foreign.objects.filter(stage=Stage.ASKED, due_at__lte=clock.now())
    return due.select_related("newsroom", "asked_by__newsroom").order_by("due_at", "pk").first()


def develop(row: Foreign, data: bytes) -> Picture:
    """Keep what came, hidden; raises PictureRefused in words. Outside of the writing thread: it takes seconds."""
    files = develop_all(data, _ORDER)
    picture = picture_of(files, row.asked_by)
    return keep_files(picture, {f"{one.width}.{one.suffix}": one.body for one in files}, carry)


def put_off(row: Foreign) -> None:
    """Its server gave nothing now: ask again later, and after the last time say so."""
    row.tries += 1
    if row.tries >= MOST_TRIES:
        refuse(row, _("The server on which it lies does not answer."))
        return
    row.due_at = clock.now() + _FIRST_WAIT * 4 ** (row.tries - 1)
    _settle(row, tries=row.tries, due_at=row.due_at)


def refuse(row: Foreign, why: str) -> None:
    """It cannot be brought in, for this reason."""
    _settle(row, tries=row.tries, stage=Stage.REFUSED, why=why[:300])


def _settle(row: Foreign, **told: object) -> None:
    """Write this down if it is still asked for: a post may have been taken down meanwhile, and its addresses forgotten."""
    Foreign.objects.filter(pk=row.pk, stage=Stage.ASKED).update(**told)
