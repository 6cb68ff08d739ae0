"""A stay goes on at another site: it ends here, and begins there with all that is known. A building block."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.enrolments.admission.fitness import first_statement
from lms.enrolments.admission.models import Admission, Consent, ConsentAnswer, ReleaseForecast
from lms.enrolments.audit_actions import AuditAction
from lms.organisations.api import Site

# What goes along; where somebody was before stays with the earlier stay.
GOES_ALONG = (
    "person_id",
    "number",
    "schooling",
    "language",
    "other_language",
    "is_fit",
    "fitness_date",
    "certificates",
    "notice_date",
    "consent",
)


def move_stay(
    stay: Admission, *, to: Site, on: date, by: User, key: UUID, actor: Actor, now: datetime
) -> Admission:
    """End a locked stay and begin the next one at another site, with fitness, consent and forecast."""
    with transaction.atomic(savepoint=False):
        stay.left_date = on
        stay.save(update_fields=["left_date"])
        audit.record(actor=actor, action=AuditAction.END_STAY, target=stay, after={"left": str(on)}, now=now)
        forecast = stay.forecast_date if stay.forecast_date and stay.forecast_date >= on else None
        values = {name: getattr(stay, name) for name in GOES_ALONG}
        there = Admission.objects.create(
            site=to, admitted_date=on, forecast_date=forecast, client_key=key, created_at=now, **values
        )
        ReleaseForecast.objects.create(admission=there, release_date=forecast, by=by, at=now)
        if there.is_fit is not None:
            first_statement(there, by=by, now=now).save()
        if there.notice_date or there.consent != Consent.NOT_ASKED:
            ConsentAnswer.objects.create(
                admission=there, notice_date=there.notice_date, consent=there.consent, by=by, at=now
            )
        audit.record(actor=actor, action=AuditAction.ADMIT_TRAINEE, target=there, now=now)
    return there
