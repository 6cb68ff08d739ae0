"""Pictures of a pack: drawings as SVG, and photographs that authors uploaded. None is believed."""

import io
from pathlib import PurePosixPath

from django.conf import settings
from PIL import Image, UnidentifiedImageError

from courses.pages.drawings import find_fault
from courses.pages.packs.errors import PackError

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}
ENDINGS = (".svg", *FORMATS)
_FAULTS = {
    "unreadable": "is not a plain SVG: {}",
    "element": "holds <{}>",
    "attribute": "holds the attribute {}",
}


def checked_picture(name: str, content: bytes) -> bytes:
    """Return the bytes of a picture that only shows something.

    :raises PackError: naming the file and what is wrong with it.
    """
    ending = PurePosixPath(name).suffix
    if ending == ".svg":
        fault = find_fault(content)
        if fault is not None:
            raise PackError(f"{name} {_FAULTS[fault.code].format(fault.name)}.")
    else:
        _check_photograph(name, content, FORMATS[ending])
    return content


def _check_photograph(name: str, content: bytes, wanted: str) -> None:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=[wanted]) as picture:
            if picture.width * picture.height > most:
                raise PackError(f"{name} has more than {most // 1_000_000} million points.")
            picture.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PackError(f"{name} has more than {most // 1_000_000} million points.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PackError(f"{name} is no {wanted} picture, or it is damaged.") from error
