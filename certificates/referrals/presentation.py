"""Openings in words: how one stands, what it offers, which of its words are flagged and why."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.referrals import queries
from certificates.referrals.models import Opening
from certificates.referrals.rules import Standing, yuan_of
from certificates.referrals.wording.phrases import Ground
from certificates.referrals.wording.rules import Piece, flags_in, pieces_of

STANDINGS = {
    Standing.WAITING: (pgettext_lazy("opening", "Waits for approval"), "warning"),
    Standing.RUNNING: (pgettext_lazy("opening", "Approved, runs"), "success"),
    Standing.COMING: (pgettext_lazy("opening", "Approved, begins later"), "info"),
    Standing.PAUSED: (pgettext_lazy("opening", "Paused: employer suspended"), "warning"),
    Standing.DRAFT: (pgettext_lazy("opening", "Draft"), "neutral"),
    Standing.REFUSED: (pgettext_lazy("opening", "Refused"), "danger"),
    Standing.ENDED: (pgettext_lazy("opening", "Last day over"), "neutral"),
    Standing.CLOSED: (pgettext_lazy("opening", "Closed"), "neutral"),
}
WHY = {
    Ground.DEPOSIT: gettext_lazy(
        "Money before work: no deposit, security or fee may be asked of workers (Labour Contract Law 9)."
    ),
    Ground.HELD_PAPERS: gettext_lazy(
        "Held papers: nobody may keep an identity card or another paper of a worker (Labour Contract Law 9)."
    ),
    Ground.SEX: gettext_lazy(
        "Sex: only where the State bars a sex from this work (Employment Promotion Law 27, Women's Rights Law 43)."
    ),
    Ground.AGE: gettext_lazy(
        "Age: equal chances for all who may work by law (Employment Promotion Law 26). Does this work need it?"
    ),
    Ground.ORIGIN: gettext_lazy(
        "Origin: no difference by ethnic group, home or household register (Employment Promotion Law 26, 28, 31)."
    ),
    Ground.HEALTH: gettext_lazy(
        "Health: no refusal of disabled people or carriers, but for work that the State bars "
        "(Employment Promotion Law 29, 30)."
    ),
    Ground.MARRIAGE: gettext_lazy(
        "Marriage and children: no condition of being taken on (Employment Promotion Law 27, Women's Rights Law 43)."
    ),
    Ground.RECORD: gettext_lazy(
        "Records: an employer may ask only what is directly tied to the work (Labour Contract Law 8). "
        "Does a law ask it of this work?"
    ),
}


@dataclass(frozen=True, slots=True)
class Marked:
    """One text of an opening in parts, flagged or not."""

    title: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One line of a list."""

    opening: Opening
    standing: Any
    kind: str
    pay: str
    flags: int


def opening_row(opening: Opening, *, today: date) -> OpeningRow:
    """Return an opening for a list."""
    words, kind = STANDINGS[queries.standing_on(opening, today=today)]
    flags = sum(len(flags_in(text)) for _title, text in _texts(opening))
    return OpeningRow(opening, words, kind, pay_text(opening), flags)


def opening_page(opening: Opening, *, today: date) -> dict[str, Any]:
    """Return what a page about one opening shows."""
    words, kind = STANDINGS[queries.standing_on(opening, today=today)]
    marked = [Marked(title, pieces_of(text, flags_in(text))) for title, text in _texts(opening) if text]
    grounds = {ground for text in marked for piece in text.pieces for ground in piece.grounds}
    return {
        "opening": opening,
        "standing": words,
        "kind": kind,
        "facts": _facts(opening),
        "texts": marked,
        "reasons": [WHY[ground] for ground in Ground if ground in grounds],
    }


def pay_text(opening: Opening) -> str:
    """Return the pay as people say it."""
    amounts = {"low": yuan_of(opening.pay_from), "high": yuan_of(opening.pay_to)}
    if opening.pay_from == opening.pay_to:
        return _("%(low)d yuan a month") % amounts
    return _("%(low)d to %(high)d yuan a month") % amounts


def wanted_text(opening: Opening) -> str:
    """Return which certificate is wanted."""
    if not opening.wanted_kind:
        return _("None is asked for")
    level = opening.get_wanted_level_display() if opening.wanted_level else ""
    return " · ".join(part for part in (str(opening.get_wanted_kind_display()), str(level)) if part)


def terms_of(opening: Opening) -> list[dict[str, Any]]:
    """Return on which terms the work is offered, beside its pay."""
    days = _("%(first)s to %(last)s") % {"first": opening.from_date, "last": opening.until_date}
    return [
        {"term": _("Insurance"), "value": opening.get_insurance_display()},
        {"term": _("Lodging"), "value": opening.get_lodging_display()},
        {"term": _("Working hours"), "value": opening.get_shifts_display()},
        {"term": _("Number wanted"), "value": opening.number_wanted},
        {"term": _("Offered"), "value": days},
    ]


def _texts(opening: Opening) -> list[tuple[str, str]]:
    return [
        (_("What the work is called"), opening.title),
        (_("Place of work"), opening.district),
        (_("Description"), opening.text),
    ]


def _facts(opening: Opening) -> list[dict[str, Any]]:
    return [
        {"term": _("Occupation"), "value": opening.occupation.title if opening.occupation else "–"},
        {"term": _("Certificate wanted"), "value": wanted_text(opening)},
        {"term": _("Pay"), "value": pay_text(opening)},
        *terms_of(opening),
    ]
