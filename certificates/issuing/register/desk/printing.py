"""A checkpoint on paper: kept outside, it says what the register was, whatever becomes of files and keys."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from certificates.issuing.documents.qr import code_as_png
from certificates.issuing.register.desk.shown import in_groups
from certificates.issuing.register.models import RegisterCheckpoint
from certificates.verifier import tiles
from lms.core.printing.fonts import printable
from lms.core.printing.sheet import Sheet

if TYPE_CHECKING:
    from lms.core.printing.press import Press

FOLDER = Path(settings.BASE_DIR) / "templates" / "print"


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for checkpoints; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "checkpoint.css").read_text(encoding="utf-8"))


def print_checkpoint(checkpoint: RegisterCheckpoint) -> bytes:
    """Return the sheet in the language of the moment: size, root, the signed text as text and as a code."""
    html = render_to_string(
        "print/checkpoint.html",
        {
            "checkpoint": checkpoint,
            "root": in_groups(checkpoint.root),
            "address": urljoin(
                f"{settings.PUBLIC_BASE_URL}/register/", tiles.checkpoint_path(checkpoint.size)
            ),
            "language": get_language(),
        },
    )
    return press().print(Sheet(html=printable(html), own={"code.png": code_as_png(checkpoint.note)}))
