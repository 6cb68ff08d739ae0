"""Reads of the credit ledger: what stands, and what certificates count for together."""

from collections.abc import Iterable
from datetime import date

from courses.catalog.api import HeldCertificate, plan_of, recognise, table_in_force
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.credits.rules import Entry
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.rules import LEVELLED, comparable
from lms.enrolments.models import Enrolment


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


def converts_certificates(enrolment: Enrolment, *, day: date) -> bool:
    """Return whether the version of an enrolment has a table of that day by which certificates give credits."""
    return table_in_force(plan_of(enrolment.version).recognition, day) is not None


def recognised_for(
    enrolment: Enrolment, certificates: Iterable[ExternalCertificate], *, day: date
) -> tuple[int, int]:
    """Return the credits that these certificates count for together, and the limit; nothing without a table."""
    plan = plan_of(enrolment.version)
    table = table_in_force(plan.recognition, day)
    if table is None:
        return 0, 0
    held = [
        HeldCertificate(str(row.uuid), catalogue_kind(row), comparable(row.occupation), row.issued_date)
        for row in certificates
    ]
    found = recognise(held, table, plan.courses)
    return found.credits, found.cap
