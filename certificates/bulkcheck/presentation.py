"""The answers of a check of many, as rows of the page and of the workbook: the same words in both."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.bulkcheck.checking import Checked
from certificates.bulkcheck.words import WRONG
from certificates.bulkcheck.workbooks import answered
from certificates.issuing.names import EXPIRED, PublicStatus
from certificates.issuing.public_records import PublishedCredential
from certificates.verification import answers
from lms.core.language import pick

BEIJING = ZoneInfo("Asia/Shanghai")
STATES = {
    PublicStatus.VALID: ("success", PublicStatus.VALID.label),
    PublicStatus.REVOKED: ("danger", PublicStatus.REVOKED.label),
    PublicStatus.REPLACED: ("warning", PublicStatus.REPLACED.label),
    EXPIRED: ("warning", gettext_lazy("Expired")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its answer in words; `kind` is the colour of its tag."""

    number: int
    certificate: str
    name: str
    kind: str
    word: str
    text: str
    facts: tuple[str, ...]  # as `_fact_heads` names them; empty without a match


def row_of(checked: Checked, *, now: datetime) -> Row:
    """Return a row as it is shown. Every miss has the same words."""
    asked, record = checked.asked, checked.record
    if checked.wrong:
        kind, word = "warning", _("Not checked")
        text = "; ".join(f"{cell}: {WRONG[wrong]}" for cell, wrong in checked.wrong)
    elif checked.must_wait:
        kind, word, text = "warning", _("Not checked"), _("Too many checks of this number. Try again later.")
    elif record is None:
        kind, word = "neutral", _("Nothing matches")
        text = _("Compare number and full name with the paper.")
    else:
        state = answers.state_of(record, now=now)
        kind, word = STATES[state]
        text = "" if state == PublicStatus.VALID else answers.state_text(record, state)
    return Row(asked.row, asked.number, asked.name, kind, str(word), text, _facts(record) if record else ())


def as_workbook(rows: list[Row], *, now: datetime) -> bytes:
    """Return the rows as a workbook; a coloured row is one that is not in force, not found or not checked."""
    heads = [
        _("Row"),
        _("Certificate number"),
        _("Full name"),
        _("What was found"),
        *_fact_heads(),
        _("Note"),
    ]
    at = now.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    heads[-1] = f"{heads[-1]} ({_('Checked at %(at)s (Beijing time).') % {'at': at}})"
    body = [
        (
            [
                str(row.number),
                row.certificate,
                row.name,
                row.word,
                *(row.facts or [""] * len(_fact_heads())),
                row.text,
            ],
            row.kind != "success",
        )
        for row in rows
    ]
    return answered(heads, body)


def counted(rows: list[Row]) -> dict[str, int]:
    """Return how many rows there are, are in force, and are not; and how many say the same as one above them."""
    valid = sum(row.kind == "success" for row in rows)
    doubled = len(rows) - len({(row.certificate, row.name) for row in rows})
    return {"all": len(rows), "valid": valid, "other": len(rows) - valid, "doubled": doubled}


def _fact_heads() -> list[str]:
    return [
        _("Kind of document"),
        _("Programme"),
        _("Occupation"),
        _("School"),
        _("Awarded on"),
        _("In force until"),
    ]


def _facts(record: PublishedCredential) -> tuple[str, ...]:
    return (
        str(record.get_kind_display()),
        pick(record, "title"),
        pick(record, "occupation"),
        pick(record, "school"),
        date_format(record.awarded_date, "DATE_FORMAT"),
        date_format(record.valid_until, "DATE_FORMAT") if record.valid_until else "",
    )
