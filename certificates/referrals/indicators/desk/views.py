"""Indicators in Wagtail's interface: figures with their chart, the workbook, and the people behind one number."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.issuing.deskpages import DeskPage
from certificates.referrals.indicators import presentation
from certificates.referrals.indicators.exporting import workbook_of
from certificates.referrals.indicators.forms import ShownForm, wanted_in
from certificates.referrals.indicators.people import opened_by
from certificates.referrals.indicators.policies import OFFICERS, READERS
from certificates.referrals.indicators.rules import closing_of, last_closed
from certificates.referrals.indicators.tables import Table, table_of
from certificates.referrals.indicators.words import BY, EVERYBODY
from lms.core.clock import local_date, now
from lms.core.tables import XLSX


class IndicatorDesk(DeskPage):
    """What the pages of indicators share."""

    access = READERS
    list_name = "indicators:index"
    list_title = gettext_lazy("Indicators")

    def table(self) -> Table:
        """Return the table that the address asks for."""
        return table_of(self.request.user, wanted_in(self.request.GET), now=now())  # type: ignore[arg-type]


class Indicators(IndicatorDesk):
    """Figures by programme, certificate, training site or year, and how each is counted."""

    template_name = "certificates/indicators/index.html"
    page_title = IndicatorDesk.list_title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = self.table()
        total = table.total
        wanted = {name: value for name in self.request.GET if (value := self.request.GET[name])}
        shown = {
            "table": table,
            "next_closing": closing_of(last_closed(local_date(now())) + 1),
            "form": ShownForm(table),
            "heading": BY[table.wanted.by],
            "rows": presentation.rows_of(table),
            "total": presentation.row_of(total, table) if total else None,
            "picture": presentation.picture_of(total) if total else None,
            "definitions": presentation.definitions_of(table),
            "everybody": EVERYBODY,
            "address": urlencode(wanted),
        }
        return super().get_context_data(**shown, **kwargs)


class Export(IndicatorDesk):
    """The same figures as a workbook, with how they are counted."""

    page_title = gettext_lazy("Workbook")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        table = self.table()
        named = f'attachment; filename="indicators-{table.day:%Y%m%d}.xlsx"'
        headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
        return HttpResponse(workbook_of(table), content_type=XLSX, headers=headers)


class People(IndicatorDesk):
    """Who stands behind one number; each look is written down with each of them."""

    access = OFFICERS
    template_name = "certificates/indicators/people.html"
    page_title = pgettext_lazy("indicator", "People behind a number")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opened = opened_by(
            self.request.user,  # type: ignore[arg-type]
            self.request.GET,
            page=number_in(self.request.GET.get("p")),
            **self.who(),
        )
        asked = {name: value for name, value in self.request.GET.items() if value and name != "p"}
        return super().get_context_data(opened=opened, page=opened.page, address=urlencode(asked), **kwargs)


def number_in(text: str | None) -> int:
    """Return the page that an address asks for: the first where it says none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 and int(text) else 1
