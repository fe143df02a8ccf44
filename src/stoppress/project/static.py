"""Where hashed static files come from; imports inside our JavaScript modules are rewritten to the hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Manifest storage that also follows `import … from "./x.js";` (statements must end in a semicolon)."""

    support_js_module_import_aggregation = True
    manifest_strict = False
