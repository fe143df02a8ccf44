"""Taking in what one reader sent: kept once, grouped with what asks the same, set aside if it is abuse."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from stoppress.questions.gathering import take_in
from stoppress.questions.likeness import question_like, wording_of
from stoppress.questions.models import AbuseList, Letter, Question, QuestionBox, Standing
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock, ids

#: So many letters of one wording are kept, for those who want to be told; the others are counted only.
MOST_OF_ONE_WORDING = 20
#: Letters of one live blog that are kept at once; those that no proof of work came with may fill half of it.
MOST_KEPT = 10_000

#: Finds the question that asks the same.
Look = Callable[[LiveBlog, str], Question | None]

_RECEIPT = "stoppress.questions.receipt"
_SHARED = "stoppress.questions.shared"


class Full(Exception):
    """The desk has more letters than it can read; nothing was kept."""


class SentBefore(Exception):
    """This sending was used for other words; nothing was kept."""


@dataclass(frozen=True)
class Sheet:
    """What a reader has written, checked. `sending_key` names one sending: sent twice, it is one letter."""

    text: str
    sending_key: str
    first_name: str = ""
    place: str = ""
    email: str = ""
    is_comment: bool = False


@dataclass(frozen=True)
class Received:
    """What became of it. `secret` is the private word of the receipt's address; nobody else is told it."""

    letter: Letter
    secret: str
    is_new: bool


def receive(
    blog: LiveBlog,
    text: str,
    *,
    sending_key: str = "",
    first_name: str = "",
    place: str = "",
    email: str = "",
    is_comment: bool = False,
    is_proven: bool = True,
    look: Look = question_like,
) -> Received:
    """Keep one letter in a transaction of its own; the same sending again gets the same receipt.

    The words were checked before (`questions.sheets`). A letter whose wording is known here already is counted with the
    one that is kept (`copies`), unless it brings another e-mail to be told. One that the newsroom's abuse list names
    is set aside, and its asker is not told. Raises Full, or SentBefore if the key came with other words.
    """
    key = sending_key or ids.idempotency_key()
    sheet = Sheet(text, key, first_name, place, email, is_comment)
    with transaction.atomic():
        earlier = Letter.objects.filter(sending_key=key).first()
        if earlier:
            return _again(earlier, sheet)
        fingerprint = fingerprint_of(text)
        alike = Letter.objects.filter(blog=blog, fingerprint=fingerprint).exclude(text="")
        if (known := alike.first()) and not _brings_an_address(sheet, known, alike.count()):
            return _counted(known)
        _refuse_when_full(blog, is_proven)
        return Received(_kept(blog, sheet, fingerprint, look), secret_of(key), is_new=True)


def secret_of(sending_key: str) -> str:
    """The private word of the receipt, 200 bits: made from the sending and the house's key, so that it is stored nowhere."""
    return _word(_RECEIPT, sending_key, 40)


def hash_of(secret: str) -> str:
    """What is stored of a private word."""
    return hashlib.sha256(secret.encode()).hexdigest()


def letter_of(blog: LiveBlog, secret: str) -> tuple[Letter | None, bool]:
    """The letter of a receipt's address, and whether it is kept for somebody else's like words too (a shared receipt)."""
    rows = Letter.objects.filter(blog=blog).select_related("question__answer__post__blog", "blog")
    if found := rows.filter(secret_hash=hash_of(secret)).first():
        return found, False
    shared = rows.filter(public_id=secret[:12]).first()
    if shared and hmac.compare_digest(secret.encode(), _shared_secret(shared).encode()):
        return shared, True
    return None, False


def fingerprint_of(text: str) -> str:
    """The letters of a text, hashed: the same for every copy, whatever its case, marks and blanks."""
    return hashlib.sha256((wording_of(text) or text.strip()).encode()).hexdigest()


def suspicion_of(blog: LiveBlog, text: str) -> str:
    """The phrase of the newsroom's abuse list that stands in this text, or nothing."""
    abuse = (
        AbuseList.objects.filter(newsroom=blog.newsroom_id).values_list("phrases", flat=True).first() or ""
    )
    words = f" {wording_of(text)} "
    for phrase in abuse.splitlines():
        if (wanted := wording_of(phrase)) and f" {wanted} " in words:
            return phrase.strip()[:120]
    return ""


def _kept(blog: LiveBlog, sheet: Sheet, fingerprint: str, look: Look) -> Letter:
    now = clock.now()
    suspicion = suspicion_of(blog, f"{sheet.text}\n{sheet.first_name}\n{sheet.place}")
    like = None if suspicion else look(blog, sheet.text)
    question = like or _new_question(blog, suspicion, now)
    question.changed_at = now
    question.save()
    letter = Letter.objects.create(
        blog=blog,
        question=question,
        secret_hash=hash_of(secret_of(sheet.sending_key)),
        is_comment=sheet.is_comment,
        text=sheet.text,
        first_name=sheet.first_name,
        place=sheet.place,
        email=sheet.email,
        fingerprint=fingerprint,
        suspicion=suspicion,
        sending_key=sheet.sending_key,
        asked_at=now,
        forget_at=now + timedelta(days=_keep_days(blog)),
    )
    take_in(question, letter)
    return letter


def _new_question(blog: LiveBlog, suspicion: str, now: datetime) -> Question:
    """A question of its own; what is set aside gathers nothing."""
    standing = Standing.SET_ASIDE if suspicion else Standing.NEW
    return Question(blog=blog, standing=standing, first_asked_at=now, last_asked_at=now)


def _again(earlier: Letter, sheet: Sheet) -> Received:
    if earlier.fingerprint != fingerprint_of(sheet.text):
        raise SentBefore
    return Received(earlier, secret_of(sheet.sending_key), is_new=False)


def _brings_an_address(sheet: Sheet, known: Letter, count: int) -> bool:
    """Whether a copy must be kept after all, for somebody wants to be told who would not be else."""
    if not sheet.email or count >= MOST_OF_ONE_WORDING:
        return False
    alike = Letter.objects.filter(blog=known.blog_id, fingerprint=known.fingerprint)
    return not alike.filter(email=sheet.email).exists()


def _counted(known: Letter) -> Received:
    now = clock.now()
    Letter.objects.filter(pk=known.pk).update(copies=F("copies") + 1)
    Question.objects.filter(pk=known.question_id).update(
        asked_count=F("asked_count") + 1, last_asked_at=now, changed_at=now
    )
    return Received(known, _shared_secret(known), is_new=False)


def _refuse_when_full(blog: LiveBlog, is_proven: bool) -> None:
    bound = MOST_KEPT if is_proven else MOST_KEPT // 2
    kept = Letter.objects.filter(blog=blog, forgotten_at=None).order_by()
    if kept[bound - 1 : bound].exists():
        raise Full


def _keep_days(blog: LiveBlog) -> int:
    kept = QuestionBox.objects.filter(blog=blog).values_list("keep_days", flat=True).first()
    return 30 if kept is None else kept


def _shared_secret(letter: Letter) -> str:
    """The address for all who sent the same words: it tells how the question stands, and holds nothing of anybody."""
    return letter.public_id + _word(_SHARED, letter.public_id, 28)


def _word(purpose: str, name: str, length: int) -> str:
    """A word that only the house can make: 5 bits a letter."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"{purpose}:{name}".encode(), "sha256")
    return ids.spelt(digest)[:length]
