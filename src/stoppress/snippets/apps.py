"""Reusable pieces of a post, with slots to be filled in, as a Django app."""

from django.apps import AppConfig


class SnippetsConfig(AppConfig):
    name = "stoppress.snippets"
    label = "snippets"
    default_auto_field = "django.db.models.BigAutoField"
