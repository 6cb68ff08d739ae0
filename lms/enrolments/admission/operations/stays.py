"""Changes to one stay: the forecast of the release, fitness, notice and consent. The stay is locked first."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments.admission import rules
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.dates import reasons_against_past_day
from lms.enrolments.admission.fitness import counting_on
from lms.enrolments.admission.models import (
    Admission,
    Consent,
    ConsentAnswer,
    FitnessReason,
    FitnessStatement,
    ReleaseForecast,
)
from lms.enrolments.admission.rules import Problem
from lms.enrolments.admission.words import words_of
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.errors import (
    AdmissionInvalid,
    AdmissionNotFound,
    ChangeOutdated,
    ForecastDoubted,
    StayEnded,
)

Said = ReleaseForecast | FitnessStatement | ConsentAnswer


@dataclass(frozen=True, slots=True)
class NewForecast:
    """When the release is expected now (None: not known), why that is said, and the key of the form.

    `sure_of`: the unusual day that somebody looked at again and says is right; another day is asked about anew.
    """

    release_date: date | None
    reason: str
    by: User
    client_key: UUID
    sure_of: date | None = None
    seen: str | None = None


def forecast_now(stay: Admission) -> str:
    """Return the forecast as a form shows it, to be compared when the form comes back."""
    return str(stay.forecast_date or "")


def fitness_now(stay: Admission) -> str:
    """Return what the clinic says as a form shows it, to be compared when the form comes back."""
    return f"{stay.is_fit} {stay.fitness_date}"


def consent_now(stay: Admission) -> str:
    """Return the last answer as a form shows it, to be compared when the form comes back."""
    return f"{stay.consent} {stay.notice_date}"


def change_forecast(
    *, admission_uuid: UUID, new: NewForecast, actor: Actor, now: datetime
) -> ReleaseForecast | None:
    """Keep another forecast of the release as a further row; the same form sent twice is one.

    Return nothing where the day is the one that is forecast already: then nothing is written.

    :raises AdmissionNotFound: there is no such stay.
    :raises StayEnded: the person has left.
    :raises ChangeOutdated: the form showed another forecast, and somebody said a third one meanwhile.
    :raises AdmissionInvalid: without a reason, or the day is before the admission or more than ten years away.
    :raises ForecastDoubted: the day is unusual, and nobody said that it is right.
    """
    if not new.reason.strip():
        raise AdmissionInvalid(_("Say why the forecast changes."), field="reason")
    with transaction.atomic(durable=True):
        row = lock_open_stay(admission_uuid)
        known = ReleaseForecast.objects.filter(client_key=new.client_key, admission=row).first()
        if known is not None:
            return known
        day = new.release_date
        if day == row.forecast_date:
            return None
        _refuse_unseen(new.seen, forecast_now(row), row.forecasts.order_by("pk").last())
        if day is not None:
            _refuse_forecast(day, row, new, local_date(now, zone=row.site.time_zone))
        before = {"release": str(row.forecast_date or "")}
        kept = ReleaseForecast.objects.create(
            admission=row,
            release_date=day,
            reason=new.reason.strip(),
            by=new.by,
            at=now,
            client_key=new.client_key,
        )
        row.forecast_date = day
        row.save(update_fields=["forecast_date"])
        after = {"release": str(day or "")}
        audit.record(
            actor=actor, action=AuditAction.CHANGE_FORECAST, target=row, before=before, after=after, now=now
        )
    return kept


def _refuse_forecast(day: date, row: Admission, new: NewForecast, today: date) -> None:
    """Refuse a day that cannot be, and by the same rules as a workbook one that is unusual until somebody is sure."""
    reasons = rules.reasons_against_forecast(day, admitted=row.admitted_date, today=today)
    if reasons:
        raise AdmissionInvalid(words_of(Problem(Column.RELEASE, reasons[0])), field="release_date")
    doubts = rules.doubts_about_forecast(day, admitted=row.admitted_date, today=today)
    if doubts and new.sure_of != day:
        raise ForecastDoubted(words_of(Problem(Column.RELEASE, doubts[0])), field="sure_of")


@dataclass(frozen=True, slots=True)
class NewFitness:
    """What the clinic says, since when, why it is written down and by whom, and what the form showed."""

    is_fit: bool
    on: date
    reason: FitnessReason
    by: User
    seen: str | None = None


def record_fitness(*, admission_uuid: UUID, new: NewFitness, actor: Actor, now: datetime) -> Admission:
    """Keep what the clinic says of training as a further row: yes or no, and when it said so; never an illness.

    On a day counts the newest statement until then; a correction takes the place of the one that counts now.

    :raises AdmissionNotFound: there is no such stay.
    :raises StayEnded: the person has left.
    :raises ChangeOutdated: somebody said something else after the form was opened.
    :raises AdmissionInvalid: the day cannot be, or nothing is there to be corrected.
    """
    refuse_impossible(new.on, "fitness_date", now)
    with transaction.atomic(durable=True):
        row = lock_open_stay(admission_uuid)
        today = local_date(now)
        counting = counting_on(today, row.fitness.all())
        if counting.filter(is_fit=new.is_fit, stated_on=new.on).exists():
            return row
        _refuse_unseen(new.seen, fitness_now(row), counting.first())
        before = {"fit": row.is_fit, "on": str(row.fitness_date or "")}
        _keep_statement(row, new, counting.first(), now)
        last = counting_on(today, row.fitness.all())[0]
        row.is_fit, row.fitness_date = last.is_fit, last.stated_on
        row.save(update_fields=["is_fit", "fitness_date"])
        after = {"fit": new.is_fit, "on": str(new.on), "why": str(new.reason)}
        audit.record(
            actor=actor, action=AuditAction.RECORD_FITNESS, target=row, before=before, after=after, now=now
        )
    return row


def _keep_statement(row: Admission, new: NewFitness, counts: FitnessStatement | None, now: datetime) -> None:
    is_correction = new.reason == FitnessReason.CORRECTED
    if is_correction and counts is None:
        raise AdmissionInvalid(_("Nothing is there yet that could be wrong."), field="reason")
    FitnessStatement.objects.create(
        admission=row,
        is_fit=new.is_fit,
        stated_on=new.on,
        reason=new.reason,
        replaces=counts if is_correction else None,
        by=new.by,
        at=now,
    )


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """When the notice was given, what the person said then, and what the form showed."""

    notice_date: date
    consent: Consent
    by: User
    seen: str | None = None


def record_consent(*, admission_uuid: UUID, new: NewAnswer, actor: Actor, now: datetime) -> Admission:
    """Keep an answer about consent as a further row; a refusal after an agreement withdraws it. Training goes on.

    :raises AdmissionNotFound: there is no such stay.
    :raises StayEnded: the person has left.
    :raises ChangeOutdated: somebody kept another answer after the form was opened.
    :raises AdmissionInvalid: the notice is said to be given on a day that has not come yet.
    """
    refuse_impossible(new.notice_date, "notice_date", now)
    with transaction.atomic(durable=True):
        row = lock_open_stay(admission_uuid)
        if (row.notice_date, row.consent) == (new.notice_date, new.consent):
            return row
        _refuse_unseen(new.seen, consent_now(row), row.answers.order_by("pk").last())
        before = {"consent": row.consent}
        ConsentAnswer.objects.create(
            admission=row, notice_date=new.notice_date, consent=new.consent, by=new.by, at=now
        )
        row.notice_date, row.consent = new.notice_date, new.consent
        row.save(update_fields=["notice_date", "consent"])
        after = {"consent": str(new.consent)}
        audit.record(
            actor=actor, action=AuditAction.RECORD_CONSENT, target=row, before=before, after=after, now=now
        )
    return row


def lock_open_stay(uuid: UUID) -> Admission:
    row = Admission.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise AdmissionNotFound(_("There is nothing at this address."))
    refuse_ended(row)
    return row


def refuse_ended(stay: Admission) -> None:
    """Refuse to change what belongs to a stay that is over.

    :raises StayEnded: the person has left.
    """
    if stay.left_date is not None:
        raise StayEnded(_("This stay has ended. Nothing of it can be changed."))


def _refuse_unseen(seen: str | None, current: str, last: Said | None) -> None:
    """Nobody writes over what they did not see; who asks without a form has seen what there is.

    `last` is the row that says what stands now: by whom and since when is told, so that the form can be sent once more.
    """
    if seen is None or seen == current:
        return
    if last is None:
        raise ChangeOutdated(_("Somebody has corrected this stay meanwhile. Look at the page again."))
    words = _(
        "%(who)s said otherwise at %(at)s: %(what)s. Nothing was changed. Send the form once more if yours is right."
    )
    who = last.by.display_name if last.by else _("Somebody")
    raise ChangeOutdated(
        words % {"who": who, "at": f"{localtime(last.at):%Y-%m-%d %H:%M}", "what": _what(last)}
    )


def _what(said: Said) -> str:
    """Return in words what a row of the history says."""
    if isinstance(said, ReleaseForecast):
        return str(said.release_date or _("Not known"))
    if isinstance(said, FitnessStatement):
        return f"{_('Yes') if said.is_fit else pgettext('fact', 'No')} ({said.stated_on})"
    return f"{said.get_consent_display()} ({said.notice_date or '–'})"


def refuse_impossible(day: date, field: str, now: datetime) -> None:
    """Refuse by the rule of the workbook a day that has not come, or on which nobody can have been here."""
    reasons = reasons_against_past_day(day, today=local_date(now))
    if reasons:
        raise AdmissionInvalid(words_of(Problem(Column.ADMITTED, reasons[0])), field=field)
