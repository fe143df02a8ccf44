"""How every entry begins Django: our settings unless others are named, and the serving process within earshot."""

from __future__ import annotations

import os


def start_django() -> None:
    """Set Django up, once; after it, models can be imported and acts wake the process that serves from this folder."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stoppress.project.settings")
    django.setup()
    from django.conf import settings

    from stoppress.wire import waking

    waking.ring_at(settings.DATA / "wake.sock")
