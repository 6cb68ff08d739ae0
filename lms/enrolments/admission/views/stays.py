"""One stay: what is known of it, and the forms that change it."""

from typing import Any

from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.ids import new_uuid
from lms.enrolments.admission import operations
from lms.enrolments.admission.forms import ConsentForm, FitnessForm, ForecastForm, LeaveForm
from lms.enrolments.admission.models import Consent
from lms.enrolments.admission.queries import list_answers, list_enrolments, list_forecasts
from lms.enrolments.admission.views.base import StayForm, StayPage


class Stay(StayPage):
    """What is known of one stay, with the history of the forecast."""

    page_title = gettext_lazy("Stay")
    template_name = "enrolments/admission/stay.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stay = self.stay()
        return super().get_context_data(
            forecasts=list_forecasts(stay),
            answers=list_answers(stay),
            enrolments=list_enrolments(stay),
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
        return {"key": new_uuid(), "release_date": day, "is_known": "yes" if day else "no"}

    def act(self, said: dict[str, Any]) -> None:
        operations.change_forecast(
            admission_uuid=self.stay().uuid,
            new=operations.NewForecast(said["release_date"], said["reason"], self.request.user, said["key"]),
            actor=actor_of(self.request),
            now=now(),
        )


class SayFitness(StayForm):
    """Keeps what the clinic says."""

    page_title = gettext_lazy("Fitness for training")
    form_class = FitnessForm
    button = gettext_lazy("Keep it")
    told = gettext_lazy("It is kept.")
    lead = gettext_lazy(
        "Only yes or no with the day, as the clinic says it. Never write an illness anywhere here."
    )

    def initial(self) -> dict[str, Any]:
        fit = self.stay().is_fit
        return {
            "is_fit": "" if fit is None else "yes" if fit else "no",
            "fitness_date": self.stay().fitness_date,
        }

    def act(self, said: dict[str, Any]) -> None:
        operations.record_fitness(
            admission_uuid=self.stay().uuid,
            is_fit=said["is_fit"] == "yes",
            on=said["fitness_date"],
            actor=actor_of(self.request),
            now=now(),
        )


class SayConsent(StayForm):
    """Keeps an answer about consent."""

    page_title = gettext_lazy("Notice and consent")
    form_class = ConsentForm
    button = gettext_lazy("Keep the answer")
    told = gettext_lazy("The answer is kept.")
    lead = gettext_lazy("Whoever refuses is trained all the same. A later refusal withdraws an agreement.")

    def initial(self) -> dict[str, Any]:
        return {"notice_date": self.stay().notice_date, "consent": self.stay().consent}

    def act(self, said: dict[str, Any]) -> None:
        new = operations.NewAnswer(said["notice_date"], Consent(said["consent"]), self.request.user)
        operations.record_consent(
            admission_uuid=self.stay().uuid, new=new, actor=actor_of(self.request), now=now()
        )


class EndStay(StayForm):
    """Says that somebody left."""

    page_title = gettext_lazy("End the stay")
    form_class = LeaveForm
    button = gettext_lazy("End the stay")
    told = gettext_lazy("The stay has ended.")
    lead = gettext_lazy(
        "Everything learnt and passed stays. The stay cannot be changed afterwards; who comes again is admitted anew."
    )

    def act(self, said: dict[str, Any]) -> None:
        operations.end_stay(
            admission_uuid=self.stay().uuid,
            left_date=said["left_date"],
            actor=actor_of(self.request),
            now=now(),
        )
