"""Why a step cannot be taken with an opening, in words."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from certificates.referrals.models import Opening
from certificates.referrals.rules import State, Step, StepFault, reasons_against_step

WHY_NOT = {
    StepFault.STANDS_OTHERWISE: _("This cannot be done with the opening as it stands now."),
    StepFault.TOO_LATE: _("Its last day is over. Change the days first."),
    StepFault.SUSPENDED: _("The employer is suspended."),
}


def why_not(opening: Opening, step: Step, *, today: date) -> str:
    """Return why a step cannot be taken with an opening on a day, in words; "" where it can by who may."""
    found = reasons_against_step(
        State(opening.state),
        step,
        until_date=opening.until_date,
        is_suspended=not opening.employer.is_verified,
        today=today,
    )
    return str(WHY_NOT[found[0]]) if found else ""
