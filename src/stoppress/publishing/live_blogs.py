"""The acts on a live blog as a whole: open one, change its header, change its phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import get_supported_language_variant

from stoppress.press import parts
from stoppress.publishing import alerting
from stoppress.publishing.act import Act, perform, perform_anew
from stoppress.publishing.anew import show_all_but_header
from stoppress.publishing.following import show_key_events
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.question_box import show_questions
from stoppress.publishing.refusals import Conflict, Invalid, WrongState
from stoppress.publishing.wording import line, lines
from stoppress.stories import chains
from stoppress.stories.models import LiveBlog, Phase, TeamMember
from stoppress.toolkit import text
from stoppress.wire import naming
from stoppress.wire.models import Wire

LONGEST_HEADLINE = 200
LONGEST_STANDFIRST = 1_000
LONGEST_NAME = 120
MOST_TEAM = 30

#: Names at the root that are not live blogs.
RESERVED = frozenset(
    {"desk", "api", "static", "media", "admin", "accounts", "sign-in", "health", "healthz", "metrics"}
    | {"robots", "favicon", "sitemap", "feed", "feeds", "embed", "about", "search", "expert", "follow"}
)

#: From one phase to the next; nothing goes back to `preparing`, for what was public stays known.
NEXT_PHASES = {
    Phase.PREPARING: {Phase.UPCOMING, Phase.LIVE},
    Phase.UPCOMING: {Phase.LIVE, Phase.CLOSED},
    Phase.LIVE: {Phase.PAUSED, Phase.CLOSED},
    Phase.PAUSED: {Phase.LIVE, Phase.CLOSED},
    Phase.CLOSED: {Phase.LIVE},
}


@dataclass(frozen=True)
class Opening:
    """What a new live blog begins with. An empty slug is made from the headline."""

    headline: str
    slug: str = ""
    standfirst: str = ""
    zone: str = "UTC"
    language: str = "en"
    coverage_starts_at: datetime | None = None
    team: tuple[tuple[str, str], ...] = ()


def open_live_blog(hand: Hand, opening: Opening) -> Answer:
    """Make a live blog that is not public yet (`preparing`); raises Invalid with words for each field."""

    def do(at: datetime) -> tuple[LiveBlog, Answer]:
        blog = make_live_blog(hand, opening, at)
        return blog, Answer(
            "open live blog", blog.slug, version=blog.version, state=blog.phase, epoch=blog.wire.epoch
        )

    return perform_anew(hand, "open live blog", asdict(opening), do)


def change_header(
    hand: Hand,
    blog: LiveBlog,
    version: int,
    *,
    headline: str,
    standfirst: str,
    team: Sequence[tuple[str, str]],
    zone: str | None = None,
    language: str | None = None,
    coverage_starts_at: datetime | None = None,
) -> Answer:
    """Change headline, standfirst, team and the rest of the header; raises Conflict if another version was seen.

    In another language or zone every part reads otherwise, and is put anew.
    """

    def do(act: Act) -> Answer:
        seen(act, version)
        checked = _checked(
            Opening(
                headline,
                act.blog.slug,
                standfirst,
                zone or act.blog.zone,
                language or act.blog.language,
                _start(act.blog, coverage_starts_at),
                tuple(team),
            )
        )
        said_so = (act.blog.zone, act.blog.language)
        _fill(act.blog, checked)
        act.blog.version += 1
        act.blog.save()
        _name_team(act.blog, checked.team)
        show_header(act)
        if said_so != (act.blog.zone, act.blog.language):
            show_all_but_header(act)
        return act.answer(version=act.blog.version, state=act.blog.phase)

    content = {
        "version": version,
        "headline": headline,
        "standfirst": standfirst,
        "team": [list(member) for member in team],
        "zone": zone,
        "language": language,
        "coverage_starts_at": coverage_starts_at,
    }
    return perform(hand, "change header", blog, content, do)


def change_phase(hand: Hand, blog: LiveBlog, version: int, phase: str) -> Answer:
    """Announce, open, pause, close or re-open the coverage; the first of these makes the page public."""

    def do(act: Act) -> Answer:
        seen(act, version)
        if phase not in set(Phase):
            raise Invalid(phase=f"There is no phase “{phase}”; choose one of {', '.join(Phase)}.")
        if phase not in NEXT_PHASES[Phase(act.blog.phase)]:
            raise WrongState(f"The coverage is {act.blog.phase}; it cannot become {phase} from there.")
        enter_phase(act.blog, Phase(phase), act.at)
        act.blog.version += 1
        act.blog.save()
        show_header(act)
        act.put(parts.key_points_part(act.blog))
        show_questions(act)
        alerting.tell_of_phase(act)
        return act.answer(version=act.blog.version, state=phase)

    return perform(hand, "change phase", blog, {"version": version, "phase": phase}, do)


def make_live_blog(hand: Hand, opening: Opening, at: datetime) -> LiveBlog:
    """The rows of a new live blog, checked; within an act's transaction."""
    checked = _checked(opening)
    blog = LiveBlog(
        newsroom=hand.member.newsroom,
        slug=_free_slug(checked),
        needs_two_people=hand.member.newsroom.needs_two_people,
        created_by=hand.member,
        created_at=at,
    )
    _fill(blog, checked)
    blog.wire = Wire.objects.create(name=blog.slug)
    blog.save()
    _name_team(blog, checked.team)
    return blog


def enter_phase(blog: LiveBlog, phase: Phase, at: datetime) -> None:
    """Set the phase, and what it says of the coverage's start (once, for ever) and end."""
    if phase == Phase.LIVE:
        if blog.phase in {Phase.PREPARING, Phase.UPCOMING}:
            blog.coverage_starts_at = min(blog.coverage_starts_at or at, at)
        blog.coverage_ended_at = None
    if phase == Phase.CLOSED:
        blog.coverage_ended_at = at
    blog.phase = phase


def change_language(hand: Hand, blog: LiveBlog, version: int, language: str) -> Answer:
    """Let the live blog be in another language, and nothing else of its header; as `change_header`."""
    team = [(member.name, member.duty) for member in blog.team.all()]
    return change_header(
        hand, blog, version, headline=blog.headline, standfirst=blog.standfirst, team=team, language=language
    )


def show_header(act: Act) -> None:
    """Put header, document and the list of key events and card; and those of the coverage's other days."""
    act.put(parts.document_part(act.blog))
    act.put(parts.header_part(act.blog))
    show_key_events(act)
    act.show_card()
    act.is_front_touched = True
    show_headers_of(act, chains.others_of(act.blog))


def show_headers_of(act: Act, others: Sequence[LiveBlog]) -> None:
    """Put the headers of other live blogs on their own pages, and their cards."""
    for other in others:
        fresh = LiveBlog.objects.select_related("wire", "newsroom").get(pk=other.pk)
        act.put_on(fresh, parts.header_part(fresh))
        act.show_card(fresh)


def seen(act: Act, version: int) -> None:
    """Raise Conflict unless the editor saw the live blog's current version."""
    act.version_before = act.blog.version
    if act.blog.version != version:
        raise Conflict("Somebody changed the live blog while you were at it.", current_header(act.blog))


def current_header(blog: LiveBlog) -> dict[str, object]:
    """The header as it stands, for the editor who was overtaken."""
    return {
        "version": blog.version,
        "phase": blog.phase,
        "headline": blog.headline,
        "standfirst": blog.standfirst,
        "team": [[member.name, member.duty] for member in blog.team.all()],
        "zone": blog.zone,
        "language": blog.language,
    }


def _start(blog: LiveBlog, wished: datetime | None) -> datetime | None:
    """When coverage began is told to machines once and for ever; only a plan can be changed."""
    start = blog.coverage_starts_at
    if wished is None or start is None or blog.phase in {Phase.PREPARING, Phase.UPCOMING}:
        return wished or start
    if wished.replace(microsecond=0) != start.replace(microsecond=0):
        raise Invalid(coverage_starts_at="The coverage has begun; the time of its start stays as it is.")
    return start


def _checked(opening: Opening) -> Opening:
    trouble: dict[str, str] = {}

    def attempt(field: str, check: object) -> object:
        try:
            return check()  # type: ignore[operator]
        except Invalid as error:
            trouble.update(error.fields)
            return None

    headline = attempt(
        "headline",
        lambda: line("headline", opening.headline, LONGEST_HEADLINE, missing="A live blog needs a headline."),
    )
    standfirst = attempt("standfirst", lambda: lines("standfirst", opening.standfirst, LONGEST_STANDFIRST))
    team = attempt("team", lambda: _checked_team(opening.team))
    attempt("zone", lambda: _check_zone(opening.zone))
    attempt("language", lambda: _check_language(opening.language))
    attempt("slug", lambda: check_slug(opening.slug))
    if trouble:
        raise Invalid(**trouble)
    return Opening(
        str(headline),
        opening.slug,
        str(standfirst),
        opening.zone,
        opening.language,
        opening.coverage_starts_at,
        tuple(team),  # type: ignore[arg-type]
    )


def _checked_team(team: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    if len(team) > MOST_TEAM:
        raise Invalid(team=f"At most {MOST_TEAM} names fit; these are {len(team)}.")
    named = [(line("team", name, LONGEST_NAME), line("team", duty, LONGEST_NAME)) for name, duty in team]
    return [(name, duty) for name, duty in named if name]


def _check_zone(zone: str) -> None:
    if zone not in available_timezones():
        raise Invalid(zone=f"“{zone}” is no time zone; choose one such as Europe/Berlin.")
    ZoneInfo(zone)


def _check_language(language: str) -> None:
    try:
        get_supported_language_variant(language)
    except LookupError as error:
        raise Invalid(
            language=f"“{language}” is no language that we know; choose one such as en, de or ar."
        ) from error


def check_slug(slug: str) -> None:
    """Raise Invalid unless this can be the address of a live blog."""
    if not slug:
        return
    if text.slug(slug, limit=80) != slug:
        proposal = text.slug(slug) or "dam-at-arle"
        raise Invalid(
            slug=f"An address holds only lower-case letters, digits and hyphens, such as “{proposal}”."
        )
    if slug in RESERVED:
        raise Invalid(slug=f"“{slug}” is used by the house itself; choose another.")


def _free_slug(opening: Opening) -> str:
    wished = opening.slug or text.slug(opening.headline) or "live"
    if opening.slug and naming.is_taken(wished):
        raise Invalid(slug=f"“{wished}” is taken by another live blog; choose another.")
    number = 2
    free = wished
    while naming.is_taken(free) or free in RESERVED:
        free, number = f"{wished}-{number}", number + 1
    return free


def _fill(blog: LiveBlog, checked: Opening) -> None:
    blog.headline, blog.standfirst = checked.headline, checked.standfirst
    blog.zone, blog.language = checked.zone, checked.language
    blog.coverage_starts_at = checked.coverage_starts_at


def _name_team(blog: LiveBlog, team: Sequence[tuple[str, str]]) -> None:
    blog.team.all().delete()
    TeamMember.objects.bulk_create(
        TeamMember(blog=blog, position=position, name=name, duty=duty)
        for position, (name, duty) in enumerate(team)
    )
