"""The code on the paper: the address of the public answer, in capitals where that keeps the code small."""

import io
from urllib.parse import urlsplit

import segno


def public_address(base: str, token: str) -> str:
    """Return the address that the code holds; host and scheme may be capitals, a folder's name may not."""
    address = f"{base}/V/{token}"
    return address.upper() if urlsplit(base).path in {"", "/"} else address


def code_as_png(address: str) -> bytes:
    """Return the code as a one-bit picture with its quiet zone, one pixel a module."""
    out = io.BytesIO()
    segno.make_qr(address, error="m", boost_error=False).save(out, kind="png", scale=1, border=4)
    return out.getvalue()
