"""The hand-over list of a batch, A4, in the reader's language: who gets which certificate, with a line to sign.

No training site is named on it: it is kept by the school.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certificates.issuing.batches.models import Batch, BatchEntry
from certificates.issuing.queries import award_of_credential
from lms.core.printing.fonts import printable
from lms.core.printing.sheet import Sheet

if TYPE_CHECKING:
    from lms.core.printing.press import Press

FOLDER = Path(settings.BASE_DIR) / "templates" / "print"


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for these lists; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "hand_over.css").read_text(encoding="utf-8"))


def print_hand_over(batch: Batch, rows: Sequence[tuple[BatchEntry, str]], *, today: date) -> bytes:
    """Return the list as PDF; `rows` are entries, each with the number of its blank or nothing.

    Who signs reads the name that is printed on the paper; the records may have another by now.
    """
    context = {
        "batch": batch,
        "rows": [(award_of_credential(entry.credential).name, entry, blank) for entry, blank in rows],
        "today": today,
        "has_blanks": any(blank for _entry, blank in rows),
        "language": get_language(),
    }
    page = _("Page %(number)s of %(all)s") % {"number": '" counter(page) "', "all": '" counter(pages) "'}
    style = f'@page {{ @bottom-right {{ content: "{page}" }} }}'
    html = render_to_string("print/hand_over.html", context)
    return press().print(Sheet(html=printable(html), style=style))
