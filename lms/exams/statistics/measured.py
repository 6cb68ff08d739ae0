"""What other parts ask of figures: how a wording did, how hard it was. Never of fewer than 30 candidates.

Knows the bank and nothing above it: papers are drawn by what is measured here, sittings come after papers.
"""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, QuerySet, Sum

from lms.exams.bank.models import ItemVersion
from lms.exams.statistics.models import FigureSet, ItemFigure
from lms.exams.statistics.rules import TOO_FEW


def current_sets() -> QuerySet[FigureSet]:
    """Return the sets that count: not set aside, and of each sitting only the newest."""
    newer = FigureSet.objects.filter(sitting=OuterRef("sitting"), pk__gt=OuterRef("pk"))
    return FigureSet.objects.filter(~Exists(newer), withdrawal__isnull=True)


def figures_of(version: ItemVersion) -> list[ItemFigure]:
    """Return how a wording did in each set that counts and has enough candidates, newest first, wherever it was."""
    rows = ItemFigure.objects.filter(version=version, n__gte=TOO_FEW, figure_set__in=current_sets())
    return list(rows.select_related("figure_set__sitting").order_by("-figure_set__held_on", "-figure_set"))


def measured_facility(versions: Iterable[int]) -> dict[int, tuple[float, int]]:
    """Return {version: (facility, n)} of wordings that at least 30 candidates were asked, over all sets that count."""
    rows = (
        ItemFigure.objects.filter(version__in=list(versions), figure_set__in=current_sets())
        .order_by()
        .values("version")
        .annotate(asked=Sum("n"), weighed=Sum(F("facility") * F("n")))
        .filter(asked__gte=TOO_FEW)
        .values_list("version", "asked", "weighed")
    )
    return {version: (weighed / asked, asked) for version, asked, weighed in rows}
