"""The pictures of one document as PDF objects: its code in one bit, its photograph as the bytes that came in."""

import io

from PIL import Image

from certificates.issuing.documents.press import objects
from certificates.issuing.errors import NotPrintable

_SPACES = {"RGB": b"/DeviceRGB", "L": b"/DeviceGray"}


def code(png: bytes) -> bytes:
    """Return the code as an image of black and white."""
    with Image.open(io.BytesIO(png)) as picture:
        bits = picture.convert("1")
        size, content = bits.size, bits.tobytes()
    return objects.stream(content, _entries(size, b"/DeviceGray", 1))


def photograph(jpeg: bytes) -> bytes:
    """Return the photograph.

    :raises NotPrintable: when it is no JPEG in colour or grey.
    """
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
            size, mode = picture.size, picture.mode
    except (OSError, SyntaxError, Image.DecompressionBombError):
        mode = ""
    if mode not in _SPACES:
        raise NotPrintable("The photograph is no JPEG in colour or grey.")
    return objects.stream(jpeg, _entries(size, _SPACES[mode], 8) + b" /Filter /DCTDecode", is_packed=True)


def _entries(size: tuple[int, int], space: bytes, bits: int) -> bytes:
    return (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent %d "
        b"/Interpolate false" % (*size, space, bits)
    )
