"""Who sees which practical examinations. Site isolation is the default."""

from django.db.models import QuerySet

from lms.accounts.api import User, sites_visible_to
from lms.core.enums import Role
from lms.exams.practical.models import PanelMember, PracticalExamination, PracticalResult, PracticalState


def practicals_run_by(user: User) -> QuerySet[PracticalExamination]:
    """Return the practical examinations at the sites where the user runs examinations, but no own ones."""
    sites = sites_visible_to(user, (Role.EXAMINATIONS_OFFICER,))
    rows = PracticalExamination.objects.filter(site__in=sites)
    return rows if user.person_id is None else rows.exclude(candidates__enrolment__person=user.person_id)


def marking_of(user: User) -> QuerySet[PanelMember]:
    """Return where the user marks: the own log only; nobody reads a colleague's through this."""
    shown = (PracticalState.OPEN, PracticalState.CLOSED, PracticalState.RELEASED)
    return PanelMember.objects.filter(assessor=user, examination__state__in=shown)


def results_of(person_id: int | None) -> QuerySet[PracticalResult]:
    """Return a person's own results, of examinations that are released."""
    rows = PracticalResult.objects.filter(candidate__examination__state=PracticalState.RELEASED)
    return rows.filter(candidate__enrolment__person_id=person_id) if person_id is not None else rows.none()
