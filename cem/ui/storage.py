from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """File names carry a hash of the content, also where one JavaScript module imports another."""

    support_js_module_import_aggregation = True
