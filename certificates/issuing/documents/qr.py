"""The code on the paper: the address of the public answer, in capitals where that keeps the code small."""

import io
from urllib.parse import urlsplit

import segno

MASK, BORDER = 3, 4


def public_address(base: str, token: str, *, folder: str = "V") -> str:
    """Return the address that the code holds; host and scheme may be capitals, a folder's name may not."""
    address = f"{base}/{folder}/{token}"
    return address.upper() if urlsplit(base).path in {"", "/"} else address


def code_as_png(address: str) -> bytes:
    """Return the code as a one-bit picture with its quiet zone, one pixel a module."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=1, border=BORDER)
    return out.getvalue()


def code_as_bits(address: str) -> tuple[int, bytes]:
    """Return the same picture as rows of bits, 1 for white, and how many pixels it is wide and high."""
    rows = [
        "".join("0" if module else "1" for module in row) for row in _code(address).matrix_iter(border=BORDER)
    ]
    across = -(-len(rows) // 8)
    return len(rows), b"".join(int(row.ljust(across * 8, "1"), 2).to_bytes(across, "big") for row in rows)


def _code(address: str) -> segno.QRCode:
    """Return the code. One mask for all: to try all eight costs more than the rest of a document, and a random token
    looks alike under each.
    """
    return segno.make_qr(address, error="m", boost_error=False, mask=MASK)


def code_as_data_uri(address: str) -> str:
    """Return the code as the source of a picture on a page."""
    return segno.make_qr(address, error="m", boost_error=False).svg_data_uri(scale=5, border=4)
