"""Which pictures can be a logo or a seal on paper, and how they are kept: drawn anew, so that nothing hides in them."""

import io

from django.utils.translation import gettext as _
from PIL import Image

from certificates.issuing.emblems.models import EmblemUse
from certificates.issuing.errors import UnusableEmblem
from lms.core.whole_pictures import whole_pictures_only

MOST_BYTES = 2_000_000
# Pixels of a side. A seal is 36 mm wide: below 300 its strokes are steps in print, above 600 nobody sees more.
LEAST, KEPT, MOST = 300, 600, 4_000
# A seal is as wide as it is high; a stretch of a fiftieth is seen by nobody. A logo may be three times as wide.
SQUARE, LONGEST = 1.02, 3.0
CLEAR = 16  # of 255: what a corner of a seal may at most cover


def printable_emblem(content: bytes, use: EmblemUse) -> bytes:
    """Return the picture as it is kept and printed: a PNG in colour with its transparency, at most `KEPT` pixels.

    :raises UnusableEmblem: when it is no whole PNG, too small or large, of another shape, or a seal on a ground.
    """
    if len(content) > MOST_BYTES:
        raise UnusableEmblem(_("The picture is too large: at most two megabytes."), field="picture")
    picture = _drawn(content)
    _refuse_shape(picture, use)
    if picture.getchannel("A").getbbox() is None:
        raise UnusableEmblem(_("There is nothing to be seen in this picture."), field="picture")
    picture.thumbnail((KEPT, KEPT), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    # A colour profile is copied as it came: any bytes can stand in it.
    picture.save(out, "PNG", optimize=True, icc_profile=None)
    return out.getvalue()


def _drawn(content: bytes) -> Image.Image:
    try:
        with whole_pictures_only(), Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            size, is_moving = picture.size, getattr(picture, "is_animated", False)
            if max(size) <= MOST and not is_moving:
                return picture.convert("RGBA")
    except Exception:  # hostile files fail in every way
        raise UnusableEmblem(_("The picture is damaged, or no PNG."), field="picture") from None
    raise UnusableEmblem(
        _("The picture must stand still and be at most %(most)s pixels wide and high.") % {"most": MOST},
        field="picture",
    )


def _refuse_shape(picture: Image.Image, use: EmblemUse) -> None:
    shorter, longer = sorted(picture.size)
    if shorter < LEAST:
        words = _("The picture is too small: at least %(least)s pixels wide and high.") % {"least": LEAST}
        raise UnusableEmblem(words, field="picture")
    if use == EmblemUse.LOGO:
        if longer / shorter > LONGEST:
            raise UnusableEmblem(
                _("A logo is at most three times as wide as high, or as high as wide."), field="picture"
            )
        return
    if longer / shorter > SQUARE:
        raise UnusableEmblem(_("The picture of a seal is as wide as it is high."), field="picture")
    across, down = picture.width - 1, picture.height - 1
    corners = [(0, 0), (across, 0), (0, down), (across, down)]
    cover = picture.getchannel("A")
    if any(cover.getpixel(at) > CLEAR for at in corners):  # type: ignore[operator]
        raise UnusableEmblem(
            _("The ground of a seal must be transparent, as it is printed over the paper's pattern."),
            field="picture",
        )
