"""One number, opened: which it is, in words, and the people of one page behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator

from certificates.referrals.indicators.forms import wanted_in
from certificates.referrals.indicators.operations import open_number
from certificates.referrals.indicators.queries import Behind, asked_by, places_of
from certificates.referrals.indicators.rules import Indicator, Part
from certificates.referrals.indicators.tables import SIDES, Choices, choices_of, narrowed_to, refuse_unknown
from certificates.referrals.indicators.words import BY, NAMES, PARTS
from lms.accounts.api import User
from lms.core.actor import Actor

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One person behind a number, as the page shows it."""

    name: str
    programme: str
    site: str
    completed: date
    referred: date | None
    started: date | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page of a number shows: which number, to what it is narrowed, how many, and one page of people."""

    indicator: Any
    part: Any
    narrowed: Sequence[tuple[Any, str]]
    number: int
    people: Sequence[PersonShown]
    page: Page


def opened_by(user: User, said: Mapping[str, str], *, page: int, actor: Actor, now: datetime) -> Opened:
    """Open the number that an address names; what it does not name is not narrowed.

    :raises IndicatorNotFound: when it names something that there is not.
    """
    choices = choices_of(user, places_of(asked_by(user, now=now)))
    wanted = wanted_in(said)
    for side in ("year", *SIDES):
        refuse_unknown(getattr(wanted, side), getattr(choices, side))
    indicator = _said(Indicator, said.get("indicator", ""), Indicator.REFERRAL)
    part = _said(Part, said.get("part", ""), Part.ALL)
    behind = Behind(indicator, part, narrowed_to(wanted, choices))
    number, rows = open_number(behind, user=user, actor=actor, page=_places(page), now=now)
    if not rows and page > 1:  # fewer than the address thinks
        page = 1
        number, rows = open_number(behind, user=user, actor=actor, page=_places(page), now=now)
    shown = [
        PersonShown(
            row.person.full_name,
            _name(choices, "programme", row.programme),
            _name(choices, "site", row.site),
            row.completed,
            row.referred,
            row.started,
        )
        for row in rows
    ]
    narrowed = [
        (BY[side], getattr(choices, side)[code])
        for side in ("year", *SIDES)
        if (code := getattr(wanted, side))
    ]
    pages = Paginator(range(number), ON_A_PAGE)
    return Opened(NAMES[indicator], PARTS[part], narrowed, number, shown, pages.get_page(page))


def _places(page: int) -> tuple[int, int]:
    return ON_A_PAGE * (page - 1), ON_A_PAGE


def _name(choices: Choices, side: str, key: int) -> str:
    return str(getattr(choices, side)[choices.code_of(side, key)])


def _said(kind: type[Indicator | Part], code: str, otherwise: Any) -> Any:
    refuse_unknown(code, set(kind))
    return kind(code) if code else otherwise
