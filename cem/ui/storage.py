from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The highest quality, 11, takes twenty times as long and saves a tenth.
BROTLI_QUALITY = 9


class QuickCompressor(Compressor):
    """The first start on a machine compresses all static files while someone waits for the first page."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=BROTLI_QUALITY)


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """File names carry a hash of the content, also where one JavaScript module imports another."""

    support_js_module_import_aggregation = True

    def create_compressor(self, **kwargs: Any) -> Compressor:
        # Source maps are for developers' tools alone; the library they belong to is big enough.
        kwargs["extensions"] = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
        return QuickCompressor(**kwargs)
