"""Pictures, as a Django app."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "stoppress.media"
    label = "media"
    default_auto_field = "django.db.models.BigAutoField"
