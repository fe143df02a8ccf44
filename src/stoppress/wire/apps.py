"""The wire as a Django app."""

from django.apps import AppConfig


class WireConfig(AppConfig):
    name = "stoppress.wire"
    label = "wire"
    default_auto_field = "django.db.models.BigAutoField"
