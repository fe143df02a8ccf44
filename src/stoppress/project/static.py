"""Where hashed static files come from; imports inside our JavaScript modules are rewritten to the hashed names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

from stoppress.project import joining

#: What the desk's pages begin with: each takes in all that it imports, and no page begins with two of them.
JOINED_SCRIPTS = ("desk/desk.js", "desk/inbox.js", "desk/round-up.js", "desk/answer.js")
JOINED_SHEETS = ("desk/desk.css",)


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Manifest storage that joins what is to be one file, and follows `import … from "./x.js";` in the others."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join first, then hash, rewrite and compress. Raises NotJoined."""
        if not dry_run:
            for name, words in self._joined(paths).items():
                Path(self.path(name)).write_text(words)
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def _joined(self, paths: dict[str, Any]) -> dict[str, str]:
        """Joined from what was collected, so all of it before any of it is written over."""

        def read(name: str) -> str:
            return Path(self.path(name)).read_text()

        scripts = {name: joining.script(name, read) for name in JOINED_SCRIPTS if name in paths}
        return scripts | {name: joining.sheet(name, read) for name in JOINED_SHEETS if name in paths}
