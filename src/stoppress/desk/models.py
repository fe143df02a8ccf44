"""What the desk keeps of its own: tries to sign in, so that nobody can guess for long."""

from __future__ import annotations

from django.db import models


class SignInTry(models.Model):
    """One failed try; kept as long as it counts, and without the address that was typed."""

    account = models.CharField(max_length=64)
    device = models.CharField(max_length=64, blank=True)
    network = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.network} at {self.at:%H:%M:%S}"
