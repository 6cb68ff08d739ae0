"""Pictures of a pack: drawings as SVG, and photographs that authors uploaded. None is believed."""

import io
from pathlib import PurePosixPath

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from courses.pages.packs.errors import PackError
from lms.core.drawings import find_fault
from lms.core.photographs import DamagedPicture, without_notes

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}
ENDINGS = (".svg", *FORMATS)
_FAULTS = {
    "unreadable": gettext_lazy("%(name)s is not a plain SVG: %(fault)s."),
    "element": gettext_lazy("%(name)s holds <%(fault)s>."),
    "attribute": gettext_lazy("%(name)s holds the attribute %(fault)s."),
    "repeated": gettext_lazy("%(name)s repeats its shapes too many times, or is nested too deep."),
}


def checked_picture(name: str, content: bytes) -> bytes:
    """Return the bytes of a picture that only shows something, without what cameras noted beside it.

    :raises PackError: naming the file and what is wrong with it.
    """
    ending = PurePosixPath(name).suffix
    if ending == ".svg":
        fault = find_fault(content)
        if fault is not None:
            raise PackError(_FAULTS[fault.code] % {"name": name, "fault": fault.name})
        return content
    return _checked_photograph(name, content, FORMATS[ending])


def _checked_photograph(name: str, content: bytes, wanted: str) -> bytes:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=[wanted]) as picture:
            if picture.width * picture.height > most:
                raise _too_many_points(name)
            picture.verify()
        return without_notes(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_points(name) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, DamagedPicture) as error:
        words = _("%(name)s is no %(format)s picture, or it is damaged.")
        raise PackError(words % {"name": name, "format": wanted}) from error


def _too_many_points(name: str) -> PackError:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return PackError(_("%(name)s has more than %(most)s million points.") % {"name": name, "most": most})
