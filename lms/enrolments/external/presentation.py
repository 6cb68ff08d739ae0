"""Outside certificates as values for pages and tables: numbers masked, days and standings in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.queries import Alert, standing
from lms.enrolments.external.rules import NUMBERED
from lms.enrolments.external.words import due_text, standing_text


def certificate_row(row: ExternalCertificate) -> dict[str, Any]:
    """Return a certificate as the pages show it."""
    return {
        "certificate": row,
        "name": name_of(row),
        "number": row.masked_number,
        "form": _form_of(row),
        "standing": standing_text(standing(row)),
        "is_struck": row.struck_at is not None,
    }


def _form_of(row: ExternalCertificate) -> str:
    """Return what the number's form says: of most kinds it is free, and nothing was looked at."""
    if row.kind not in NUMBERED:
        return _("no fixed form")
    return _("right form") if row.has_right_form else _("unusual form, compared with the paper")


def name_of(row: ExternalCertificate) -> str:
    """Return kind, occupation and level in one line."""
    parts = [row.get_kind_display(), row.occupation]
    if row.level:
        parts.append(row.get_level_display())
    return " · ".join(parts)


def alert_row(alert: Alert) -> dict[str, Any]:
    """Return one line of the list of days."""
    return {
        "alert": alert,
        "person": alert.certificate.person,
        "name": name_of(alert.certificate),
        "what": _("Review") if alert.is_review else _("End of validity"),
        "stage": due_text(alert.stage),
    }


def table_of(alerts: Iterable[Alert]) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of the exported list."""
    head = [
        pgettext("person", "Name"),
        _("Trainee number"),
        _("Certificate"),
        _("Number"),
        _("What"),
        _("Day"),
        _("When"),
    ]
    rows = []
    for alert in alerts:
        line = alert_row(alert)
        user = getattr(line["person"], "user", None)
        rows.append(
            [
                line["person"].full_name,
                user.username if user else "",
                line["name"],
                alert.certificate.masked_number,
                line["what"],
                alert.day.isoformat(),
                line["stage"],
            ]
        )
    return head, rows
