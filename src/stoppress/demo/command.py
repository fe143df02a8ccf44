"""What stands behind `stoppress demo` and `stoppress play`."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from stoppress.demo import setting, story
from stoppress.demo.acts import AnyAct
from stoppress.demo.player import CannotGoOn, Stop, at_speed, play
from stoppress.demo.replay import NothingToReplay, acts_of
from stoppress.demo.setting import SignIn
from stoppress.demo.stage import Stage
from stoppress.people.models import Member
from stoppress.people.rights import RIGHTS
from stoppress.stories.models import LiveBlog

Tell = Callable[[str], None]


class CannotPlay(Exception):
    """The replay does not begin; the message says what to do."""


class Demo:
    """The demo beside a server: `before` it lets anybody in, and `beside` it, in a thread, while it serves."""

    def __init__(self, tell: Tell = print) -> None:
        self._tell = tell
        self._sign_ins: list[SignIn] = []
        self.stop = Stop()

    def before(self) -> None:
        """Set the scene; raises setting.NotADemo."""
        self._sign_ins = setting.set_the_scene()

    def beside(self, address: str) -> None:
        """Say where everything is, then play the story to its end, or until `stop` is asked."""
        for line in welcome(address, self._sign_ins):
            self._tell(line)
        try:
            self._play_on()
        except CannotGoOn as trouble:
            self._tell(str(trouble))
        finally:
            connection.close()

    def _play_on(self) -> None:
        written = story.load(setting.BIG_STORY)
        stage = setting.stage_of(written)
        if stage.position == len(written.acts):
            self._tell("The story has been played to its end. Start the demo with --fresh to begin it again.")
        elif play(stage, setting.the_rest(stage, written), stop=self.stop, tell=self._tell):
            self._tell("The story is at its end. The page stays; Ctrl+C ends the demo.")


def welcome(address: str, sign_ins: list[SignIn]) -> list[str]:
    """The lines that tell somebody where to look and how to sign in."""
    lines = [
        "",
        f"  The page   {address}/{setting.BIG_STORY}/",
        f"  The front  {address}/",
        f"  The desk   {address}/desk/",
    ]
    for who in sign_ins:
        lines.append(
            f"  Sign in    {who.email}   {who.pass_phrase or '(with the pass phrase told the first time)'}"
        )
    if not all(who.pass_phrase for who in sign_ins):
        lines.append("             Lost it? `stoppress demo --fresh` begins anew.")
    return [*lines, "", "  The story plays on from here. Ctrl+C ends it.", ""]


def replay(
    slug: str,
    *,
    speed: float,
    name: str = "",
    again: bool = False,
    go_on: bool = False,
    stop: Stop | None = None,
    tell: Tell = print,
) -> bool:
    """Play a live blog once more, as it happened, into a new one; return whether it came to the end.

    The new one is called `name`, or `<slug>-replay`. If that is there, `go_on` goes on where it stopped, `again` begins
    another beside it, and without either CannotPlay is raised. A speed of 0 plays everything at once.
    """
    original = LiveBlog.objects.select_related("wire", "newsroom").filter(slug=slug).first()
    if original is None:
        raise CannotPlay(f"There is no live blog “{slug}”.{_those_there_are()}")
    if speed < 0:
        raise CannotPlay("The speed is a number such as 60 (a minute a second); 0 plays everything at once.")
    name = _name(name or f"{slug}-replay", again=again, go_on=go_on)
    acts = _acts(original, name)
    stage = Stage.of(name, _player(original))
    tell(f"Playing {len(acts) - stage.position} acts of “{original.headline}” onto /{name}/")
    is_done = play(stage, at_speed(acts, speed), stop=stop, tell=tell)
    tell(
        "That was all."
        if is_done
        else f"Stopped. `stoppress play {slug} --as {name} --continue` goes on from here."
    )
    return is_done


def _name(wished: str, *, again: bool, go_on: bool) -> str:
    is_there = LiveBlog.objects.filter(slug=wished).exists()
    if go_on and not is_there:
        raise CannotPlay(f"There is no replay “{wished}” to continue; leave --continue away to begin it.")
    if go_on:
        if not LiveBlog.objects.filter(slug=wished, played_acts__position=0).exists():
            raise CannotPlay(f"“{wished}” is no replay, so there is nothing to continue.")
        return wished
    if not is_there:
        return wished
    if not again:
        raise CannotPlay(
            f"“{wished}” is there already. Add --continue to go on where it stopped, --again to play "
            "onto a new page beside it, or name another with --as."
        )
    number = 2
    while LiveBlog.objects.filter(slug=f"{wished}-{number}").exists():
        number += 1
    return f"{wished}-{number}"


def _acts(original: LiveBlog, name: str) -> list[AnyAct]:
    try:
        return acts_of(original, name)
    except NothingToReplay as error:
        raise CannotPlay(str(error)) from error


def _player(original: LiveBlog) -> Member:
    """The member in whose name the replay acts: who made the original, if still an editor, or else another editor."""
    roles = RIGHTS["open live blog"] & RIGHTS["take down"]
    editors = Member.objects.filter(newsroom=original.newsroom, is_active=True, role__in=roles)
    found = editors.filter(pk=original.created_by_id).first() or editors.order_by("pk").first()
    if found is None:
        raise CannotPlay(
            f"{original.newsroom} has no editor in whose name to play; add one with `stoppress member`."
        )
    return found


def _those_there_are() -> str:
    slugs = list(LiveBlog.objects.order_by("-pk").values_list("slug", flat=True)[:10])
    return (
        f" There are: {', '.join(slugs)}."
        if slugs
        else " There is none yet; `stoppress import` brings one in."
    )
