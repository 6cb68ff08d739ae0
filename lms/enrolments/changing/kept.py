"""What a withdrawn enrolment holds, in words, for pages that ask before it is taken up again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from courses.catalog.api import ProgrammeVersion
from lms.accounts.api import Person
from lms.core.clock import local_date
from lms.enrolments.completion.presentation import audit_cell
from lms.enrolments.completion.queries import Audit, Question, audits_of
from lms.enrolments.models import Enrolment
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class Kept:
    """Whose enrolment was withdrawn when, what was done in it, and where it goes on if that changes."""

    enrolment: Enrolment
    withdrawn_on: date | None
    done: tuple[str, ...]
    version: ProgrammeVersion | None = None
    school: School | None = None

    @property
    def person(self) -> Person:
        """Return whose it is."""
        return self.enrolment.person


def _done(audit: Audit) -> Iterator[str]:
    for line in audit.lines:
        done = audit_cell(line)["done"]
        if done != "–":
            yield f"{line.requirement.title} {done}"


def kept_by(
    rows: Iterable[Enrolment],
    *,
    today: date,
    version: ProgrammeVersion | None = None,
    school: School | None = None,
) -> list[Kept]:
    """Return what enrolments hold; `version` and `school`: where they go on. The queries do not grow with people."""
    listed = list(rows)
    audits = audits_of(listed, {row.pk: Question(today) for row in listed}) if listed else []
    return [
        Kept(
            audit.enrolment,
            local_date(audit.enrolment.withdrawn_at) if audit.enrolment.withdrawn_at else None,
            tuple(_done(audit)),
            version if version and version.pk != audit.enrolment.version_id else None,
            school if school and school.pk != audit.enrolment.school_id else None,
        )
        for audit in audits
    ]
