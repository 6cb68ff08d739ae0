"""What holds for every zip archive from outside, whoever reads it: how it is packed, what damage looks like."""

import lzma
import struct
import zipfile
import zlib

# Deflated or as it is: what every system packs by itself. Others take memory that the archive chooses.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What Python's reader raises when a place, a size or the packed bytes are wrong.
DAMAGE: tuple[type[Exception], ...] = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)


def is_packed_plainly(entry: zipfile.ZipInfo) -> bool:
    """Return whether the entry is packed in a way that readers here unpack."""
    return entry.compress_type in METHODS
