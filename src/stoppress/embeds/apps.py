"""What stands at other platforms and is shown here as a card, as a Django app."""

from django.apps import AppConfig


class EmbedsConfig(AppConfig):
    name = "stoppress.embeds"
    label = "embeds"
    default_auto_field = "django.db.models.BigAutoField"
