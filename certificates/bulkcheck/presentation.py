"""The answers of a check of many, as rows of the page and of the workbook: the same words in both."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.bulkcheck.checking import Checked
from certificates.bulkcheck.words import WRONG
from certificates.bulkcheck.workbooks import answered
from certificates.issuing.public_records import PublicStatus, PublishedCredential
from lms.core.language import pick

BEIJING = ZoneInfo("Asia/Shanghai")
KINDS = {PublicStatus.VALID: "success", PublicStatus.REVOKED: "danger", PublicStatus.REPLACED: "warning"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its answer in words; `kind` is the colour of its tag."""

    number: int
    certificate: str
    name: str
    kind: str
    word: str
    text: str
    facts: tuple[str, ...]  # kind, programme, occupation, school, day; empty without a match


def row_of(checked: Checked) -> Row:
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
        kind, word, text = KINDS[PublicStatus(record.status)], record.get_status_display(), _status(record)
    return Row(asked.row, asked.number, asked.name, kind, word, text, _facts(record) if record else ())


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
            [str(row.number), row.certificate, row.name, row.word, *(row.facts or [""] * 5), row.text],
            row.kind != "success",
        )
        for row in rows
    ]
    return answered(heads, body)


def counted(rows: list[Row]) -> dict[str, int]:
    """Return how many rows there are, are in force, and are not."""
    valid = sum(row.kind == "success" for row in rows)
    return {"all": len(rows), "valid": valid, "other": len(rows) - valid}


def _status(record: PublishedCredential) -> str:
    day = {"day": date_format(record.status_date, "DATE_FORMAT")}
    if record.status == PublicStatus.REVOKED:
        return _("Revoked on %(day)s. It is no longer valid.") % day
    if record.status == PublicStatus.REPLACED:
        return _("Replaced by a newer certificate on %(day)s. Ask the holder for the new one.") % day
    return ""


def _fact_heads() -> list[str]:
    return [_("Kind of document"), _("Programme"), _("Occupation"), _("School"), _("Awarded on")]


def _facts(record: PublishedCredential) -> tuple[str, ...]:
    return (
        str(record.get_kind_display()),
        pick(record, "title"),
        pick(record, "occupation"),
        pick(record, "school"),
        date_format(record.awarded_date, "DATE_FORMAT"),
    )
