"""Learning in lessons accepted as class hours: what the rule gives to each person of a class, then one yes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.delivery.classdesk.queries.audit import enrolments_audited
from lms.delivery.classdesk.views.base import CohortPage, Crumb
from lms.delivery.hours.learning.operations import accept_learning
from lms.delivery.hours.learning.queries import closed_until, learning_rule_on, offers_of
from lms.enrolments.api import Enrolment, EnrolmentState


class AcceptLearning(CohortPage):
    """Shows what can be accepted, and accepts it."""

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
            rule=learning_rule_on(local_date(instant)),
            until=closed_until(instant),
            more=sum(offer.more_minutes for offer in offers),
            back=self.audit_url(),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        keys = [row.pk for row in self.in_training()]
        rows = accept_learning(enrolments=keys, actor=actor_of(request), now=now())
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
