"""Papers of a cohort to print: the class-opening file, sign-in sheets, monthly registers."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.clock import now
from lms.delivery.classdesk.policies import TEACHING
from lms.delivery.classdesk.printing import print_month, print_opening_file, print_sign_in_sheet
from lms.delivery.classdesk.queries.cohorts import sessions_to_come
from lms.delivery.classdesk.queries.corrections import get_registered_session
from lms.delivery.classdesk.queries.papers import month_of, months_of, opening_file_of
from lms.delivery.classdesk.views.base import CohortPage, DeskPage, pdf_response
from lms.delivery.classdesk.views.week import as_day
from lms.delivery.errors import MonthUnreadable
from lms.delivery.register.queries import roster_of


class Papers(CohortPage):
    """What can be printed of a cohort."""

    header_icon = "doc-full"
    page_title = gettext_lazy("Papers to print")
    template_name = "delivery/classdesk/papers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self.cohort()
        return super().get_context_data(
            months=months_of(cohort), sessions=sessions_to_come(cohort, now=now()), **kwargs
        )


class OpeningFile(CohortPage):
    """The class-opening file."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        cohort, today = self.cohort(), self.today()
        content = print_opening_file(cohort, opening_file_of(cohort, today=today), today=today)
        return pdf_response(f"class-opening-{today:%Y%m%d}", content)


class MonthlyRegister(CohortPage):
    """The register of one month, by default of this one; what names no month is refused."""

    def month(self) -> date:
        asked = self.request.GET.get("month", "")
        if not asked:
            return self.today().replace(day=1)
        first = as_day(f"{asked}-01")
        if first is None:
            raise MonthUnreadable(_("This address names no month. Choose one on the page of the papers."))
        return first

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        cohort, month = self.cohort(), self.month()
        content = print_month(cohort, month_of(cohort, month))
        return pdf_response(f"register-{month:%Y-%m}", content)


class SignInSheet(DeskPage):
    """The sheet on which people sign, for the registrar and for who teaches."""

    access = TEACHING

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        session = get_registered_session(request.user, kwargs["session_uuid"])
        content = print_sign_in_sheet(session, list(roster_of(session).values()))
        begins = session.begins_at.astimezone(ZoneInfo(session.cohort.site.time_zone))
        return pdf_response(f"sign-in-{begins:%Y%m%d-%H%M}", content)
