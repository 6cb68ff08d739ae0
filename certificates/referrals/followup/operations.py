"""Follow-up begins with the contact form on the day of release, goes on with calls and visits, and ends at "stop".

Whatever is done asks behind the lock (`holding`) whether the person still agrees.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.referrals.followup import rules
from certificates.referrals.followup.agreeing import answer_for_release
from certificates.referrals.followup.errors import FollowUpNotFound, FollowUpRefused, UnusableFollowUp
from certificates.referrals.followup.holding import (
    district_of,
    end,
    locked,
    person_of,
    refuse_stale,
    refuse_stopped,
    save,
)
from certificates.referrals.followup.models import (
    FollowUp,
    FollowUpAnswer,
    FollowUpContact,
    FollowUpHandOver,
    StopReason,
)
from certificates.referrals.followup.queries import plans
from certificates.referrals.followup.rules import Result, Said
from certificates.referrals.outcomes.operations import NewOutcome, keep_outcome
from certificates.referrals.outcomes.rules import Grade, Kind
from lms.accounts.api import Person, User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.sentences import enumerated
from lms.core.unsaid import unsaid_word
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

    It rests on what the person said at a terminal, else on what was signed on paper. Somebody who does not agree is
    kept as such, without anything else, so that nobody asks again.

    :raises UnusableFollowUp: a value cannot be kept.
    :raises FollowUpRefused: this release has its follow-up already, a newer one has, or the person said no.
    """
    _refuse_unusable(form, today=local_date(now))
    with transaction.atomic(durable=True):
        Person.objects.select_for_update().only("pk").get(pk=person.pk)
        known = FollowUp.objects.filter(client_key=client_key, person=person).first()
        if known is not None:
            return known
        if FollowUp.objects.filter(person=person, released_date__gte=form.released_date).exists():
            raise FollowUpRefused(_("This person has a follow-up for this release already."))
        answer = answer_for_release(person, agrees=form.agrees, actor=actor, now=now)
        for earlier in FollowUp.objects.select_for_update().filter(person=person, stopped_at__isnull=True):
            end(earlier, StopReason.NEW_PLAN, actor=actor, now=now)
        follow_up = _opened(person, form, answer, client_key, by=person_of(actor), now=now)
        after = {"agrees": form.agrees, "way": answer.way}
        action = AuditAction.BEGIN_FOLLOW_UP
        audit.record(actor=actor, action=action, target=follow_up, after=after, now=now)
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
        again = FollowUpContact.objects.filter(client_key=client_key)
        # The person may be another officer's by now: who sent it gets the same answer.
        if (known := again.first()) is not None:
            return _same(known, user, new)
        follow_up = locked(user, new.follow_up_uuid, may_be_stopped=True)
        # Sent once more while the first was being kept.
        if (known := again.first()) is not None:
            return _same(known, user, new)
        refuse_stopped(follow_up)
        if new.contact_date < follow_up.released_date:
            raise UnusableFollowUp(_("This day is before the release."), field="contact_date")
        step = _step_of(follow_up, new)
        if new.said.result is not Result.STOP:
            # A wish to end it counts whoever wrote meanwhile.
            refuse_stale(follow_up, new.seen)
        contact = _kept(follow_up, new, step, client_key, by=person_of(actor), now=now)
        _tell_outcomes(contact, actor=actor, now=now)
        after = {"result": contact.result, "step": step}
        action = AuditAction.RECORD_CONTACT
        audit.record(actor=actor, action=action, target=contact, after=after, now=now)
        if new.said.result is Result.STOP:
            end(follow_up, StopReason.ASKED, actor=actor, now=now)
        else:
            save(follow_up)
    return contact


def stop_follow_up(*, user: User, follow_up_uuid: UUID, actor: Actor, now: datetime) -> FollowUp:
    """End the plan because the person asked for it; whom to call is emptied. Once more changes nothing.

    :raises FollowUpNotFound: when it is not there, or not the user's to see.
    """
    with transaction.atomic(durable=True):
        follow_up = locked(user, follow_up_uuid, may_be_stopped=True)
        if follow_up.stopped_at is None:
            end(follow_up, StopReason.ASKED, actor=actor, now=now)
    return follow_up


def _opened(
    person: Person, form: ContactForm, answer: FollowUpAnswer, client_key: UUID, *, by: UUID, now: datetime
) -> FollowUp:
    district = district_of(person, form.district_uuid)
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
        answer=answer,
        opened_by=by,
        opened_at=now,
        client_key=client_key,
    )
    if officer is not None:
        FollowUpHandOver.objects.create(follow_up=follow_up, to_user=officer, by=by, at=now)
    return follow_up


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
    """Return what was kept under this key; what says something else is not taken for it.

    :raises FollowUpRefused: the form says something else by now.
    """
    if known.by != user.uuid or known.follow_up.uuid != new.follow_up_uuid:
        raise FollowUpNotFound
    if (known.mode, known.contact_date, *_said(known)) != (new.mode, new.contact_date, *_said(new.said)):
        raise FollowUpRefused(_("This form was kept before, with something else. Write it into a new one."))
    return known


def _said(of: FollowUpContact | Said) -> tuple[object, ...]:
    return of.result, of.work, of.study, tuple(of.wanted), tuple(of.given), of.note


def _step_of(follow_up: FollowUp, new: NewContact) -> int | None:
    days = rules.due_dates(follow_up.released_date, rules.plan_for(plans(), follow_up.released_date))
    return rules.step_of_contact(days, follow_up.settled, new.contact_date)


def _refuse_unusable(form: ContactForm, *, today: date) -> None:
    if form.released_date > today:
        raise UnusableFollowUp(_("This day has not come yet."), field="released_date")
    if form.agrees:
        refuse_numbers(form)


def refuse_numbers(form: ContactForm) -> None:
    """Refuse what is no way to reach somebody.

    :raises UnusableFollowUp: a value cannot be kept, or there is none.
    """
    if not form.phone and not form.others:
        raise UnusableFollowUp(_("Write down at least one number."), field="phone")
    if form.phone and not rules.is_phone(form.phone):
        raise UnusableFollowUp(_("Enter a telephone number: digits, with spaces or hyphens."), field="phone")
    if len(form.others) > rules.LONGEST_OTHERS or has_unseen(form.others):
        raise UnusableFollowUp(_("This holds a character that cannot be printed."), field="others")


def _words_to_leave_out(note: str) -> list[str]:
    """Return every word that a note may not keep: who mends one is not refused for the next."""
    rest, found = unicodedata.normalize("NFKC", note), []
    while word := unsaid_word(rest) or rules.word_of_health_or_past(rest):
        found.append(word)
        # However its letters are spaced.
        without = re.sub(r"[^\w]*".join(map(re.escape, word)), "。", rest)
        if without == rest:
            break
        rest = without
    return list(dict.fromkeys(found))


def _refuse_unusable_contact(new: NewContact, *, today: date) -> None:
    words = {
        "nobody_said_it": _("Only who was reached can have said this."),
        "too_long": _("This is too long."),
    }
    for field, code in rules.reasons_against(new.said):
        raise UnusableFollowUp(words[code], field=field)
    if has_unseen(new.said.note):
        raise UnusableFollowUp(_("This holds a character that cannot be printed."), field="note")
    if found := _words_to_leave_out(new.said.note):
        words_left = _("Leave out %(words)s: nothing of health, tests or the past is kept here.")
        raise UnusableFollowUp(
            words_left % {"words": enumerated(f"“{word}”" for word in found)}, field="note"
        )
    if new.contact_date > today:
        raise UnusableFollowUp(_("This day has not come yet."), field="contact_date")
    if new.contact_date < today - timedelta(days=rules.LONGEST_WAIT):
        raise UnusableFollowUp(_("This is more than a month ago."), field="contact_date")
