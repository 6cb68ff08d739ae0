"""A scan as it is kept: a whole picture that browsers show, without what scanners and telephones note beside it."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from lms.core.photographs import DamagedPicture, without_notes
from lms.core.whole_pictures import whole_pictures_only

FORMATS = {"JPEG": "jpg", "PNG": "png"}
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000


class ScanRefused(Exception):
    """The bytes are no scan that can be kept; the text is a code."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture to be kept, and how its file is called."""

    content: bytes
    extension: str

    @property
    def sha256(self) -> str:
        """Return the hash of what is kept."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def media_type(self) -> str:
        """Return what a browser is told it is."""
        return "image/png" if self.extension == "png" else "image/jpeg"


def checked_scan(data: bytes) -> Scan:
    """Return the scan without notes; what is to be seen stays byte for byte.

    :raises ScanRefused: with a code: empty, too_large, too_many_pixels, no_picture.
    """
    if not data:
        raise ScanRefused("empty")
    if len(data) > MOST_BYTES:
        raise ScanRefused("too_large")
    try:
        return Scan(without_notes(data), FORMATS[_format_of(data)])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ScanRefused("too_many_pixels") from error
    except (DamagedPicture, UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError) as error:
        raise ScanRefused("no_picture") from error


def _format_of(data: bytes) -> str:
    with (
        whole_pictures_only(),
        warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning),
        Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as picture,
    ):
        if picture.width * picture.height > MOST_PIXELS:
            raise ScanRefused("too_many_pixels")
        picture.load()  # a picture that ends too early is found here
        return str(picture.format)
