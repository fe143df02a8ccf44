"""In which text fields of the database the canary stands: a new field without one would make the crawl blind to it."""

from __future__ import annotations

from django.apps import apps
from django.db import models


def missing(canary: str) -> list[str]:
    """The text fields of our models in which the word stands nowhere."""
    return sorted(
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("stoppress.")
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField)
        if not model._default_manager.filter(**{f"{field.name}__contains": canary}).exists()
    )
