"""The newsroom and its members."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from stoppress.people.rights import Role


class Newsroom(models.Model):
    """A house that publishes; nothing of one newsroom exists for the members of another."""

    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class Members(BaseUserManager["Member"]):
    """Finds members by their e-mail address, whatever its letter case."""

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(email__iexact=username)


class Member(AbstractBaseUser):
    """Somebody of the newsroom, who signs in by e-mail and password."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="members")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(
        max_length=12, choices=[(role.value, role.label) for role in Role], default=Role.REPORTER
    )
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[Members] = Members()

    def __str__(self) -> str:
        return self.name
