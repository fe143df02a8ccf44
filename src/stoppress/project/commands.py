"""The command line: `stoppress <verb>`; every trouble is a sentence on stderr, never a trace."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from stoppress.project import trouble


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line says; exit with 0, with 1 for what could not be done, with 2 for what was not understood."""
    options = parser().parse_args(arguments)
    try:
        code = _do(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        print(f"stoppress: {trouble.in_words(error)}", file=sys.stderr)
        code = 1
    raise SystemExit(code)


def parser() -> argparse.ArgumentParser:
    """Everything that can be typed; what a verb does is imported only when it is done, so that `--help` is quick."""
    top = argparse.ArgumentParser(prog="stoppress", description="Live coverage for newsrooms.")
    verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)
    _add_serving(verbs)
    _add_stories(verbs)
    _add_drafting(verbs)
    _add_people(verbs)
    _add_wires(verbs)
    _add_upkeep(verbs)
    return top


def _do(options: argparse.Namespace) -> int:
    module, _, function = options.do.partition(":")
    code: int | None = getattr(import_module(f"stoppress.project.verbs.{module}"), function)(options)
    return code or 0


def _add_serving(verbs: Any) -> None:
    serve = _verb(verbs, "serve", "serving:serve", "serve desk and readers until told to stop")
    _add_address(serve)
    demo = _verb(verbs, "demo", "serving:demo", "serve a fictional story, played live")
    _add_address(demo)
    demo.add_argument("--fresh", action="store_true", help="begin the demo anew")


def _add_stories(verbs: Any) -> None:
    bring = _verb(verbs, "import", "stories:bring_in", "bring in a captured live page of another publisher")
    bring.add_argument(
        "file",
        metavar="FILE",
        help="an HTML page (also gzipped) or the plain text of one; - reads from stdin",
    )
    bring.add_argument(
        "--slug", default="", help="the live blog's name in addresses (default: from the headline)"
    )
    bring.add_argument(
        "--as",
        dest="email",
        default="",
        metavar="EMAIL",
        help="the member who brings it in (default: the only editor)",
    )
    bring.add_argument(
        "--second",
        default="",
        metavar="EMAIL",
        help="the editor who has seen it, too, where the newsroom lets nothing out without two",
    )
    bring.add_argument("--dry-run", action="store_true", help="only report what would be brought in")
    bring.add_argument(
        "--date", help="the day of the newest post, such as 2024-07-18, for pages that print none"
    )
    bring.add_argument(
        "--zone", help="the story's time zone, such as Europe/London (default: what the page shows)"
    )
    bring.add_argument("--json", action="store_true", help="print the report as JSON")
    play = _verb(verbs, "play", "stories:play", "play a live blog once more, as it happened, onto a new page")
    play.add_argument("slug", metavar="SLUG")
    play.add_argument(
        "--speed",
        type=float,
        default=60.0,
        help="how many times faster than it happened (default 60; 0: at once)",
    )
    play.add_argument(
        "--as", dest="name", default="", metavar="SLUG", help="the new page's name (default: SLUG-replay)"
    )
    play.add_argument("--again", action="store_true", help="begin another one beside an earlier replay")
    play.add_argument(
        "--continue", dest="go_on", action="store_true", help="go on where an earlier replay stopped"
    )


def _add_drafting(verbs: Any) -> None:
    draft = _group(verbs, "draft", "suggestions from the words of posts, offline")
    for name, words in (
        ("key-points", "suggest key points for a whole story"),
        ("round-up", "draft a round-up of a span"),
    ):
        verb = _verb(draft, name, "drafting:draft", words)
        verb.set_defaults(suggestion=name)
        verb.add_argument(
            "file",
            metavar="FILE",
            nargs="?",
            default="-",
            help="JSON: posts, newest first, each with id, time, title and text; and words, how many are wanted "
            "(default, or -: stdin)",
        )


def _add_people(verbs: Any) -> None:
    member = _group(verbs, "member", "people of the newsroom")
    add = _verb(
        member, "add", "people:add_member", "add a member; the pass phrase is asked for, or read from stdin"
    )
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", default="", help="as it stands in bylines (default: the e-mail address)")
    add.add_argument(
        "--role",
        default="",
        help="chief, editor, reporter, contributor, moderator, expert, viewer or guest "
        "(default: chief for the first of a newsroom, else editor)",
    )
    add.add_argument(
        "--newsroom", default="", help="made if it is not there yet (default: the only one there is)"
    )
    _verb(member, "list", "people:list_members", "show all members: e-mail, role, name")
    role = _verb(member, "role", "people:change_role", "make a member another thing in the newsroom")
    role.add_argument("email", metavar="EMAIL")
    role.add_argument("role", metavar="ROLE")
    for name, words in (
        ("pass-phrase", "give a member a new pass phrase; it is asked for, or read from stdin"),
        ("deactivate", "let a member out: all sessions and tokens end at once"),
        ("reactivate", "let a member in again"),
        ("reset-factors", "remove the second factors of a member who has lost them"),
    ):
        verb = _verb(member, name, f"people:{name.replace('-', '_')}", words)
        verb.add_argument("email", metavar="EMAIL")
    token = _group(verbs, "token", "keys for programs that use the API")
    new = _verb(token, "new", "people:new_token", "make a token, and show it once")
    new.add_argument("email", metavar="EMAIL", help="the member in whose name the program acts")
    new.add_argument("slug", metavar="SLUG", help="the live blog that it is for")
    new.add_argument("--label", default="", help="what it is for, in your words")
    new.add_argument("--days", type=int, default=90, help="how long it lives (default: 90)")
    new.add_argument("--read-only", action="store_true", help="it may read, and nothing else")
    listing = _verb(token, "list", "people:list_tokens", "show all tokens, without their secrets")
    listing.add_argument("slug", metavar="SLUG", nargs="?", default="")
    revoke = _verb(token, "revoke", "people:revoke_token", "end a token at once")
    revoke.add_argument("number", metavar="NUMBER", type=int, help="as “stoppress token list” shows it")


def _add_wires(verbs: Any) -> None:
    wire = _group(verbs, "wire", "the numbered log of a live blog")
    numbers = _verb(
        wire, "numbers", "wires:numbers", "print the number of every change, and say whether one is missing"
    )
    numbers.add_argument("slug", metavar="SLUG")
    numbers.add_argument("--long", action="store_true", help="what each change did, too")
    _verb(wire, "words", "wires:words", "write the index by which readers search anew")
    restored = _verb(verbs, "restored", "wires:restored", "begin a new epoch after a backup was restored")
    restored.add_argument("slug", metavar="SLUG", nargs="*", help="only these live blogs (default: all)")


def _add_upkeep(verbs: Any) -> None:
    _verb(verbs, "migrate", "upkeep:migrate", "bring the database up to date")
    doctor = _verb(
        verbs, "doctor", "upkeep:doctor", "look whether all is well, and say what to do where it is not"
    )
    doctor.add_argument("--quick", action="store_true", help="leave out what takes long on a large database")
    pace = _verb(
        verbs, "pace", "pacing:pace", "slow down or stop all who follow, at once and without a restart"
    )
    pace.add_argument(
        "wish",
        metavar="PACE",
        nargs="?",
        default="",
        help="normal, stop, or seconds: nobody asks more often (default: only say how things stand)",
    )
    pictures = _group(verbs, "pictures", "the pictures of posts")
    fetch = _verb(
        pictures,
        "fetch",
        "pictures:fetch",
        "bring in what posts show from other houses, so that readers ask us alone",
    )
    fetch.add_argument("--again", action="store_true", help="ask once more for what was refused before, too")
    push_key = _group(verbs, "push-key", "the key with which push messages to readers are signed")
    _verb(
        push_key, "new", "pushing:new_push_key", "make another one; whoever follows must ask to be told anew"
    )


def _add_address(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1, this machine only)"
    )
    verb.add_argument(
        "--port", type=_port, default=8000, help="the port (default: 8000; 0: any that is free)"
    )


def _port(typed: str) -> int:
    """A port as typed; the system would take 99999 for another one."""
    port = int(typed) if typed.isdecimal() else -1
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {typed}")
    return port


def _verb(verbs: Any, name: str, do: str, words: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = verbs.add_parser(
        name, help=words, description=f"{words[0].upper()}{words[1:]}."
    )
    made.set_defaults(do=do)
    return made


def _group(verbs: Any, name: str, words: str) -> Any:
    group = verbs.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
    return group.add_subparsers(title="what to do", metavar="WHAT", required=True)


if __name__ == "__main__":
    main()
