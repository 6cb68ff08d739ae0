"""Pictures as telephones and programs make them, with notes of place, person and device in each way that they know."""

import io

from PIL import Image, PngImagePlugin

SECRETS = (b"Zhang San", b"Telephone 12", b"secret place", b"<x:xmpmeta", b"MPF\0", b"hung on behind")
XMP = b"<x:xmpmeta>secret place</x:xmpmeta>"
MODES = {"JPEG": "RGB", "PNG": "RGBA", "WEBP": "RGBA", "GIF": "P"}
GPS, ORIENTATION = 0x8825, 0x0112


def notes(*, turn: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[ORIENTATION] = "Telephone 12", "Zhang San", turn
    exif[GPS] = {1: "N", 2: (31.0, 12.0, 1.0), 3: "E", 4: (121.0, 28.0, 9.0)}
    return exif


def a_photograph(kind: str, *, turn: int = 1, **wishes: object) -> bytes:
    picture = Image.effect_mandelbrot((60, 40), (-2, -1, 1, 1), 20).convert(MODES[kind])
    target, exif = io.BytesIO(), notes(turn=turn)
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", "Zhang San")
        words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>secret place</x:xmpmeta>", zip=False)
        picture.save(target, kind, exif=exif, pnginfo=words, **wishes)
    elif kind == "GIF":
        wishes = {
            "save_all": True,
            "append_images": [picture.rotate(90)],
            "duration": 300,
            "loop": 0,
        } | wishes
        picture.save(target, kind, comment=b"Zhang San, secret place", **wishes)
    elif kind == "WEBP":
        picture.save(target, kind, exif=exif.tobytes(), xmp=XMP, lossless=True, **wishes)
    else:
        picture.save(target, kind, exif=exif, xmp=XMP, comment=b"secret place", **wishes)
    return target.getvalue()
