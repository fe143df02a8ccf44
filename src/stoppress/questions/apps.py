"""Readers' questions, as a Django app."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "stoppress.questions"
    label = "questions"
    default_auto_field = "django.db.models.BigAutoField"
