"""`./run translate`: bring the catalogues up to date with the source, and say what is still to be translated."""

from __future__ import annotations

import os

import django


def main() -> None:
    """Write every catalogue anew, with what is new in it empty, compile it, and list what is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stoppress.project.settings")
    django.setup()
    from translating import catalogues

    for language in catalogues.LANGUAGES:
        catalogues.write(language, catalogues.bring_up_to_date(language))
        missing = list(catalogues.missing(language))
        print(f"{language}: {f'{len(missing)} to translate' if missing else 'complete'}")
        for words in missing:
            print(f"    {words}")


if __name__ == "__main__":
    main()
