"""One stay: what is known of it, and the forms that change it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid
from lms.enrolments.admission import operations
from lms.enrolments.admission.fitness import list_statements
from lms.enrolments.admission.forms import (
    ConsentForm,
    FitnessForm,
    ForecastForm,
    IdentityForm,
    LeaveForm,
)
from lms.enrolments.admission.models import Admission, Consent, FitnessReason
from lms.enrolments.admission.operations.leaving import refuse_leaving_on
from lms.enrolments.admission.queries import (
    came_along,
    list_answers,
    list_enrolments,
    list_forecasts,
    list_running,
    was_moved,
)
from lms.enrolments.admission.rules import first_free_day
from lms.enrolments.admission.views.base import StayForm, StayPage
from lms.enrolments.apart.policies import may_see_groups
from lms.enrolments.apart.queries import list_placings
from lms.enrolments.changing.examinations import PlannedExamination, planned_for
from lms.enrolments.changing.forms import SiteChangeForm
from lms.enrolments.changing.operations import SiteOrder, move_to_site
from lms.enrolments.changing.queries import schools_elsewhere, sites_beside
from lms.enrolments.errors import IdentityDisagrees, IdentityTaken
from lms.enrolments.facts.queries import list_corrections
from lms.enrolments.identity.operations import Typed, confirm_identity, drop_identity, propose_identity
from lms.enrolments.identity.queries import (
    disagreements_of,
    is_of_unusual_age,
    stay_with_number,
    waiting_claim,
)
from lms.enrolments.identity.words import facts_in_words
from lms.enrolments.person_facts.presentation import changes_of, former_names_of, waiting_texts
from lms.enrolments.person_facts.queries import list_person_corrections, waiting_correction_at

NOTHING = UUID(int=0)


def _planned(stay: Admission) -> list[PlannedExamination]:
    """Return what is planned for somebody who is here; of an ended stay the rest is another site's."""
    return planned_for(list(list_running(stay))) if stay.left_date is None else []


class Stay(StayPage):
    """What is known of one stay, with the history of the forecast."""

    page_title = gettext_lazy("Stay")
    template_name = "enrolments/admission/stay.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stay = self.stay()
        sees_groups = may_see_groups(self.request.user, stay.site_id)
        is_here = stay.person.site_id == stay.site_id
        return super().get_context_data(
            sees_groups=sees_groups,
            placings=list_placings(stay) if sees_groups else [],
            was_moved=was_moved(stay),
            came_along=came_along(stay),
            forecasts=list_forecasts(stay),
            statements=list_statements(stay),
            answers=list_answers(stay),
            enrolments=list_enrolments(stay),
            corrections=list_corrections(stay),
            person_corrections=[(row, changes_of(row)) for row in list_person_corrections(stay)],
            former=former_names_of(stay.person, self.request.user) if is_here else None,  # type: ignore[arg-type]
            waiting_correction=waiting_correction_at(stay),
            waits=None if stay.person.resident_id_hash else waiting_claim(stay.person),
            **kwargs,
        )


class ChangeForecast(StayForm):
    """Says another day of release, or that nobody knows it."""

    page_title = gettext_lazy("Change the forecast")
    form_class = ForecastForm
    button = gettext_lazy("Keep the forecast")
    told = gettext_lazy("The forecast is kept.")
    lead = gettext_lazy("The earlier forecasts stay, with who changed them and why.")

    def initial(self) -> dict[str, Any]:
        day = self.stay().forecast_date
        seen = operations.forecast_now(self.stay())
        return {"key": new_uuid(), "seen": seen, "release_date": day, "is_known": "yes" if day else "no"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" in kwargs:
            kwargs["form"].ask_if_sure()
        return super().get_context_data(**kwargs)

    def act(self, said: dict[str, Any]) -> None:
        values = (said["release_date"], said["reason"], self.request.user, said["key"])
        kept = operations.change_forecast(
            admission_uuid=self.stay().uuid,
            new=operations.NewForecast(*values, sure_of=said["sure_of"], seen=said["seen"]),
            actor=actor_of(self.request),
            now=now(),
        )
        if kept is None:
            self.told = _("Nothing changed: this is the forecast already.")


class SayFitness(StayForm):
    """Keeps what the clinic says."""

    page_title = gettext_lazy("Fitness for training")
    form_class = FitnessForm
    button = gettext_lazy("Keep it")
    told = gettext_lazy("It is kept.")
    lead = gettext_lazy(
        "Only yes or no with the day, as the clinic says it. Never write an illness anywhere here. The earlier "
        "statements stay, with who wrote them down and why."
    )

    def initial(self) -> dict[str, Any]:
        fit = self.stay().is_fit
        return {
            "seen": operations.fitness_now(self.stay()),
            "is_fit": "" if fit is None else "yes" if fit else "no",
            "fitness_date": self.stay().fitness_date,
            "reason": FitnessReason.STATED,
        }

    def act(self, said: dict[str, Any]) -> None:
        values = (said["is_fit"] == "yes", said["fitness_date"], FitnessReason(said["reason"]))
        new = operations.NewFitness(*values, self.request.user, said["seen"])
        operations.record_fitness(
            admission_uuid=self.stay().uuid, new=new, actor=actor_of(self.request), now=now()
        )


class SayConsent(StayForm):
    """Keeps an answer about consent."""

    page_title = gettext_lazy("Notice and consent")
    form_class = ConsentForm
    button = gettext_lazy("Keep the answer")
    told = gettext_lazy("The answer is kept.")
    lead = gettext_lazy("Whoever refuses is trained all the same. A later refusal withdraws an agreement.")

    def initial(self) -> dict[str, Any]:
        seen = operations.consent_now(self.stay())
        return {"seen": seen, "notice_date": self.stay().notice_date, "consent": self.stay().consent}

    def act(self, said: dict[str, Any]) -> None:
        answer = Consent(said["consent"])
        new = operations.NewAnswer(said["notice_date"], answer, self.request.user, said["seen"])
        operations.record_consent(
            admission_uuid=self.stay().uuid, new=new, actor=actor_of(self.request), now=now()
        )


class EndStay(StayForm):
    """Says that somebody left, and what goes on."""

    page_title = gettext_lazy("End the stay")
    template_name = "enrolments/admission/leave.html"
    button = gettext_lazy("Show what happens")
    told = gettext_lazy("The stay has ended.")
    lead = gettext_lazy(
        "Everything learnt and passed stays. Closed are the places in classes, the sign-in cards and the programmes "
        "that do not go on. The stay cannot be changed afterwards; who comes again is admitted anew. Nothing is "
        "recorded before you have seen what happens."
    )

    def make_form(self, data: Any = None) -> Any:
        running = list_running(self.stay())
        everything = [row.uuid for row in running]
        return LeaveForm(data, running=running, initial={"going_on": everything})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stay = self.stay()
        is_open = stay.left_date is None
        waiting = waiting_texts(stay) if is_open else []
        return super().get_context_data(leaves=_planned(stay), waiting=waiting, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if self.stay().left_date is None and form.is_valid() and not form.is_sure():
            with domain_errors_to_form(form):
                refuse_leaving_on(form.cleaned_data["left_date"], self.stay(), now())
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form), status=422)
            form.ask_if_sure()
            return self.render_to_response(self.get_context_data(form=form, look=self.look(form)))
        return super().post(request, **kwargs)

    def look(self, form: LeaveForm) -> dict[str, Any]:
        """Return what is shown before the yes: what goes on, what is withdrawn, and from when on who errs can mend."""
        day = form.cleaned_data["left_date"]
        return {
            "day": day,
            "going_on": form.continuing(),
            "ending": form.ending(),
            "again_from": first_free_day([(self.stay().admitted_date, day)]),
        }

    def act(self, said: dict[str, Any]) -> None:
        going_on = frozenset(row.uuid for row in said.get("going_on", ()))
        operations.end_stay(
            admission_uuid=self.stay().uuid,
            leaving=operations.Leaving(said["left_date"], going_on),
            actor=actor_of(self.request),
            now=now(),
        )


class LateIdentity(StayForm):
    """Takes an identity number that came after the admission: typed once, then by somebody else."""

    page_title = gettext_lazy("Add the identity number")
    template_name = "enrolments/admission/identity.html"
    form_class = IdentityForm
    button = gettext_lazy("Keep the number")
    lead = gettext_lazy("Type it from the paper. A second person does so too before it is kept.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.stay().person
        # What waits where the person is now is no matter of a former site.
        claim = waiting_claim(person) if person.site_id == self.stay().site_id else None
        form = kwargs.get("form")
        is_taken = form is not None and form.has_error("number", IdentityTaken.code)
        return super().get_context_data(
            claim=claim,
            disagreeing=facts_in_words(disagreements_of(claim, person)) if claim else "",
            is_refused_so=form is not None and form.has_error("number", IdentityDisagrees.code),
            is_of_unusual_age=claim is not None and is_of_unusual_age(claim, today=local_date(now())),
            has_number=bool(person.resident_id_hash),
            taken_by=stay_with_number(self.request.user, form["number"].value()) if is_taken else None,  # type: ignore[arg-type]
            is_own=claim is not None and claim.proposed_by == self.request.user.uuid,
            **kwargs,
        )

    def act(self, said: dict[str, Any]) -> None:
        who = {"actor": actor_of(self.request), "now": now()}
        typed = Typed(said["number"], self.request.user.uuid)
        if said["drop"]:
            drop_identity(admission_uuid=self.stay().uuid, seen=said["seen"] or NOTHING, by=typed.by, **who)
            self.told = _("The number that waited is dropped.")
        elif waiting_claim(self.stay().person) is None:
            propose_identity(admission_uuid=self.stay().uuid, typed=typed, **who)
            self.told = _("The number waits for a second person, who types it from the paper too.")
        else:
            filled = confirm_identity(admission_uuid=self.stay().uuid, typed=typed, **who)
            self.told = _("The identity number is kept.")
            if filled:
                words = _("Filled in from it: %(facts)s.")
                self.told += " " + words % {"facts": facts_in_words(filled)}


class MoveStay(StayForm):
    """Lets somebody go on at another site."""

    page_title = gettext_lazy("Transfer to another site")
    form_class = SiteChangeForm
    button = gettext_lazy("Transfer")
    told = gettext_lazy("The person is transferred. Hours, results and credits went along.")
    lead = gettext_lazy(
        "The stay ends here and goes on there, with all running programmes, hours, results and credits. What was "
        "learnt here can be printed here at any time; this page is then closed to changes."
    )

    def make_form(self, data: Any = None) -> Any:
        today, stay, site = local_date(now()), self.stay(), self.stay().site
        usual = {"key": new_uuid(), "on": today}
        offers = {"sites": sites_beside(site), "schools": schools_elsewhere(site, day=today)}
        return SiteChangeForm(data, planned=_planned(stay), initial=usual, **offers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stay = self.stay()
        waiting = waiting_texts(stay) if stay.left_date is None else []
        return super().get_context_data(waiting=waiting, **kwargs)

    def act(self, said: dict[str, Any]) -> None:
        order = SiteOrder(
            self.stay().uuid,
            to=said["to"],
            school=said["school"],
            on=said["on"],
            reason=said["reason"],
            by=self.request.user,
            client_key=said["key"],
            note=said["note"],
            agreed=said["agreed"],
        )
        move_to_site(order=order, actor=actor_of(self.request), now=now())
