"""Parts and pages, as a Django app."""

from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "stoppress.press"
    label = "press"
    default_auto_field = "django.db.models.BigAutoField"
