"""The code on the paper: the address of the public answer, in capitals where that keeps the code small."""

import io
from urllib.parse import urlsplit

import segno


def public_address(base: str, token: str, *, folder: str = "V") -> str:
    """Return the address that the code holds; host and scheme may be capitals, a folder's name may not."""
    address = f"{base}/{folder}/{token}"
    return address.upper() if urlsplit(base).path in {"", "/"} else address


def code_as_png(address: str) -> bytes:
    """Return the code as a one-bit picture with its quiet zone, one pixel a module."""
    out = io.BytesIO()
    segno.make_qr(address, error="m", boost_error=False).save(out, kind="png", scale=1, border=4)
    return out.getvalue()


def code_as_data_uri(address: str) -> str:
    """Return the code as the source of a picture on a page."""
    return segno.make_qr(address, error="m", boost_error=False).svg_data_uri(scale=5, border=4)
