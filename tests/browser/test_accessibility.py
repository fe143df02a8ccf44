"""axe finds nothing on any screen, on phones and wide screens, in the light and in the dark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import faults_in_light_and_dark
from tests.browser.desk import Desk, Flood
from tests.browser.reading import wait_for_modules
from tests.browser.test_desk_people import SCREENS
from tests.register.table import rows
from tests.server import Newsroom

WIDTHS = (390, 768, 1440)
_FEW = pytest.mark.parametrize("look", (390, 1440), indirect=True)

#: What readers see, by address; `{name}` is a thing of the story below.
READERS = (
    "/",
    "/flood/",
    "/flood/p/{post}/",
    "/flood/p/{withdrawn}/",
    "/flood/p/{gone}/",
    "/flood/before/{post}",
    "/flood/key-events/",
    "/flood/from-the-start/",
    "/flood/corrections/",
    "/flood/follow/",
    "/ended/follow/",
    "/flood/search/",
    "/flood/search/?q=water",
    "/flood/search/?q=zebra",
    "/flood/search/?q=a",
    "/flood/p/{corrected}/versions/",
    "/ended/corrections/",
    "/flood/as-of/",
    "/flood/as-of/20010101T000000Z/",
    "/flood/as-of/?at=noon",
    "/no-such-page/",
    "/flood/p/{answered}/",
    "/flood/p/{board}/",
    "/flood/p/{poll}/",
    "/flood/p/{poll}/vote/",
    "/flood/p/{closed}/",
    "/expert/{secret}/",
    "/expert/guessed/",
    "/announced/",
    "/ended/",
    "/before/{ended}/",
)
#: What members see.
DESK = (
    "/desk/",
    "/desk/live-blogs/new/",
    "/desk/flood/",
    "/desk/flood/posts/{post}/amend/",
    "/desk/flood/posts/{post}/correct/",
    "/desk/flood/posts/{board}/amend/",
    "/desk/flood/posts/{poll}/amend/",
    "/desk/flood/posts/{post}/withdraw/",
    "/desk/flood/posts/{post}/take-down/",
    "/desk/flood/commands/",
    "/desk/flood/commands/?words=gauge",
    "/desk/flood/unsent/",
    "/desk/flood/key-points/",
    "/desk/flood/key-points/history/",
    "/desk/flood/header/?headline=proposed",
    "/desk/flood/round-up/",
    "/desk/flood/round-up/?since=time&at=never",
    "/desk/announced/round-up/",
    "/desk/ended/round-up/",
    "/desk/flood/posts/{summary}/amend/",
    "/desk/flood/header/",
    "/desk/flood/question-box/",
    "/desk/flood/address/",
    "/desk/flood/drafts/",
    "/desk/flood/drafts/{draft}/",
    "/desk/flood/drafts/{draft}/schedule/",
    "/desk/flood/drafts/{draft}/send-back/",
    "/desk/flood/scheduled/",
    "/desk/flood/release-rules/",
    "/desk/flood/questions/",
    "/desk/flood/questions/panel/",
    "/desk/flood/questions/?pile=spam",
    "/desk/flood/questions/?words=nothing",
    "/desk/flood/questions/{question}/",
    "/desk/flood/questions/{question}/answer/",
    "/desk/flood/posts/{answered}/shown-answer/",
    "/desk/flood/experts/",
    "/desk/flood/experts/{expert}/",
    "/desk/flood/sessions/",
    "/desk/flood/people/",
    "/desk/newsroom/members/",
    "/desk/account/security/",
    "/desk/flood/log/",
    "/desk/flood/log/?since=yesterday",
    "/desk/newsroom/whole-log/",
    "/desk/flood/history/",
    "/desk/flood/posts/{corrected}/history/",
    "/desk/flood/posts/{post}/beside/",
    "/desk/flood/posts/{post}/move/",
    "/desk/flood/posts/{post}/time/",
    "/desk/flood/phase/",
    "/desk/flood/language/",
    "/desk/flood/continuation/",
    "/desk/flood/shows-versions/",
    "/desk/flood/watch/",
    "/desk/flood/embeds/",
    "/desk/flood/hand-over/",
    "/desk/flood/snippets/",
    "/desk/flood/snippets/new/",
    "/desk/flood/snippets/{snippet}/",
    "/desk/flood/snippets/{snippet}/put-in/",
    "/desk/flood/search/?q=dam",
    "/desk/flood/search/?q=a",
    "/desk/no-such-blog/",
)

_STORY = """
import json
from stoppress.publishing import answers, experts, key_points, pins, posts, questions, sessions, take_down
from stoppress.publishing import version_showing
from stoppress.publishing.answers import Release, Shown
from stoppress.questions import expert_links
from stoppress.publishing.wording import Wording
from stoppress.people.models import Member
scene = Scene(Member.objects.get(email='alice@courier.example'), slug)
body = '<p>Water at the <a href="https://gauge.example/">gauge</a> of Arle.</p><blockquote><p>So high.</p></blockquote>'
many = [scene.publish(f'Gauge {n}', body, kind=kind, is_key_event=n % 5 == 0).post for n, kind in
        enumerate(['update', 'quote', 'notice', 'roundup', 'answer', 'pictures'] * 4)]
withdrawn, gone = scene.publish('Rumour').post, scene.publish('Libel').post
posts.withdraw(scene.hand(), scene.blog, withdrawn, 1, 'It was not so.')
take_down.take_down(scene.hand(), scene.blog, gone, 'A court asked for it.')
posts.correct(scene.hand(), scene.blog, many[-1], 1, Wording('Gauge', body), 'It was another gauge.')
pins.pin(scene.hand(), scene.blog, many[-2])
key_points.set_key_points(scene.hand(), scene.blog, [('Water rises', many[0]), ('Bridge closed', None)], 0)
from datetime import timedelta
from stoppress.toolkit import clock
from stoppress.publishing import round_ups
from stoppress.publishing.round_ups import Bullet, Summary
bullets = (Bullet('Water rises.', ((many[0], 1),)),)
summary = round_ups.publish_round_up(scene.hand(), scene.blog, Summary('Noon', bullets, clock.now() - timedelta(hours=1))).post
posts.amend(scene.hand(), scene.blog, many[0], 1, Wording('Gauge falls', body))
scene.publish('Dam at Arle breaks', '<p>The dam at Arle broke at noon and flooded the lower town.</p>')
asked = scene.ask('When does the school in Arle open?', name='Ida', place='Strand', email='ida@reader.example')
for words in ('When will the school in Arle be open?', 'Who pays?'): letter(scene.blog, words, question=asked)
scene.ask('When does the school of Arle open again?')
expert = scene.expert()
secret = expert_links.new_secret()
experts.make_link(scene.hand(), scene.blog, expert.public_id, secret)
theirs = scene.ask('How deep is the water?', name='Aroha')
letter(scene.blog, 'How deep is it?', question=theirs)
questions.assign(scene.hand(), scene.blog, [(theirs.public_id, 1)], expert.public_id, 'Briefly.')
session = sessions.open_session(scene.hand(), scene.blog, 'Your water', 'From noon.').subject
shown = (Shown('Is it safe?', 'Aroha', 'Strand'), Shown('And the dog?'))
release = Release(shown, Wording('Water', '<p>No.</p>'), expert.public_id, session)
answered = answers.release_answer(scene.hand(), scene.blog, release).post
version_showing.show_versions(scene.hand(), scene.blog, scene.blog.version, True)
from stoppress.publishing import live_blogs, review, schedule
from stoppress.stories.models import LiveBlog
for number in range(2):
    schedule.schedule(scene.hand(), scene.blog, clock.now() + timedelta(days=2), wording=Wording(f'Later {number}'))
back = review.ask_for_review(scene.hand(), scene.blog, wording=Wording('Who was it?')).post
review.send_back(scene.hand(), scene.blog, back, 1, 'Ask the mayor.')
LiveBlog.objects.filter(slug=slug).update(needs_two_people=True)
for words in ('River falls', 'River stands'):
    kept = live_blogs.change_header(scene.hand(), scene.blog, scene.blog.version, headline=words, standfirst='', team=[])
schedule.stop(scene.hand(), scene.blog, kept.outgoing)
LiveBlog.objects.filter(slug=slug).update(needs_two_people=False, delay_seconds=600)
scene.publish('In a moment')
LiveBlog.objects.filter(slug=slug).update(delay_seconds=0)
with clock.standing_at(clock.now() - timedelta(hours=2)):
    schedule.schedule(scene.hand(), scene.blog, clock.now() + timedelta(hours=1), wording=Wording('Went out late'))
from tests.shots import a_shot, placed
shots = tuple(placed(a_shot(scene.editor), caption='Noon') for _ in range(2))
scene.publish('Pictured', pictures=shots)
draft = posts.save_draft(scene.hand(), scene.blog, Wording('Not yet', '<p>Wait.</p>', pictures=shots)).post
from stoppress.publishing import snippets
from stoppress.publishing.snippets import Piece
piece = Piece('Road closed', '{{ road }} closed', '<p>Closed: <strong>{{ road }}</strong>, {{ clock }}.</p>', 'notice')
snippet = snippets.keep_snippet(scene.hand(), scene.blog, piece).subject
def of_kind(kind, **details): return posts.publish(scene.hand(), scene.blog, Wording(kind=kind, details=details)).post
asked_all = {'question': 'Stay open?', 'options': [{'label': 'Yes'}, {'label': 'No'}]}
board = of_kind('scoreboard', contest='Cup', home='Arle', home_score='1', away='Strand', away_score='0',
    standing='running', clock='12', events=[{'at': '12', 'side': 'home', 'words': 'Goal'}])
poll, closed = of_kind('poll', **asked_all), of_kind('poll', standing='closed', **asked_all)
of_kind('quote', speaker='Mara Lind', duty='harbour master', source='https://harbour.example/')
of_kind('notice', address='https://courier.example/', address_words='By mail')
print(json.dumps({'board': board, 'poll': poll, 'closed': closed, 'post': many[3],
    'withdrawn': withdrawn, 'gone': gone, 'draft': draft, 'question': asked.public_id,
    'answered': answered, 'expert': expert.public_id, 'secret': secret, 'summary': summary,
    'snippet': snippet, 'corrected': many[-1]}))
"""
_ENDED = """
from stoppress.stories.models import LiveBlog
print(LiveBlog.objects.get(slug=slug).public_id)
"""
_ANNOUNCE = """
from stoppress.people.models import Member
Scene(Member.objects.get(email='alice@courier.example'), slug).enter('upcoming')
"""


#: Addresses of the desk that answer with something else than a screen of theirs, or are looked at in another test.
NO_SCREENS = {
    "/desk/account/session/": "data",
    "/desk/{slug}/pulse/": "data",
    "/desk/{slug}/questions/pulse/": "data",
    "/desk/{slug}/references/posts/": "data",
    "/desk/pictures/{name}": "a picture",
    "/desk/newsroom/whole-log/export/": "a file",
    "/desk/{slug}/log/export/": "a file",
    "/desk/{slug}/older/": "a part of the desk",
    "/desk/{slug}/tools/": "a part of the desk",
    "/desk/{slug}/round-up/line/": "a part of the desk",
    "/desk/{slug}/key-points/suggestions/": "a part of a panel: test_desk_round_up.py",
    "/desk/{slug}/embeds/{embed}/": "a part of the composer: test_embeds.py",
    "/desk/sign-in/elsewhere/": "sends on",
    "/desk/sign-in/elsewhere/back/": "sends on",
    "/desk/{slug}/assigned/": "sends an expert on to her page, which readers of her link see",
    "/desk/sign-in/second-step/": "test_desk_people.py",
}


@pytest.fixture(scope="module")
def names(newsroom_server: Newsroom) -> dict[str, str]:
    """A story with something of everything, one that is announced and one that has ended."""
    flood = Flood.open(newsroom_server, "flood")
    Flood.open(newsroom_server, "announced", "preparing").do(_ANNOUNCE)
    Flood.open(newsroom_server, "ended-before", "closed")
    ended = Flood.open(newsroom_server, "ended", "closed").do(_ENDED).strip()
    found: dict[str, str] = json.loads(flood.do(_STORY))
    return {**found, "ended": ended}


@pytest.fixture(params=WIDTHS)
def look(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """An empty page of this width; each is looked at in the light and in the dark."""
    context = chromium.new_context(viewport={"width": request.param, "height": 900})
    yield context.new_page()
    context.close()


@_FEW
def test_readers_meet_no_barrier(look: Page, newsroom_server: Newsroom, names: dict[str, str]) -> None:
    found = {}
    for address in READERS:
        look.goto(newsroom_server.url + address.format(**names))
        if look.locator("main[data-cursor]").count():
            look.wait_for_selector("main[data-applied]")
        if address.endswith("/follow/"):
            look.wait_for_selector("[data-follow][data-is]")
        found[address] = faults_in_light_and_dark(look)
    assert _told(found) == ""


def test_members_meet_no_barrier(look: Page, newsroom_server: Newsroom, names: dict[str, str]) -> None:
    look.goto(f"{newsroom_server.url}/desk/sign-in/")
    found = {"/desk/sign-in/": faults_in_light_and_dark(look)}
    Desk(look, Flood(newsroom_server, "flood")).sign_in("alice")
    for address in DESK:
        look.goto(newsroom_server.url + address.format(**names))
        if look.locator("[data-desk]").count():
            look.wait_for_selector("[data-desk][data-is-ready]")
        found[address] = faults_in_light_and_dark(look)
    assert _told(found) == ""


def test_every_screen_of_the_desk_is_looked_at() -> None:
    """The permission table has every address; one that is new is looked at, or it is said here what it is."""
    seen = {address.partition("?")[0] for address in (*DESK, *SCREENS, "/desk/sign-in/")}
    asked = {row.address for row in rows() if row.method == "GET" and row.address.startswith("/desk/")}
    unseen = {address for address in asked if not any(_is_at(address, one) for one in seen)}
    assert unseen == NO_SCREENS.keys()


def _is_at(address: str, looked_at: str) -> bool:
    """Whether an address of the table, with names in braces, is the one that is looked at."""
    pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(address))
    return re.fullmatch(pattern, looked_at) is not None


@_FEW
def test_the_palette_the_panels_on_a_phone_and_two_versions_are_no_barrier(
    look: Page, newsroom_server: Newsroom, names: dict[str, str]
) -> None:
    Desk(look, Flood(newsroom_server, "flood")).sign_in("alice")
    look.goto(f"{newsroom_server.url}/desk/flood/")
    look.wait_for_selector("[data-desk][data-is-ready]")
    found = {}
    look.locator("body").press("Control+k")
    expect(look.locator("[data-palette] [role=option]").first).to_be_visible()
    found["palette"] = faults_in_light_and_dark(look)
    look.keyboard.press("Escape")
    if look.locator("[data-shows-panels]").is_visible():
        look.locator("[data-shows-panels]").click()
        found["panels on a phone"] = faults_in_light_and_dark(look)
        look.locator("[data-shows-panels]").click()
    look.goto(f"{newsroom_server.url}/desk/flood/posts/{names['post']}/amend/")
    look.locator("[name=title]").fill("Mine")
    look.evaluate("document.querySelector('[name=version]').value = '99'")
    look.get_by_role("button", name="Save the amendment").click()
    expect(look.locator(".conflict")).to_be_visible()
    found["two versions"] = faults_in_light_and_dark(look)
    assert _told(found) == ""


@_FEW
def test_the_fields_of_each_kind_are_no_barrier(
    look: Page, newsroom_server: Newsroom, names: dict[str, str]
) -> None:
    desk = Desk(look, Flood(newsroom_server, "flood"))
    desk.sign_in("alice")
    look.goto(f"{newsroom_server.url}/desk/flood/")
    desk.is_ready()
    found = {}
    for kind in ("quote", "notice", "scoreboard", "poll"):
        desk.composer.locator("[name=kind]").select_option(kind)
        expect(desk.composer.locator(f"[data-kind-fields={kind}]")).to_be_visible()
        found[kind] = faults_in_light_and_dark(look)
    desk.composer.locator("[name=kind]").press("Control+Enter")
    expect(desk.composer.locator("[data-kind-fields=poll] [aria-invalid]").first).to_be_visible()
    found["told what is missing"] = faults_in_light_and_dark(look)
    look.goto(f"{newsroom_server.url}/flood/p/{names['poll']}/")
    wait_for_modules(look)
    look.get_by_role("button", name="Yes").first.click()
    expect(look.locator(".poll-said").first).to_be_visible()
    found["voted"] = faults_in_light_and_dark(look)
    assert _told(found) == ""


def _told(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{address}: {fault}" for address, faults in found.items() for fault in faults)
