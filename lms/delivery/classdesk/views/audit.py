"""The completion audit of a cohort: people against requirements, filtered, to print and to keep."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from lms.core.tables import XLSX, table_response
from lms.core.workbooks.writing import workbook
from lms.delivery.classdesk.audit_table import CHOICES, export_rows, people_rows, requirement_bars, told_of
from lms.delivery.classdesk.behind_book import pages_of
from lms.delivery.classdesk.queries.audit import (
    SHOWN,
    CohortAudit,
    PersonAudit,
    audit_of_cohort,
    left_of_cohort,
)
from lms.delivery.classdesk.queries.behind import all_tables
from lms.delivery.classdesk.queries.behind_names import with_names
from lms.delivery.classdesk.views.base import CohortPage
from lms.delivery.cohorts.models import CohortMember
from lms.enrolments.api import RequirementStanding, diplomas_address, diplomas_told


class CohortAuditPage(CohortPage):
    """The audit of a cohort; it writes nothing."""

    header_icon = "tasks"
    page_title = gettext_lazy("Completion audit of the class")
    template_name = "delivery/classdesk/audit.html"

    def shown(self) -> str:
        """Return which people are asked for; "" for all."""
        asked = self.request.GET.get("show", "")
        return asked if asked in SHOWN else ""

    def asked_of(self) -> tuple[str, str]:
        """Return of which requirement and which standing people are asked for; "" and "" for all."""
        code, _tilde, state = self.request.GET.get("of", "").partition("~")
        return (code, state) if state in tuple(RequirementStanding) else ("", "")

    def found(self) -> tuple[CohortAudit, list[PersonAudit]]:
        """Return the audit of all, and the people that are asked for."""
        found = audit_of_cohort(self.cohort(), self.request.user, today=self.today())  # type: ignore[arg-type]
        wanted, (code, state) = SHOWN.get(self.shown()), self.asked_of()
        people = found.of_whom(code, RequirementStanding(state)) if code else found.people
        return found, [row for row in people if wanted is None or wanted(row)]

    def left(self, found: CohortAudit) -> list[CohortMember]:
        """Return who was in the cohort and is not in its audit."""
        return left_of_cohort(self.cohort(), [row.enrolment for row in found.people])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, people = self.found()
        diplomas = diplomas_told([row.enrolment for row in found.people], reader=self.request.user)  # type: ignore[arg-type]
        cohort, (code, state) = self.cohort(), self.asked_of()
        asked = {"show": self.shown(), "of": f"{code}~{state}" if code else ""}
        return super().get_context_data(
            today=self.today(),
            total=len(found.people),
            requirements=found.requirements,
            bars=requirement_bars(found),
            rows=people_rows(found, people, diplomas),
            due=sum(one.is_due for one in diplomas.values()),
            prepare_url=diplomas_address(school=cohort.school.uuid, cohort=cohort.uuid),
            left=self.left(found),
            choices=CHOICES,
            risk_day=found.risk_day,
            show=self.shown(),
            of=told_of(found, code, state),
            address=urlencode({name: value for name, value in asked.items() if value}),
            **kwargs,
        )


class Export(CohortAuditPage):
    """What the page shows as a table to keep."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        head, rows = export_rows(*self.found(), reader=request.user)  # type: ignore[arg-type]
        return table_response(request, "audit", head=head, rows=rows)


class RowsBehind(CohortAuditPage):
    """Every row behind the audits of the cohort in one workbook, so that anybody can reckon them anew."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found, _people = self.found()
        zone = self.cohort().site.time_zone
        tables = with_names(all_tables([row.audit for row in found.people], zone=zone))
        pages = pages_of(self.cohort(), tables, self.left(found), today=self.today())
        name = f"audit-rows-{self.today():%Y%m%d}"
        headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
        return HttpResponse(workbook(pages), content_type=XLSX, headers=headers)
