"""Live blogs and posts, as a Django app."""

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stoppress.stories"
    label = "stories"
    default_auto_field = "django.db.models.BigAutoField"
