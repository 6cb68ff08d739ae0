"""The form on which a registrar corrects what admission wrote."""

from typing import Any

from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.ids import new_uuid
from lms.enrolments.admission.views.base import StayForm
from lms.enrolments.facts.forms import FactsForm, initial_of
from lms.enrolments.facts.models import Fact
from lms.enrolments.facts.operations import NewFacts, correct_facts
from lms.enrolments.facts.queries import list_corrections


class CorrectFacts(StayForm):
    """Corrects schooling, languages, declared certificates or the day of admission, for a reason."""

    page_title = gettext_lazy("Correct what admission wrote")
    form_class = FactsForm
    button = gettext_lazy("Keep the correction")
    told = gettext_lazy("The correction is kept.")
    lead = gettext_lazy(
        "What stood there before stays in the history, with who corrected it and why. "
        "Enrolments keep what they rested on."
    )

    def initial(self) -> dict[str, Any]:
        stay = self.stay()
        return {"key": new_uuid(), "seen": len(list_corrections(stay)), **initial_of(stay)}

    def act(self, said: dict[str, Any]) -> None:
        values = {fact: said[fact.value] for fact in Fact}
        new = NewFacts(values, said["seen"], said["reason"], self.request.user, said["key"])
        correct_facts(admission_uuid=self.stay().uuid, new=new, actor=actor_of(self.request), now=now())
