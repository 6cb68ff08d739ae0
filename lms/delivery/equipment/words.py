"""What the pages of equipment say: a room's equipment in a line, what is out of order, and sessions that lack some."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.core.sentences import enumerated, sentences
from lms.delivery.equipment.fit import lack_text, lacking_text
from lms.delivery.equipment.queries import Enough, Item, Unfit
from lms.organisations.api import EquipmentOutage


def item_text(item: Item) -> str:
    """Return how many of a kind there are, and how many of them can be used where those are fewer."""
    values = {"name": item.row.kind.name, "count": item.row.count, "usable": item.usable}
    if item.usable == item.row.count:
        return _("%(name)s × %(count)d") % values
    return _("%(name)s × %(count)d (%(usable)d usable)") % values


def items_text(items: Iterable[Item]) -> str:
    """Return a room's equipment in one line."""
    return enumerated(item_text(one) for one in items)


def outage_text(row: EquipmentOutage) -> str:
    """Return how many are out of order, from when to when, and why."""
    values = {
        "count": row.count,
        "first": row.first_day.isoformat(),
        "last": row.last_day.isoformat() if row.last_day else "",
        "reason": row.reason,
    }
    if row.last_day is None:
        return _("%(count)d out of order from %(first)s on: %(reason)s") % values
    return _("%(count)d out of order from %(first)s to %(last)s: %(reason)s") % values


def enough_text(one: Enough, names: Mapping[str, str]) -> str:
    """Return for how many people of a programme a room is enough, or what it lacks."""
    if one.missing:
        return _("not here: %(lacks)s") % {
            "lacks": _("; ").join(lack_text(lack, names) for lack in one.missing)
        }
    words = ngettext("enough for %(count)d person", "enough for %(count)d people", one.people)
    return words % {"count": one.people}


def unfit_text(one: Unfit, names: Mapping[str, str]) -> str:
    """Return which sessions of a cohort lack what."""
    begins = one.first.begins_at.astimezone(ZoneInfo(one.first.cohort.site.time_zone))
    values: dict[str, Any] = {"count": one.count, "cohort": one.cohort, "when": f"{begins:%Y-%m-%d %H:%M}"}
    which = ngettext(
        "%(cohort)s: %(count)d session to come, on %(when)s.",
        "%(cohort)s: %(count)d sessions to come, the first on %(when)s.",
        one.count,
    )
    return sentences([which % values, lacking_text(one.room, one.missing, names)])
