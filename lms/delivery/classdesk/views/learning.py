"""Learning in lessons accepted as class hours: what the rules give a class, then one yes; and what is taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.delivery.classdesk.forms import TakeBackForm
from lms.delivery.classdesk.queries.audit import enrolments_audited
from lms.delivery.classdesk.queries.learning import AcceptedLearning, accepted_learning
from lms.delivery.classdesk.views.base import CohortPage, Crumb, FormPage
from lms.delivery.errors import LearningOutdated
from lms.delivery.hours.learning.operations import accept_learning, take_back_learning
from lms.delivery.hours.learning.queries import closed_until, digest_of_offers, offers_of, rules_behind
from lms.delivery.hours.models import LearningEntry
from lms.enrolments.api import Enrolment, EnrolmentState


class AcceptLearning(CohortPage):
    """Shows what can be accepted, and accepts what was seen."""

    header_icon = "time"
    page_title = gettext_lazy("Accept learning in lessons")
    template_name = "delivery/classdesk/learning.html"

    def crumbs(self) -> list[Crumb]:
        return [*super().crumbs(), Crumb(self.audit_url(), _("Completion audit of the class"))]

    def audit_url(self) -> str:
        """Return the address of the cohort's audit."""
        return reverse("cohorts:audit", args=[self.cohort().uuid])

    def in_training(self) -> list[Enrolment]:
        """Return whose learning can be accepted here."""
        rows = enrolments_audited(self.cohort(), self.request.user, today=self.today())  # type: ignore[arg-type]
        return [row for row in rows if row.state == EnrolmentState.ACTIVE]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        instant = now()
        offers = offers_of(self.in_training(), now=instant)
        return super().get_context_data(
            offers=offers,
            rules=rules_behind(offers, today=local_date(instant)),
            until=closed_until(instant),
            more=sum(offer.more_minutes for offer in offers),
            seen=digest_of_offers(offers, now=instant),
            back=self.audit_url(),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        keys = [row.pk for row in self.in_training()]
        seen = request.POST.get("seen", "")
        try:
            rows = accept_learning(enrolments=keys, seen=seen, actor=actor_of(request), now=now())
        except LearningOutdated as error:
            messages.error(request, error.message)
            return self.render_to_response(self.get_context_data(), status=409)
        people = len({row.enrolment_id for row in rows})
        if people:
            words = ngettext(
                "%(minutes)d minutes of %(count)d person are accepted.",
                "%(minutes)d minutes of %(count)d people are accepted.",
                people,
            )
            told = words % {"minutes": sum(row.minutes for row in rows), "count": people}
            messages.success(request, told)
        else:
            messages.warning(request, _("There was nothing to accept."))
        return redirect(self.audit_url())


class TakeBack(FormPage):
    """Shows what was accepted of one person, row by row, and takes chosen rows back."""

    header_icon = "time"
    page_title = gettext_lazy("Accepted learning")
    template_name = "delivery/classdesk/take_back.html"
    button = gettext_lazy("Take the chosen rows back")

    def accepted(self) -> AcceptedLearning:
        """Return the accepted learning of the address, if the user audits the person."""
        if not hasattr(self, "_accepted"):
            self._accepted = accepted_learning(self.request.user, self.kwargs["enrolment_uuid"])  # type: ignore[arg-type]
        return self._accepted

    def get_page_subtitle(self) -> str:
        return self.accepted().enrolment.person.full_name

    def crumbs(self) -> list[Crumb]:
        return [Crumb(self.back(), _("Completion audit"))]

    def form(self, *args: Any, **kwargs: Any) -> TakeBackForm:
        return TakeBackForm(*args, rows=self.accepted().rows, **kwargs)

    def act(self, said: dict[str, Any]) -> list[LearningEntry]:
        del self._accepted  # whatever comes of it, the page shows what stands then
        return take_back_learning(
            entries=said["rows"], reason=said["reason"], actor=actor_of(self.request), now=now()
        )

    def tell(self, done: list[LearningEntry]) -> None:
        minutes = -sum(row.minutes for row in done)
        words = ngettext("%(count)d minute is taken back.", "%(count)d minutes are taken back.", minutes)
        messages.success(self.request, words % {"count": minutes})

    def back(self, done: Any = None) -> str:
        uuid = self.kwargs["enrolment_uuid"]
        return reverse("hours:take_back", args=[uuid]) if done else reverse("audit:enrolment", args=[uuid])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(accepted=self.accepted(), **kwargs)
