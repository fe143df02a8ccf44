"""What all tests of the register share."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(autouse=True)
def static_files_by_their_own_names(settings: SettingsWrapper) -> None:
    """Pages name static files by hashes, once these are collected; here it is not needed."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
