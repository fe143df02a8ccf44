"""The command line: what it does, and that it says in a sentence why it does not."""

from __future__ import annotations

import json
import re
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoppress.project.data_folder import held_alone
from tests.server import Newsroom


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A folder with Alice and her live blog; nobody serves from it."""
    newsroom = Newsroom(tmp_path_factory.mktemp("commands") / "data")
    newsroom.run("migrate")
    newsroom.python("from tests.cast import open_scene; open_scene('flood').publish()")
    yield newsroom


def test_help_names_every_verb_without_waking_django(newsroom: Newsroom) -> None:
    told = newsroom.run("--help")
    for verb in (
        "serve",
        "demo",
        "import",
        "play",
        "member",
        "token",
        "wire",
        "restored",
        "migrate",
        "doctor",
        "push-key",
        "pictures",
        "pace",
    ):
        assert verb in told
    loaded = newsroom.python(
        "import sys; before = set(sys.modules)\n"
        "import subprocess\n"
        "program = 'import sys; from stoppress.project.commands import parser; parser(); print(\"django\" in sys.modules)'\n"
        "print(subprocess.run([sys.executable, '-c', program], capture_output=True, text=True).stdout)"
    )
    assert loaded == "False"


def test_what_is_not_understood_exits_with_2(newsroom: Newsroom) -> None:
    commands = [
        [],
        ["dance"],
        ["wire"],
        ["wire", "numbers"],
        ["serve", "--port", "many"],
        ["serve", "--port", "99999"],
    ]
    for typed, (code, told) in zip(commands, _told(newsroom, commands), strict=True):
        assert code == 2, typed
        assert "usage:" in told, typed


#: What is typed, and what the answer must name.
CANNOT_BE_DONE = [
    ("wire numbers nowhere", "nowhere"),
    ("play nowhere", "nowhere"),
    ("restored nowhere", "nowhere"),
    ("token new nobody@courier.example flood", "nobody@courier.example"),
    ("token new alice@courier.example nowhere", "nowhere"),
    ("token new alice@courier.example flood --days 0", "0"),
    ("token revoke 999", "999"),
    ("member add no-address", "no-address"),
    ("member add bob@courier.example --role king", "king"),
    ("member add alice@courier.example", "alice@courier.example"),
    ("member role alice@courier.example king", "king"),
    ("member deactivate nobody@courier.example", "nobody@courier.example"),
    ("import no-such-file.html", "no-such-file.html"),
    ("serve --host no-such-host.invalid", "no-such-host.invalid"),
]


def test_what_cannot_be_done_is_one_sentence(newsroom: Newsroom) -> None:
    answers = _told(newsroom, [typed.split() for typed, _ in CANNOT_BE_DONE])
    for (typed, words), (code, told) in zip(CANNOT_BE_DONE, answers, strict=True):
        assert code == 1, typed
        assert told.startswith("stoppress: ") and words in told, typed
        assert "Traceback" not in told and "should not" not in told, typed


def _told(newsroom: Newsroom, commands: list[list[str]]) -> list[tuple[int, str]]:
    """Exit code and stderr of each command, all in one process; each is typed with the same pass phrase on stdin."""
    answers: list[tuple[int, str]] = json.loads(newsroom.python(_IN_ONE_PROCESS.format(commands=commands)))
    return answers


_IN_ONE_PROCESS = """
import contextlib, io, json, sys
from stoppress.project.commands import main

answers = []
for typed in {commands}:
    sys.stdin = io.StringIO("seven quiet herons\\n")
    with contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            main(typed)
        except SystemExit as ended:
            answers.append((ended.code, said.getvalue()))
print(json.dumps(answers))
"""


def test_without_a_newsroom_a_command_says_how_to_make_one(tmp_path: Path) -> None:
    told = Newsroom(tmp_path / "empty").run("wire", "numbers", "flood", expected=1)
    assert "stoppress serve" in told and "STOPPRESS_DATA" in told


def test_a_member_who_is_added_can_be_given_a_token(newsroom: Newsroom) -> None:
    newsroom.run("member", "add", "carla@courier.example", "--name", "Carla", typed="seven quiet herons\n")
    secret = newsroom.run("token", "new", "carla@courier.example", "flood", "--label", "wire desk").strip()
    assert re.fullmatch(r"sp_[a-z0-9]+", secret)
    listed = newsroom.run("token", "list", "flood")
    assert "wire desk" in listed and secret not in listed
    number = next(line.split("\t")[0] for line in listed.splitlines() if "wire desk" in line)
    newsroom.run("token", "revoke", number)
    assert "revoked" in newsroom.run("token", "list", "flood")


def test_members_are_listed_changed_let_out_and_let_in(newsroom: Newsroom) -> None:
    newsroom.run("member", "add", "dora@courier.example", "--name", "Dora", typed="seven quiet herons\n")
    newsroom.run("member", "role", "dora@courier.example", "contributor")
    newsroom.run("member", "pass-phrase", "dora@courier.example", typed="nine loud cranes\n")
    newsroom.run("member", "reset-factors", "dora@courier.example")
    newsroom.run("member", "deactivate", "DORA@courier.example")
    assert "dora@courier.example\tcontributor\tdeactivated\tDora" in newsroom.run("member", "list")
    newsroom.run("member", "reactivate", "dora@courier.example")
    assert "dora@courier.example\tcontributor\tactive\tDora" in newsroom.run("member", "list")


def test_the_first_member_of_a_newsroom_is_its_chief(tmp_path: Path) -> None:
    fresh = Newsroom(tmp_path / "first")
    words = ["member", "add", "ana@courier.example", "--newsroom", "The Arle Echo"]
    assert "is now chief of The Arle Echo" in fresh.run(*words, typed="seven quiet herons\n")


def test_the_first_member_must_say_for_which_newsroom(tmp_path: Path) -> None:
    told = Newsroom(tmp_path / "new").run(
        "member", "add", "ana@courier.example", typed="seven quiet herons\n", expected=1
    )
    assert "--newsroom" in told


def test_the_wires_numbers_are_printed_one_a_line(newsroom: Newsroom) -> None:
    numbers = [int(line) for line in newsroom.run("wire", "numbers", "flood").split()]
    assert numbers == list(range(1, len(numbers) + 1))
    long = newsroom.run("wire", "numbers", "flood", "--long").splitlines()
    assert len(long) == len(numbers)
    assert any("put\tpost/" in line for line in long)


def test_a_missing_number_is_not_passed_over(newsroom: Newsroom, tmp_path: Path) -> None:
    broken = _copy(newsroom, tmp_path)
    broken.python(
        "from django.db import connection\n"
        "cursor = connection.cursor()\n"
        "cursor.execute(\"SELECT name FROM sqlite_master WHERE type = 'trigger'\")\n"
        "[cursor.execute(f'DROP TRIGGER {name}') for (name,) in cursor.fetchall()]\n"
        "cursor.execute('DELETE FROM wire_change WHERE number = 2')"
    )
    assert "1 missing, first 2" in broken.run("wire", "numbers", "flood", expected=1)
    assert "has a gap" in broken.run_and_read("doctor", expected=1)


def test_restored_begins_another_epoch_and_keeps_the_numbers(newsroom: Newsroom, tmp_path: Path) -> None:
    copy = _copy(newsroom, tmp_path)
    ask = "from stoppress.wire.models import Wire; print(Wire.objects.get(name='flood').cursor)"
    epoch, _, head = copy.python(ask).partition("-")
    copy.run("restored")
    epoch_after, _, head_after = copy.python(ask).partition("-")
    assert epoch_after != epoch
    assert head_after == head


_IN_THE_INDEX = (
    "from django.db import connection as c; from stoppress.wire.models import Part\n"
    "cursor = c.cursor(); cursor.execute('SELECT count(*) FROM wire_words')\n"
    "print(cursor.fetchone()[0], Part.objects.exclude(words_row=None).count(),"
    " Part.objects.filter(region='stream', is_standing=True).count())"
)


def test_the_update_that_brings_the_search_finds_what_was_published_before(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    copy = _copy(newsroom, tmp_path)
    before = copy.python(_IN_THE_INDEX)
    assert before != "0 0 0" and len(set(before.split())) == 1
    copy.python(
        "from django.core.management import call_command as call; call('migrate', 'wire', '0005', verbosity=0)"
    )
    copy.run("migrate")
    assert copy.python(_IN_THE_INDEX) == before


def test_the_index_of_words_is_written_anew_from_the_wires(newsroom: Newsroom, tmp_path: Path) -> None:
    copy = _copy(newsroom, tmp_path)
    before = copy.python(_IN_THE_INDEX)
    copy.python("from django.db import connection as c; c.cursor().execute('DROP TABLE wire_words')")
    assert f"{before.split()[0]} posts can be found" in copy.run("wire", "words")
    assert copy.python(_IN_THE_INDEX) == before


def test_the_doctor_finds_a_folder_that_others_may_read(newsroom: Newsroom, tmp_path: Path) -> None:
    copy = _copy(newsroom, tmp_path)
    assert "no number missing" in copy.run("doctor")
    copy.data.chmod(0o755)
    assert f"chmod go= {copy.data}" in copy.run_and_read("doctor", expected=1)


#: What may happen to the index of words, as statements.
DAMAGED = {
    "not there": "DROP TABLE wire_words",
    "an entry is gone": "DELETE FROM wire_words WHERE rowid = (SELECT max(words_row) FROM wire_part)",
    "a part has lost its entry": "UPDATE wire_part SET words_row = NULL WHERE words_row = (SELECT max(words_row) FROM wire_part)",
    "other words": "UPDATE wire_words_content SET c2 = 'nobody said this'",
    "blocks are gone": "DELETE FROM wire_words_data WHERE id > 10",
    "no blocks at all": "DELETE FROM wire_words_data",
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_the_doctor_finds_a_damaged_index_of_words_and_says_what_mends_it(
    newsroom: Newsroom, tmp_path: Path, damage: str
) -> None:
    copy = _copy(newsroom, tmp_path)
    assert "The index of words is sound" in copy.run("doctor")
    copy.python(f"from django.db import connection as c; c.cursor().execute({damage!r})")
    told = copy.run_and_read("doctor", expected=1)
    assert "stoppress wire words" in told and "SQLite finds the file sound" in told
    copy.run("wire", "words")
    assert "The index of words is sound" in copy.run("doctor")


_FOLLOWED = (
    "from stoppress.alerts.models import Subscription; from stoppress.alerts.subscriptions import *\n"
    "from stoppress.stories.models import LiveBlog\n"
    "browser = Browser('https://push.example/ada', 'point', 'secret')\n"
    "follow(LiveBlog.objects.get(slug='flood'), browser, Wishes(key_events=True))"
)


def test_the_pace_of_all_is_slowed_stopped_told_and_let_go_on(newsroom: Newsroom) -> None:
    assert "as each coverage has it" in newsroom.run("pace")
    assert "every 30 seconds" in newsroom.run("pace", "30")
    assert "every 30 seconds" in newsroom.run("pace")
    assert "Nobody follows" in newsroom.run("pace", "stop")
    assert "mind  Nobody follows" in newsroom.run("doctor")
    assert "as each coverage has it" in newsroom.run("pace", "normal")
    for wrong in ("0", "-3", "fast", "3601"):
        assert "A pace is" in newsroom.run("pace", "--", wrong, expected=1)
    (newsroom.data / "pace").write_text("{")
    assert "stoppress pace normal" in newsroom.run("pace", expected=1)
    assert "as each coverage has it" in newsroom.run("pace", "normal")


def test_another_push_key_forgets_whoever_followed_under_the_old_one(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    copy = _copy(newsroom, tmp_path)
    copy.run("push-key", "new")
    first = (copy.data / "push-key").read_text()
    copy.python(_FOLLOWED)
    told = copy.run("push-key", "new")
    assert "There is a new key. One subscription under the old one was deleted" in told
    assert (copy.data / "push-key").read_text() != first
    assert stat.S_IMODE((copy.data / "push-key").stat().st_mode) == 0o600
    assert (
        copy.python("from stoppress.alerts.models import Subscription as s; print(s.objects.count())") == "0"
    )
    assert "The key for push messages is sound" in copy.run("doctor", "--quick")


def test_no_other_push_key_while_somebody_serves(newsroom: Newsroom, tmp_path: Path) -> None:
    copy = _copy(newsroom, tmp_path)
    copy.run("push-key", "new")
    key = (copy.data / "push-key").read_text()
    with held_alone(copy.data):
        assert "Stop it first" in copy.run("push-key", "new", expected=1)
    assert (copy.data / "push-key").read_text() == key


def test_the_doctor_says_how_it_is_with_the_key_for_push_messages(newsroom: Newsroom, tmp_path: Path) -> None:
    copy = _copy(newsroom, tmp_path)
    assert "There is no key for push messages yet" in copy.run("doctor", "--quick")
    key = copy.data / "push-key"
    key.write_text("This is no key.\n")
    key.chmod(0o600)
    told = copy.run_and_read("doctor", "--quick", expected=1)
    assert f"{key} holds no key for push messages" in told and "stoppress push-key new" in told
    key.chmod(0o644)
    assert f"chmod go= {key}" in copy.run_and_read("doctor", "--quick", expected=1)
    key.chmod(0o600)
    off = Newsroom(copy.data, {"STOPPRESS_PUSH": "off"})
    assert "Push messages to readers are switched off" in off.run("doctor", "--quick")


def test_the_doctor_asks_for_somebody_to_whom_push_services_can_write(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    copy = _copy(newsroom, tmp_path)
    copy.run("push-key", "new")
    assert "neither https nor mailto" in copy.run("doctor", "--quick")
    reached = Newsroom(copy.data, {"STOPPRESS_PUSH_CONTACT": "mailto:desk@courier.example"})
    assert "neither https nor mailto" not in reached.run("doctor", "--quick")


def test_what_should_not_happen_is_written_down_and_not_shown(newsroom: Newsroom, tmp_path: Path) -> None:
    copy = _copy(newsroom, tmp_path)
    (copy.data / "stoppress.sqlite3").write_bytes(b"this is no database" * 100)
    told = copy.run("wire", "numbers", "flood", expected=1)
    assert "Traceback" not in told
    trouble = re.search(r"written down as (\w+) in", told)
    assert trouble is not None
    log = copy.data / "trouble.log"
    assert trouble[1] in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_command_that_commits_rings_the_bell(newsroom: Newsroom, tmp_path: Path) -> None:
    copy = _copy(newsroom, tmp_path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        bell.bind(str(copy.data / "wake.sock"))
        bell.settimeout(30)
        copy.run("restored")
        assert bell.recv(16)


def _copy(newsroom: Newsroom, folder: Path) -> Newsroom:
    """The same newsroom in another folder, to be broken."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    for name in ("secret-key", "stoppress.sqlite3"):
        (data / name).write_bytes((newsroom.data / name).read_bytes())
        (data / name).chmod(0o600)
    return Newsroom(data)
