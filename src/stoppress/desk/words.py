"""The words that the desk's script says; here, so that they are translated with the rest."""

from __future__ import annotations

from django.utils.translation import gettext as _


def for_script() -> dict[str, str]:
    """Every word the script may need, by a short name; `{…}` is filled in there."""
    return {
        "sending": _("sending …"),
        "sent": _("sent"),
        "trying": _("not sent – trying again"),
        "stopped": _("not sent – your text is still here"),
        "refused": _("not sent"),
        "stop": _("Stop trying"),
        "fault": _("The desk has a fault ({status}). Your text is kept; tell the operator if this stays."),
        "too_large": _("This is too large to send. Cut it into several posts."),
        "signed_out": _("You are signed out. Your text is kept. Sign in and it is sent."),
        "sign_in_failed": _("E-mail or password is wrong. Type both again."),
        "reused": _("What you sent before has been published already, without your later changes."),
        "as_new": _("Publish this as a new post"),
        "repeated": _("This was published already; nothing was doubled."),
        "kept": _("You were writing this at {time}, and it was not sent: “{words}”"),
        "kept_elsewhere": _(
            "You were writing this at {time} on another device, and it was not sent: “{words}”"
        ),
        "kept_others": _("and {count} more"),
        "kept_here": _("kept on this device"),
        "kept_both": _("kept on this device and on the server"),
        "kept_there": _("kept on the server"),
        "kept_sent": _(
            "This was sent from another device already. What you change here is kept on this device."
        ),
        "kept_apart": _(
            "You have gone on with this on another device. What stands here is kept as a text of its own."
        ),
        "not_kept": _("cannot be kept on this device"),
        "take_up": _("Take it up"),
        "throw_away": _("Throw it away"),
        "line_up": _("connected"),
        "line_down": _("line down – trying again"),
        "line_polls": _("line slow – asking every few seconds"),
        "line_ended": _("ended – asking now and then"),
        "line_stopped": _("updates are switched off for all – asking every few minutes"),
        "not_public": _("not public yet"),
        "signed_out_short": _("signed out"),
        "role_now": _("You are {role} here now. What you can do no longer has gone from this page."),
        "not_here": _("You no longer work on this live blog. What you wrote is kept on this device."),
        "still_kept": _("What you wrote is kept on this device."),
        "go_there": _("Go there"),
        "new": _("new"),
        "palette_do": _("Do"),
        "palette_composer": _("what stands in the composer"),
        "palette_none": _("Nothing has these letters. Posts are found by their words."),
        "palette_offline": _("The line is down: posts cannot be searched now."),
        "keys": _("Keys"),
        "here": _("Here: {names}"),
        "at_this": _("{name} is at this, too."),
        "unread": _("{count} new"),
        "copied": _("link copied"),
        "copy_by_hand": _("Copy this link: {link}"),
        "taken_down": _("This post was taken down."),
        "changed_by_other": _("A colleague has changed this. Load it again when you are done."),
        "post_changed": _(
            "This post has changed since you opened this form. It stands above as it reads now."
        ),
        "load_again": _("Load again"),
        "as_html": _(
            "This text holds things that the editor cannot show. Edit it as HTML, so that nothing is lost."
        ),
        "no_editor": _("The editor could not be loaded. Write plain text: blank lines part paragraphs."),
        "pictures_left_out": _("Pictures were left out of what you pasted."),
        "link_address": _("Address of the link"),
        "link_wrong": _("An address begins with https:// or mailto:"),
        "set_link": _("Set link"),
        "unlink": _("Take the link out"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "heading": _("Heading"),
        "smaller_heading": _("Smaller heading"),
        "bullets": _("Bullet list"),
        "numbers": _("Numbered list"),
        "quote": _("Quote"),
        "link": _("Link"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "tools_of_text": _("Text"),
        "text": _("Text"),
        "bullet_moved": _("Bullet {from} is now bullet {to} of {count}."),
        "bullet_removed": _("Bullet {from} is taken out."),
        "bullets_words": _("{bullets} of {all} taken, {words} words"),
        "references": _("References in this text"),
        "reference_linked": _("“{words}” leads to {post}."),
        "reference_one": _("“{words}” means this post:"),
        "reference_several": _("“{words}”: which post is it?"),
        "reference_none": _("“{words}” leads nowhere: no post stands at that time. Type @ to choose one."),
        "reference_let_be": _("Leave it as words"),
        "picker": _("Posts to refer to"),
        "picker_count": _("{count} posts, the newest first"),
        "picker_none": _("No post has these words or this time."),
        "snippet_put_in": _("Put in."),
        "snippet_open": _("Put in. Tab leads to each slot that is open: {names}."),
        "snippet_offline": _("The line is down: the snippet cannot be fetched now."),
        "moved": _("Point {from} is now point {to} of {count}."),
        "removed": _("Point {from} is taken out."),
        "unsaved": _("not on the page yet"),
    }
