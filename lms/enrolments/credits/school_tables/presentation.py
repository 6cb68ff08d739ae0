"""Credit tables of schools as pages show them and as a table to take away."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from courses.catalog.api import Block, CertificateKind, PlannedRecognition
from lms.core.clock import local_date
from lms.core.sentences import enumerated
from lms.enrolments.credits.school_tables.models import SchoolCreditTable


def kind_rows(before: PlannedRecognition | None, table: PlannedRecognition) -> list[tuple[str, int, int]]:
    """Return each kind of certificate with its credits by today's rules and by the table, 0 for none."""
    now = before.credits if before else {}
    return [
        (str(label), now.get(kind, 0), table.credits.get(kind, 0)) for kind, label in CertificateKind.choices
    ]


def limit_text(table: PlannedRecognition) -> str:
    """Return the limit in words."""
    names = dict(Block.choices)
    blocks = enumerated(names[block] for block in table.cap_blocks)
    return _("At most %(percent)d %% of the credits of: %(blocks)s") % {
        "percent": table.cap_percent,
        "blocks": blocks,
    }


def history_rows(rows: Iterable[SchoolCreditTable]) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of every table that was proposed for a programme, the newest day first."""
    kinds = CertificateKind.choices
    head = [
        _("Counts from"),
        _("State"),
        _("Percent at most"),
        _("Blocks that the limit is counted over"),
        *(str(label) for _kind, label in kinds),
        _("On what it rests"),
        _("Proposed by"),
        _("Proposed on"),
        _("Decided by"),
        _("Decided on"),
    ]
    names = dict(Block.choices)
    table = [
        [
            row.valid_from.isoformat(),
            row.get_state_display(),
            row.cap_percent,
            enumerated(names[block] for block in row.cap_blocks),
            *(row.credits.get(kind, 0) for kind, _label in kinds),
            row.reason,
            row.proposed_by.display_name,
            local_date(row.proposed_at).isoformat(),
            row.decided_by.display_name if row.decided_by else "",
            local_date(row.decided_at).isoformat() if row.decided_at else "",
        ]
        for row in rows
    ]
    return head, table
