"""Static files under hashed names."""
from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Hashes the imports between our own modules (js/…) too, and leaves other packages' scripts as they came."""

    support_js_module_import_aggregation = True

    def url_converter(self, name, hashed_files, template=None):
        if name.endswith(".js") and not name.startswith("js/"):
            return lambda match: match.group(0)
        return super().url_converter(name, hashed_files, template)
