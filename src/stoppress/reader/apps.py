"""What readers see, style and script, as a Django app."""

from django.apps import AppConfig


class ReaderConfig(AppConfig):
    name = "stoppress.reader"
    label = "reader"
    default_auto_field = "django.db.models.BigAutoField"
