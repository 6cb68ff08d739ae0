"""The page of a correction of sex and date of birth: asked for by one, decided by another."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.days import is_age_to_begin
from lms.core.ids import new_uuid
from lms.enrolments.admission.views.base import StayForm
from lms.enrolments.person_facts.forms import DecisionForm, PersonFactsForm, initial_of
from lms.enrolments.person_facts.models import PersonCorrection
from lms.enrolments.person_facts.operations import (
    NewPersonFacts,
    ask_for_correction,
    decide_person_correction,
)
from lms.enrolments.person_facts.queries import facts_of, waiting_correction
from lms.enrolments.person_facts.rules import Facts
from lms.enrolments.person_facts.words import facts_text


class CorrectPerson(StayForm):
    """Asks for a correction, or decides on the one that waits."""

    page_title = gettext_lazy("Correct sex or date of birth")
    template_name = "enrolments/admission/person_facts.html"
    button = gettext_lazy("Ask for the correction")
    lead = gettext_lazy(
        "A second person looks at the paper before anything changes. What stood there before stays in the history; "
        "enrolments keep what they rested on."
    )

    def waiting(self) -> PersonCorrection | None:
        if not hasattr(self, "_waiting"):
            self._waiting = waiting_correction(self.stay().person_id)
        return self._waiting

    def make_form(self, data: Any = None) -> Any:
        if self.waiting() is not None:
            return DecisionForm(data)
        person = self.stay().person
        return PersonFactsForm(data, person=person, initial={"key": new_uuid(), **initial_of(person)})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, stay = self.waiting(), self.stay()
        return super().get_context_data(
            waiting=row,
            is_own=row is not None and row.asked_by_id == self.request.user.pk,
            is_of_this_stay=row is not None and row.admission_id == stay.pk,
            before=facts_text(row.sex_before, row.born_before) if row else "",
            after=facts_text(row.sex, row.birth_date) if row else "",
            is_age_unusual=bool(
                row and row.birth_date and not is_age_to_begin(row.birth_date, stay.admitted_date)
            ),
            stands=facts_text(*_values(facts_of(stay.person))),
            **kwargs,
        )

    def act(self, said: dict[str, Any]) -> None:
        who = {"actor": actor_of(self.request), "now": now()}
        row = self.waiting()
        if row is None:
            facts = Facts(said["sex"], said["birth_date"])
            new = NewPersonFacts(
                facts, said["reason"], self.request.user, said["key"], said.get("explanation", "")
            )
            ask_for_correction(admission_uuid=self.stay().uuid, new=new, **who)
            self.told = _(
                "The correction waits for a second person. Until then the records stay as they are."
            )
            return
        is_right = said["decision"] == "keep"
        decide_person_correction(correction_uuid=row.uuid, is_right=is_right, by=self.request.user, **who)
        self.told = _("The correction is kept.") if is_right else _("The correction is not kept.")


def _values(facts: Facts) -> tuple[str, Any]:
    return facts.sex, facts.born
