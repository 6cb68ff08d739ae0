"""A fact about somebody's work before whoever corrects it: the form as the fact stands, and what it brings back."""

from typing import Any
from uuid import UUID

from django.db.models import F

from certificates.referrals.followup.forms import CorrectionForm
from certificates.referrals.followup.queries import offered_employers
from certificates.referrals.outcomes.errors import OutcomeNotFound
from certificates.referrals.outcomes.models import Outcome
from certificates.referrals.outcomes.operations import Correction

_KEPT = ("kind", "day", "employer_name", "exit_reason", "grade", "reporter", "way")


def correction_form(person_id: int, outcome_uuid: UUID, data: Any = None) -> CorrectionForm:
    """Return the form filled with a fact of this person.

    :raises OutcomeNotFound: when it is not there, or another person's.
    """
    rows = Outcome.objects.filter(person=person_id, uuid=outcome_uuid)
    wrong = rows.values(*_KEPT, named=F("employer__uuid"), work=F("occupation__code")).first()
    if wrong is None:
        raise OutcomeNotFound
    initial = wrong | {"employer": wrong["named"], "occupation": wrong["work"]}
    return CorrectionForm(data, initial=initial, employers=offered_employers(wrong["named"]))


def correction_in(form: CorrectionForm, outcome_uuid: UUID) -> Correction:
    """Return what the valid form says."""
    said = form.cleaned_data
    return Correction(outcome_uuid, said["reason"], None if said["is_void"] else form.fact())
