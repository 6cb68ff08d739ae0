"""Reads of figures for their pages and operations."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.clock import end_of_day
from lms.core.rows import one_of
from lms.exams.bank.models import Item, ItemVersion
from lms.exams.bank.queries import banks_of
from lms.exams.errors import FiguresNotFound, ScoresNotFound, SittingNotFound
from lms.exams.sittings.models import Sitting, SittingState
from lms.exams.statistics.matching import Known
from lms.exams.statistics.measured import current_sets
from lms.exams.statistics.models import FigureSet, ItemFigure, ScoreDraft
from lms.exams.statistics.responses import MULTIPLE, Wording
from lms.exams.statistics.rules import TOO_FEW
from lms.exams.statistics.words import GRAVITY


def get_set(sets: QuerySet[FigureSet], uuid: Any) -> FigureSet:
    """Return one of the sets that somebody may see.

    :raises FiguresNotFound: it is none of them.
    """
    row = sets.filter(uuid=uuid).select_related("sitting__site", "by").first()
    if row is None:
        raise FiguresNotFound(_("There are no such figures."))
    return row


def figures_in(figure_set: FigureSet) -> list[ItemFigure]:
    """Return the figures of a set with their wordings and items, by code of the item."""
    rows = figure_set.item_figures.select_related("version__item")
    return list(rows.order_by("version__item__code"))


def trend_of(item: Item, sets: QuerySet[FigureSet]) -> list[ItemFigure]:
    """Return the figures of all wordings of an item in some sets, oldest first."""
    rows = ItemFigure.objects.filter(version__item=item, figure_set__in=sets)
    related = rows.select_related("figure_set__sitting", "version__item")
    return list(related.order_by("figure_set__held_on", "figure_set", "version__number"))


def flagged_in(sets: QuerySet[FigureSet]) -> QuerySet[ItemFigure]:
    """Return the figures in some sets that say: look at this wording; never of fewer than 30 candidates."""
    return ItemFigure.objects.filter(figure_set__in=sets, n__gte=TOO_FEW).exclude(flags=[])


def flags_by_wording(versions: Iterable[int], sets: QuerySet[FigureSet]) -> dict[int, list[str]]:
    """Return the flags of wordings in some sets, the gravest first."""
    found: dict[int, set[str]] = {}
    rows = flagged_in(sets).filter(version__in=list(versions)).order_by()
    for version, flags in rows.values_list("version", "flags"):
        found.setdefault(version, set()).update(flags)
    return {
        version: sorted(flags, key=lambda flag: -GRAVITY.get(flag, 0)) for version, flags in found.items()
    }


def get_item(uuid: Any) -> Item:
    """Return an item.

    :raises FiguresNotFound: there is none.
    """
    return one_of(Item.objects.all(), uuid, FiguresNotFound(_("There are no such figures.")))


def list_banks() -> list[str]:
    """Return the codes of banks that have items."""
    return banks_of(Item.objects.filter(topic__contains="/"))


def known_items(bank: str, names: Sequence[str], *, on: date) -> dict[str, Known]:
    """Return the items of a bank that are named, capitals aside, by their codes, each in the wording of that day.

    A bank may be younger than the results: then it is the first wording.
    """
    codes = Item.objects.filter(topic__begins=f"{bank}/").values_list("code", flat=True)
    asked = {name.casefold() for name in names}
    wanted = [code for code in codes if code.casefold() in asked]
    rows = ItemVersion.objects.filter(item__code__in=wanted).select_related("item")
    chosen = _in_use_at(rows, end_of_day(on))
    return {row.item.code: Known(row.item.code, wording_of(row), row.key) for row in chosen}


def codes_in_order(bank: str) -> set[str]:
    """Return the codes of a bank's items, small, whose answers are compared as they were written: all but choices of
    several.
    """
    rows = Item.objects.filter(topic__begins=f"{bank}/").exclude(kind=MULTIPLE)
    return {code.casefold() for code in rows.values_list("code", flat=True)}


def _in_use_at(rows: QuerySet[ItemVersion], moment: datetime) -> list[ItemVersion]:
    """Return of each item the newest wording that a moment knew; the first one where the bank is younger."""
    chosen: dict[int, ItemVersion] = {}
    for row in rows.order_by("number"):
        if row.created_at <= moment or row.item_id not in chosen:
            chosen[row.item_id] = row
    return list(chosen.values())


def wording_of(version: ItemVersion) -> Wording:
    """Return what reckoning needs to know of a wording."""
    return Wording(version.pk, version.item.kind, tuple(option["id"] for option in version.options))


def get_sitting(sittings: QuerySet[Sitting], uuid: Any) -> Sitting:
    """Return one of the sittings that somebody may have reckoned.

    :raises SittingNotFound: it is none of them.
    """
    return one_of(sittings, uuid, SittingNotFound(_("There is no such sitting.")))


def sittings_to_reckon(sittings: QuerySet[Sitting]) -> QuerySet[Sitting]:
    """Return the closed ones that have no figures yet, newest first."""
    closed = sittings.filter(state=SittingState.CLOSED, figure_sets__isnull=True)
    return closed.select_related("site", "scheme").order_by("-opens_at")


def newest_wording(item: Item) -> ItemVersion:
    """Return the newest wording of an item."""
    return item.versions.order_by("-number").select_related("item")[0]


def get_scores(user: User, uuid: Any) -> ScoreDraft:
    """Return the figures that a person looks over.

    :raises ScoresNotFound: nothing of this person's waits under this name, or not any more.
    """
    row = ScoreDraft.objects.filter(uuid=uuid, by=user).first()
    if row is None:
        raise ScoresNotFound(_("These results wait no longer. Send the file again."))
    return row


def find_kept(fingerprint: str) -> FigureSet | None:
    """Return the set that was made of this very input and still counts, or None."""
    return current_sets().filter(fingerprint=fingerprint).first()
