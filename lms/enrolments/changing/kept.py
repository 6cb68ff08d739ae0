"""What a withdrawn enrolment holds, in words, for pages that ask before it is taken up again."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion, RequirementKind, hours_text
from lms.accounts.api import Person
from lms.core.clock import local_date
from lms.enrolments.changing.models import Interruption
from lms.enrolments.changing.queries import rests_to_go_on
from lms.enrolments.completion.presentation import audit_cell
from lms.enrolments.completion.queries import Audit, Question, audits_of
from lms.enrolments.file.happenings import told_by_others
from lms.enrolments.models import Enrolment
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class Kept:
    """Whose enrolment was withdrawn when, what was done in it, and where it goes on if that changes.

    `rests`: what the withdrawal cut short and is to go on, until somebody records the return.
    """

    enrolment: Enrolment
    withdrawn_on: date | None
    done: tuple[str, ...]
    version: ProgrammeVersion | None = None
    school: School | None = None
    rests: Interruption | None = None

    @property
    def person(self) -> Person:
        """Return whose it is."""
        return self.enrolment.person


def _done(audit: Audit, minutes: int) -> Iterator[str]:
    """Yield what stands to each requirement, and hours and credits that none asks for: they come along, too."""
    for line in audit.lines:
        done = audit_cell(line)["done"]
        if done != "–":
            yield f"{line.requirement.title} {done}"
    asked = {line.requirement.kind for line in audit.lines}
    if minutes and RequirementKind.HOURS_ATTENDED not in asked:
        yield _("%(hours)s class hours") % {"hours": hours_text(minutes)}
    count = sum(row.credits for row in audit.ledger if row.reversed_at is None)
    if count and RequirementKind.CREDITS_EARNED not in asked:
        yield _("credits: %(count)d") % {"count": count}


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
    rests = rests_to_go_on(listed)
    minutes: Counter[int | None] = Counter()
    for one in told_by_others(listed) if listed else ():
        minutes[one.enrolment] += one.minutes + one.learnt
    return [
        Kept(
            audit.enrolment,
            local_date(audit.enrolment.withdrawn_at) if audit.enrolment.withdrawn_at else None,
            tuple(_done(audit, minutes[audit.enrolment.pk])),
            version if version and version.pk != audit.enrolment.version_id else None,
            school if school and school.pk != audit.enrolment.school_id else None,
            rests.get(audit.enrolment.pk),
        )
        for audit in audits
    ]
