"""What the log says of each act and of each way in, in words; a test holds this to the acts that there are."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Act → what was done.
ACTS: dict[str, Promise] = {
    "add expert": _("added an expert"),
    "amend": _("amended a post"),
    "amend answer": _("amended what an answer shows"),
    "ask for review": _("said that a draft is ready for review"),
    "assign question": _("assigned questions"),
    "bring in": _("brought in a captured page"),
    "change abuse list": _("changed the list of abusive phrases"),
    "change expert": _("changed an expert"),
    "change header": _("changed the header"),
    "change language": _("changed the language"),
    "change phase": _("changed the phase"),
    "change question box": _("changed the question box"),
    "change slug": _("changed the address of the live blog"),
    "change time": _("changed the time of a post"),
    "choose target": _("chose where a reference leads"),
    "close session": _("closed a session"),
    "continue in": _("changed where the coverage continues"),
    "correct": _("corrected a post"),
    "decline question": _("declined questions"),
    "delete snippet": _("deleted a snippet"),
    "discard draft": _("threw a draft away"),
    "duplicate": _("made a draft in the words of another post"),
    "give back question": _("gave questions back"),
    "keep snippet": _("made or changed a snippet"),
    "let be words": _("let a reference be words"),
    "let point stand": _("let a key point stand"),
    "let stand": _("let a reference stand"),
    "make link": _("made a link for an expert"),
    "mark as spam": _("marked questions as spam"),
    "mark key event": _("marked a post as a key event, or no longer"),
    "merge questions": _("merged questions"),
    "move post": _("moved a post to another live blog"),
    "open live blog": _("made the live blog"),
    "open session": _("opened a session"),
    "pin": _("pinned a post"),
    "publish": _("published a post"),
    "publish round-up": _("published a round-up"),
    "put beside": _("moved a post within the stream"),
    "read hand-over": _("read the hand-over note"),
    "release act": _("released what was on its way out"),
    "release answer": _("released an answer"),
    "reorder queue": _("changed the order of what is scheduled"),
    "remind of round-ups": _("changed the reminder of round-ups"),
    "rename session": _("renamed a session"),
    "reopen question": _("opened questions again"),
    "reopen session": _("opened a session again"),
    "restore": _("restored a withdrawn post"),
    "restore key points": _("let an earlier list of key points stand again"),
    "restore version": _("let an earlier version of a post stand again"),
    "revoke link": _("revoked the link of an expert"),
    "save draft": _("saved a draft"),
    "save round-up": _("saved a round-up as a draft"),
    "schedule": _("let a post go out at a moment"),
    "send back": _("sent a draft back"),
    "send back act": _("sent back what was on its way out"),
    "set release rules": _("changed the rules of release"),
    "set key points": _("set the key points"),
    "set wording": _("chose the wording of a question"),
    "shortlist question": _("shortlisted questions"),
    "show versions": _("changed whether readers see versions"),
    "split question": _("split a question"),
    "stop": _("stopped what was on its way out"),
    "stop all": _("stopped all that was about to go out"),
    "take down": _("took a post down"),
    "take question": _("took questions"),
    "throw away": _("threw away what was on its way out"),
    "unpin": _("unpinned the post"),
    "write hand-over": _("wrote the hand-over note"),
    "withdraw": _("withdrew a post"),
}

#: What was changed about people and rights → in words.
PEOPLE: dict[str, Promise] = {
    "added": _("people: added"),
    "deactivated": _("people: deactivated"),
    "invitation ended": _("people: ended an invitation"),
    "invited": _("people: invited"),
    "joined": _("people: joined"),
    "pass phrase": _("people: a new pass phrase"),
    "reactivated": _("people: let in again"),
    "role": _("people: another role"),
    "role on live blog": _("people: another role on a live blog"),
    "second factor": _("people: a second factor, added or removed"),
    "second factor reset": _("people: second factors removed by a chief"),
    "sign-in rules": _("people: who must have a second factor"),
    "token made": _("people: made a token of the API"),
    "token revoked": _("people: revoked a token of the API"),
}

#: Door → from where it was done.
DOORS: dict[str, Promise] = {
    "desk": _("at the desk"),
    "api": _("by the API"),
    "shell": _("by a command on the server"),
    "import": _("by an import"),
    "schedule": _("by the schedule"),
    "player": _("by the player"),
}


def act_words(act: str) -> str:
    """What was done; an act of another version by its name."""
    return str(ACTS.get(act, act))


def door_words(door: str) -> str:
    """From where; a door of another version by its name."""
    return str(DOORS.get(door, door))
