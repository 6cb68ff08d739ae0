"""Who may see which sittings and attempts. Site isolation is the default."""

from uuid import UUID

from django.db.models import Q, QuerySet

from lms.accounts.api import User, sites_visible_to
from lms.core.enums import Role
from lms.exams.rooms import holds_theory
from lms.exams.sittings.models import Sitting, SittingCandidate, SittingState
from lms.exams.sittings.room_models import ActKind
from lms.exams.sittings.room_rules import needs_officer
from lms.organisations.api import Room

CONSOLE_ROLES = (Role.INVIGILATOR, Role.EXAMINATIONS_OFFICER)


def not_sat_by(user: User, sittings: QuerySet[Sitting]) -> QuerySet[Sitting]:
    """Return those in which the user is no candidate: nobody acts in an own examination, whatever roles they have."""
    if user.person_id is None:
        return sittings
    return sittings.exclude(candidates__enrolment__person=user.person_id)


def sittings_on_console_of(user: User) -> QuerySet[Sitting]:
    """Return the sittings at the sites where the user invigilates or runs examinations, but no own ones."""
    return not_sat_by(user, Sitting.objects.filter(site__in=sites_visible_to(user, CONSOLE_ROLES)))


def is_room_open_to(user: User, sitting_uuid: UUID) -> bool:
    """Return whether an examination is on in a room whose console is the user's; not who was named for it alone."""
    if not user.holds_any_role(frozenset(CONSOLE_ROLES)):
        return False
    return sittings_on_console_of(user).filter(uuid=sitting_uuid, state=SittingState.OPEN).exists()


def rooms_for_examinations_of(user: User) -> QuerySet[Room]:
    """Return the rooms of the sites where the user runs examinations."""
    sites = sites_visible_to(user, (Role.EXAMINATIONS_OFFICER,))
    return (
        Room.objects.filter(site__in=sites).select_related("site").order_by("site__code", "sort_name", "name")
    )


def rooms_for_theory_of(user: User, *, and_room: UUID | None = None) -> QuerySet[Room]:
    """Return those of them in which one can sit at a computer; a sitting planned elsewhere keeps its room."""
    return rooms_for_examinations_of(user).filter(holds_theory() | Q(uuid=and_room))


def may_agree(user: User, sitting: Sitting, kind: ActKind) -> bool:
    """Return whether the user may be the second person of an act; declaring void takes an examinations officer."""
    roles = (Role.EXAMINATIONS_OFFICER,) if needs_officer(kind) else CONSOLE_ROLES
    return sites_visible_to(user, roles).filter(pk=sitting.site_id).exists()


def candidacies_of(person_id: int | None) -> QuerySet[SittingCandidate]:
    """Return a person's own candidacies."""
    if person_id is None:
        return SittingCandidate.objects.none()
    return SittingCandidate.objects.filter(enrolment__person_id=person_id)
