"""Follow-up begins with the contact form on the day of release, goes on with calls and visits, and ends at "stop".

Lock order: the follow-up, the audit chain. Whatever is done asks behind the lock whether the person still agrees.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.referrals.followup import rules
from certificates.referrals.followup.errors import (
    FollowUpChangedMeanwhile,
    FollowUpNotFound,
    FollowUpRefused,
    UnusableFollowUp,
)
from certificates.referrals.followup.models import (
    FollowUp,
    FollowUpContact,
    FollowUpDistrict,
    FollowUpHandOver,
    StopReason,
)
from certificates.referrals.followup.policies import visible_to
from certificates.referrals.followup.queries import callers_for, plans
from certificates.referrals.followup.rules import Result, Said
from certificates.referrals.outcomes.operations import NewOutcome, keep_outcome
from certificates.referrals.outcomes.rules import Grade, Kind
from lms.accounts.api import Person, User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.unseen import has_unseen


@dataclass(frozen=True, slots=True)
class ContactForm:
    """What the contact form on the day of release says. `agrees` is what the person signed."""

    released_date: date
    district_uuid: UUID
    agrees: bool
    phone: str = ""
    others: str = ""
    wants_legal_aid: bool = False


@dataclass(frozen=True, slots=True)
class NewContact:
    """A call or a visit as it was written down, perhaps days ago on a telephone without network."""

    follow_up_uuid: UUID
    mode: str
    contact_date: date
    said: Said
    seen: str


def begin_follow_up(
    *, person: Person, form: ContactForm, client_key: UUID, actor: Actor, now: datetime
) -> FollowUp:
    """Keep the contact form; who follows the person up is who does so in the district. The same form is kept once.

    Somebody who does not agree is kept as such, without anything else, so that nobody asks again.

    :raises UnusableFollowUp: a value cannot be kept.
    :raises FollowUpRefused: this release has its follow-up already, or a newer one has.
    """
    _refuse_unusable(form, today=local_date(now))
    with transaction.atomic(durable=True):
        Person.objects.select_for_update().only("pk").get(pk=person.pk)
        known = FollowUp.objects.filter(client_key=client_key, person=person).first()
        if known is not None:
            return known
        if FollowUp.objects.filter(person=person, released_date__gte=form.released_date).exists():
            raise FollowUpRefused(_("This person has a follow-up for this release already."))
        for earlier in FollowUp.objects.select_for_update().filter(person=person, stopped_at__isnull=True):
            _end(earlier, StopReason.NEW_PLAN, actor=actor, now=now)
        follow_up = _opened(person, form, client_key, actor=actor, now=now)
        after = {"agrees": form.agrees}
        action = AuditAction.BEGIN_FOLLOW_UP
        audit.record(actor=actor, action=action, target=follow_up, after=after, now=now)
    return follow_up


def change_contact(
    *, user: User, follow_up_uuid: UUID, form: ContactForm, seen: str, actor: Actor, now: datetime
) -> FollowUp:
    """Write down another number or district; the release day stays. The officer stays, too.

    :raises FollowUpNotFound: when it is not there, or not the user's to see.
    :raises FollowUpRefused: the person wants no contact.
    :raises FollowUpChangedMeanwhile: somebody changed it since the page was opened.
    :raises UnusableFollowUp: a value cannot be kept.
    """
    _refuse_unusable(form, today=local_date(now))
    with transaction.atomic(durable=True):
        follow_up = _locked(user, follow_up_uuid)
        _refuse_stale(follow_up, seen)
        district = _district(follow_up.person, form.district_uuid)
        follow_up.district, follow_up.phone, follow_up.others = district, form.phone, form.others
        follow_up.wants_legal_aid = form.wants_legal_aid
        _save(follow_up)
        audit.record(actor=actor, action=AuditAction.CHANGE_FOLLOW_UP, target=follow_up, now=now)
    return follow_up


def record_contact(
    *, user: User, new: NewContact, client_key: UUID, actor: Actor, now: datetime
) -> FollowUpContact:
    """Write down a call or a visit; the same key again gives the same row. "Stop" ends the plan at once.

    :raises FollowUpNotFound: when it is not there, or not the user's to see.
    :raises FollowUpRefused: the person wants no contact.
    :raises FollowUpChangedMeanwhile: somebody else recorded this contact since the page was opened.
    :raises UnusableFollowUp: a value cannot be kept.
    """
    _refuse_unusable_contact(new, today=local_date(now))
    with transaction.atomic(durable=True):
        known = FollowUpContact.objects.filter(client_key=client_key).first()
        if known is not None:
            return _same(known, user, new)
        follow_up = _locked(user, new.follow_up_uuid)
        if new.contact_date < follow_up.released_date:
            raise UnusableFollowUp(_("This day is before the release."), field="contact_date")
        step = _step_of(follow_up, new)
        if new.said.result is not Result.STOP:
            # A wish to end it counts whoever wrote meanwhile.
            _refuse_stale(follow_up, new.seen)
        contact = _kept(follow_up, new, step, client_key, by=_person(actor), now=now)
        _tell_outcomes(contact, actor=actor, now=now)
        after = {"result": contact.result, "step": step}
        action = AuditAction.RECORD_CONTACT
        audit.record(actor=actor, action=action, target=contact, after=after, now=now)
        if new.said.result is Result.STOP:
            _end(follow_up, StopReason.ASKED, actor=actor, now=now)
        else:
            _save(follow_up)
    return contact


def stop_follow_up(*, user: User, follow_up_uuid: UUID, actor: Actor, now: datetime) -> FollowUp:
    """End the plan because the person asked for it; whom to call is emptied. Once more changes nothing.

    :raises FollowUpNotFound: when it is not there, or not the user's to see.
    """
    with transaction.atomic(durable=True):
        follow_up = _locked(user, follow_up_uuid, may_be_stopped=True)
        if follow_up.stopped_at is None:
            _end(follow_up, StopReason.ASKED, actor=actor, now=now)
    return follow_up


def hand_over(
    *, user: User, follow_up_uuid: UUID, to_uuid: UUID, reason: str, actor: Actor, now: datetime
) -> FollowUp:
    """Give somebody to another officer, who sees the person from then on.

    :raises FollowUpNotFound: when it is not there, or not the user's to see.
    :raises FollowUpRefused: the person wants no contact.
    :raises UnusableFollowUp: nobody may be given people there, or the reason cannot be kept.
    """
    _refuse_reason(reason)
    with transaction.atomic(durable=True):
        follow_up = _locked(user, follow_up_uuid)
        to_user = callers_for(follow_up).filter(uuid=to_uuid).first()
        if to_user is None:
            raise UnusableFollowUp(_("Choose one of the list."), field="to_user")
        if follow_up.assigned_to_id != to_user.pk:
            _assign(follow_up, to_user, reason, actor=actor, now=now)
    return follow_up


def hand_over_all(
    *, user: User, from_uuid: UUID, to_uuid: UUID, reason: str, actor: Actor, now: datetime
) -> int:
    """Give everybody of one officer whom the user sees to another; return how many.

    :raises UnusableFollowUp: the other may be given none of them, or the reason cannot be kept.
    """
    _refuse_reason(reason)
    with transaction.atomic(durable=True):
        rows = visible_to(user).filter(assigned_to__uuid=from_uuid, stopped_at__isnull=True)
        keys = list(rows.values_list("pk", flat=True))
        given = 0
        locked = FollowUp.objects.select_for_update(of=("self",)).select_related("district")
        with audit.at_the_end():
            for follow_up in locked.filter(pk__in=keys, stopped_at__isnull=True).order_by("pk"):
                to_user = callers_for(follow_up).filter(uuid=to_uuid).first()
                if to_user is not None and to_user.uuid != from_uuid:
                    _assign(follow_up, to_user, reason, actor=actor, now=now)
                    given += 1
        if keys and not given:
            raise UnusableFollowUp(_("Choose one of the list."), field="to_user")
    return given


def _opened(person: Person, form: ContactForm, client_key: UUID, *, actor: Actor, now: datetime) -> FollowUp:
    district = _district(person, form.district_uuid)
    officer = district.officer if form.agrees else None
    if officer is not None and officer.person_id == person.pk:
        officer = None
    follow_up = FollowUp.objects.create(
        person=person,
        released_date=form.released_date,
        district=district,
        assigned_to=officer,
        phone=form.phone if form.agrees else "",
        others=form.others if form.agrees else "",
        wants_legal_aid=form.wants_legal_aid and form.agrees,
        stopped_at=None if form.agrees else now,
        stop_reason="" if form.agrees else StopReason.NOT_AGREED,
        opened_by=_person(actor),
        opened_at=now,
        client_key=client_key,
    )
    if officer is not None:
        FollowUpHandOver.objects.create(follow_up=follow_up, to_user=officer, by=_person(actor), at=now)
    return follow_up


def _assign(follow_up: FollowUp, to_user: User, reason: str, *, actor: Actor, now: datetime) -> None:
    follow_up.assigned_to = to_user
    _save(follow_up)
    FollowUpHandOver.objects.create(
        follow_up=follow_up, to_user=to_user, reason=reason, by=_person(actor), at=now
    )
    after = {"to": str(to_user.uuid)}
    audit.record(actor=actor, action=AuditAction.HAND_OVER_FOLLOW_UP, target=follow_up, after=after, now=now)


def _end(follow_up: FollowUp, why: StopReason, *, actor: Actor, now: datetime) -> None:
    follow_up.stopped_at, follow_up.stop_reason = now, why
    follow_up.phone = follow_up.others = ""
    _save(follow_up)
    after = {"why": why.value}
    audit.record(actor=actor, action=AuditAction.STOP_FOLLOW_UP, target=follow_up, after=after, now=now)


def _kept(
    follow_up: FollowUp, new: NewContact, step: int | None, client_key: UUID, *, by: UUID, now: datetime
) -> FollowUpContact:
    said = new.said
    if step is not None and said.result in rules.SETTLING:
        follow_up.settled = step
    return FollowUpContact.objects.create(
        follow_up=follow_up,
        step=step,
        mode=new.mode,
        result=said.result,
        contact_date=new.contact_date,
        work=said.work,
        study=said.study,
        wanted=list(said.wanted),
        given=list(said.given),
        note=said.note,
        by=by,
        at=now,
        client_key=client_key,
    )


def _tell_outcomes(contact: FollowUpContact, *, actor: Actor, now: datetime) -> None:
    """Write what the person told as facts of this day; what nobody told is no fact."""
    told = {
        "working": Kind.AT_WORK,
        "not_working": Kind.NOT_AT_WORK,
        "studying": Kind.STUDY,
    }
    way = "call" if contact.mode == "call" else "visit"
    # Who works and studies, works.
    answers = [contact.work] if contact.work == "working" else [contact.work, contact.study]
    for answer in answers:
        if answer in told:
            new = NewOutcome(told[answer], contact.contact_date, Grade.SELF_REPORTED, "person", way)
            key = uuid5(contact.client_key, answer)
            keep_outcome(person_id=contact.follow_up.person_id, new=new, client_key=key, actor=actor, now=now)


def _same(known: FollowUpContact, user: User, new: NewContact) -> FollowUpContact:
    if known.by != user.uuid or known.follow_up.uuid != new.follow_up_uuid:
        raise FollowUpNotFound
    return known


def _step_of(follow_up: FollowUp, new: NewContact) -> int | None:
    days = rules.due_dates(follow_up.released_date, rules.plan_for(plans(), follow_up.released_date))
    return rules.step_of_contact(days, follow_up.settled, new.contact_date)


def _locked(user: User, follow_up_uuid: UUID, *, may_be_stopped: bool = False) -> FollowUp:
    """Lock a follow-up that the user may see.

    :raises FollowUpNotFound: when it is not there, or not the user's to see.
    :raises FollowUpRefused: the person wants no contact.
    """
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("person__site", "district")
    follow_up = rows.filter(pk__in=visible_to(user).values("pk"), uuid=follow_up_uuid).first()
    if follow_up is None:
        raise FollowUpNotFound
    if follow_up.stopped_at is not None and not may_be_stopped:
        raise FollowUpRefused(_("This person wants no more contact. Nobody calls or visits."))
    return follow_up


def _refuse_stale(follow_up: FollowUp, seen: str) -> None:
    if seen != str(follow_up.revision):
        raise FollowUpChangedMeanwhile(
            _("Somebody else wrote about this person since you opened the page. Look at it and decide.")
        )


def _save(follow_up: FollowUp) -> None:
    follow_up.revision += 1
    follow_up.save()


def _district(person: Person, district_uuid: UUID) -> FollowUpDistrict:
    rows = FollowUpDistrict.objects.select_related("officer")
    district = rows.filter(uuid=district_uuid, administration=person.site.administration_id).first()
    if district is None:
        raise UnusableFollowUp(_("Choose one of the list."), field="district")
    return district


def _refuse_unusable(form: ContactForm, *, today: date) -> None:
    if form.released_date > today:
        raise UnusableFollowUp(_("This day has not come yet."), field="released_date")
    if not form.agrees:
        return
    if not form.phone and not form.others:
        raise UnusableFollowUp(_("Write down at least one number."), field="phone")
    if form.phone and not rules.is_phone(form.phone):
        raise UnusableFollowUp(_("Enter a telephone number: digits, with spaces or hyphens."), field="phone")
    if len(form.others) > rules.LONGEST_OTHERS or has_unseen(form.others):
        raise UnusableFollowUp(_("This holds a character that cannot be printed."), field="others")


def _refuse_unusable_contact(new: NewContact, *, today: date) -> None:
    words = {
        "nobody_said_it": _("Only who was reached can have said this."),
        "too_long": _("This is too long."),
    }
    for field, code in rules.reasons_against(new.said):
        raise UnusableFollowUp(words[code], field=field)
    if has_unseen(new.said.note):
        raise UnusableFollowUp(_("This holds a character that cannot be printed."), field="note")
    if new.contact_date > today:
        raise UnusableFollowUp(_("This day has not come yet."), field="contact_date")
    if new.contact_date < today - timedelta(days=rules.LONGEST_WAIT):
        raise UnusableFollowUp(_("This is more than a month ago."), field="contact_date")


def _refuse_reason(reason: str) -> None:
    if not reason or len(reason) > rules.LONGEST_REASON or has_unseen(reason):
        raise UnusableFollowUp(_("Give the reason."), field="reason")


def _person(actor: Actor) -> UUID:
    if actor.user_uuid is None:
        raise ValueError("A person does this.")
    return actor.user_uuid
