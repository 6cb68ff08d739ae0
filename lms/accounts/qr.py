"""The QR code of a sign-in card as a picture inside a page, or for the press."""

from io import BytesIO

import segno


def qr_svg(payload: str) -> bytes:
    """Return the picture as SVG, for the press; its modules are joined into one path."""
    target = BytesIO()
    segno.make(payload, error="q", micro=False).save(target, kind="svg", scale=4, border=2)
    return target.getvalue()


def qr_data_uri(payload: str) -> str:
    """Return an SVG data URI; error correction Q survives a scratched card."""
    return segno.make(payload, error="q", micro=False).svg_data_uri(scale=6, border=4)
