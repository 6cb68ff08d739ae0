"""Wishes in words, for people and for officers."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from certificates.referrals.models import Shifts
from certificates.referrals.rules import yuan_of
from certificates.referrals.wishes.districts import BY_CODE, DISTRICTS
from certificates.referrals.wishes.rules import Mind, Wish
from courses.catalog.api import list_occupations


def district_choices() -> list[tuple[str, str]]:
    """Return the places of the list, in the reader's language."""
    is_chinese = (get_language() or "").startswith("zh")
    return [(one.code, one.zh if is_chinese else one.en) for one in DISTRICTS]


def occupation_titles() -> dict[str, str]:
    """Return the kinds of work by code, in the reader's language; one query."""
    return {row.code: row.title for row in list_occupations()}


def lines_of(wish: Wish, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a wish line by line; `titles` are those of the kinds of work."""
    if wish.mind == Mind.UNDECIDED:
        return [{"term": _("Kind of work"), "value": _("Does not know yet")}]
    return [
        {"term": _("Kind of work"), "value": _listed(titles.get(code, code) for code in wish.occupations)},
        {"term": _("Place of work"), "value": place_text(wish)},
        {"term": _("Lowest pay"), "value": pay_text(wish.lowest_pay)},
        {"term": _("Working hours"), "value": _listed(str(Shifts(code).label) for code in wish.shifts)},
        {"term": _("Lodging"), "value": _("Needs it") if wish.needs_lodging else _("Not needed")},
        {"term": _("From when"), "value": wish.from_date or _("As soon as possible")},
    ]


def place_text(wish: Wish) -> str:
    """Return where somebody wishes to work."""
    is_chinese = (get_language() or "").startswith("zh")
    named = [BY_CODE[code] for code in wish.districts if code in BY_CODE]
    names = [one.zh if is_chinese else one.en for one in named]
    return _listed([*names, *([wish.other_place] if wish.other_place else [])])


def pay_text(fen: int | None) -> str:
    """Return the lowest pay as people say it."""
    if fen is None:
        return pgettext("wish", "Any")
    return _("%(low)d yuan a month") % {"low": yuan_of(fen)}


def short_text(wish: Wish | None, titles: Mapping[str, str]) -> str:
    """Return a wish in one line for a list."""
    if wish is None:
        return _("Not asked yet")
    if wish.mind == Mind.UNDECIDED:
        return _("Does not know yet")
    work = _listed(titles.get(code, code) for code in wish.occupations)
    return " · ".join([work, place_text(wish), pay_text(wish.lowest_pay)])


def _listed(names: Any) -> str:
    return _(", ").join(names) or pgettext("wish", "Any")
