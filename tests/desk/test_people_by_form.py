"""People by form: roles, invitations, letting out and in; and nobody gets a right without somebody who may give it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client, override_settings

from stoppress.api import tokens
from stoppress.people import inviting, keeping
from stoppress.people.models import Invitation, Member, PeopleEntry
from stoppress.people.rights import Role
from stoppress.project.courier import _take
from stoppress.publishing import posts
from stoppress.publishing.refusals import NotAllowed
from stoppress.publishing.wording import Wording
from stoppress.questions.models import Expert
from stoppress.toolkit import clock
from tests.cast import PASSWORD, Scene, member
from tests.desk.conftest import SignIn

MEMBERS = "/desk/newsroom/members/"
INVITED = "/desk/newsroom/invited/"
IAN = {"email": "Ian@courier.example", "name": "Ian", "role": "contributor", "days": 3}


@pytest.fixture
def chief(scene: Scene, sign_in: SignIn) -> Client:
    """Chidi, the chief of the newsroom."""
    return sign_in(member("Chidi", "chief"))


def link_in(page: bytes) -> str:
    """The path of the invitation that the page shows."""
    found = re.search(rb'value="[^"]*?(/desk/account/invitation/[a-z0-9]+/)"', page)
    assert found
    return found[1].decode()


def named(name: str) -> Member:
    return Member.objects.get(name=name)


def test_who_is_invited_comes_in_once_and_drafts_only(scene: Scene, chief: Client) -> None:
    link = link_in(chief.post(INVITED, IAN).content)
    ian = Client()
    assert "invites you as Contributor" in ian.get(link).content.decode()
    weak = ian.post(link, {"name": "Ian", "pass_phrase": "short"})
    assert weak.status_code == 422
    assert ian.post(link, {"name": "Ian", "pass_phrase": PASSWORD}).headers["Location"] == "/desk/"
    assert Client().get(link).status_code == Client().post(link, {"name": "I"}).status_code == 404
    page = ian.get("/desk/flood/").content.decode()
    assert "Keep as draft" in page
    assert 'value="publish"' not in page
    assert ian.post("/desk/flood/posts/", {"title": "T", "act": "draft"}).status_code == 302
    assert ian.post("/desk/flood/posts/", {"title": "T", "act": "publish"}).status_code == 403


def test_an_invitation_ends_by_time_by_hand_and_by_a_newer_one(scene: Scene, chief: Client) -> None:
    old = link_in(chief.post(INVITED, IAN).content)
    new = link_in(chief.post(INVITED, IAN).content)
    assert Client().get(old).status_code == 404
    with clock.standing_at(clock.now() + timedelta(days=3, minutes=1)):
        assert Client().get(new).status_code == 404
    assert Client().get(new).status_code == 200
    invitation = Invitation.objects.get(ended_at=None)
    assert chief.post(f"{INVITED}{invitation.public_id}/end/").status_code == 302
    assert Client().get(new).status_code == 404


def test_the_secret_of_an_invitation_is_stored_nowhere(scene: Scene, chief: Client) -> None:
    secret = link_in(chief.post(INVITED, IAN).content).split("/")[-2]
    assert all(secret not in map(str, row.values()) for row in Invitation.objects.values())
    assert secret not in chief.get(MEMBERS).content.decode()


def test_where_mail_is_sent_the_link_comes_by_mail_too(scene: Scene, chief: Client) -> None:
    with override_settings(MAIL_IS_SENT=True):
        link = link_in(chief.post(INVITED, IAN).content)
    taken = _take()
    assert taken
    message = taken[1]
    assert message
    message.send()
    assert mail.outbox[0].to == ["ian@courier.example"]
    assert link in mail.outbox[0].body


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "nobody"}, "This is no e-mail address."),
        ({"email": "alice@courier.example"}, "This is the address of a member"),
        ({"role": "king"}, "Select a valid choice"),
        ({"days": 99}, "from 1 to 30 days"),
        ({"name": "x" * 200}, "Shorten it"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_beside_its_field(
    scene: Scene, chief: Client, change: dict[str, object], words: str
) -> None:
    page = chief.post(INVITED, IAN | change)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Invitation.objects.exists()


def test_two_chiefs_cannot_overwrite_each_other(scene: Scene, chief: Client) -> None:
    alice = scene.editor
    role = f"{MEMBERS}{alice.public_id}/role/"
    assert chief.post(role, {"role": "viewer", "version": 1}).status_code == 302
    late = chief.post(role, {"role": "reporter", "version": 1})
    assert late.status_code == 409
    assert "Somebody has changed this meanwhile" in late.content.decode()
    assert named("Alice").role == "viewer"
    assert [entry.after for entry in PeopleEntry.objects.filter(what="role")] == ["viewer"]


def test_the_only_chief_stays(scene: Scene, chief: Client) -> None:
    chidi = named("Chidi")
    for act in ("role", "deactivate"):
        answer = chief.post(f"{MEMBERS}{chidi.public_id}/{act}/", {"role": "viewer", "version": 1})
        assert answer.status_code == 422
        assert "is the only chief" in answer.content.decode()


def test_who_is_deactivated_is_out_at_once_and_for_good(scene: Scene, chief: Client, sign_in: SignIn) -> None:
    alice = Client()
    alice.post("/desk/sign-in/", {"email": scene.editor.email, "password": PASSWORD})
    token = tokens.issue(scene.editor.email, "flood", "test", 1)
    assert alice.get("/desk/flood/").status_code == 200
    assert tokens.opening(token)
    chief.post(f"{MEMBERS}{scene.editor.public_id}/deactivate/", {"version": 1})
    assert alice.get("/desk/flood/").status_code == 302
    assert tokens.opening(token) is None
    chief.post(f"{MEMBERS}{scene.editor.public_id}/reactivate/", {"version": 2})
    assert alice.get("/desk/flood/").status_code == 302
    assert tokens.opening(token) is None
    with clock.standing_at(clock.now() + timedelta(seconds=1)):
        fresh = tokens.issue(scene.editor.email, "flood", "test", 1)
        assert tokens.opening(fresh)


def test_her_open_page_is_told_that_she_was_deactivated_and_nobody_else_is(
    scene: Scene, chief: Client
) -> None:
    alice, json = Client(), {"accept": "application/json"}
    alice.post("/desk/sign-in/", {"email": scene.editor.email, "password": PASSWORD})
    chief.post(f"{MEMBERS}{scene.editor.public_id}/deactivate/", {"version": 1})
    for ask in (alice.get, alice.post):
        told = ask("/desk/flood/here/" if ask == alice.post else "/desk/flood/pulse/", headers=json)
        assert (told.status_code, told.json()["kind"]) == (401, "Deactivated")
        assert "You were deactivated" in told.json()["message"]
    assert "You were deactivated" in alice.get("/desk/flood/", follow=True).content.decode()
    assert alice.get("/desk/account/session/").json()["name"] == ""
    stranger = Client().get("/desk/flood/pulse/", headers=json)
    assert stranger.json()["kind"] == "SignedOut"
    wrong = Client().post("/desk/sign-in/", {"email": scene.editor.email, "password": PASSWORD})
    assert "E-mail or password is wrong" in wrong.content.decode()


def test_invitations_of_a_chief_who_was_let_out_open_nothing(scene: Scene, chief: Client) -> None:
    other = member("Cora", "chief")
    hers = Client()
    hers.force_login(other)
    link = link_in(hers.post(INVITED, IAN).content)
    chief.post(f"{MEMBERS}{other.public_id}/deactivate/", {"version": 1})
    assert Client().get(link).status_code == 404
    assert PeopleEntry.objects.filter(what="invitation ended", before="ian@courier.example").count() == 1


def test_invitations_of_a_chief_who_is_chief_no_longer_open_nothing(scene: Scene, chief: Client) -> None:
    carla = member("Carla", "chief")
    invitation = inviting.invite(carla, "x@courier.example", "", "chief")
    link = f"/desk/account/invitation/{inviting.secret_of(invitation)}/"
    assert Client().get(link).status_code == 200
    role = {"role": "editor", "version": carla.version}
    assert chief.post(f"{MEMBERS}{carla.public_id}/role/", role).status_code == 302
    assert Client().get(link).status_code == 404
    taken = Client().post(link, {"name": "X", "pass_phrase": PASSWORD})
    assert taken.status_code == 404 and not Member.objects.filter(name="X").exists()
    invitation.refresh_from_db()
    assert invitation.ended_at is not None
    assert PeopleEntry.objects.filter(what="invitation ended", before="x@courier.example").count() == 1


def test_invitations_to_a_live_blog_end_with_the_role_there_and_no_others(scene: Scene) -> None:
    gwen, here = member("Gwen", "guest"), scene.blog.pk
    for leaves in (
        lambda version: keeping.take_blog_role(scene.editor, here, gwen.public_id, version),
        lambda version: keeping.give_blog_role(scene.editor, here, gwen.public_id, version, "reporter"),
    ):
        given = keeping.give_blog_role(scene.editor, here, gwen.public_id, 0, "editor")
        hers = inviting.invite(gwen, "x@courier.example", "", "editor", blog=here)
        other = inviting.invite(scene.editor, "y@courier.example", "", "editor", blog=here)
        leaves(given.version)
        assert [each.pk for each in inviting.open_invitations(gwen.newsroom, here)] == [other.pk]
        with pytest.raises(inviting.CannotBeTaken):
            inviting.take(inviting.secret_of(hers), "X", PASSWORD)


def test_an_invitation_that_was_left_open_asks_again_what_its_maker_may(scene: Scene) -> None:
    carla = member("Carla", "chief")
    secret = inviting.secret_of(inviting.invite(carla, "x@courier.example", "", "chief"))
    Member.objects.filter(pk=carla.pk).update(role="viewer")
    with pytest.raises(inviting.CannotBeTaken):
        inviting.take(secret, "X", PASSWORD)


def test_an_invitation_is_sent_again_by_a_button_of_its_line(scene: Scene, chief: Client) -> None:
    old = link_in(chief.post(INVITED, IAN).content)
    page = chief.get(MEMBERS).content.decode()
    fields = dict(re.findall(r'type="hidden" name="(email|name|role)" value="([^"]*)"', page))
    assert fields == {"email": "ian@courier.example", "name": "Ian", "role": "contributor"}
    new = link_in(chief.post(INVITED, fields).content)
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


@pytest.mark.parametrize(
    ("pass_phrase", "words"),
    [
        ("short", "at least 10"),
        ("password123", "too common"),
        ("ian@courier.example", "made of your own name"),
        ("Ian Courier Ian 2026", "made of your own name"),
        ("x" * 1_001, "at most 1000"),
    ],
)
def test_a_pass_phrase_that_is_none_is_refused_beside_its_field_and_the_link_stays(
    scene: Scene, chief: Client, pass_phrase: str, words: str
) -> None:
    link = link_in(chief.post(INVITED, IAN).content)
    refused = Client().post(link, {"name": "Ian", "pass_phrase": pass_phrase})
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert Client().get(link).status_code == 200


def test_a_role_that_was_changed_is_told_by_the_pulse_and_holds_for_the_next_act(
    scene: Scene, chief: Client, alice: Client
) -> None:
    assert alice.get("/desk/flood/pulse/").json()["role"] == "editor"
    chief.post(f"{MEMBERS}{scene.editor.public_id}/role/", {"role": "contributor", "version": 1})
    told = alice.get("/desk/flood/pulse/").json()
    assert (told["role"], told["role_word"]) == ("contributor", "Contributor")
    refused = alice.post(
        "/desk/flood/posts/", {"title": "T", "act": "publish"}, headers={"accept": "application/json"}
    )
    assert (refused.status_code, "As contributor" in refused.json()["message"]) == (403, True)


def test_a_role_on_one_live_blog_holds_there_alone(scene: Scene, alice: Client, sign_in: SignIn) -> None:
    vera = member("Vera", "viewer")
    added = alice.post("/desk/flood/people/add/", {"member": vera.public_id, "role": "reporter"})
    assert added.status_code == 302
    hers = sign_in(vera)
    assert hers.post("/desk/flood/posts/", {"title": "T", "act": "publish"}).status_code == 302
    assert hers.post("/desk/live-blogs/new/", {"headline": "x"}).status_code == 403
    alice.post(f"/desk/flood/people/{vera.public_id}/remove/", {"version": 1})
    assert hers.post("/desk/flood/posts/", {"title": "T", "act": "publish"}).status_code == 403


def test_who_is_invited_to_one_live_blog_sees_no_other(scene: Scene, alice: Client) -> None:
    page = alice.post("/desk/flood/invitations/", IAN | {"role": "moderator"})
    ian = Client()
    ian.post(link_in(page.content), {"name": "Ian", "pass_phrase": PASSWORD})
    assert named("Ian").role == Role.GUEST
    assert ian.get("/desk/flood/questions/").status_code == 200
    alice.post(f"/desk/flood/people/{named('Ian').public_id}/remove/", {"version": 1})
    assert ian.get("/desk/flood/").status_code == 404
    assert "River rises" not in ian.get("/desk/").content.decode()


def test_an_expert_sees_only_what_is_assigned(scene: Scene, alice: Client, sign_in: SignIn) -> None:
    nadia = member("Nadia", "guest")
    alice.post("/desk/flood/people/add/", {"member": nadia.public_id, "role": "expert"})
    expert = Expert.objects.get(member=nadia)
    question = scene.ask("How deep is the water?")
    other = scene.ask("When does it end?")
    sort = {"act": "assign", "question": [f"{question.public_id}:1"], "expert": expert.public_id}
    assert alice.post("/desk/flood/questions/sort/", sort).status_code == 302
    hers = sign_in(nadia)
    assert hers.get("/desk/flood/").status_code == 403
    door = hers.get("/desk/flood/assigned/").headers["Location"]
    assert hers.get("/desk/flood/assigned/").headers["Location"] == door
    page = hers.get(door).content.decode()
    assert "How deep is the water?" in page
    assert "When does it end?" not in page
    assert other.standing == "new"
    alice.post(f"/desk/flood/people/{nadia.public_id}/remove/", {"version": 1})
    assert hers.get(door).status_code == 404


def test_a_contributor_changes_only_drafts_of_her_own(scene: Scene, sign_in: SignIn) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Not yet")).post
    carla = member("Carla", "contributor")
    page = sign_in(carla).get("/desk/flood/").content.decode()
    assert "Not yet" not in page
    with pytest.raises(NotAllowed):
        posts.discard_draft(Scene(carla, "flood").hand(), scene.blog, draft, 1)


def test_who_is_not_chief_sees_the_list_without_its_tools(scene: Scene, bob: Client) -> None:
    page = bob.get(MEMBERS).content.decode()
    assert "alice@courier.example" in page
    assert "Invite somebody" not in page
    assert "/role/" not in page
