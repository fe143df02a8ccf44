"""Other people's live blogs in, as a Django app."""

from django.apps import AppConfig


class ImportersConfig(AppConfig):
    name = "stoppress.importers"
    label = "importers"
    default_auto_field = "django.db.models.BigAutoField"
