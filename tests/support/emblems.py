"""Pictures of logos and seals, for tests."""

import io

from PIL import Image, ImageDraw


def a_seal(
    *, size: tuple[int, int] = (600, 600), ground: int = 0, ink: tuple[int, int, int] = (20, 60, 160)
) -> bytes:
    """Return a round seal as PNG; `ground` is how much its ground covers, of 255."""
    picture = Image.new("RGBA", size, (255, 255, 255, ground))
    draw = ImageDraw.Draw(picture)
    wide, high = size
    edge = (wide * 0.03, high * 0.03, wide * 0.97, high * 0.97)
    draw.ellipse(edge, outline=(*ink, 255), width=wide // 20)
    draw.rectangle((wide * 0.3, high * 0.4, wide * 0.7, high * 0.6), fill=(*ink, 255))
    return png(picture)


def a_logo(*, size: tuple[int, int] = (900, 450)) -> bytes:
    """Return a logo as PNG."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((0, 0, *size), fill=(30, 120, 60, 255))
    return png(picture)


def png(picture: Image.Image, **options: object) -> bytes:
    """Return a picture as the bytes of a PNG."""
    out = io.BytesIO()
    picture.save(out, "PNG", **options)
    return out.getvalue()
