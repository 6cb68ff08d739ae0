"""The audit of a cohort as values for its page and for tables to keep."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lms.accounts.api import User
from lms.core.clock import local_date
from lms.delivery.classdesk.queries.audit import IMPOSSIBLE, MET, NOT_YET, CohortAudit, PersonAudit
from lms.enrolments.api import (
    AuditLine,
    DiplomaTold,
    Enrolment,
    RequirementStanding,
    audit_cell,
    audit_outcome,
    diplomas_told,
    state_text,
    target_rows,
)

SYMBOLS = {MET: "✓", NOT_YET: "○", IMPOSSIBLE: "✕"}
WIDE = 1000  # of a bar, in units of its own drawing
# What may be asked for, in words.
CHOICES = (
    ("gaps", gettext_lazy("Only with gaps")),
    ("met", gettext_lazy("Everything is met")),
    ("impossible", gettext_lazy("Something is not possible in time")),
    ("target", gettext_lazy("Target not reached by release")),
)


def people_rows(
    found: CohortAudit, people: Iterable[PersonAudit], diplomas: Mapping[int, DiplomaTold]
) -> list[dict[str, Any]]:
    """Return the rows of the table: each person with a cell for each requirement, and what is told of the diploma."""
    return [{**_person_row(found, row), "diploma": diplomas.get(row.enrolment.pk)} for row in people]


def _person_row(found: CohortAudit, row: PersonAudit) -> dict[str, Any]:
    audit = row.audit
    cells = [
        (asked.title, audit_cell(line) | {"symbol": SYMBOLS[line.line.state]} if line else None)
        for asked, line in zip(found.requirements, row.lines, strict=True)
    ]
    return {
        "enrolment": row.enrolment,
        "other_version": row.enrolment.version if not _is_of(found, row) else None,
        "cells": cells,
        "outcome": audit_outcome(audit),
        "now": target_rows(audit.now),
        "withdrawn_on": _withdrawn_on(row.enrolment),
        # To somebody who was withdrawn the release ends nothing any more.
        "then": None if _withdrawn_on(row.enrolment) else target_rows(audit.then),
        "missing": [_gap_text(line) for line in row.missing],
        "risk": "" if _withdrawn_on(row.enrolment) else row.risk,
    }


def _withdrawn_on(row: Enrolment) -> date | None:
    return local_date(row.withdrawn_at) if row.withdrawn_at else None


def _is_of(found: CohortAudit, row: PersonAudit) -> bool:
    return not found.requirements or row.enrolment.version_id == found.requirements[0].version_id


def _gap_text(line: AuditLine) -> str:
    title = line.requirement.title
    return f"{title}{_(': ')}{state_text(IMPOSSIBLE)}" if line.line.state is IMPOSSIBLE else title


def requirement_bars(found: CohortAudit) -> list[dict[str, Any]]:
    """Return how many people meet each requirement, with the pieces of its bar; nothing of nobody."""
    return list(_bars(found)) if found.people else []


def told_of(found: CohortAudit, code: str, state: str) -> str:
    """Return in words of which requirement and which standing people are shown; "" for all."""
    titles = [asked.title for asked in found.requirements if asked.code == code]
    return f"{titles[0]}{_(': ')}{state_text(RequirementStanding(state))}" if titles else ""


def _bars(found: CohortAudit) -> Iterator[dict[str, Any]]:
    people = len(found.people)
    for place, asked in enumerate(found.requirements):
        met, late = found.count(place, MET), found.count(place, IMPOSSIBLE)
        open_ = found.count(place, NOT_YET)
        width = {"met": WIDE * met // people, "late": WIDE * late // people}
        yield {
            "title": asked.title,
            "code": asked.code,
            "met": met,
            "open": open_,
            "late": late,
            "people": people,
            "width": width["met"],
            "late_at": WIDE - width["late"],
            "late_width": width["late"],
        }


def export_rows(
    found: CohortAudit, people: Iterable[PersonAudit], *, reader: User
) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of the table to keep: no identity numbers."""
    head = [
        pgettext("person", "Name"),
        _("Trainee number"),
        *(asked.title for asked in found.requirements),
        _("Requirements met"),
        _("If it ended now"),
        _("Target today"),
        _("Release forecast"),
        _("Target at release"),
        _("Why at risk"),
        _("Still missing"),
        _("Diploma"),
    ]
    listed = list(people)
    diplomas = diplomas_told([row.enrolment for row in listed], reader=reader)
    return head, [_export_row(row) for row in people_rows(found, listed, diplomas)]


def _export_row(row: dict[str, Any]) -> list[str | int]:
    person, then = row["enrolment"].person, row["then"]
    met = sum(values is not None and values["state"] == MET.value for _title, values in row["cells"])
    return [
        person.full_name,
        person.user.username if hasattr(person, "user") else "",
        *(_cell_text(values) for _title, values in row["cells"]),
        met,
        row["outcome"],
        row["now"]["text"],
        then["day"].isoformat() if then else "",
        then["text"] if then else "",
        row["risk"],
        "\n".join(row["missing"]),
        row["diploma"].text if row["diploma"] else "",
    ]


def _cell_text(values: dict[str, Any] | None) -> str:
    if values is None:
        return _("not asked")
    done = "" if values["done"] == "–" else f" · {values['done']}"
    return f"{values['state_text']}{done}"
