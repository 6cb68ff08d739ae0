"""The completion audit of a cohort: everybody who belongs to it, against the requirements of its version."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from courses.catalog.api import Requirement
from lms.accounts.api import User
from lms.delivery.cohorts.models import Cohort, CohortMember
from lms.delivery.cohorts.queries import lasting_from
from lms.enrolments.api import (
    COMPLETED,
    Audit,
    AuditLine,
    Enrolment,
    RequirementStanding,
    audited_by,
    audits_of,
    questions_at_release,
    requirements_of,
    risks_told,
)

MET, NOT_YET, IMPOSSIBLE = (
    RequirementStanding.MET,
    RequirementStanding.NOT_YET,
    RequirementStanding.IMPOSSIBLE,
)


@dataclass(frozen=True, slots=True)
class PersonAudit:
    """One person of a cohort: the audit, and its lines in the order of the cohort's requirements, None: not asked."""

    enrolment: Enrolment
    audit: Audit
    lines: tuple[AuditLine | None, ...]
    risk: str = ""
    """Why the newest list of people at risk names the person; "" where it does not."""
    is_judged: bool = False
    """Whether it says something of the person: there is one, and nobody came, or got another forecast, since."""

    @property
    def missing(self) -> list[AuditLine]:
        """Return what the person's own version asks for and is not met."""
        return [line for line in self.audit.lines if line.line.state is not MET]

    @property
    def reaches_target(self) -> bool:
        """Return whether the target is reached by release: with what is held, or with what the person is on.

        The list of people at risk says the latter; of whom it did not judge, only what is held counts.
        """
        is_held = (self.audit.then or self.audit.now).is_reached
        return is_held or (self.is_judged and not self.risk)


@dataclass(frozen=True, slots=True)
class CohortAudit:
    """What a cohort's version asks for, and how each of its people stands."""

    requirements: list[Requirement]
    people: list[PersonAudit]
    risk_day: date | None = None
    """Of which day the list of people at risk is that is told beside."""

    def count(self, place: int, state: RequirementStanding) -> int:
        """Return of how many people a requirement, by its place, stands so."""
        return sum(_stands(row.lines[place], state) for row in self.people)

    def of_whom(self, code: str, state: RequirementStanding) -> list[PersonAudit]:
        """Return the people of whom a requirement, by its code, stands so; all where the version asks for no such."""
        places = [place for place, asked in enumerate(self.requirements) if asked.code == code]
        stand = [row for row in self.people if any(_stands(row.lines[place], state) for place in places)]
        return stand if places else self.people


def _stands(line: AuditLine | None, state: RequirementStanding) -> bool:
    return line is not None and line.line.state is state


# What may be asked for: which people are shown.
SHOWN: dict[str, Callable[[PersonAudit], bool]] = {
    "gaps": lambda row: bool(row.missing),
    "met": lambda row: not row.missing,
    "impossible": lambda row: any(line.line.state is IMPOSSIBLE for line in row.missing),
    "target": lambda row: not row.reaches_target,
}


def enrolments_audited(cohort: Cohort, user: User, *, today: date) -> list[Enrolment]:
    """Return the enrolments that belong to a cohort and that the user audits, in the order of names.

    Whoever left it because all was done stays in its audit: the class is what they completed in.
    """
    lasting = lasting_from(today) | Q(left_because=COMPLETED)
    stays = CohortMember.objects.filter(lasting, cohort=cohort)
    rows = audited_by(user).filter(pk__in=stays.values("enrolment"))
    rows = rows.select_related("person__user", "version__programme", "school")
    return list(rows.defer("person__resident_id").order_by("person__sort_name", "pk"))


def left_of_cohort(cohort: Cohort, audited: Sequence[Enrolment]) -> list[CohortMember]:
    """Return the last stay of each person who was in a cohort and is not audited with it, in the order of names."""
    rows = cohort.members.exclude(enrolment__in=audited).select_related("enrolment__person__user", "cohort")
    rows = rows.defer("enrolment__person__resident_id")
    last = {row.enrolment_id: row for row in rows.order_by("joined_on", "pk")}
    return sorted(last.values(), key=lambda row: (row.enrolment.person.sort_name, row.pk))


def audit_of_cohort(cohort: Cohort, user: User, *, today: date) -> CohortAudit:
    """Return the audit of a cohort, now and at each person's forecast release; the queries do not grow with people."""
    enrolments = enrolments_audited(cohort, user, today=today)
    requirements = requirements_of({cohort.version_id: cohort.version})[cohort.version_id]
    audits = audits_of(enrolments, questions_at_release(enrolments, today=today))
    risks = risks_told(cohort.site, [row.person_id for row in enrolments], today=today)
    people = [
        PersonAudit(
            row,
            audit,
            _in_order(audit, requirements),
            risks.words.get(row.person_id, ""),
            is_judged=row.person_id in risks.judged,
        )
        for row, audit in zip(enrolments, audits, strict=True)
    ]
    return CohortAudit(requirements, people, risks.day)


def _in_order(audit: Audit, requirements: Sequence[Requirement]) -> tuple[AuditLine | None, ...]:
    """Return the lines of an audit in the cohort's order: who moved to another version is asked by the same codes."""
    lines = {line.requirement.code: line for line in audit.lines}
    return tuple(lines.get(row.code) for row in requirements)
