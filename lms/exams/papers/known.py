"""What papers rest on beside the bank: on how many papers items were before, and how hard they proved to be."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import Count

from lms.exams.bank.queries import BankItem
from lms.exams.papers.models import ItemOnPaper
from lms.exams.papers.rules import ENOUGH_CANDIDATES, Conditions, Known

# Takes ids of wordings; returns of those that were measured the facility from 0 to 1 and the number of candidates.
Facilities = Callable[[Iterable[int]], Mapping[int, tuple[float, int]]]
_measures: list[Facilities] = []


def register_facilities(measure: Facilities) -> None:
    """Name the one function that knows measured facilities: they are kept above papers, which cannot ask for them."""
    _measures[:] = [measure]


def known_of(items: Sequence[BankItem], conditions: Conditions) -> Known:
    """Return what a drawing has to know of its items; how often they were used only where that decides."""
    return Known(uses=uses_of(items) if conditions.prefer_unused else {}, facilities=facilities_of(items))


def uses_of(items: Sequence[BankItem]) -> dict[str, int]:
    """Return on how many papers each of these items was, in whatever wording, by its code."""
    codes = [item.code for item in items]
    rows = ItemOnPaper.objects.filter(version__item__code__in=codes).order_by().values("version__item__code")
    return dict(rows.annotate(papers=Count("pk")).values_list("version__item__code", "papers"))


def facilities_of(items: Sequence[BankItem]) -> dict[str, int]:
    """Return the measured facilities of these wordings in thousandths, by code of the item."""
    codes = {item.version.pk: item.code for item in items}
    measured = _measures[0](codes) if _measures else {}
    return {
        codes[version]: min(1000, max(0, round(facility * 1000)))
        for version, (facility, candidates) in measured.items()
        if candidates >= ENOUGH_CANDIDATES
    }
