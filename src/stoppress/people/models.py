"""The newsroom, its members, what they are on single live blogs, who is invited, and what is written down of all this."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from stoppress.people.rights import BLOG_ROLES, Role
from stoppress.toolkit import ids


class Newsroom(models.Model):
    """A house that publishes; nothing of one newsroom exists for the members of another."""

    name = models.CharField(max_length=120, unique=True)
    #: The roles that must sign in with a second factor, and the version of this wish.
    second_factor_roles = models.JSONField(default=list)
    version = models.IntegerField(default=1)
    #: New live blogs begin with the rule that a second person releases what goes out; imports obey it, too.
    needs_two_people = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Members(BaseUserManager["Member"]):
    """Finds members by their e-mail address, whatever its letter case."""

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(email__iexact=username)


class Member(AbstractBaseUser):
    """Somebody of the newsroom, who signs in by e-mail and pass phrase, by a passkey, or by the house's single sign-on."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="members")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(
        max_length=12, choices=[(role.value, role.label) for role in Role], default=Role.REPORTER
    )
    is_active = models.BooleanField(default=True)
    #: Rises with every change of rights: who changes them says which version she saw.
    version = models.IntegerField(default=1)
    #: Sessions and tokens from before open nothing, also when the member is let in again.
    keys_since = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[Members] = Members()

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must know: it ends with the pass phrase, and when all keys are called in."""
        known = super().get_session_auth_hash()
        return f"{known}{self.keys_since.isoformat()}" if self.keys_since else known


class BlogRole(models.Model):
    """What a member is on one live blog, in place of what she is in the newsroom."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="blog_roles")
    blog = models.ForeignKey("stories.LiveBlog", on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=12, choices=[(role.value, role.label) for role in BLOG_ROLES])
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "blog"], name="one_role_a_live_blog")]

    def __str__(self) -> str:
        return f"{self.role} of {self.blog_id}"


class Invitations(models.QuerySet["Invitation"]):
    """Invitations, by whether they can be taken."""

    def open(self, at: datetime) -> Self:
        """Those that can be taken at this moment: not taken, not taken back, not too old."""
        return self.filter(taken_at=None, ended_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """A link by which one person can become a member, once; only the hash of its secret is kept."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.CASCADE, related_name="invitations")
    blog = models.ForeignKey(
        "stories.LiveBlog", null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    #: In the newsroom; with a live blog, on that one, and a guest elsewhere.
    role = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Invitations] = Invitations.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"


class PeopleEntry(models.Model):
    """Who changed what about whom, when. `what` is the act, `before` and `after` a role or another single word.

    The database lets lines come and neither change nor go: a trigger says so in SQLite and PostgreSQL alike.
    """

    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="people_entries")
    blog = models.ForeignKey(
        "stories.LiveBlog", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Nobody: an operator, at the shell.
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    before = models.CharField(max_length=80, blank=True)
    after = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.what} {self.before} → {self.after}"


class SignedIn(models.Model):
    """One session of a member, by a name that is no key: so that she sees where she is signed in, and can end it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="signed_in")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    device = models.CharField(max_length=80, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.device} since {self.began_at:%Y-%m-%d %H:%M}"


class OneTimeCodes(models.Model):
    """The secret that a member's authenticator app shares with us, sealed; `last_step` was used and opens nothing twice."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="one_time_codes")
    sealed = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"of {self.member_id}"


class RecoveryCode(models.Model):
    """A way in for who has lost the phone: used once, kept only as a hash."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="recovery_codes")
    sha256 = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"of {self.member_id}"


class Passkey(models.Model):
    """The public half of a key that a member's device or security key holds."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="passkeys")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """Who a member is at the house's provider of single sign-on."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_member_an_identity")]

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"
