"""Messages are sealed and signed as the standards say: against their own examples, and as a browser opens them."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from stoppress.alerts import credentials
from stoppress.alerts.encoding import decoded, encoded
from stoppress.alerts.sealing import MOST_BYTES, public_key, seal
from tests.alerts.browser import FakeBrowser

# RFC 8291 5 and appendix A.
_PLAIN = b"When I grow up, I want to be a watermelon"
_OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
_THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
_AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
_SALT = "DGv6ra1nlYgDCS1FRnbzlw"
_SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
# RFC 8292 2.4.
_EXAMPLE_KEY = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
_EXAMPLE_WORD = (
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6"
    "Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA"
)


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    ours = ec.derive_private_key(int.from_bytes(decoded(_OURS)), ec.SECP256R1())
    sealed = seal(_PLAIN, decoded(_THEIRS), decoded(_AUTH), salt=decoded(_SALT), ours=ours)
    assert encoded(sealed) == _SEALED


@pytest.mark.parametrize("size", [0, 1, 500, MOST_BYTES])
def test_a_browser_opens_what_was_sealed_for_it(size: int) -> None:
    browser = FakeBrowser()
    sealed = seal(b"x" * size, decoded(browser.p256dh), decoded(browser.auth))
    assert browser.open(sealed) == b"x" * size
    assert len(sealed) <= 4096


def test_no_two_messages_are_sealed_alike() -> None:
    browser = FakeBrowser()
    sealed = {seal(b"the same", decoded(browser.p256dh), decoded(browser.auth)) for _ in range(5)}
    assert len(sealed) == 5


def test_what_is_too_long_is_refused_before_a_service_does_so() -> None:
    browser = FakeBrowser()
    with pytest.raises(ValueError, match="at most"):
        seal(b"x" * (MOST_BYTES + 1), decoded(browser.p256dh), decoded(browser.auth))


def test_a_point_that_is_on_no_curve_is_refused() -> None:
    for point in (b"", b"\x04" + b"\x01" * 64, b"\x00", b"\x04" * 64):
        with pytest.raises(ValueError):
            seal(b"words", point, b"a" * 16)


def test_the_check_of_these_tests_accepts_the_standards_own_example() -> None:
    assert _verified(_EXAMPLE_WORD, _EXAMPLE_KEY)["aud"] == "https://push.example.net"
    with pytest.raises(InvalidSignature):
        _verified(_EXAMPLE_WORD[:-2] + "AA", _EXAMPLE_KEY)


def test_each_message_says_who_sends_it_and_is_believed_for_less_than_a_day(tmp_path: Path) -> None:
    ours = _made(tmp_path)
    word, key = ours.authorization("https://push.example/m/1?x=y").removeprefix("vapid t=").split(", k=")
    claims = _verified(word, key)
    assert key == ours.public
    assert claims["aud"] == "https://push.example"
    assert claims["sub"] == "https://courier.example"
    assert 6 * 3600 - 60 < float(str(claims["exp"])) - time.time() <= 12 * 3600


def test_one_word_serves_all_endpoints_of_a_service_and_no_other_service(tmp_path: Path) -> None:
    ours = _made(tmp_path)
    assert ours.authorization("https://a.example/1") == ours.authorization("https://a.example/2")
    assert ours.authorization("https://a.example/1") != ours.authorization("https://b.example/1")


@pytest.mark.parametrize(
    "content", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_file_that_holds_no_key_is_told_with_the_remedy(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    with pytest.raises(credentials.BadKey, match="push-key new"):
        credentials.read(tmp_path / "key", "https://courier.example")


def _made(folder: Path) -> credentials.Credentials:
    (folder / "key").write_text(credentials.new_key())
    return credentials.read(folder / "key", "https://courier.example")


def _verified(word: str, key: str) -> dict[str, object]:
    """The claims of a signed word; raises InvalidSignature."""
    said, _, signature = word.rpartition(".")
    raw = decoded(signature)
    numbers = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public_key(decoded(key)).verify(numbers, said.encode(), ec.ECDSA(SHA256()))
    claims: dict[str, object] = json.loads(decoded(said.partition(".")[2]))
    return claims
