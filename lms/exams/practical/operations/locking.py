"""The one place where a practical examination, or an assessor's log, is locked. Order: examination, then member."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from lms.accounts.api import User, sites_visible_to
from lms.core.enums import Role
from lms.enrolments.api import Enrolment, lock_separate_groups
from lms.exams.practical.conflicts import conflicted
from lms.exams.practical.errors import ConflictRefused, PracticalNotFound, PracticalRefused
from lms.exams.practical.models import PanelMember, PracticalCandidate, PracticalExamination
from lms.exams.practical.occupied import period_of
from lms.exams.practical.rules.states import EXAMINATION_TRANSITIONS, next_state
from lms.exams.sittings.occupied import occasions_between


@dataclass(frozen=True, slots=True)
class MarkRef:
    """An assessor's own log at one examination: which one, who asks, from which device."""

    examination_uuid: UUID
    user: User
    holder: str = ""


def lock_examination(uuid: UUID) -> PracticalExamination:
    """Lock and return an examination. Call inside a transaction.

    :raises PracticalNotFound: when there is none.
    """
    rows = PracticalExamination.objects.select_for_update(of=("self",)).select_related("scheme", "room")
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise not_found()
    return row


def lock_separate_groups_of(uuid: UUID) -> None:
    """Lock the separate groups of an examination's site, before the examination, as sittings do."""
    site = PracticalExamination.objects.filter(uuid=uuid).values_list("site_id", flat=True).first()
    if site is not None:
        lock_separate_groups(site)


def lock_candidate(uuid: UUID) -> PracticalCandidate:
    """Lock the examination of a candidate and return the candidate with it.

    :raises PracticalNotFound: when there is none.
    """
    examination = PracticalExamination.objects.filter(candidates__uuid=uuid).values_list("uuid", flat=True)
    locked = lock_examination(examination[0] if examination else UUID(int=0))
    candidate = PracticalCandidate.objects.select_related("enrolment__person").get(uuid=uuid)
    candidate.examination = locked
    return candidate


def lock_member(ref: MarkRef) -> PanelMember:
    """Lock and return the caller's own log. Call inside a transaction.

    :raises PracticalNotFound: the caller does not mark there.
    """
    rows = PanelMember.objects.select_for_update(of=("self",)).select_related("examination__scheme")
    row = rows.filter(examination__uuid=ref.examination_uuid, assessor=ref.user).first()
    if row is None:
        raise not_found()
    return row


def lock_assessors(pks: Iterable[int]) -> None:
    """Let who plans something for an assessor, or declares a conflict of theirs, wait for each other.

    The accounts themselves, on a panel or not yet; references to them are not held up.
    """
    rows = User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(pks))
    list(rows.order_by("pk").values_list("pk"))


def not_found() -> PracticalNotFound:
    """Return the refusal that looks the same for what is not there and for what is not this person's."""
    return PracticalNotFound(_("There is no such practical examination for you."))


def refuse(reasons: list[str]) -> PracticalRefused:
    """Return the refusal with its reasons."""
    return PracticalRefused(_("That is not possible with this examination now."), reasons=reasons)


def require_state(examination: PracticalExamination, *states: str) -> None:
    """Refuse unless the examination is in one of these states.

    :raises PracticalRefused: it is not.
    """
    if examination.state not in states:
        raise refuse([_("It is: %(state)s.") % {"state": examination.get_state_display()}])


def move(examination: PracticalExamination, act: str, reasons: list[str]) -> None:
    """Move an examination on by its table, unless there are reasons against it; the caller saves.

    :raises PracticalRefused: it cannot.
    """
    target = next_state(EXAMINATION_TRANSITIONS, examination.state, act)
    if target is None:
        reasons = [*reasons, _("It is: %(state)s.") % {"state": examination.get_state_display()}]
    if target is None or reasons:
        raise refuse(reasons)
    examination.state = target


def require_assessor(examination: PracticalExamination, user: User) -> None:
    """Refuse somebody who is no assessor at the site of the examination.

    :raises PracticalRefused: so it is.
    """
    sites = sites_visible_to(user, (Role.ASSESSOR,))
    if not sites.filter(pk=examination.site_id).exists():
        raise refuse([_("%(name)s is not an assessor at this site.") % {"name": user.get_full_name()}])


def refuse_busy(examination: PracticalExamination, assessor: User) -> None:
    """Refuse an assessor who marks or watches at another examination at that time.

    :raises PracticalRefused: naming it.
    """
    words = _("%(name)s works at another examination then: %(title)s.")
    busy = [
        words % {"name": assessor.get_full_name(), "title": row.title}
        for row in occasions_between(*period_of(examination), but=examination.uuid)
        if assessor.pk in row.staff
    ]
    if busy:
        raise refuse(busy)


def refuse_conflicts(assessor: User, enrolments: list[Enrolment]) -> None:
    """Refuse an assessor who taught one of these candidates, or declared a conflict.

    :raises ConflictRefused: naming the candidates.
    """
    against = conflicted(assessor, enrolments)
    if against:
        words = _("%(assessor)s taught %(candidate)s or declared a conflict of interest.")
        names = [
            words % {"assessor": assessor.get_full_name(), "candidate": row.person.full_name}
            for row in against
        ]
        raise ConflictRefused(_("Who taught a candidate does not mark this candidate."), reasons=names)
