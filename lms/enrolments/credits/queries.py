"""Reads of the credit ledger: what stands, and what certificates count for together."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from courses.catalog.api import (
    CertificateKind,
    HeldCertificate,
    PlannedRecognition,
    ProgrammePlan,
    cap_of,
    plan_of,
    recognise,
)
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.credits.rules import Entry, further_credits
from lms.enrolments.credits.school_tables.queries import agreed_tables
from lms.enrolments.credits.school_tables.rules import table_of
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.rules import LEVELLED, comparable
from lms.enrolments.models import Enrolment

# A table by which certificates give credits, None for none, and the plan whose courses make its limit.
Counting = tuple[PlannedRecognition | None, ProgrammePlan]


def list_credits(enrolment_ids: Iterable[int]) -> dict[int, list[CreditRow]]:
    """Return all rows of enrolments, those that were taken back too, the first one first; one query."""
    found: dict[int, list[CreditRow]] = {key: [] for key in enrolment_ids}
    rows = CreditRow.objects.filter(enrolment__in=list(found)).select_related("course", "reversal")
    for row in rows.order_by("recorded_at", "pk"):
        found[row.enrolment_id].append(row)
    return found


def entries_of(rows: Iterable[CreditRow], *, version_id: int) -> list[Entry]:
    """Return the rows that stand and belong to this version: a course of another one does not count."""
    found = []
    for row in rows:
        course = row.course
        if row.reversed_at is None and (course is None or course.version_id == version_id):
            block, elective = (course.block, course.is_elective) if course else ("", False)
            found.append(Entry(row.source_key, row.credits, block, elective))
    return found


def catalogue_kind(row: ExternalCertificate) -> str:
    """Return what requirements and tables call a certificate; empty where they have no name for it."""
    if row.kind in LEVELLED:
        return f"skill_level_{row.level}"
    return row.kind if row.kind in ("special_operation", "single_skill", "training") else ""


def table_for(enrolment: Enrolment, *, day: date) -> Counting:
    """Return the table by which certificates give credits on a day, the school's own or the version's, and the plan."""
    plan = plan_of(enrolment.version)
    own = agreed_tables(enrolment.school_id, enrolment.version.programme_id)
    return table_of(own, plan.recognition, day=day), plan


def table_in_words(enrolment: Enrolment, *, day: date) -> str:
    """Return what certificates count for on a day, in one sentence; empty without a table."""
    table, plan = table_for(enrolment, day=day)
    if table is None:
        return ""
    kinds = dict(CertificateKind.choices)
    listed = sorted(table.credits.items(), key=lambda row: (-row[1], row[0]))
    words = _("Table since %(day)s: %(kinds)s. At most %(cap)d credits for all certificates together.")
    counted = _("; ").join(
        _("%(kind)s: %(credits)d credits") % {"kind": kinds[kind], "credits": number}
        for kind, number in listed
    )
    return words % {"day": table.valid_from, "kinds": counted, "cap": cap_of(table, plan.courses)}


def recognised_by(counting: Counting, certificates: Iterable[ExternalCertificate]) -> tuple[int, int]:
    """Return the credits that these certificates count for together, and the limit; nothing without a table."""
    table, plan = counting
    if table is None:
        return 0, 0
    held = [
        HeldCertificate(str(row.uuid), catalogue_kind(row), comparable(row.occupation), row.issued_date)
        for row in certificates
    ]
    found = recognise(held, table, plan.courses)
    return found.credits, found.cap


def further_by(
    counting: Counting,
    earlier: Sequence[ExternalCertificate],
    together: Sequence[ExternalCertificate],
    *,
    given: int,
) -> int:
    """Return what certificates add to earlier ones, for which so many credits were given.

    By a table that gives more than an earlier one did, nothing is made up for those before.
    """
    without, _cap = recognised_by(counting, earlier)
    sum_of_all, _cap = recognised_by(counting, together)
    return min(further_credits(sum_of_all, given), further_credits(sum_of_all, without))


def key_of(certificate: ExternalCertificate) -> str:
    """Return under which key the ledger holds what a certificate gave."""
    return f"certificate:{certificate.uuid}"
