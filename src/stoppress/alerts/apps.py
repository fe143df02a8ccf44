"""Alerts to readers who follow a live blog, as a Django app."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "stoppress.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"
