"""Transfer to another school, or of a person with everything to another site. Nothing is copied, so nothing is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts.api import Person, User, move_trainee
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.operations.moving import move_stay
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.changing.examinations import Agreed, Choice, settle_examinations
from lms.enrolments.changing.models import Transfer
from lms.enrolments.changing.partings import Parting, part
from lms.enrolments.changing.rules import Span, school_after
from lms.enrolments.changing.words import refuse_day
from lms.enrolments.errors import AdmissionNotFound, AdmissionTaken, ChangeOutdated, ChangeRefused
from lms.enrolments.models import Enrolment, EnrolmentState
from lms.enrolments.operations import lock_active_enrolment, lock_enrolments
from lms.organisations.api import School, Site, is_paired, pairings_in_force


@dataclass(frozen=True, slots=True)
class SchoolOrder:
    """Which enrolment is taught by which other school from a day on; `shown` is the school that was looked at.

    `agreed`: what becomes of the examinations that are planned for it. They are at the site, so it may stay on them.
    """

    enrolment_uuid: UUID
    shown: UUID
    to: School
    on: date
    reason: str
    client_key: UUID
    note: str = ""
    agreed: Agreed = Agreed()


def change_school(*, order: SchoolOrder, actor: Actor, now: datetime) -> Enrolment:
    """Let another school of the site teach an enrolment; hours, results and credits stay. Sent twice it is one.

    :raises EnrolmentNotFound, EnrolmentEnded: there is none, or it is completed or withdrawn.
    :raises ChangeOutdated: somebody transferred it meanwhile.
    :raises ExaminationsUnseen: other examinations are planned for it than were named.
    :raises ChangeRefused: the school does not teach there, or the day cannot be.
    """
    with transaction.atomic(durable=True), audit.at_the_end():
        row = lock_active_enrolment(order.enrolment_uuid)
        if row.transfers.filter(client_key=order.client_key).exists():
            return row
        if row.school.uuid != order.shown:
            raise ChangeOutdated(_("Somebody has transferred this person meanwhile. Look at the page again."))
        if row.school_id == order.to.pk:
            raise ChangeRefused(_("Choose another school than the present one."), field="to")
        if not is_paired(school=order.to, site=row.site, day=order.on):
            words = _("The school does not teach at this site on that day. Check the pairing.")
            raise ChangeRefused(words, field="to")
        _transfer(row, (order.to, row.site), order, actor=actor, now=now)
        settle_examinations([row], order.agreed, actor=actor, now=now)
    return row


@dataclass(frozen=True, slots=True)
class SiteOrder:
    """Whose stay goes on at which other site; `school` teaches what the present schools do not teach there.

    `agreed`: the person leaves the examinations that are planned here, nobody can stay on them.
    """

    admission_uuid: UUID
    to: Site
    school: School | None
    on: date
    reason: str
    by: User
    client_key: UUID
    note: str = ""
    agreed: Agreed = Agreed()


def move_to_site(*, order: SiteOrder, actor: Actor, now: datetime) -> Admission:
    """Move a person with all running enrolments to another site: the stay ends here and goes on there, all or none.

    Completed and withdrawn enrolments stay with the site that taught them. Sent twice it is one.

    :raises AdmissionNotFound: there is no such stay.
    :raises ChangeOutdated: the stay has ended meanwhile.
    :raises ExaminationsUnseen: other examinations are planned for the person than were named.
    :raises ChangeRefused: no school teaches an enrolment there, the day cannot be, a register names the person later.
    :raises AdmissionTaken: the number is in use.
    """
    with transaction.atomic(durable=True), audit.at_the_end():
        person, rows = _lock_person(order.admission_uuid)
        known = Admission.objects.filter(client_key=order.client_key).first()
        if known is not None:
            return known
        stay = Admission.objects.select_for_update().get(uuid=order.admission_uuid)
        _refuse_move(stay, order, now)
        schools = _schools_there(rows, order)
        try:
            with transaction.atomic():
                there = move_stay(
                    stay, to=order.to, on=order.on, by=order.by, key=order.client_key, actor=actor, now=now
                )
        except IntegrityError as error:
            raise AdmissionTaken(_("The person cannot be admitted there on that day.")) from error
        move_trainee(person=person, to=order.to, actor=actor, now=now)
        for row in rows:
            _transfer(row, (schools[row.pk], order.to), order, actor=actor, now=now)
        settle_examinations(rows, replace(order.agreed, choice=Choice.OFF), actor=actor, now=now)
    return there


def _lock_person(admission_uuid: UUID) -> tuple[Person, list[Enrolment]]:
    """Lock the person, as enrolling does, then the running enrolments."""
    found = Admission.objects.filter(uuid=admission_uuid).values_list("person_id", flat=True).first()
    if found is None:
        raise AdmissionNotFound(_("There is nothing at this address."))
    person = Person.objects.select_for_update(of=("self",)).get(pk=found)
    running = Enrolment.objects.filter(person=person, state=EnrolmentState.ACTIVE)
    lock_enrolments(running.values_list("pk", flat=True))
    return person, list(running.select_related("school", "site").order_by("pk"))


def _refuse_move(stay: Admission, order: SiteOrder, now: datetime) -> None:
    if stay.left_date is not None:
        raise ChangeOutdated(_("This stay has ended. Nothing of it can be changed."))
    if stay.site_id == order.to.pk:
        raise ChangeRefused(_("Choose another site than the present one."), field="to")
    refuse_day(order.on, Span(stay.admitted_date, local_date(now)), field="on")
    if order.on == stay.admitted_date:
        raise ChangeRefused(_("The person was admitted here on that day. Choose a later one."), field="on")


def _schools_there(rows: Sequence[Enrolment], order: SiteOrder) -> dict[int, School]:
    paired = pairings_in_force(order.on).filter(site=order.to).values("school")
    there = {row.pk: row for row in School.objects.filter(pk__in=paired)}
    found = {}
    for row in rows:
        chosen = order.school.pk if order.school else None
        school = school_after(row.school_id, taught_there=frozenset(there), chosen=chosen)
        if school is None:
            raise ChangeRefused(_nobody_goes_on(row, there.values()), field="school")
        found[row.pk] = there[school]
    return found


def _nobody_goes_on(row: Enrolment, there: Iterable[School]) -> str:
    """Say that somebody has to go on with the programme, and which schools could."""
    names = {"school": row.school.name, "programme": row.version.programme.title}
    listed = sorted(school.name for school in there)
    if not listed:
        words = _(
            "%(school)s does not teach there, and no other school does on that day. Choose another day."
        )
        return words % names
    words = _("%(school)s does not teach there. Choose who goes on with “%(programme)s”: %(there)s.")
    return words % {**names, "there": _(", ").join(listed)}


def _transfer(
    row: Enrolment, to: tuple[School, Site], order: SchoolOrder | SiteOrder, *, actor: Actor, now: datetime
) -> None:
    refuse_day(order.on, Span(local_date(row.enrolled_at), local_date(now)), field="on")
    parting = Parting(row, order.on, order.reason, knows_unbegun=order.agreed.knows_unbegun)
    part(parting, actor=actor, now=now)
    said = Transfer(
        on=order.on, reason=order.reason, note=order.note.strip(), client_key=order.client_key, at=now
    )
    write_transfer(row, to, said, actor=actor)


def write_transfer(row: Enrolment, to: tuple[School, Site], said: Transfer, *, actor: Actor) -> None:
    """Let a locked enrolment be taught elsewhere: a building block; `said` is the row as far as it is known."""
    school, site = to
    said.enrolment, said.actor_uuid = row, actor.user_uuid
    said.from_school_id, said.from_site_id = row.school_id, row.site_id
    said.to_school, said.to_site = school, site
    said.save(force_insert=True)
    before = {"school": row.school.code, "site": row.site.code}
    row.school, row.site = school, site
    row.save(update_fields=["school", "site"])
    after = {"school": school.code, "site": site.code, "on": str(said.on)}
    audit.record(
        actor=actor,
        action=AuditAction.TRANSFER_ENROLMENT,
        target=row,
        before=before,
        after=after,
        now=said.at,
    )
