"""Several at one desk: each sees what the others do, and nobody overwrites anybody unseen."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.browser.desk import Desk, Flood
from tests.server import Newsroom


def test_a_colleagues_post_appears_with_its_tools(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    expect(desk.page.locator("[data-line]")).to_have_text("connected")
    flood.publish("From another desk")
    entry = desk.entry("From another desk")
    expect(entry.locator("[data-new]")).to_have_text("new")
    expect(entry.get_by_role("link", name="Amend")).to_be_visible()
    entry.get_by_role("button", name="Key event", exact=True).click()
    expect(entry.locator("[data-new]")).to_have_count(0)
    expect(entry.get_by_role("button", name="Not a key event")).to_be_visible()
    entry.get_by_role("button", name="Pin", exact=True).click()
    expect(entry.locator(".state")).to_have_text("pinned")
    assert desk.complaints == []


def test_older_posts_follow_on_asking_and_links_can_be_copied(context: BrowserContext, flood: Flood) -> None:
    flood.do(
        "from stoppress.people.models import Member\n"
        "scene = Scene(Member.objects.get(email='bob@courier.example'), slug)\n"
        "for number in range(23): scene.publish(f'Post {number:02d}')"
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk = Desk.open(context, flood)
    expect(desk.page.locator("[data-entry]")).to_have_count(20)
    desk.page.get_by_role("link", name="Older posts").click()
    expect(desk.page.locator("[data-entry]")).to_have_count(23)
    oldest = desk.entry("Post 00")
    oldest.get_by_role("link", name="Copy link").click()
    expect(oldest.locator("[data-sending]")).to_have_text("link copied")
    copied = desk.page.evaluate("() => navigator.clipboard.readText()")
    assert f"/{flood.slug}/p/{oldest.locator('[data-tools]').get_attribute('data-tools')}/" in copied
    assert desk.complaints == []


def test_a_post_is_amended_corrected_withdrawn_restored_and_taken_down_in_place(
    context: BrowserContext, flood: Flood
) -> None:
    flood.publish("Bridge shut")
    desk = Desk.open(context, flood)
    entry = desk.page.locator("[data-entry]").first
    entry.get_by_role("link", name="Amend").click()
    expect(entry.locator("form.amend desk-editor.is-rich")).to_be_visible()
    entry.locator("[name=title]").fill("Bridge closed")
    entry.locator("[name=title]").press("Control+Enter")
    expect(entry.locator(".as-read h2")).to_have_text("Bridge closed")
    expect(entry.locator("form.amend")).to_have_count(0)

    entry.get_by_role("link", name="Correct").click()
    entry.get_by_label("What was wrong").fill("It is one bridge, not two.")
    entry.get_by_role("button", name="Publish the correction").click()
    expect(entry.locator(".correction")).to_contain_text("one bridge, not two")

    entry.get_by_role("link", name="Withdraw").click()
    entry.get_by_role("button", name="Withdraw the post").click()
    expect(entry.locator("[data-field=reason] [data-wrong]")).to_contain_text("Give the reason")
    entry.get_by_label("Reason").fill("The wrong bridge.")
    entry.get_by_role("button", name="Withdraw the post").click()
    expect(entry.locator(".tombstone")).to_contain_text("The wrong bridge.")

    entry.get_by_role("button", name="Restore").click()
    expect(entry.locator(".as-read h2")).to_have_text("Bridge closed")

    entry.get_by_role("link", name="Take down").click()
    entry.get_by_label("Reason").fill("Court order.")
    entry.get_by_role("button", name="Erase it for good").click()
    expect(desk.page.locator("[data-entry]")).to_have_count(0)
    assert flood.posts()[0]["body"] == ""
    assert desk.complaints == []


def test_a_post_whose_removal_is_faster_than_the_answer_leaves_no_trace(
    context: BrowserContext, flood: Flood
) -> None:
    flood.publish("Must go")
    desk = Desk.open(context, flood)
    entry = desk.page.locator("[data-entry]").first

    def answer_late(route: Route) -> None:
        answer = route.fetch()
        expect(entry).to_contain_text("This post was taken down.")
        route.fulfill(response=answer)

    desk.page.route(
        "**/take-down/",
        lambda route: answer_late(route) if route.request.method == "POST" else route.continue_(),
    )
    entry.get_by_role("link", name="Take down").click()
    entry.get_by_label("Reason").fill("Court order.")
    entry.get_by_role("button", name="Erase it for good").click()
    expect(desk.page.locator("[data-entry]")).to_have_count(0)


def test_two_who_amend_one_post_see_both_texts_and_choose(chromium: Browser, flood: Flood) -> None:
    flood.publish("Bridge", "<p>Old words.</p>")
    contexts = [chromium.new_context() for _ in range(2)]
    alice, bob = Desk.open(contexts[0], flood, "alice"), Desk.open(contexts[1], flood, "bob")
    for desk, words in ((alice, "Alice’s words."), (bob, "Bob’s words.")):
        desk.entry("Bridge").get_by_role("link", name="Amend").click()
        text = desk.page.locator("form.amend .editor-text")
        text.click()
        text.press("Control+a")
        desk.page.keyboard.type(words)
    alice.page.keyboard.press("Control+Enter")
    expect(alice.page.locator("form.amend")).to_have_count(0)
    expect(bob.entry("Alice’s words.")).to_be_visible()
    bob.page.keyboard.press("Control+Enter")
    theirs = bob.page.locator(".conflict")
    expect(theirs.locator(".theirs-body")).to_have_text("Alice’s words.")
    expect(bob.page.locator("form.amend .editor-text")).to_have_text("Bob’s words.")
    theirs.get_by_role("button", name="Keep mine on top of theirs").click()
    expect(alice.entry("Bob’s words.")).to_be_visible()
    assert flood.posts()[0]["version"] == 3
    assert alice.complaints == bob.complaints == []
    for context in contexts:
        context.close()


def test_she_may_take_theirs_instead(chromium: Browser, context: BrowserContext, flood: Flood) -> None:
    post = flood.publish("Bridge", "<p>Old words.</p>")
    desk = Desk.open(context, flood)
    desk.entry("Bridge").get_by_role("link", name="Amend").click()
    form = desk.page.locator("form.amend")
    form.locator("[name=title]").fill("Hers")
    flood.do(
        "from stoppress.publishing import posts\n"
        "from stoppress.people.models import Member\n"
        "scene = Scene(Member.objects.get(email='bob@courier.example'), slug)\n"
        f"posts.amend(scene.hand(), scene.blog, {post!r}, 1, Wording('Theirs', '<p>Their <em>words</em>.</p>'))"
    )
    form.locator("[name=title]").press("Control+Enter")
    form.get_by_role("link", name="Take theirs").click()
    expect(form.locator("[name=title]")).to_have_value("Theirs")
    expect(form.locator(".editor-text em")).to_have_text("words")
    expect(form.locator("[name=version]")).to_have_value("2")


def test_key_points_are_added_ordered_by_keyboard_and_put_on_the_page(
    context: BrowserContext, flood: Flood
) -> None:
    flood.publish("Wall breaks")
    desk = Desk.open(context, flood)
    panel = desk.page.locator("#panel-key-points")
    for words in ("First", "Second", "Third"):
        panel.get_by_role("button", name="Add a point").click()
        desk.page.keyboard.type(words)
    panel.locator("[data-point] select").first.select_option(index=1)
    panel.locator("[data-handle]").last.press("ArrowUp")
    expect(panel.locator("[data-moved]")).to_have_text("Point 3 is now point 2 of 3.")
    panel.locator("[data-point]").last.get_by_role("button", name="Take out").click()
    expect(panel.locator("[data-sending]")).to_have_text("not on the page yet")
    panel.get_by_role("button", name="Put on the page").click()
    expect(panel.locator("[data-sending]")).to_have_text("The key points are on the page.")
    reader = context.new_page()
    reader.goto(f"{flood.newsroom.url}/{flood.slug}/")
    expect(reader.locator("[data-part=key-points] li")).to_have_text(["First", "Third"])
    expect(reader.locator("[data-part=key-points] li a").first).to_have_attribute(
        "data-post", desk.page.locator("[data-tools]").first.get_attribute("data-tools") or ""
    )
    assert desk.complaints == []


def test_a_key_point_can_lead_to_a_post_that_was_published_after_the_page_was_loaded(
    context: BrowserContext, flood: Flood
) -> None:
    flood.publish("Before")
    desk = Desk.open(context, flood)
    panel = desk.page.locator("#panel-key-points")
    panel.get_by_role("button", name="Add a point").click()
    desk.composer.locator("[name=title]").fill("Wall breaks")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.entry("Wall breaks")).to_be_visible()
    panel.get_by_role("button", name="Add a point").click()
    for options in (panel.locator("select").first, panel.locator("select").last):
        expect(options.locator("option")).to_have_text(
            ["leads nowhere", re.compile(r"[0-9.]+\s+Wall breaks"), re.compile("Before")]
        )
    assert desk.complaints == []


def test_a_panel_that_somebody_is_writing_in_is_not_taken_from_her(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    desk.page.locator("[data-tab=panel-header]").click()
    panel = desk.page.locator("#panel-header")
    panel.get_by_label("Standfirst").fill("Being written")
    flood.do(
        "from stoppress.publishing import live_blogs\n"
        "from stoppress.people.models import Member\n"
        "scene = Scene(Member.objects.get(email='bob@courier.example'), slug)\n"
        "live_blogs.change_header(scene.hand(), scene.blog, scene.blog.version, headline='River falls', standfirst='', team=[])"
    )
    expect(desk.page.locator("[data-headline]")).to_have_text("River falls")
    expect(panel.locator(".changed-by-other")).to_be_visible()
    expect(panel.get_by_label("Standfirst")).to_have_value("Being written")


def test_a_live_blog_becomes_public_without_loading_the_desk_again(
    context: BrowserContext, newsroom_server: Newsroom
) -> None:
    flood = Flood.open(newsroom_server, "becomes-public", "preparing")
    desk = Desk.open(context, flood)
    expect(desk.page.locator("[data-line]")).to_have_text("not public yet")
    desk.write("Too early")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.composer.locator("[data-trouble]")).to_contain_text("not public yet")
    desk.page.locator("[data-tab=panel-phase]").click()
    desk.page.get_by_text("Open the coverage", exact=True).click()
    desk.page.get_by_role("button", name="Yes, open").click()
    expect(desk.page.locator("[data-line]")).to_have_text("connected")
    expect(desk.page.locator("[data-phase-word]")).to_have_text("live")
    expect(desk.composer.locator("[name=title]")).to_have_value("Too early")
    desk.composer.locator("[name=title]").press("Control+Enter")
    expect(desk.entry("Too early")).to_be_visible()
    assert desk.complaints == []


def test_a_coverage_is_closed_and_opened_again_at_one_desk(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    page = desk.page
    expect(page.locator("[data-line]")).to_have_text("connected")
    page.locator("[data-tab=panel-phase]").click()
    page.get_by_text("Close the coverage", exact=True).click()
    page.get_by_role("button", name="Yes, close").click()
    expect(page.locator("[data-phase-word]")).to_have_text("closed")
    desk.write("After the end")
    page.keyboard.press("Control+Enter")
    expect(desk.composer.locator("[data-trouble]")).to_contain_text("The coverage is closed")
    page.get_by_text("Open again", exact=True).click()
    page.get_by_role("button", name="Yes, open again").click()
    expect(page.locator("[data-phase-word]")).to_have_text("live")
    desk.composer.locator("[name=title]").press("Control+Enter")
    expect(desk.entry("After the end")).to_be_visible()
    assert desk.complaints == []


def test_the_line_that_is_down_is_said_and_what_was_missed_is_there_afterwards(
    context: BrowserContext, flood: Flood
) -> None:
    desk = Desk.open(context, flood)
    expect(desk.page.locator("[data-line]")).to_have_text("connected")
    context.set_offline(True)
    flood.newsroom.stop()
    expect(desk.page.locator("[data-line]")).to_have_text("line down – trying again")
    flood.newsroom.start()
    flood.publish("While the line was down")
    context.set_offline(False)
    expect(desk.page.locator("[data-line]")).to_have_text("connected")
    expect(desk.entry("While the line was down")).to_be_visible()


def test_a_draft_is_kept_taken_up_and_published(context: BrowserContext, flood: Flood) -> None:
    desk = Desk.open(context, flood)
    desk.write("For later", "Words for later.")
    desk.composer.get_by_role("button", name="Keep as draft").click()
    expect(desk.state).to_have_text("The draft is kept.")
    expect(desk.composer.locator("[name=title]")).to_have_value("")
    desk.page.locator("[data-tab=panel-drafts]").click()
    desk.page.get_by_role("link", name="For later").click()
    desk.page.wait_for_selector(".composer desk-editor.is-rich")
    expect(desk.text).to_have_text("Words for later.")
    desk.text.press("Control+Enter")
    expect(desk.entry("For later")).to_be_visible()
    expect(desk.page.locator("#panel-drafts [data-draft]")).to_have_count(0)
    assert [post["state"] for post in flood.posts()] == ["published"]
    assert desk.complaints == []
