"""The round-up screen and the key points' panel in a real browser: by keyboard, kept on the device, true to what changes."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.accessibility import faults_in_light_and_dark
from tests.browser.desk import Desk, Flood

DAM = "<p>The dam at Arle broke at noon and flooded the lower town. Boats are on their way.</p>"
LEFT = "<p>About 4,200 people have left Upper Sethe by train.</p>"
BOB = "from stoppress.publishing import key_points, posts, round_ups\nscene = Scene.of('Bob', slug)\n"


def _screen(desk: Desk) -> Page:
    desk.page.get_by_role("link", name="Round up since").click()
    desk.page.wait_for_selector("[data-desk][data-is-ready]")
    return desk.page


def test_a_round_up_is_chosen_ordered_by_keyboard_rewritten_and_published(
    context: BrowserContext, flood: Flood
) -> None:
    dam = flood.publish("Dam at Arle breaks", DAM)
    flood.publish("People leave", LEFT)
    desk = Desk.open(context, flood)
    page = _screen(desk)
    bullets = page.locator(".bullets > .bullet")
    words = page.locator("[data-words]")
    before = words.text_content()
    last = bullets.last.locator("textarea").input_value()
    bullets.last.locator("[data-handle]").press("ArrowUp")
    expect(page.locator("[data-moved]")).to_contain_text("is now bullet")
    expect(bullets.nth(bullets.count() - 2).locator("textarea")).to_have_value(last)
    bullets.first.locator("textarea").press("Alt+ArrowDown")
    bullets.first.get_by_role("checkbox").uncheck()
    expect(words).not_to_have_text(before or "")
    page.get_by_role("button", name="Add a bullet").click()
    page.keyboard.type("The bridge holds.")
    bullets.last.locator("select").select_option(dam)
    page.get_by_label("Title").fill("What we know at noon")
    page.get_by_label("Introducing line").fill("In short:")
    page.get_by_label("Introducing line").press("Control+Enter")
    page.wait_for_url(f"**/desk/{flood.slug}/")
    entry = desk.entry("What we know at noon")
    expect(entry.locator(".body")).to_contain_text("The bridge holds (see ")
    expect(entry.locator(".kicker")).to_contain_text("Round-up, ")
    assert desk.complaints == []


def test_what_is_typed_is_kept_and_taken_up_after_a_dead_tab(context: BrowserContext, flood: Flood) -> None:
    flood.publish("Dam at Arle breaks", DAM)
    desk = Desk.open(context, flood)
    page = _screen(desk)
    first = page.locator(".bullets > .bullet").first
    first.locator("textarea").fill("The dam is gone.")
    page.get_by_role("button", name="Add a bullet").click()
    page.keyboard.type("Of her own.")
    expect(page.locator(".round-up-form [data-sending]")).to_contain_text("kept on this device")
    page.close()
    again = context.new_page()
    again.goto(f"{flood.newsroom.url}/desk/{flood.slug}/round-up/")
    again.get_by_role("button", name="Take it up").click()
    texts = again.locator(".bullets textarea")
    expect(texts.first).to_have_value("The dam is gone.")
    expect(texts.last).to_have_value("Of her own.")


def test_a_post_that_changes_meanwhile_is_told_beside_its_bullet_and_the_second_sending_goes(
    context: BrowserContext, flood: Flood
) -> None:
    dam = flood.publish("Dam at Arle breaks", DAM)
    desk = Desk.open(context, flood)
    page = _screen(desk)
    flood.do(
        BOB + f"posts.amend(scene.hand(), scene.blog, {dam!r}, 1, Wording('Dam holds', '<p>It holds.</p>'))"
    )
    page.get_by_role("button", name="Publish the round-up").click()
    expect(page.locator(".bullet.is-wrong").first.locator("[data-wrong]")).to_contain_text(
        "was changed since this was proposed"
    )
    assert len(flood.posts()) == 1
    page.get_by_role("button", name="Publish the round-up").click()
    page.wait_for_url(f"**/desk/{flood.slug}/")
    assert len(flood.posts()) == 2


def test_a_reminder_is_put_off_in_this_browser_and_goes_when_a_round_up_is_published(
    context: BrowserContext, flood: Flood
) -> None:
    flood.do(
        BOB + "from datetime import timedelta\n"
        "from stoppress.toolkit import clock\n"
        "from stoppress.stories.models import LiveBlog\n"
        "LiveBlog.objects.filter(slug=slug).update(coverage_starts_at=clock.now() - timedelta(hours=5))\n"
        "round_ups.remind_of_round_ups(scene.hand(), scene.blog, 240)"
    )
    flood.publish("Dam at Arle breaks", DAM)
    desk = Desk.open(context, flood)
    line = desk.page.locator("[data-round-up-line]")
    expect(line).to_contain_text("A round-up is due: the coverage began at")
    line.get_by_role("button", name="Remind me in half an hour").click()
    expect(line.locator("strong")).to_be_hidden()
    expect(line.get_by_role("link")).to_be_focused()
    desk.page.reload()
    expect(line.get_by_role("link")).to_be_visible()
    expect(line.locator("strong")).to_be_hidden()
    page = _screen(desk)
    page.get_by_role("button", name="Publish the round-up").click()
    page.wait_for_url(f"**/desk/{flood.slug}/")
    expect(line.locator("strong")).to_have_count(0)
    assert desk.complaints == []


def test_points_are_suggested_taken_and_put_on_the_page_and_an_earlier_list_comes_back(
    context: BrowserContext, flood: Flood
) -> None:
    flood.publish("Dam at Arle breaks", DAM)
    flood.publish("4,200 people leave Upper Sethe", LEFT)
    flood.do(BOB + "key_points.set_key_points(scene.hand(), scene.blog, [('First of all', None)], 0)")
    desk = Desk.open(context, flood)
    panel = desk.page.locator("#panel-key-points")
    panel.get_by_role("button", name="Suggest").click()
    expect(panel.locator("[data-takes]").first).to_be_focused()
    assert faults_in_light_and_dark(desk.page) == []
    panel.get_by_role("button", name="Take", exact=True).first.click()
    expect(panel.locator("[data-point]")).to_have_count(2)
    panel.get_by_role("button", name="Take all").click()
    expect(panel.locator("[data-suggestion]")).to_have_count(0)
    taken = panel.locator("[data-point]").count()
    assert taken > 2
    assert panel.locator("[data-point] select").last.input_value()
    panel.get_by_role("button", name="Put on the page").click()
    expect(panel.locator("form.points-form [data-sending]")).to_have_text("The key points are on the page.")
    panel.get_by_text("Earlier lists").click()
    expect(panel.locator(".version-of-points")).to_have_count(2)
    panel.get_by_role("button", name="Let this list stand again").click()
    expect(panel.locator("[data-point]")).to_have_count(1)
    expect(panel.locator("[data-point] textarea")).to_have_value("First of all")
    assert desk.complaints == []


def test_a_point_is_marked_while_the_panel_stands_open_and_typing_is_not_touched(
    context: BrowserContext, flood: Flood
) -> None:
    dam = flood.publish("Dam at Arle breaks", DAM)
    flood.do(BOB + f"key_points.set_key_points(scene.hand(), scene.blog, [('The dam breaks', {dam!r})], 0)")
    desk = Desk.open(context, flood)
    panel = desk.page.locator("#panel-key-points")
    flood.do(BOB + f"posts.correct(scene.hand(), scene.blog, {dam!r}, 1, Wording('Dam holds'), 'It holds.')")
    expect(panel.locator(".stale")).to_contain_text("was corrected since")
    panel.get_by_role("button", name="Add a point").click()
    desk.page.keyboard.type("Half a thought")
    flood.do(BOB + f"posts.amend(scene.hand(), scene.blog, {dam!r}, 2, Wording('Dam holds well'))")
    expect(desk.entry("Dam holds well")).to_be_visible()
    expect(panel.locator("textarea").last).to_have_value("Half a thought")


def test_a_headline_is_proposed_into_the_form(context: BrowserContext, flood: Flood) -> None:
    flood.do(
        BOB + "key_points.set_key_points(scene.hand(), scene.blog, [('The dam at Arle breaks', None)], 0)"
    )
    desk = Desk.open(context, flood)
    desk.page.get_by_role("button", name="Header").click()
    panel = desk.page.locator("#panel-header")
    panel.get_by_label("Standfirst").fill("Typed already")
    panel.get_by_role("link", name="Propose a headline").click()
    expect(panel.get_by_label("Headline")).to_have_value("The dam at Arle breaks")
    expect(panel.get_by_label("Standfirst")).to_have_value("Typed already")
    expect(panel.locator("[data-proposal]")).to_contain_text("nothing is on the page until you put it there")
    assert desk.page.locator("[data-headline]").text_content() == "River rises"
    assert desk.complaints == []


def test_a_round_up_tells_which_bullet_is_stale_while_the_desk_stands_open(
    context: BrowserContext, flood: Flood
) -> None:
    dam = flood.publish("Dam at Arle breaks", DAM)
    flood.do(
        BOB + "from datetime import timedelta\n"
        "from stoppress.toolkit import clock\n"
        "from stoppress.publishing.round_ups import Bullet, Summary\n"
        f"bullets = (Bullet('The dam breaks.', (({dam!r}, 1),)),)\n"
        "round_ups.publish_round_up(scene.hand(), scene.blog, Summary('Noon', bullets, clock.now() - timedelta(hours=1)))"
    )
    desk = Desk.open(context, flood)
    entry = desk.page.locator("[data-entry]").filter(has=desk.page.locator(".roundup"))
    expect(entry.locator(".stale")).to_have_count(0)
    flood.do(BOB + f"posts.withdraw(scene.hand(), scene.blog, {dam!r}, 1, 'Not so.')")
    expect(entry.locator(".stale")).to_contain_text("Bullet 1, “The dam breaks.”:")
    expect(entry.locator(".stale")).to_contain_text("was withdrawn")
