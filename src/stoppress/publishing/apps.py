"""The acts, as a Django app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "stoppress.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"
