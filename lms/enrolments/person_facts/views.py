"""The page of a correction of a person: asked for by one, decided by another."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.ids import new_uuid
from lms.enrolments.admission.views.base import StayForm
from lms.enrolments.person_facts.forms import DecisionForm, PersonFactsForm, initial_of
from lms.enrolments.person_facts.models import DecisionState, PersonCorrection
from lms.enrolments.person_facts.operations import (
    Decision,
    ask_for_correction,
    decide_person_correction,
)
from lms.enrolments.person_facts.presentation import Changed, OldPaper, changes_of, doubts_of, old_papers_of
from lms.enrolments.person_facts.queries import (
    has_old_card,
    list_person_corrections,
    list_renamings,
    records_now,
    waiting_correction_at,
)
from lms.enrolments.person_facts.rules import Facts
from lms.enrolments.person_facts.wishes import NewPersonFacts
from lms.enrolments.person_facts.words import facts_text


class CorrectPerson(StayForm):
    """Asks for a correction, or decides on the one that waits."""

    page_title = gettext_lazy("Correct name, number, sex or birth")
    template_name = "enrolments/admission/person_facts.html"
    button = gettext_lazy("Ask for the correction")
    lead = gettext_lazy(
        "A second person looks at the paper before anything changes. What stood there before stays in the history; "
        "enrolments keep what they rested on."
    )

    left_behind = gettext_lazy(
        "Asked for before the transfer; is asked for anew at this site if it is right."
    )

    def waiting(self) -> PersonCorrection | None:
        if not hasattr(self, "_waiting"):
            self._waiting = waiting_correction_at(self.stay())
        return self._waiting

    def make_form(self, data: Any = None) -> Any:
        waiting, person = self.waiting(), self.stay().person
        if waiting is not None and (data is None or "key" not in data):
            usual = {} if waiting.admission_id == self.stay().pk else {"refusal": self.left_behind}
            return DecisionForm(data, waiting=waiting, initial=usual)
        initial = {"key": new_uuid(), **initial_of(person)}
        return PersonFactsForm(data, person=person, stands=records_now(person), initial=initial)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self._is_left_behind(request):
            messages.error(
                request, _("Somebody else asked or decided since this page was opened. Look at it again.")
            )
            return redirect(request.path)
        return super().post(request, **kwargs)

    def _is_left_behind(self, request: HttpRequest) -> bool:
        """Return whether another page stands here by now than was sent; the same form again is no matter."""
        row = self.waiting()
        if row is None:
            return "decision" in request.POST
        if request.POST.get("key") == str(row.client_key):
            return False
        return request.POST.get("seen") != str(row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, stay = self.waiting(), self.stay()
        is_of_this_stay = row is not None and row.admission_id == stay.pk
        return super().get_context_data(
            waiting=row,
            is_own=row is not None and row.asked_by_id == self.request.user.pk,
            is_of_this_stay=is_of_this_stay,
            changes=changes_of(row) if row else [],
            doubts=doubts_of(row, stay) if row and is_of_this_stay else [],
            papers=self._papers(row) if row is None or is_of_this_stay else [],
            refused=self._refused() if row is None else [],
            stands=facts_text(stay.person.sex, stay.person.birth_date),
            **kwargs,
        )

    def _refused(self) -> list[tuple[PersonCorrection, list[Changed]]]:
        """Return the last correction of the stay with its changes, if it was refused: who asked reads here why."""
        last = next(iter(list_person_corrections(self.stay())), None)
        is_refused = last is not None and last.state == DecisionState.REFUSED and not last.is_taken_back
        return [(last, changes_of(last))] if last is not None and is_refused else []

    def _papers(self, row: PersonCorrection | None) -> list[OldPaper]:
        return old_papers_of(self.stay().person, self.request.user, row)  # type: ignore[arg-type]

    def act(self, said: dict[str, Any]) -> None:
        if "decision" in said:
            self._decide(said)
        else:
            self._ask(said)

    def _ask(self, said: dict[str, Any]) -> None:
        new = NewPersonFacts(
            Facts(said["sex"], said["birth_date"]),
            said["reason"],
            self.request.user,  # type: ignore[arg-type]
            said["key"],
            said.get("explanation", ""),
            name=said["name"],
            number=said.get("number", ""),
            cause=said["cause"],
            seen=said["seen"],
        )
        ask_for_correction(admission_uuid=self.stay().uuid, new=new, actor=actor_of(self.request), now=now())
        self.told = _("The correction waits for a second person. Until then the records stay as they are.")

    def _decide(self, said: dict[str, Any]) -> None:
        decision = Decision(
            said["decision"] == "keep",
            self.request.user,  # type: ignore[arg-type]
            said.get("number", ""),
            said["refusal"],
        )
        row = decide_person_correction(
            correction_uuid=said["seen"], decision=decision, actor=actor_of(self.request), now=now()
        )
        if row.is_taken_back:
            self.told = _("You took the correction back. The records stay as they are.")
        elif decision.is_right:
            self.told = _("The correction is kept.")
        else:
            self.told = _("The correction is refused. Who asked for it reads why on this page.")
        person = row.person
        if (
            decision.is_right
            and row.is_of_name
            and has_old_card(person, person.full_name, list_renamings(person))
        ):
            self.told += " " + _("The sign-in card bears the former name: print a new one.")
        if decision.is_right and old_papers_of(person, self.request.user):  # type: ignore[arg-type]
            self.told += " " + _("Certificates say otherwise: the page of the correction lists them.")
