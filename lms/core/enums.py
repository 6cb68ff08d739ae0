"""Vocabulary that several apps share: roles (journeys.md) and where each role is held."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    TRAINEE = "trainee", _("Trainee")
    INSTRUCTOR = "instructor", _("Instructor")
    CONTENT_REVIEWER = "content_reviewer", _("Content reviewer")
    REGISTRAR = "registrar", _("Registrar")
    ISSUING_OFFICER = "issuing_officer", _("Issuing officer")
    EXAMINATIONS_OFFICER = "examinations_officer", _("Examinations officer")
    INVIGILATOR = "invigilator", _("Invigilator")
    ASSESSOR = "assessor", _("Assessor")
    PLACEMENT_OFFICER = "placement_officer", _("Placement officer")
    # At a community station: follows up the people given to it, and sees nobody else.
    STATION_WORKER = "station_worker", _("Community station worker")
    EMPLOYER = "employer", _("Employer")
    # Held instead of the role above while no placement officer stands for the organisation (ADR 0196).
    EMPLOYER_APPLICANT = "employer_applicant", _("Employer, not verified")
    AUTHORITY_READER = "authority_reader", _("Authority reader")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Scope(TextChoices):
    SITE = "site", pgettext_lazy("place", "Site")
    SCHOOL = "school", _("School")
    EMPLOYER = "employer", _("Employer")
    ADMINISTRATION = "administration", _("Administration")


EMPLOYER_ROLES = frozenset({Role.EMPLOYER, Role.EMPLOYER_APPLICANT})
STAFF_ROLES = frozenset(Role) - EMPLOYER_ROLES - {Role.TRAINEE}
# Roles that issue, mark or administer sign in with a second factor (security.md A7 6.3.3).
SECOND_FACTOR_ROLES = frozenset(
    {
        Role.REGISTRAR,
        Role.ISSUING_OFFICER,
        Role.EXAMINATIONS_OFFICER,
        Role.INVIGILATOR,
        Role.ASSESSOR,
        Role.ADMINISTRATOR,
    }
)
