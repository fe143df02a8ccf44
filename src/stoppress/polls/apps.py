"""Votes in polls, as a Django app."""

from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "stoppress.polls"
    label = "polls"
    default_auto_field = "django.db.models.BigAutoField"
