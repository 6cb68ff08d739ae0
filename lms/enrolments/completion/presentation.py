"""The completion audit as values for pages: each number with the rows behind it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeKind, RequirementKind, hours_text, threshold_text
from lms.core.clock import local_date
from lms.core.sentences import in_brackets
from lms.enrolments.completion.expected import paper_text
from lms.enrolments.completion.queries import Audit, AuditLine
from lms.enrolments.completion.rules import RECKONED, State
from lms.enrolments.completion.words import (
    assumption_text,
    decided_text,
    evidence_text,
    hindrance_text,
    left_out_text,
    outcome_text,
    state_text,
    target_text,
)
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.models import Enrolment, Evidence
from lms.enrolments.moving.proofs import Proof, page_of_records, pages_of_other_records
from lms.enrolments.target.rules import Target


def audit_lines(audit: Audit) -> list[dict[str, Any]]:
    """Return the requirements with state, what is done of what is asked, and the rows behind.

    `records` is the address of the page where a registrar reads more rows than fit here, or "".
    """
    return [{**_line(line), "records": _records(line, audit.enrolment)} for line in audit.lines]


def _records(line: AuditLine, enrolment: Enrolment) -> str:
    page = page_of_records(line.requirement)
    return reverse(page, args=[enrolment.uuid]) if page else ""


def more_records(audit: Audit) -> list[str]:
    """Return the addresses of records to which no requirement leads, as of hours that are not asked for."""
    asked = {line.requirement.kind for line in audit.lines}
    return [reverse(page, args=[audit.enrolment.uuid]) for page in pages_of_other_records(asked)]


def assumptions(audit: Audit, days: Mapping[str, date | None]) -> dict[str, str]:
    """Return by code what may be taken as met, with the days of the next examinations by code of requirement."""
    open_lines = [
        line for line in audit.lines if line.line.state is not State.MET or line.line.need.is_assumed
    ]
    found = {}
    for line in open_lines:
        code, title = line.requirement.code, line.requirement.title
        found[code] = assumption_text(title, days[code], audit.question.until) if code in days else title
    return found


def audit_cell(line: AuditLine) -> dict[str, str]:
    """Return how a requirement stands in one cell: its state, in words too, and what is done."""
    state = line.line.state
    return {"state": state.value, "state_text": state_text(state), "done": _done(line)}


def _line(line: AuditLine) -> dict[str, Any]:
    need = line.line.need
    return {
        **audit_cell(line),
        "title": line.requirement.title,
        "code": line.requirement.code,
        "asks": threshold_text(line.requirement),
        "why": hindrance_text(line.line.hindrance),
        "is_assumed": need.is_assumed,
        "rows": _rows(line),
    }


def _done(line: AuditLine) -> str:
    need = line.line.need
    counted = need.counted or next((proof.counted for proof in line.proofs if proof.counted), None)
    if counted is not None:
        words = _("%(done)s/%(total)s class hours") if _is_hours(line) else "%(done)s/%(total)s"
        return words % _figures(line, counted)
    return f"{need.percent.normalize():f} %" if need.percent else "–"


def _figures(line: AuditLine, counted: tuple[int, int]) -> dict[str, str]:
    """Return what is done and what is asked as figures; minutes as class hours, as the requirement says them."""
    done, total = (hours_text(number) if _is_hours(line) else str(number) for number in counted)
    return {"done": done, "total": total}


def _is_hours(line: AuditLine) -> bool:
    return line.requirement.kind == RequirementKind.HOURS_ATTENDED


def _rows(line: AuditLine) -> list[str]:
    rows = [_evidence(row, line) for row in line.evidence]
    words = _("%(done)s of %(total)s counted now")
    if _is_hours(line):
        words = _("%(done)s of %(total)s class hours counted now")
    rows += [words % _figures(line, proof.counted) for proof in line.proofs if proof.counted]
    rows += [text for proof in line.proofs for text in hours_texts(proof)]
    rows += [credit_text(row) for row in line.credits]
    rows += [_certificate(row) for row in line.certificates]
    rows += [f"{one.awarded.isoformat()} · {one.name}" for one in line.issued]
    return rows


def _certificate(row: ExternalCertificate) -> str:
    if getattr(row, "is_expected", False):
        return in_brackets(paper_text(row), _("taken as there"))
    return (
        f"{row.issued_date.isoformat()} · {row.get_kind_display()} · {row.occupation} · {row.masked_number}"
    )


def _evidence(row: Evidence, line: AuditLine) -> str:
    kind, state = line.requirement.kind, line.line.state
    is_past = kind in RECKONED and row.is_met and state is not State.MET
    return f"{local_date(row.recorded_at).isoformat()} · {evidence_text(row, is_past=is_past)}"


def hours_texts(proof: Proof) -> list[str]:
    """Return where the minutes of hours come from, each kind in one line."""
    texts = []
    if proof.from_registers:
        texts.append(
            _("%(minutes)d minutes attended, by locked registers") % {"minutes": proof.from_registers}
        )
    if proof.from_lessons:
        texts.append(
            _("%(minutes)d minutes accepted for learning in lessons") % {"minutes": proof.from_lessons}
        )
    return texts


def credit_text(row: CreditRow) -> str:
    """Return a row of the credit ledger in one line."""
    parts = [local_date(row.recorded_at).isoformat(), row.get_source_display()]
    if row.course is not None:
        parts.append(row.course.title)
    parts.append(_("credits: %(count)d") % {"count": row.credits})
    if row.mark is not None:
        parts.append(_("mark %(mark)s") % {"mark": f"{row.mark.normalize():f}"})
    return " · ".join([*parts, row.reason])


def audit_outcome(audit: Audit) -> str:
    """Return with what the enrolment would end now; of one that is completed, that this stays whatever came after."""
    if audit.is_decided_otherwise and audit.enrolment.completed_at is not None:
        return decided_text(local_date(audit.enrolment.completed_at))
    is_diploma = audit.enrolment.version.programme.kind == ProgrammeKind.DIPLOMA
    return outcome_text(audit.outcome, is_diploma=is_diploma, state=audit.enrolment.state)


def target_rows(target: Target | None) -> dict[str, Any] | None:
    """Return how somebody stands to the target rule on a day, and paper by paper why."""
    if target is None:
        return None
    return {
        "day": target.day,
        "is_reached": target.is_reached,
        "text": target_text(target),
        "counted": [held.name for held in target.counted],
        "left_out": [f"{held.name}{_(': ')}{left_out_text(reason)}" for held, reason in target.left_out],
    }
