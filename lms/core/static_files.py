"""Static files named by their content and packed beforehand: each content once, and large ones with less zeal."""

from collections.abc import Callable
from concurrent.futures import Future
from hashlib import sha256
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Above are only the scripts and styles of Wagtail's interface: the last twelfth of their size takes ten times as long.
LARGE = 100_000
BEST, GOOD = 11, 9


class CompressorOfEachContent(Compressor):
    """Packs a content once: nearly every file stands there twice, under its own name and under that of its content."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._made: dict[bytes, Future[bytes]] = {}

    def compress_brotli(self, data: bytes) -> bytes:
        import brotli  # WhiteNoise asks for it only where it is installed

        quality = GOOD if len(data) > LARGE else BEST
        return self._once(b"br" + sha256(data).digest(), lambda: brotli.compress(data, quality=quality))

    def compress_gzip(self, data: bytes) -> bytes:
        pack = super().compress_gzip
        return self._once(b"gz" + sha256(data).digest(), lambda: pack(data))

    def _once(self, key: bytes, make: Callable[[], bytes]) -> bytes:
        """Return what was made for this key; the first thread that asks makes it, and the others wait for it."""
        mine: Future[bytes] = Future()
        made = self._made.setdefault(key, mine)
        if made is mine:
            try:
                mine.set_result(make())
            except BaseException as error:
                mine.set_exception(error)
                raise
        return made.result()


class StaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage with this compressor; what it writes and serves is the same."""

    def create_compressor(self, **options: Any) -> CompressorOfEachContent:
        return CompressorOfEachContent(**options)
