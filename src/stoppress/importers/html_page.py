"""Turns a captured HTML page into a live blog: reads all three sources, joins them, decides, and reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from urllib.parse import urlsplit

from stoppress.importers.captured import Captured, CapturedBlog, CapturedPost
from stoppress.importers.errors import CutOff, NotALiveBlog
from stoppress.importers.head import coverage, first_of, headline, standfirst, team
from stoppress.importers.joining import Joined, join
from stoppress.importers.json_ld import JsonLd
from stoppress.importers.key_points import Point, lead_to_posts, read_points
from stoppress.importers.microdata import read_microdata
from stoppress.importers.moments import Moment, read_moment
from stoppress.importers.page import Page
from stoppress.importers.references import resolve
from stoppress.importers.report import Notes
from stoppress.importers.sightings import BlogSighting
from stoppress.importers.trust import Suspicions, settle, suspect
from stoppress.importers.visible import Visible, read_visible
from stoppress.importers.words import key
from stoppress.importers.zones import Evidence, ZoneFound, find_zone, in_zone, known_zone

_CHANGE_METAS = ("article:modified_time", "og:updated_time", "last-modified")
_BEGIN_METAS = ("article:published_time", "date", "parsely-pub-date", "datePublished")


def read_html(text: str, *, day: date | None = None, zone_name: str | None = None) -> Captured:
    """The live blog of an HTML page, with its report; raise CannotImport (NotALiveBlog, CutOff, TooDeep …) otherwise."""
    page, notes = Page(text), Notes()
    data = JsonLd(page)
    told, micro = data.live_blog(), read_microdata(page)
    known = [post.source_id for blog in (told, micro) if blog for post in blog.posts if post.source_id]
    visible = read_visible(page, known, is_told_live=bool(told or micro))
    _refuse_other_pages(page, data, told, micro, visible)
    _note_data_trouble(data, notes)
    blogs = [blog for blog in (told, micro, visible.blog) if blog]
    joined = join(told.posts if told else [], micro.posts if micro else [], visible.blog.posts, notes)
    zone = _zone(blogs, joined, visible, zone_name, notes)
    suspicions: Suspicions = {
        "JSON-LD": suspect(told, told.posts if told else []),
        "microdata": suspect(micro, micro.posts if micro else []),
        "visible page": suspect(None, visible.blog.posts),
    }
    settled = settle(joined, suspicions, zone.zone, _newest(blogs, page, day, zone), notes)
    if not settled:
        raise NotALiveBlog(
            f"The page is a live blog, but no update on it could be read. {_looked_for(page, data, told, micro, visible)}"
        )
    _note_other_pages(page, notes)
    return _finish(page, blogs, settled, read_points(page, visible.post_nodes), zone, notes)


def _finish(
    page: Page,
    blogs: list[BlogSighting],
    settled: list[tuple[CapturedPost, Joined]],
    points: list[Point],
    zone: ZoneFound,
    notes: Notes,
) -> Captured:
    url = first_of(blogs, "url") or page.url
    names = {named: post.source_id for post, joined in settled for named in _names_of(joined)}
    publisher = first_of(blogs, "publisher") or (urlsplit(url).hostname or "").removeprefix("www.")
    posts = _one_pinned([_by_people(post, publisher) for post, _ in settled], notes)
    key_points, posts = lead_to_posts(points, posts, names, zone.zone, notes)
    posts, references = resolve(posts, zone.zone, url, names)
    starts, ends, is_planned = coverage(blogs, posts, zone.zone, notes)
    blog = CapturedBlog(
        headline=headline(blogs, page, notes),
        standfirst=standfirst(blogs, page, notes),
        language=page.language or first_of(blogs, "language") or "en",
        zone=zone.name,
        url=url,
        publisher=publisher,
        team=team(blogs, posts, publisher),
        coverage_starts_at=starts,
        coverage_ends_at=ends,
        is_end_planned=is_planned,
        key_points=key_points,
        posts=tuple(posts),
    )
    return Captured(blog, notes.finished("an HTML page", len(posts), references))


def _names_of(joined: Joined) -> list[str]:
    """All ids that the sources give a post: links on the page may use any of them."""
    return [named for sighting in joined.all for named in (sighting.source_id, *sighting.other_ids) if named]


def _by_people(post: CapturedPost, publisher: str) -> CapturedPost:
    """Without the publisher among the authors: a house is no byline."""
    return replace(post, authors=tuple(name for name in post.authors if key(name) != key(publisher)))


def _refuse_other_pages(
    page: Page, data: JsonLd, told: BlogSighting | None, micro: BlogSighting | None, visible: Visible
) -> None:
    if (told and told.posts) or (micro and micro.posts) or visible.blog.posts:
        return
    if data.broken_live_blog:
        raise CutOff(
            "The JSON-LD of the live blog breaks off or is no JSON, and the page shows no posts besides. Capture it again."
        )
    raise NotALiveBlog(f"This page is no live blog. {_looked_for(page, data, told, micro, visible)}")


def _looked_for(
    page: Page, data: JsonLd, told: BlogSighting | None, micro: BlogSighting | None, visible: Visible
) -> str:
    types = ", ".join(data.types[:8]) or "none"
    in_data = "found it, without updates" if told else f"found: {types}"
    in_microdata = "found it, without updates" if micro else "found none"
    shown = "found some" if visible.blog.posts else "found none"
    return (
        f"Looked for JSON-LD of type LiveBlogPosting with updates ({in_data}), "
        f"for microdata of LiveBlogPosting or liveBlogUpdate ({in_microdata}), and for at least three "
        f"repeated posts with times under a heading or name that says “live” ({shown})."
    )


def _note_data_trouble(data: JsonLd, notes: Notes) -> None:
    if data.broken:
        notes.warn(f"JSON-LD blocks that are no valid JSON and were not read: {data.broken}.")
    if data.mended:
        notes.warn(
            f"JSON-LD blocks with small faults (stray commas, comments, escapes) that were mended: {data.mended}."
        )


def _note_other_pages(page: Page, notes: Notes) -> None:
    if page.tree.css_first("link[rel~='next'], a[rel~='next']") is not None:
        notes.warn("The page names a next page: older posts stand there and were not part of this file.")


def _zone(
    blogs: list[BlogSighting], joined: list[Joined], visible: Visible, zone_name: str | None, notes: Notes
) -> ZoneFound:
    if zone_name:
        known_zone(zone_name)
        return ZoneFound(zone_name, "it was given")
    moments = [
        moment
        for blog in blogs[:-1]
        for post in blog.posts
        for moment in (post.published, post.modified)
        if moment and moment.has_zone
    ]
    moments += [
        moment
        for blog in blogs
        for moment in (blog.published, blog.modified, blog.starts)
        if moment and moment.has_zone
    ]
    offsets = [moment.at for moment in moments if not moment.is_z]
    clocks = [
        (instant, post.seen.clock)
        for post in joined
        if post.seen and post.seen.clock and (instant := _instant(post))
    ]
    url, language = first_of(blogs, "url"), first_of(blogs, "language")
    found = find_zone(Evidence(offsets, clocks, visible.zone_words), url, language)
    notes.warn(f"Time zone of the story: {found.name}, because {found.reason}. Give --zone if it is another.")
    return found


def _instant(post: Joined) -> datetime | None:
    """A moment with a zone for the clock that is printed on the post: the page's own before the structured data's."""
    told = (sighting.published for sighting in reversed(post.all))
    return next((moment.at for moment in told if moment and moment.has_zone), None)


def _newest(blogs: list[BlogSighting], page: Page, day: date | None, zone: ZoneFound) -> Moment | None:
    """The last sign of life, for clocks that are printed without a day; of a beginning only the day is known."""
    if day is not None:
        return _end_of(day, zone)
    changes = [blog.modified for blog in blogs] + [read_moment(page.meta(name)) for name in _CHANGE_METAS]
    begins = [blog.published for blog in blogs] + [read_moment(page.meta(name)) for name in _BEGIN_METAS]
    begins += [blog.starts for blog in blogs] or [post.published for blog in blogs for post in blog.posts]
    changed = max((in_zone(moment.at, zone.zone) for moment in changes if moment), default=None)
    begun = max((in_zone(moment.at, zone.zone) for moment in begins if moment), default=None)
    if changed is not None and changed != begun:
        return Moment(changed)
    return _end_of(begun.astimezone(zone.zone).date(), zone) if begun else None


def _end_of(day: date, zone: ZoneFound) -> Moment:
    return Moment(datetime.combine(day, time(23, 59, 59), zone.zone))


def _one_pinned(posts: list[CapturedPost], notes: Notes) -> list[CapturedPost]:
    pinned = [post for post in posts if post.is_pinned]
    if len(pinned) < 2:
        return posts
    notes.warn(f"{len(pinned)} posts are marked as pinned; the newest of them is.")
    return [replace(post, is_pinned=post is pinned[0]) for post in posts]
