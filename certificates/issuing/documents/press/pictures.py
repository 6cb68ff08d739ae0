"""The pictures of one document as PDF objects: its code in one bit, its photograph as the bytes that came in."""

from certificates.issuing.documents import qr
from certificates.issuing.documents.photograph import head_of
from certificates.issuing.documents.press import objects

_SPACES = {"RGB": b"/DeviceRGB", "L": b"/DeviceGray"}


def code(address: str) -> bytes:
    """Return the code of an address as an image of black and white."""
    across, bits = qr.code_as_bits(address)
    return objects.stream(bits, _entries((across, across), b"/DeviceGray", 1))


def photograph(jpeg: bytes) -> bytes:
    """Return the photograph.

    :raises NotPrintable: when it is no JPEG in colour or grey.
    """
    size, mode = head_of(jpeg)
    return objects.stream(jpeg, _entries(size, _SPACES[mode], 8) + b" /Filter /DCTDecode", is_packed=True)


def _entries(size: tuple[int, int], space: bytes, bits: int) -> bytes:
    return (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent %d "
        b"/Interpolate false" % (*size, space, bits)
    )
