"""The machine door, as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "stoppress.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
