"""Who works at the desk of classes: registrars at their own sites; instructors look at the timetable there."""

from django.db.models import Q, QuerySet

from lms.accounts.api import User, but_ones_own, holders_of, sites_visible_to
from lms.core.access import Roles
from lms.core.enums import Role
from lms.delivery.cohorts.models import Cohort, CohortMember, Qualification
from lms.delivery.register.models import Correction
from lms.delivery.timetable.models import ClassSession, Holiday
from lms.organisations.api import Site

REGISTRARS = Roles(Role.REGISTRAR)
TEACHING = Roles(Role.REGISTRAR, Role.INSTRUCTOR)


def sites_run_by(user: User) -> QuerySet[Site]:
    """Return the sites whose classes the user plans."""
    if not user.is_authenticated:
        return Site.objects.none()
    return sites_visible_to(user, (Role.REGISTRAR,))


def sites_read_by(user: User) -> QuerySet[Site]:
    """Return the sites whose timetable the user may look at."""
    if not user.is_authenticated:
        return Site.objects.none()
    return sites_visible_to(user, (Role.REGISTRAR, Role.INSTRUCTOR))


def cohorts_run_by(user: User) -> QuerySet[Cohort]:
    """Return the cohorts at the sites where the user is a registrar."""
    rows = Cohort.objects.filter(site__in=sites_run_by(user))
    return rows.select_related("version__programme", "school", "site")


def stays_run_by(user: User) -> QuerySet[CohortMember]:
    """Return the stays of others in these cohorts."""
    rows = CohortMember.objects.filter(cohort__site__in=sites_run_by(user))
    return but_ones_own(rows, user, "enrolment__person")


def sessions_run_by(user: User) -> QuerySet[ClassSession]:
    """Return the sessions of these cohorts."""
    return ClassSession.objects.filter(cohort__site__in=sites_run_by(user))


def sessions_read_by(user: User) -> QuerySet[ClassSession]:
    """Return the sessions at the sites whose timetable the user may look at."""
    return ClassSession.objects.filter(cohort__site__in=sites_read_by(user))


def sessions_registered_by(user: User) -> QuerySet[ClassSession]:
    """Return the sessions whose registers concern the user: as a registrar of the site, or as who teaches them."""
    if not user.is_authenticated:
        return ClassSession.objects.none()
    taught = Q(instructor=user, cohort__site__in=sites_visible_to(user, (Role.INSTRUCTOR,)))
    return ClassSession.objects.filter(Q(cohort__site__in=sites_run_by(user)) | taught)


def corrections_of(user: User) -> QuerySet[Correction]:
    """Return the corrections of the registers that concern the user, but for those of one's own marks."""
    rows = Correction.objects.filter(mark__register__session__in=sessions_registered_by(user))
    return but_ones_own(rows, user, "mark__enrolment__person")


def holidays_run_by(user: User) -> QuerySet[Holiday]:
    """Return the days without teaching of the sites where the user is a registrar."""
    return Holiday.objects.filter(site__in=sites_run_by(user)).select_related("site")


def instructors_run_by(user: User) -> QuerySet[User]:
    """Return who holds the role of an instructor at one of the user's sites, or taught there."""
    found: set[int] = set()
    for site in sites_run_by(user):
        found.update(holders_of(Role.INSTRUCTOR, site).values_list("pk", flat=True))
    return User.objects.filter(pk__in=found).order_by("display_name", "pk")


def qualifications_run_by(user: User) -> QuerySet[Qualification]:
    """Return what the instructors at the user's sites may teach."""
    rows = Qualification.objects.filter(instructor__in=instructors_run_by(user))
    return rows.select_related("instructor", "programme")
