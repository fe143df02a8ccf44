"""A desk on a slow line: whatever comes late, no click, no form and no word is lost."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.desk import Desk, Flood
from tests.browser.holding import Held

BOB = "from stoppress.publishing import live_blogs, posts\nbob = Scene.of('Bob', slug)\n"


def amend(flood: Flood, post: str, version: int, title: str) -> None:
    """A colleague amends it."""
    flood.do(
        f"{BOB}posts.amend(bob.hand(), bob.blog, {post!r}, {version}, Wording({title!r}, '<p>Theirs.</p>'))"
    )


def test_a_click_is_not_lost_when_the_tools_come_anew_under_it(context: BrowserContext, flood: Flood) -> None:
    post = flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    tools = Held(desk.page, r"/tools/\?")
    amend(flood, post, 1, "Bridge closed")
    entry = desk.entry("Bridge closed")
    tools.wait()
    entry.get_by_role("link", name="Withdraw").hover()
    desk.page.mouse.down()
    tools.let_go()
    desk.page.mouse.up()
    expect(entry.get_by_role("button", name="Withdraw the post")).to_be_visible()
    expect(entry.locator("[data-tools]")).to_have_attribute("data-version", "2")
    assert desk.complaints == []


def test_a_click_is_not_lost_when_the_post_grows_under_it(context: BrowserContext, flood: Flood) -> None:
    post = flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    expect(desk.page.locator("[data-line]")).to_have_text("connected")
    desk.entry("Bridge shut").get_by_role("link", name="Withdraw").hover()
    desk.page.mouse.down()
    flood.do(f"{BOB}posts.amend(bob.hand(), bob.blog, {post!r}, 1, Wording('Bridge', '<p>Words.</p>' * 9))")
    desk.page.mouse.up()
    expect(desk.page.get_by_role("button", name="Withdraw the post")).to_be_visible()


def test_a_form_that_is_asked_for_while_another_is_being_answered_comes_when_it_is(
    context: BrowserContext, flood: Flood
) -> None:
    flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    entry = desk.page.locator("[data-entry]").first
    entry.get_by_role("link", name="Correct").click()
    entry.get_by_label("What was wrong").fill("It is one bridge, not two.")
    answer = Held(desk.page, r"/correct/$", "POST")
    entry.get_by_role("button", name="Publish the correction").click()
    answer.wait()
    withdraw = entry.get_by_role("link", name="Withdraw")
    with desk.page.expect_response(re.compile("/withdraw/$")):
        withdraw.click()
    expect(entry.locator("form.is-sending")).to_be_visible()
    answer.let_go()
    expect(entry.get_by_role("button", name="Withdraw the post")).to_be_visible()
    expect(entry.locator(".correction")).to_contain_text("one bridge, not two")
    entry.get_by_role("link", name="Leave it").click()
    entry.get_by_role("link", name="Correct").click()
    expect(entry.get_by_label("What was wrong")).to_be_focused()
    expect(entry.locator("[data-kept]")).to_be_hidden()
    assert desk.complaints == []


def test_the_form_that_was_asked_for_last_stands(context: BrowserContext, flood: Flood) -> None:
    flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    entry = desk.entry("Bridge shut")
    late = Held(desk.page, r"/amend/$")
    entry.get_by_role("link", name="Amend").click()
    late.wait()
    entry.get_by_role("link", name="Correct").click()
    entry.get_by_label("What was wrong").fill("The name.")
    late.let_go()
    expect(entry.get_by_label("What was wrong")).to_have_value("The name.")
    entry.get_by_role("link", name="Correct").click()
    expect(entry.get_by_label("What was wrong")).to_have_value("The name.")
    expect(entry.get_by_label("What was wrong")).to_be_visible()


def test_a_form_that_comes_late_does_not_take_the_keys(context: BrowserContext, flood: Flood) -> None:
    flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    late = Held(desk.page, r"/amend/$")
    desk.entry("Bridge shut").get_by_role("link", name="Amend").click()
    late.wait()
    desk.composer.locator("[name=title]").click()
    desk.page.keyboard.type("Water ")
    late.let_go()
    expect(desk.page.locator("form.amend")).to_be_visible()
    desk.page.keyboard.type("falls")
    expect(desk.composer.locator("[name=title]")).to_have_value("Water falls")


def test_who_amends_a_post_that_changes_keeps_her_words_and_learns_of_it(
    context: BrowserContext, flood: Flood
) -> None:
    post = flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    desk.entry("Bridge shut").get_by_role("link", name="Amend").click()
    form = desk.page.locator("form.amend")
    form.locator("[name=title]").fill("Hers")
    amend(flood, post, 1, "Theirs")
    expect(form.locator("[data-newer]")).to_contain_text("has changed since you opened this form")
    expect(desk.entry("Theirs").locator(".as-read h2")).to_have_text("Theirs")
    expect(form.locator("[name=title]")).to_have_value("Hers")
    assert desk.complaints == []


def test_a_post_that_moves_takes_who_writes_at_it_along(context: BrowserContext, flood: Flood) -> None:
    post = flood.publish("Bridge shut")
    flood.publish("Newest")
    desk = Desk.open(context, flood)
    desk.entry("Bridge shut").get_by_role("link", name="Amend").click()
    title = desk.page.locator("form.amend [name=title]")
    title.press("End")
    desk.page.keyboard.type(" for")
    flood.do(
        f"{BOB}import datetime\n"
        "from stoppress.publishing import times\n"
        "newest = Post.objects.filter(blog__slug=slug).order_by('-place').first()\n"
        f"times.change_time(bob.hand(), bob.blog, {post!r}, 1, datetime.timedelta(milliseconds=1) + newest.published_at)"
    )
    expect(desk.page.locator("[data-entry]").first).to_contain_text("Bridge shut")
    desk.page.keyboard.type(" good")
    expect(title).to_have_value("Bridge shut for good")


def test_what_is_written_at_an_older_post_survives_that_the_list_is_loaded_anew(
    context: BrowserContext, flood: Flood
) -> None:
    flood.do(f"{BOB}for number in range(23): bob.publish(f'Post {{number:02d}}')")
    desk = Desk.open(context, flood)
    expect(desk.page.locator("[data-line]")).to_have_text("connected")
    desk.page.get_by_role("link", name="Older posts").click()
    for title in ("Post 00", "Post 22"):
        desk.entry(title).get_by_role("link", name="Amend").click()
        desk.entry(title).locator(".editor-text").click()
        desk.page.keyboard.type("Hers. ")
    with desk.page.expect_response(lambda answer: answer.url.endswith(f"/desk/{flood.slug}/")):
        desk.page.route(
            re.compile("/live/since/"),
            lambda route: route.fulfill(json={"epoch": "anew0000", "head": 1, "pace": 5, "reload": True}),
            times=1,
        )
        desk.page.evaluate("dispatchEvent(new Event('online'))")
    expect(desk.page.locator("[data-entry]")).to_have_count(21)
    desk.page.keyboard.type("And more.")
    expect(desk.entry("Post 22").locator(".editor-text")).to_contain_text("And more.")
    expect(desk.entry("Post 00").locator(".editor-text")).to_contain_text("Hers.")
    desk.page.get_by_role("link", name="Older posts").click()
    expect(desk.page.locator("[data-entry] .as-read h2")).to_have_text(
        [f"Post {number:02d}" for number in reversed(range(23))]
    )
    expect(desk.entry("Post 00").locator(".editor-text")).to_contain_text("Hers.")
    assert desk.complaints == []


def test_what_changes_while_older_posts_come_is_not_shown_as_it_was(
    context: BrowserContext, flood: Flood
) -> None:
    flood.do(f"{BOB}for number in range(22): bob.publish(f'Post {{number:02d}}')")
    desk = Desk.open(context, flood)
    expect(desk.page.locator("[data-line]")).to_have_text("connected")
    oldest = flood.do(
        "print(Post.objects.filter(blog__slug=slug).order_by('place').first().public_id)"
    ).strip()
    address = desk.page.locator("[data-loads-older]").get_attribute("data-loads-older") or ""
    before = desk.page.request.get(f"{flood.newsroom.url}{address}", headers={"X-In-Place": "yes"}).text()
    held = Held(desk.page, r"/older/")
    desk.page.get_by_role("link", name="Older posts").click()
    held.wait()
    amend(flood, oldest, 1, "As it reads now")
    flood.publish("A sign that the change has come")
    expect(desk.entry("A sign that the change has come")).to_be_visible()
    held.let_go(before)
    expect(desk.entry("As it reads now")).to_be_visible()
    expect(desk.entry("Post 00")).to_have_count(0)


def test_a_tool_that_the_stream_overtakes_does_not_say_for_ever_that_it_is_being_sent(
    context: BrowserContext, flood: Flood
) -> None:
    flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    entry = desk.entry("Bridge shut")
    answer = Held(desk.page, r"/key-event/$", "POST")
    entry.get_by_role("button", name="Key event", exact=True).click()
    answer.wait()
    expect(entry.locator("[data-tools] [data-sending]")).to_have_text("sending …")
    flood.publish("A sign that tools were asked for")
    expect(desk.entry("A sign that tools were asked for").get_by_role("link", name="Amend")).to_be_visible()
    answer.let_go()
    expect(entry.get_by_role("button", name="Not a key event")).to_be_visible()
    expect(entry.locator("[data-tools] [data-sending]")).not_to_have_text("sending …")


def test_what_is_begun_in_a_panel_while_it_is_being_loaded_stays(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    expect(desk.page.locator("[data-line]")).to_have_text("connected")
    desk.page.locator("[data-tab=panel-header]").click()
    panel = desk.page.locator("#panel-header")
    held = Held(desk.page, r"/header/$")
    flood.do(
        f"{BOB}live_blogs.change_header(bob.hand(), bob.blog, bob.blog.version, headline='River falls', standfirst='', team=[])"
    )
    held.wait()
    panel.get_by_label("Standfirst").press("Control+a")
    desk.page.keyboard.type("Being ")
    held.let_go()
    expect(panel.locator(".changed-by-other")).to_be_visible()
    desk.page.keyboard.type("written")
    expect(panel.get_by_label("Standfirst")).to_have_value("Being written")
    panel.get_by_role("button", name="Load again").click()
    expect(panel.get_by_label("Headline")).to_have_value("River falls")
    expect(panel.locator(".changed-by-other")).to_have_count(0)


def test_who_writes_before_the_editor_comes_writes_on_in_it(context: BrowserContext, flood: Flood) -> None:
    desk, bundle = _without_editor(context, flood)
    desk.composer.locator("textarea[name=body_html]").click()
    desk.page.keyboard.type("Water ")
    bundle.let_go()
    expect(desk.composer.locator("desk-editor.is-rich")).to_be_visible()
    desk.page.keyboard.type("rises")
    expect(desk.text).to_have_text("Water rises")


def test_tab_leads_from_the_title_into_the_text_also_before_the_editor_comes(
    context: BrowserContext, flood: Flood
) -> None:
    """Not to the tools above it, where letters are keys of the desk and words are lost."""
    desk, bundle = _without_editor(context, flood)
    desk.page.keyboard.press("n")
    desk.page.keyboard.type("Ferries")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("The harbour ")
    bundle.let_go()
    expect(desk.composer.locator("desk-editor.is-rich")).to_be_visible()
    desk.page.keyboard.type("office.")
    assert desk.body() == "<p>The harbour office.</p>"
    assert desk.complaints == []


def test_what_her_act_said_is_said_though_a_later_loading_overtakes_it(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    panel = desk.page.locator("#panel-key-points")
    panel.get_by_role("button", name="Add a point").click()
    desk.page.keyboard.type("Water rises")
    held = Held(desk.page, r"/key-points/$")
    panel.get_by_role("button", name="Put on the page").click()
    held.wait()
    with desk.page.expect_request(re.compile(r"/key-points/$")):
        flood.do(
            f"{BOB}from stoppress.publishing.key_points import set_key_points\n"
            "set_key_points(bob.hand(), bob.blog, [('Water falls', None)], 1)"
        )
    held.let_go()
    expect(panel.locator("[data-point] textarea")).to_have_value("Water falls")
    expect(panel.locator("[data-sending]")).to_have_text("The key points are on the page.")


def _without_editor(context: BrowserContext, flood: Flood) -> tuple[Desk, Held]:
    """The desk, ready, to which the editor has not come yet."""
    desk = Desk(context.new_page(), flood)
    desk.listen()
    desk.sign_in("alice")
    bundle = Held(desk.page, r"django_prose_editor/editor[^/]*\.js")
    desk.page.goto(f"{flood.newsroom.url}/desk/{flood.slug}/", wait_until="commit")
    desk.page.wait_for_selector("[data-desk][data-is-ready]")
    return desk, bundle


def test_a_stop_that_the_news_of_it_overtakes_is_said_where_she_is(
    context: BrowserContext, flood: Flood
) -> None:
    flood.do("LiveBlog.objects.filter(slug=slug).update(delay_seconds=60)")
    desk = Desk.open(context, flood)
    desk.write("Not so fast")
    desk.page.keyboard.press("Control+Enter")
    line = desk.page.locator("[data-soon-of]")
    answer = Held(desk.page, r"/stop/$", "POST")
    line.get_by_role("button", name="Stop").click()
    answer.wait()
    with desk.page.expect_response("**/here/"):
        desk.page.evaluate("document.dispatchEvent(new CustomEvent('desk:look'))")
    answer.let_go()
    expect(desk.page.locator("[data-soon-said]")).to_have_text("Stopped. It is a draft again.")
    expect(line).to_have_count(0)
    assert desk.complaints == []


def test_an_act_in_a_panel_is_said_though_the_panel_changes_before_its_answer(
    context: BrowserContext, flood: Flood
) -> None:
    save = BOB + "posts.save_draft(Scene.of('Alice', slug).hand(), bob.blog, Wording({!r}, '<p>Words.</p>'))"
    for title in ("One", "Two"):
        flood.do(save.format(title))
    desk = Desk.open(context, flood)
    desk.page.locator("[data-tab=panel-drafts]").click()
    panel = desk.page.locator("#panel-drafts")
    answer = Held(desk.page, r"/review/$", "POST")
    panel.get_by_role("button", name="Ready for review").last.click()
    answer.wait()
    flood.do(save.format("Three"))
    with desk.page.expect_response("**/here/"):
        desk.page.evaluate("document.dispatchEvent(new CustomEvent('desk:look'))")
    desk.page.wait_for_timeout(
        1_000
    )  # in which nothing comes: what it would take the form away from is on its way
    expect(panel).not_to_contain_text("Three")
    answer.let_go()
    expect(panel).to_contain_text("Three")
    expect(panel).to_contain_text("Ready for review.")
    assert desk.complaints == []
