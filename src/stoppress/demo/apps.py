"""The story that plays itself, as a Django app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "stoppress.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
