"""One item over versions and sets: trend, options, what to do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from lms.core.tables import csv_response
from lms.exams.bank.models import Item
from lms.exams.statistics.exporting import trend_table
from lms.exams.statistics.models import ItemFigure
from lms.exams.statistics.policies import sets_visible_to
from lms.exams.statistics.presentation.items import whole_stem
from lms.exams.statistics.presentation.trends import (
    TrendRow,
    advice_for,
    discrimination_trend,
    facility_trend,
    option_chart,
    option_rows,
    trend_row,
)
from lms.exams.statistics.queries import get_item, newest_wording, trend_of
from lms.exams.statistics.views.base import FiguresPage


class ItemMixin(FiguresPage):
    """One page about an item."""

    def get_item(self) -> Item:
        """Return the item of the address; asked once."""
        if not hasattr(self, "_item"):
            self._item = get_item(self.kwargs["item_uuid"])
        return self._item

    def trend_rows(self) -> list[TrendRow]:
        """Return how it did in the sets that the reader may see, oldest first."""
        return [trend_row(figure) for figure in trend_of(self.get_item(), sets_visible_to(self.request.user))]


class ItemPage(ItemMixin):
    """Trend, options and advice."""

    page_title = gettext_lazy("How a question did")
    template_name = "exams/figures/item.html"

    def further_crumbs(self) -> list[dict[str, str]]:
        return [{"url": "", "label": self.get_item().code}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item, rows = self.get_item(), self.trend_rows()
        figure = self._chosen(rows)
        options = option_rows(figure) if figure else []
        return super().get_context_data(
            item=item,
            stem=whole_stem(figure.version if figure else newest_wording(item)),
            rows=rows[::-1],
            facility_chart=facility_trend(rows),
            discrimination_chart=discrimination_trend(rows),
            figure=figure,
            options=options,
            option_chart=option_chart(options),
            advice=advice_for(figure) if figure else [],
            **kwargs,
        )

    def _chosen(self, rows: list[TrendRow]) -> ItemFigure | None:
        """Return the figures whose options are shown: those of the set that was asked for, else the newest."""
        wanted = self.request.GET.get("set", "")
        shown = [row.figure for row in rows if row.facility is not None]
        asked = [figure for figure in shown if str(figure.figure_set.uuid) == wanted]
        return (asked or shown or [None])[-1]


class ItemTrendFile(ItemMixin):
    """The trend of an item as CSV."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return csv_response("trend", *trend_table(self.trend_rows()))
