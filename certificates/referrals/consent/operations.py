"""Officers ask; the person alone gives, refuses, withdraws; what leaves is written down in the same transaction.

Lock order: employer, question, consent, audit chain. Giving, suspending, withdrawing and handing out so follow one
another: nothing leaves after a withdrawal was committed.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing.places import betrays, site_names
from certificates.referrals.consent import queries, rules, sources, texts
from certificates.referrals.consent.errors import (
    ConsentChangedMeanwhile,
    ConsentNotFound,
    ConsentRefused,
    NoLiveConsent,
    UnusableConsent,
)
from certificates.referrals.consent.models import (
    Consent,
    ConsentAnswer,
    ConsentRequest,
    ConsentText,
    ConsentWithdrawal,
    Disclosure,
    Way,
)
from certificates.referrals.consent.rules import Field, Standing
from certificates.referrals.models import Opening
from certificates.referrals.queries import standing_on
from certificates.referrals.telling import why_it_tells
from certificates.referrals.words import why_it_takes_nobody
from lms.accounts.api import Person, User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import end_of_day, local_date
from lms.core.enums import Role
from lms.core.unsaid import unsaid_word
from lms.core.unseen import as_one_line, has_unseen
from lms.organisations.api import Employer

WORK_CHANGED = gettext_lazy(
    "This work has changed or is not offered any more since the question. Its employer is told nothing."
)
PAUSED = gettext_lazy(
    "This employer is paused for now. The question rests, and the employer is told nothing."
)
# What hangs on a consent ends with it, in the transaction of the withdrawal.
Ending = Callable[[Consent, Actor, datetime], None]
_endings: list[Ending] = []


@dataclass(frozen=True, slots=True)
class Yes:
    """What a person says yes to: which fields, proved by the own secret; `shown` says which values were read."""

    fields: Iterable[str]
    secret: str
    was_read_aloud: bool = False
    shown: str = ""


def register_ending(ending: Ending) -> None:
    """Let what hangs on a consent end when it is withdrawn."""
    _endings.append(ending)


def ask(
    *,
    opening: Opening,
    person: Person,
    fields: Iterable[str] | Mapping[str, str],
    by: Actor,
    key: UUID,
    now: datetime,
) -> ConsentRequest:
    """Ask a person for consent to tell an employer these fields for an opening. The same key again: no change.

    A mapping brings the officer's words for fields that no table says.

    :raises ConsentNotFound: when the person is at none of the officer's places.
    :raises ConsentRefused: the opening does not run, its words cannot stand on a sheet, the question stands already, or
        there was a no lately.
    :raises UnusableConsent: a field is none, or words cannot be told to an employer.
    :raises ConsentChangedMeanwhile: the key came with another question.
    """
    chosen, said = _chosen(fields), _written(fields if isinstance(fields, Mapping) else {})
    if by.user_uuid is None:
        raise ConsentNotFound
    with transaction.atomic():
        employer = _lock_employer(opening.employer_id)
        opening = Opening.objects.select_for_update().get(pk=opening.pk)
        opening.employer = employer
        if before := ConsentRequest.objects.filter(client_key=key).first():
            return _same(before, opening, person, chosen)
        _refuse_to_ask(opening, person, by, now)
        request = ConsentRequest.objects.create(
            person=person,
            employer=employer,
            opening=opening,
            revision=opening.revision,
            text=text_asked_with(texts.REFERRAL),
            fields=chosen,
            words=json.dumps(said, ensure_ascii=False) if said else "",
            asked_by=by.user_uuid,
            asked_at=now,
            asks_until=end_of_day(opening.until_date),
            client_key=key,
        )
        audit.record(
            actor=by, action=AuditAction.ASK_CONSENT, target=request, after={"fields": chosen}, now=now
        )
    return request


def give(*, request: ConsentRequest, yes: Yes, by: User, actor: Actor, now: datetime) -> Consent:
    """Say yes to a question for some of its fields. Nobody can for somebody else. Again the same: no change.

    :raises ConsentNotFound: when the question is somebody else's.
    :raises ConsentRefused: when it cannot be answered any more, or its employer is suspended.
    :raises UnusableConsent: for a wrong secret, no field, or one that is not on offer.
    :raises ConsentChangedMeanwhile: when a value is another one than the person read.
    """
    _refuse_but_own(request, by)
    if not by.check_password(yes.secret):
        raise UnusableConsent(_("This is not your PIN."), field="secret")
    fields = _chosen(yes.fields)
    with transaction.atomic(durable=True):
        employer = _lock_employer(request.employer_id)
        request = _lock_request(request)
        consent = getattr(request, "consent", None)
        if consent is not None and consent.fields == fields:
            return consent
        request.employer = employer
        _refuse_late_answer(request, now)
        _refuse_unread(request, fields, yes.shown, now)
        consent = Consent.objects.create(
            request=request,
            person_id=request.person_id,
            employer=employer,
            text=request.text,
            text_sha256=request.text.sha256,
            fields=fields,
            language="en" if (get_language() or "").startswith("en") else "zh-hans",
            was_read_aloud=yes.was_read_aloud,
            given_by=by,
            terminal=actor.terminal_uuid,
            given_at=now,
            expires_at=now + timedelta(days=rules.longest_days(local_date(now))),
        )
        after = {"fields": fields, "text": request.text.sha256}
        audit.record(actor=actor, action=AuditAction.GIVE_CONSENT, target=consent, after=after, now=now)
    return consent


def refuse(*, request: ConsentRequest, by: User, actor: Actor, now: datetime) -> ConsentAnswer:
    """Say no. Nothing else changes. Again: no change.

    :raises ConsentNotFound: when the question is somebody else's.
    :raises ConsentRefused: when it was answered with yes, cannot be answered any more, or its employer is suspended.
    """
    _refuse_but_own(request, by)
    with transaction.atomic(durable=True):
        request = _lock_request(request)
        if (before := getattr(request, "refusal", None)) is not None:
            return before
        _refuse_late_answer(request, now)
        answer = ConsentAnswer.objects.create(request=request, by=by.uuid, at=now)
        audit.record(actor=actor, action=AuditAction.REFUSE_CONSENT, target=request, now=now)
    return answer


def withdraw(*, consent: Consent, by: User, actor: Actor, now: datetime) -> ConsentWithdrawal:
    """Take one's own yes back, at once and for ever; what hangs on it ends with it. Again: no change.

    :raises ConsentNotFound: when the consent is somebody else's.
    """
    if by.person_id is None or by.person_id != consent.person_id:
        raise ConsentNotFound
    return _withdraw(consent, is_by_person=True, actor=actor, now=now)


def withdraw_for(*, consent: Consent, officer: User, actor: Actor, now: datetime) -> ConsentWithdrawal:
    """Take a yes back for a person who asked an officer to, as where there is no terminal any more.

    :raises ConsentNotFound: when the person is at none of the officer's places.
    """
    if not queries.people_of_officer(officer).filter(pk=consent.person_id).exists():
        raise ConsentNotFound
    return _withdraw(consent, is_by_person=False, actor=actor, now=now)


def disclose(
    *, consent: Consent, fields: Iterable[str], way: Way, actor: Actor, now: datetime, what: str = ""
) -> Disclosure:
    """Write down that fields leave to the employer of a consent. Call it in the transaction of what leaves.

    :raises NoLiveConsent: when the consent does not hold now, does not name them all, or was given for other work than
        the opening offers now (ADR 0220).
    :raises UnusableConsent: for a field that is none.
    """
    wanted = _chosen(fields)
    with transaction.atomic():
        employer = _lock_employer(consent.employer_id)
        consent = _lock_consent(consent)
        _refuse_to_disclose(consent, employer, wanted, now)
        row = Disclosure.objects.create(
            consent=consent,
            person_id=consent.person_id,
            employer=employer,
            fields=wanted,
            way=way,
            what=what,
            by=actor.user_uuid,
            at=now,
        )
        after = {"fields": wanted, "way": str(way), "consent": str(consent.uuid)}
        audit.record(actor=actor, action=AuditAction.DISCLOSE, target=row, after=after, now=now)
    return row


def hold_consent(consent: Consent) -> None:
    """Hold a consent and its employer until the caller's transaction ends: neither ends meanwhile."""
    _lock_employer(consent.employer_id)
    _lock_consent(consent)


def _withdraw(consent: Consent, *, is_by_person: bool, actor: Actor, now: datetime) -> ConsentWithdrawal:
    if actor.user_uuid is None:
        raise ValueError("A person does this.")
    with transaction.atomic(durable=True):
        consent = _lock_consent(consent)
        before = ConsentWithdrawal.objects.filter(consent=consent).first()
        if before is not None:
            return before
        row = ConsentWithdrawal.objects.create(
            consent=consent, is_by_person=is_by_person, by=actor.user_uuid, at=now
        )
        for ending in _endings:
            ending(consent, actor, now)
        after = {"is_by_person": is_by_person}
        audit.record(actor=actor, action=AuditAction.WITHDRAW_CONSENT, target=consent, after=after, now=now)
    return row


def _chosen(fields: Iterable[str]) -> list[str]:
    try:
        return rules.in_order(fields)
    except ValueError as error:
        raise UnusableConsent(_("Choose at least one of the list."), field="fields") from error


def _written(words: Mapping[str, str]) -> dict[str, str]:
    """Return the officer's own words as they are kept.

    :raises UnusableConsent: for a field that a table says, or words that would tell where somebody learnt.
    """
    said = {field: line for field, text in words.items() if (line := as_one_line(text))}
    for field, text in said.items():
        if field not in rules.WRITTEN or len(text) > rules.LONGEST_WORDS or has_unseen(text):
            raise UnusableConsent(_("These words cannot be kept. Write at most 300 characters."), field=field)
        if found := unsaid_word(text):
            raise UnusableConsent(_("No employer may read “%(word)s”.") % {"word": found}, field=field)
        if betrays(text, site_names()):  # as when the sheet is issued: nobody consents to what cannot be told
            raise UnusableConsent(_("Leave out where or why somebody learnt."), field=field)
    return {Field(field).value: text for field, text in said.items()}


def _same(before: ConsentRequest, opening: Opening, person: Person, fields: list[str]) -> ConsentRequest:
    if (before.opening_id, before.person_id, before.fields) != (opening.pk, person.pk, fields):
        raise ConsentChangedMeanwhile(
            _("This form was sent before with something else. Open the page again.")
        )
    return before


def _refuse_to_ask(opening: Opening, person: Person, by: Actor, now: datetime) -> None:
    officer = User.objects.filter(uuid=by.user_uuid).first() if by.user_uuid else None
    if officer is None or not queries.people_of_officer(officer).filter(pk=person.pk).exists():
        raise ConsentNotFound
    standing = standing_on(opening, today=local_date(now))
    if words := why_it_takes_nobody(standing) or why_it_tells(opening):
        raise ConsentRefused(words)
    rows = queries.requests_of(person).filter(opening=opening)
    stand = [queries.standing_at(row, now) for row in rows if queries.is_as_asked(row)]
    if Standing.WAITING in stand or Standing.LIVE in stand:
        raise ConsentRefused(_("This person has been asked for this opening already."))
    ended_at, was_taken_back = queries.last_no(person, opening.pk)
    if not rules.may_ask_again(ended_at, now=now):
        words = _("This person said no for this opening. Ask again after %(count)d days at the earliest.")
        if was_taken_back:
            words = _(
                "This person agreed for this opening and took the yes back. "
                "Ask again after %(count)d days at the earliest."
            )
        raise ConsentRefused(words % {"count": rules.DAYS_BETWEEN.days})


def _refuse_but_own(request: ConsentRequest, by: User) -> None:
    """Let the person alone pass, as a trainee: no staff role answers, whosever it is.

    :raises ConsentNotFound: for anybody else.
    """
    if (
        by.person_id is None
        or by.person_id != request.person_id
        or not by.holds_any_role(frozenset({Role.TRAINEE}))
    ):
        raise ConsentNotFound


def _refuse_late_answer(request: ConsentRequest, now: datetime) -> None:
    if words := why_not_answered(request, now):
        raise ConsentRefused(words)


def why_not_answered(request: ConsentRequest, now: datetime) -> str:
    """Return in words why a question cannot be answered now; "" where it can."""
    if queries.may_answer(request, now):
        return ""
    if queries.standing_at(request, now) is Standing.LIVE:
        return _("You said yes to this, and the yes stands. “Take my yes back” on its page takes it back.")
    if not queries.is_as_asked(request):
        return str(WORK_CHANGED)
    if queries.is_paused(request, now):
        return str(PAUSED)
    return _("This question cannot be answered any more.")


def _refuse_unread(request: ConsentRequest, fields: list[str], shown: str, now: datetime) -> None:
    values = sources.values_of(request, request.fields, today=local_date(now))
    if rules.not_covered(fields, values):
        raise UnusableConsent(_("Choose at least one of the list."), field="fields")
    if shown and shown != sources.digest_of(values):
        raise ConsentChangedMeanwhile(_("What is kept of you has changed. Read the page again."))


def _refuse_to_disclose(consent: Consent, employer: Employer, wanted: list[str], now: datetime) -> None:
    is_over = not consent.given_at <= now < consent.expires_at
    if is_over or not employer.is_verified or ConsentWithdrawal.objects.filter(consent=consent).exists():
        raise NoLiveConsent(_("The consent does not hold any more. Nothing is shown."))
    if rules.not_covered(wanted, consent.fields):
        raise NoLiveConsent(_("The person has not consented to this."))
    if not queries.is_for_work_as_asked(consent):
        raise NoLiveConsent(str(WORK_CHANGED))


def text_asked_with(purpose: str) -> ConsentText:
    """Return the row of the newest version of the words; the first question that asks with it writes it.

    :raises ValueError: when words were changed that somebody answered to.
    """
    words = texts.newest(purpose)
    row, _is_new = ConsentText.objects.get_or_create(
        purpose=purpose,
        version=words.version,
        defaults={"zh": words.zh, "en": words.en, "sha256": words.sha256},
    )
    if row.sha256 != words.sha256:
        raise ValueError("The words of a version that was used have changed: add another version.")
    return row


def _lock_employer(employer_id: int) -> Employer:
    return Employer.objects.select_for_update(no_key=True).get(pk=employer_id)


def _lock_request(request: ConsentRequest) -> ConsentRequest:
    return (
        ConsentRequest.objects.select_for_update(of=("self",))
        .select_related("text", "person")
        .get(pk=request.pk)
    )


def _lock_consent(consent: Consent) -> Consent:
    return Consent.objects.select_for_update().get(pk=consent.pk)
