"""What the permission tests send to each address: what the most allowed visitor would be thanked for."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.test import Client

from stoppress.publishing.models import Outgoing
from stoppress.publishing.read_stamps import stamp
from stoppress.questions.writing import seen_of
from stoppress.toolkit import clock
from tests.cast import PASSWORD
from tests.media import made
from tests.register.visitors import Newsroom, Visitor

_API: dict[str, dict[str, Any]] = {
    "PATCH /api/v1/live-blogs/{slug}": {"headline": "River falls", "version": 2},
    "PUT /api/v1/live-blogs/{slug}/phase": {"phase": "paused", "version": 2},
    "PUT /api/v1/live-blogs/{slug}/key-points": {"points": [{"text": "All is well"}], "version": 2},
    "PUT /api/v1/live-blogs/{slug}/pin": {"post": "{post}"},
    "POST /api/v1/live-blogs/{slug}/answers": {"questions": [{"words": "When?"}], "body_text": "Soon."},
    "POST /api/v1/live-blogs/{slug}/posts": {"title": "New"},
    "POST /api/v1/live-blogs/{slug}/scheduled": {"title": "Later", "release_at": "{tomorrow}"},
    "PUT /api/v1/live-blogs/{slug}/scheduled": {"scheduled": ["{planned}"]},
    "POST /api/v1/live-blogs/{slug}/scheduled/{kept}/release": {"seen": "{read}"},
    "PUT /api/v1/live-blogs/{slug}/scheduled/{kept}/time": {"release_at": "{tomorrow}"},
    "PUT /api/v1/live-blogs/{slug}/release-rules": {"delay_seconds": 30},
    "POST /api/v1/live-blogs/{slug}/round-ups": {
        "title": "In short",
        "since": "2020-01-01T00:00:00Z",
        "bullets": [{"text": "The bridge is closed.", "posts": ["{post}"]}],
    },
    "PATCH /api/v1/live-blogs/{slug}/posts/{post}": {"title": "Other", "version": 1},
    "POST /api/v1/live-blogs/{slug}/posts/{post}/corrections": {
        "title": "Other",
        "note": "It is other",
        "version": 1,
    },
    "POST /api/v1/live-blogs/{slug}/posts/{post}/withdrawal": {"reason": "Not so", "version": 1},
    "POST /api/v1/live-blogs/{slug}/posts/{post}/take-down": {"reason": "Court order"},
    "POST /api/v1/live-blogs/{slug}/questions/{question}/{act}": {"version": 1},
    "PUT /api/v1/live-blogs/{slug}/posts/{post}/time": {"published_at": "2024-05-04T07:50:00Z", "version": 1},
    "PUT /api/v1/live-blogs/{slug}/posts/{post}/key-event": {"is_key_event": True, "version": 1},
}

_DESK: dict[str, dict[str, Any]] = {
    "/desk/sign-in/": {"email": "alice@courier.example", "password": PASSWORD},
    "/desk/live-blogs/new/": {"headline": "Storm", "slug": "storm", "zone": "UTC", "language": "en"},
    "/desk/{slug}/posts/": {"title": "New"},
    "/desk/{slug}/posts/{post}/amend/": {"title": "Other", "version": 1},
    "/desk/{slug}/posts/{post}/correct/": {"title": "Other", "note": "It is other", "version": 1},
    "/desk/{slug}/posts/{post}/withdraw/": {"reason": "Not so", "version": 1},
    "/desk/{slug}/posts/{post}/restore/": {"version": 2},
    "/desk/{slug}/posts/{post}/beside/": {"side": "below", "other": "{amended}", "version": 1},
    "/desk/{slug}/posts/{post}/move/": {"to": "fire", "version": 1},
    "/desk/{slug}/hand-over/": {"text": "The mayor calls at six.", "version": 1},
    "/desk/{slug}/hand-over/read/": {"version": 1},
    "/desk/{slug}/posts/{post}/history/{number}/restore/": {"version": 2},
    "/desk/{slug}/posts/{post}/take-down/": {"reason": "Court order"},
    "/desk/{slug}/posts/{post}/time/": {"published_at": "2024-05-04T09:50", "version": 1},
    "/desk/{slug}/references/": {"text": "It rose (see 9.50 post)."},
    "/desk/{slug}/snippets/new/": {"name": "Road closed", "body_html": "{{ road }} is closed."},
    "/desk/{slug}/snippets/{snippet}/": {"name": "Road open", "title": "{{ road }}", "version": 1},
    "/desk/{slug}/snippets/{snippet}/delete/": {"version": 1},
    "/desk/{slug}/embeds/": {"address": "https://vimeo.com/123456789"},
    "/desk/{slug}/watch/stand/": {"post": "{post}", "target": "{withdrawn}", "seen": 2},
    "/desk/{slug}/watch/choose/": {"post": "{post}", "phrase": "see 3.33 post", "target": "{withdrawn}"},
    "/desk/{slug}/watch/let-be/": {"post": "{post}", "phrase": "see 3.33 post"},
    "/desk/{slug}/posts/{post}/key-event/": {"is_key_event": "on", "version": 1},
    "/desk/{slug}/drafts/{post}/discard/": {"version": 1},
    "/desk/{slug}/drafts/{post}/review/": {"version": 1},
    "/desk/{slug}/drafts/{post}/send-back/": {"version": 1, "note": "Who says so?"},
    "/desk/{slug}/drafts/{post}/schedule/": {"version": 1, "release_at": "{tomorrow}"},
    "/desk/{slug}/scheduled/order/": {"order": "{planned}"},
    "/desk/{slug}/scheduled/{kept}/release/": {"seen": "{read}"},
    "/desk/{slug}/scheduled/{kept}/send-back/": {"note": "Not yet."},
    "/desk/{slug}/release-rules/": {"delay_seconds": 30},
    "/desk/{slug}/key-points/": {"text": ["All is well"], "post": [""], "version": 2},
    "/desk/{slug}/key-points/history/{number}/restore/": {"version": 2},
    "/desk/{slug}/round-up/": {
        "title": "In short",
        "since": "2020-01-01T00:00:00+00:00",
        "until": "2020-01-02T00:00:00+00:00",
        "row": ["a"],
        "text": ["The bridge is closed."],
        "post": ["{post}"],
        "taken": ["a"],
    },
    "/desk/{slug}/round-up/reminder/": {"every": 240, "seen": 0},
    "/desk/{slug}/posts/{post}/pin/": {"seen": "{post}"},
    "/desk/{slug}/unpin/": {"seen": "{post}"},
    "/desk/{slug}/here/": {"tab": "a", "at_work": "new"},
    "/desk/{slug}/unsent/": {"place": "new", "key": "a", "fields_typed": "{}"},
    "/desk/{slug}/unsent/forget/": {"key": "a"},
    "/desk/{slug}/header/": {"headline": "River falls", "version": 2},
    "/desk/{slug}/question-box/": {"is_open": "on", "keep_days": 30, "version": 0},
    "/desk/{slug}/question-box/abuse-list/": {"phrases": "buy gold", "version": 0},
    "/desk/{slug}/phase/": {"phase": "paused", "version": 2},
    "/desk/{slug}/questions/{question}/answer/": {
        "question-0": "{question}",
        "version-0": 1,
        "words-0": "When?",
        "body_html": "Soon.",
        "body_format": "plain",
    },
    "/desk/{slug}/posts/{post}/shown-answer/": {"version": 1, "words-0": "When?", "name": "Alice"},
    "/desk/{slug}/experts/": {"name": "Dr Ito"},
    "/desk/{slug}/experts/{expert}/": {"name": "Dr Ito", "version": 1},
    "/desk/{slug}/experts/{expert}/link/": {"days": 3},
    "/desk/{slug}/sessions/": {"heading": "Water"},
    "/desk/{slug}/sessions/{session}/": {"heading": "Water", "version": 1},
    "/desk/{slug}/sessions/{session}/close/": {"version": 1},
    "/desk/{slug}/sessions/{session}/reopen/": {"version": 2},
    "/desk/account/invitation/{secret}/": {"name": "Ines", "pass_phrase": PASSWORD},
    "/desk/account/confirm/": {"password": PASSWORD},
    "/desk/account/pass-phrase/": {"pass_phrase": "nine loud cranes"},
    "/desk/newsroom/sign-in-rules/": {"roles": ["chief"], "version": 1},
    "/desk/newsroom/members/{member}/role/": {"role": "editor", "version": 1},
    "/desk/newsroom/members/{member}/deactivate/": {"version": 1},
    "/desk/newsroom/members/{member}/reactivate/": {"version": 2},
    "/desk/newsroom/invited/": {"email": "jo@courier.example", "role": "reporter", "days": 3},
    "/desk/{slug}/people/add/": {"member": "{member}", "role": "editor"},
    "/desk/{slug}/people/{member}/role/": {"role": "editor", "version": 1},
    "/desk/{slug}/people/{member}/remove/": {"version": 1},
    "/desk/{slug}/invitations/": {"email": "jo@courier.example", "role": "contributor", "days": 3},
    "/expert/{secret}/": {"question": "{theirs}", "act": "save", "text": "Soon.", "seen": seen_of("")},
    "/desk/{slug}/address/": {"slug": "dam", "version": 2},
    "/desk/{slug}/language/": {"language": "de", "version": 2},
    "/desk/{slug}/continuation/": {"continues_in": "", "version": 2},
    "/desk/{slug}/shows-versions/": {"shows_versions": "on", "version": 2},
    "/desk/{slug}/questions/sort/": {"act": "take", "question": ["{question}:1"]},
    "/desk/{slug}/questions/{question}/split/": {"version": 1, "letter": ["{letter}"]},
}


def knock(visitor: Visitor, method: str, address: str, newsroom: Newsroom) -> HttpResponse:
    """Send the request of this row as this visitor."""
    client = visitor.client(address)
    path = filled(method, address, newsroom)
    if method == "POST" and address.endswith(("/pictures", "/pictures/")):
        return _send_picture(client, path)
    if address.startswith("/api/"):
        body = json.dumps(_API.get(f"{method} {address}", {})).replace("{post}", newsroom.post)
        body = body.replace("{planned}", newsroom.planned).replace("{read}", _read(newsroom))
        body = body.replace("{tomorrow}", f"{clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}")
        headers = {"If-Match": '"2"'} if method == "DELETE" and "withdrawal" in address else {}
        is_sent = method in {"POST", "PUT", "PATCH"}
        answer: Any = client.generic(
            method, path, body if is_sent else "", "application/json", headers=headers
        )
    elif method == "POST":
        answer = client.post(path, _sent(address, newsroom), headers={"Accept": "application/json"})
    else:
        answer = client.generic(method, path)
    found: HttpResponse = answer
    return found


def _send_picture(client: Client, path: str) -> HttpResponse:
    """A picture: to the desk in a form, to the API as it is."""
    data, headers = made.picture(), {"Accept": "application/json"}
    answer: Any = (
        client.post(path, data, "image/png")
        if path.startswith("/api/")
        else client.post(path, {"photos": BytesIO(data)}, headers=headers)
    )
    found: HttpResponse = answer
    return found


def _sent(address: str, newsroom: Newsroom) -> dict[str, Any]:
    """The form of this row, about the post and the question that there are."""
    form = json.dumps(_DESK.get(address, {})).replace("{post}", newsroom.post)
    form = (
        form.replace("{withdrawn}", newsroom.withdrawn)
        .replace("{question}", newsroom.question)
        .replace("{letter}", newsroom.letter)
        .replace("{amended}", newsroom.amended)
        .replace("{theirs}", newsroom.theirs)
        .replace("{member}", newsroom.people["loose" if address.endswith("/add/") else "bound"])
        .replace("{planned}", newsroom.planned)
        .replace("{read}", _read(newsroom))
        .replace("{tomorrow}", f"{clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M:%S}")
    )
    sent: dict[str, Any] = json.loads(form)
    return sent


def _read(newsroom: Newsroom) -> str:
    """The stamp of what waits, as whoever releases it has read it."""
    return stamp(Outgoing.objects.get(public_id=newsroom.waiting))


def filled(method: str, address: str, newsroom: Newsroom) -> str:
    """The address of the thing in the state in which this can be done to it."""
    post = newsroom.post
    if "/drafts/" in address:
        post = newsroom.draft
    if address.endswith("/restore/") or (method == "DELETE" and address.endswith("/withdrawal")):
        post = newsroom.withdrawn
    if "/history/{number}/" in address:
        post = newsroom.amended
    if address.endswith("/shown-answer/"):
        post = newsroom.answered
    return address.format(
        slug=newsroom.scene.slug,
        post=post,
        name=newsroom.picture,
        embed=newsroom.embed,
        snippet=newsroom.snippet,
        question=newsroom.question,
        kept=_kept(address, newsroom),
        act="take",
        number=1,
        panel="key-points",
        expert=newsroom.expert,
        secret=newsroom.people["invitation secret"] if "/invitation/" in address else newsroom.secret,
        member=newsroom.people[_whom(address)],
        invitation=newsroom.people["team invitation" if "{slug}" in address else "invitation"],
        passkey="a" * 12,
        session=_session(address, newsroom),
    )


def _session(address: str, newsroom: Newsroom) -> str:
    """A session of questions and answers, open or closed; or, of the member's own, all others."""
    if "/account/" in address:
        return "others"
    return newsroom.closed_session if address.endswith("/reopen/") else newsroom.session


def _whom(address: str) -> str:
    """About whom it is: who has a role on the live blog, who was let out, or any member."""
    if "{slug}" in address:
        return "bound"
    return "out" if address.endswith("/reactivate/") else "loose"


def _kept(address: str, newsroom: Newsroom) -> str:
    """The act on its way out with which this can be done."""
    if address.endswith("/throw-away/"):
        return newsroom.stopped
    return newsroom.planned if address.endswith("/time") else newsroom.waiting
