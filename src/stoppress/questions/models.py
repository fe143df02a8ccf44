"""The nouns of asking: the box on the page, letters, the questions they make, experts, sessions, answers.

A *letter* is what one reader sent. A *question* is what one or more letters ask, and what the desk sorts, assigns and answers.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self

from django.db import models

from stoppress.people.models import Member, Newsroom
from stoppress.stories.models import LiveBlog, Post
from stoppress.toolkit import ids


class Standing(StrEnum):
    """Where a question stands. `set aside`: its letter was suspected on arrival, and waits unseen."""

    NEW = "new"
    TAKEN = "taken"
    SHORTLISTED = "shortlisted"
    ASSIGNED = "assigned"
    WRITTEN = "written"
    ANSWERED = "answered"
    DECLINED = "declined"
    SPAM = "spam"
    SET_ASIDE = "set aside"


class Lost(StrEnum):
    """What became of the answer that a question had."""

    WITHDRAWN = "withdrawn"
    TAKEN_DOWN = "taken down"


#: Standings in which somebody still has to do something.
OPEN = (Standing.NEW, Standing.TAKEN, Standing.SHORTLISTED, Standing.ASSIGNED, Standing.WRITTEN)


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class QuestionBox(models.Model):
    """Whether and how readers may ask on the page of one live blog. `rules` are the publication rules; empty: the house's."""

    blog = models.OneToOneField(LiveBlog, on_delete=models.CASCADE, related_name="question_box")
    is_open = models.BooleanField(default=False)
    invitation = models.CharField(max_length=200, blank=True)
    rules = models.TextField(blank=True)
    keep_days = models.IntegerField(default=30)
    version = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"box of {self.blog_id}"


class AbuseList(models.Model):
    """Words and phrases of a newsroom, one a line, by which a letter is set aside unseen."""

    newsroom = models.OneToOneField(Newsroom, on_delete=models.CASCADE, related_name="abuse_list")
    phrases = models.TextField(blank=True)
    version = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"abuse list of {self.newsroom_id}"


class Expert(models.Model):
    """Somebody who answers: from outside, or a member. `portrait` names a picture of the media room, or is empty."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.CASCADE, related_name="experts")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=200, blank=True)
    portrait = models.CharField(max_length=60, blank=True)
    member = models.OneToOneField(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="as_expert"
    )
    version = models.IntegerField(default=1)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ExpertLinks(models.QuerySet["ExpertLink"]):
    """Links, by what they open."""

    def living(self, at: datetime) -> Self:
        """Those that open something at this moment; of a member who was let out, none."""
        return self.filter(revoked_at=None, expires_at__gt=at).exclude(expert__member__is_active=False)


class ExpertLink(models.Model):
    """The private address by which an expert reaches what is assigned in one live blog; kept only as a hash."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="links")
    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="expert_links")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ExpertLinks] = ExpertLinks.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"link of {self.expert_id}"


class Session(models.Model):
    """A question-and-answer session: answers gathered under one heading."""

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="sessions")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    heading = models.CharField(max_length=200)
    standfirst = models.CharField(max_length=400, blank=True)
    is_open = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return self.heading


class Questions(models.QuerySet["Question"]):
    """Questions, by how they stand."""

    def open(self) -> Self:
        """Those with which something is still to be done."""
        return self.filter(standing__in=OPEN)


class Question(models.Model):
    """What one or more letters ask; the unit that the desk sorts and answers. `reason` is told to those who asked."""

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="questions")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    standing = models.CharField(max_length=12, choices=_choices(Standing), default=Standing.NEW)
    reason = models.CharField(max_length=400, blank=True)
    taken_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    expert = models.ForeignKey(
        Expert, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned"
    )
    note_to_expert = models.CharField(max_length=400, blank=True)
    #: What the expert has written, and what he says to the desk; not public before an editor releases it.
    written_html = models.TextField(blank=True)
    note_from_expert = models.CharField(max_length=400, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    #: Whose words these are: assigned to another, a question shows him nothing of them.
    written_by = models.ForeignKey(Expert, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    answer = models.ForeignKey(
        "Answer", null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    #: The letter whose words stand for all, how many have asked (copies of one wording are counted, not kept), and by
    #: which folded words they are found: kept by `questions.gathering`, as the two moments below it.
    lead = models.ForeignKey("Letter", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_count = models.IntegerField(default=0)
    found_by = models.TextField(blank=True)
    #: It was answered, and the answer is no longer to be read: the desk and those who asked are told so.
    lost_answer = models.CharField(max_length=10, choices=_choices(Lost), blank=True)
    first_asked_at = models.DateTimeField()
    last_asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    #: Rises with every act of the desk or of an expert, not with a letter: a letter overtakes no editor.
    version = models.IntegerField(default=1)

    objects: ClassVar[models.Manager[Question]] = Questions.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["blog", "standing", "-last_asked_at"], name="questions_by_standing"),
            models.Index(fields=["blog", "standing", "-asked_count"], name="questions_by_asking"),
            models.Index(fields=["blog", "-changed_at"], name="questions_by_change"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Letter(models.Model):
    """What one reader sent. Its private address is kept as a hash; personal data is blanked at `forget_at`."""

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="letters")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="letters")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    secret_hash = models.CharField(max_length=64, unique=True)
    is_comment = models.BooleanField(default=False)
    text = models.TextField()
    first_name = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=80, blank=True)
    email = models.CharField(max_length=254, blank=True)
    #: The text folded to its letters, hashed: by this a copy of one message is known.
    fingerprint = models.CharField(max_length=64)
    copies = models.IntegerField(default=1)
    #: Why it was set aside unseen, if it was.
    suspicion = models.CharField(max_length=120, blank=True)
    #: The key of its sending: sent twice, it is one letter.
    sending_key = models.CharField(max_length=200, unique=True)
    asked_at = models.DateTimeField()
    forget_at = models.DateTimeField(db_index=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["blog", "fingerprint"], name="letters_by_fingerprint")]

    def __str__(self) -> str:
        return self.public_id


class QuestionEvent(models.Model):
    """What happened to a question, for its history: by a member, or by somebody who is none (`by_words`).

    `letters` are the public ids of the letters that a merge brought or a split took, so that it can be undone.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=20)
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_words = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=400, blank=True)
    letters = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.question_id}"


class Answer(models.Model):
    """What a post of kind answer says besides its words: who answered, as shown, and in which session."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="answer")
    expert = models.ForeignKey(
        Expert, null=True, blank=True, on_delete=models.SET_NULL, related_name="answers"
    )
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=200, blank=True)
    portrait = models.CharField(max_length=60, blank=True)
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="answers"
    )

    def __str__(self) -> str:
        return f"{self.name} in {self.post_id}"


class Asked(models.Model):
    """One question as it is shown in an answer: the words, and who asks from where."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="asked")
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="shown_in"
    )
    position = models.IntegerField()
    words = models.TextField()
    first_name = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.words


class AnswerVersion(models.Model):
    """What an answer said besides its words as it stood after one act: `shown` is JSON, as machines are told it."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    shown = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="one_answer_a_number")]

    def __str__(self) -> str:
        return f"{self.answer_id} version {self.number}"
