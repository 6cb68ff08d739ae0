"""The holder's photograph on a document: a JPEG of the form's proportions, without what a camera noted in it."""

import io

from django.utils.translation import gettext as _
from PIL import Image

from certificates.issuing.errors import NotPrintable
from lms.core.photographs import DamagedPicture, without_notes

# 35 mm by 49 mm on paper; a stretch of a fiftieth is seen by nobody.
PROPORTION, TOLERANCE = 35 / 49, 0.02
MOST_BYTES, MOST_PIXELS = 1_000_000, 4_000_000
_MODES = ("RGB", "L")
_ORIENTATION, _UPRIGHT = 0x0112, 1


def printable_photograph(content: bytes) -> bytes:
    """Return the photograph as it is printed; its picture data stay byte for byte.

    :raises NotPrintable: when it is no upright JPEG in colour or grey, too large, or not 35 by 49.
    """
    size, _mode = head_of(content)
    is_in_form = abs(size[0] / size[1] / PROPORTION - 1) <= TOLERANCE
    if len(content) > MOST_BYTES or size[0] * size[1] > MOST_PIXELS or not is_in_form:
        raise NotPrintable(_("The photograph must be 35 by 49 and at most one megabyte."))
    try:
        return without_notes(content)
    except DamagedPicture:
        raise NotPrintable(_("The photograph is damaged.")) from None


def head_of(content: bytes) -> tuple[tuple[int, int], str]:
    """Return the size in pixels and the mode ("RGB" or "L") of a photograph, without drawing it.

    :raises NotPrintable: when it is no upright JPEG in colour or grey.
    """
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
            size, mode = picture.size, picture.mode
            is_upright = picture.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT
    except Exception:  # hostile files fail in every way
        raise NotPrintable(_("The photograph is damaged.")) from None
    if mode not in _MODES or not is_upright:
        raise NotPrintable(_("The photograph must be an upright JPEG in colour or grey."))
    return size, mode
