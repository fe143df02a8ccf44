"""Brings the database up to date: by itself when the server starts, and by `stoppress migrate`."""

from __future__ import annotations

from pathlib import Path


def bring_up_to_date() -> list[str]:
    """Take the steps that are still to be taken, and show what is older than the front page; returns their names.

    The file is its owner's alone.
    """
    from django.conf import settings
    from django.core.management import call_command

    steps = steps_to_take()
    if steps:
        call_command("migrate", interactive=False, verbosity=0)
    from stoppress.publishing.front import mend_front_page

    mend_front_page()
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    if file.is_file():
        file.chmod(0o600)
    return steps


def steps_to_take() -> list[str]:
    """The names of the migrations that this database has not seen."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
