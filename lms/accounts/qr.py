"""The QR code of a sign-in card as a picture inside the page."""

import segno


def qr_data_uri(payload: str) -> str:
    """Return an SVG data URI; error correction Q survives a scratched card."""
    return segno.make(payload, error="q", micro=False).svg_data_uri(scale=6, border=4)
