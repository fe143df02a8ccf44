"""Newsroom, members and rights, as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "stoppress.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
