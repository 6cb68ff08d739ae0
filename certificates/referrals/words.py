"""Why a step cannot be taken with an opening, in words."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from certificates.referrals.models import Opening
from certificates.referrals.queries import is_of_own_employer
from certificates.referrals.rules import TAKES_PEOPLE, Standing, State, Step, StepFault, reasons_against_step
from certificates.referrals.telling import why_it_tells

WHY_NOT = {
    StepFault.STANDS_OTHERWISE: _("This cannot be done with the opening as it stands now."),
    StepFault.TOO_LATE: _("Its last day is over. Change the days first."),
    StepFault.SUSPENDED: _("The employer is suspended."),
}
NOT_APPROVED = _("This opening is not approved.")
TAKES_NOBODY = {
    Standing.PAUSED: WHY_NOT[StepFault.SUSPENDED],
    Standing.ENDED: _("The last day of this opening is over."),
    Standing.CLOSED: _("Its employer has closed this opening."),
}
OWN_EMPLOYER = _("This is an opening of your own employer. Another officer decides.")


def why_it_takes_nobody(standing: Standing) -> str:
    """Return why nobody is asked or proposed for an opening that stands so, in words; "" where somebody may be."""
    return "" if standing in TAKES_PEOPLE else str(TAKES_NOBODY.get(standing, NOT_APPROVED))


def why_not(opening: Opening, step: Step, *, today: date) -> str:
    """Return why a step cannot be taken with an opening on a day, in words; "" where it can by who may."""
    found = reasons_against_step(
        State(opening.state),
        step,
        until_date=opening.until_date,
        is_suspended=not opening.employer.is_verified,
        today=today,
    )
    if found:
        return str(WHY_NOT[found[0]])
    return why_it_tells(opening) if step is Step.APPROVE else ""


def why_not_by(user_uuid: UUID, opening: Opening, step: Step, *, today: date) -> str:
    """Return why this officer cannot take a step with an opening on a day, in words; "" where nothing is against it."""
    if is_of_own_employer(opening, user_uuid):
        return str(OWN_EMPLOYER)
    return why_not(opening, step, today=today)
