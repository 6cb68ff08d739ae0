"""Sign-in cards of many people as a sheet to print and cut: number, QR code, name. No place, no reason."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from lms.accounts.api import LiveCards, issue_cards, live_cards_of, qr_svg
from lms.core.actor import Actor
from lms.core.printing.fonts import printable
from lms.core.printing.press import Press
from lms.core.printing.sheet import Sheet
from lms.enrolments.admission.models import Admission

MOST_CARDS = 300  # of one sheet, which is printed while somebody waits
ON_A_PAGE = 10
_STYLE = Path(settings.BASE_DIR) / "templates" / "print" / "cards.css"


@lru_cache(maxsize=1)
def _press() -> Press:
    return Press(style=_STYLE.read_text("utf-8"))


def live_cards(rows: Sequence[Admission]) -> LiveCards:
    """Return the cards that sign these people in now."""
    return live_cards_of(row.person.user.pk for row in _who_sign_in(rows))


def print_cards(rows: Sequence[Admission], *, known: int, actor: Actor, now: datetime) -> bytes:
    """Issue a card to each of these people and return the sheet as PDF. Cards issued before stop at once.

    `known` and what is raised are as in `issue_cards`.
    """
    held = _who_sign_in(rows)
    payloads = issue_cards(users=[row.person.user for row in held], known=known, actor=actor, now=now)
    pictures = {f"qr{row.pk}.svg": qr_svg(payloads[row.person.user.pk]) for row in held}
    cards = [(f"asset:qr{row.pk}.svg", row.person.full_name, row.person.user.username) for row in held]
    pages = [cards[start : start + ON_A_PAGE] for start in range(0, len(cards), ON_A_PAGE)]
    html = render_to_string("print/cards.html", {"pages": pages})
    return _press().print(Sheet(printable(html), own=pictures))


def _who_sign_in(rows: Sequence[Admission]) -> list[Admission]:
    return [row for row in rows if getattr(row.person, "user", None)]
