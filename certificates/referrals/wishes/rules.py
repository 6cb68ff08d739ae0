"""Pure decisions on wishes: what one may say, and how it is kept. No Django."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from certificates.referrals.rules import FEN, MOST_YUAN
from certificates.referrals.wishes.districts import BY_CODE
from lms.core.unseen import has_unseen

LONGEST_PLACE = 60
MOST_OCCUPATIONS = 10
# Nobody plans further; a later day is a slip of the pen.
FURTHEST = timedelta(days=3 * 366)


class Mind(StrEnum):
    """Whether somebody knows already. Not to know yet is an answer of its own, and no refusal."""

    WISH = "wish"
    UNDECIDED = "undecided"


class Origin(StrEnum):
    """Who wrote it down: the person, or an officer who asked."""

    SELF = "self"
    OFFICER = "officer"


class Wish(NamedTuple):
    """What somebody wishes. Nothing chosen of a list means: all of it would do. Pay is in fen a month."""

    mind: str = Mind.WISH
    occupations: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    other_place: str = ""
    lowest_pay: int | None = None
    shifts: tuple[str, ...] = ()
    needs_lodging: bool = False
    from_date: date | None = None


UNDECIDED = Wish(mind=Mind.UNDECIDED)
# The columns of a row, in the order of `Wish`: codes stand in one text.
Kept = tuple[Any, ...]


def as_kept(codes: Iterable[str]) -> str:
    """Return codes as one column holds them."""
    return " ".join(sorted(set(codes)))


def as_read(kept: str) -> tuple[str, ...]:
    """Return the codes of a column."""
    return tuple(kept.split())


def wish_from(kept: Kept) -> Wish:
    """Return the wish that a row keeps."""
    mind, occupations, districts, other_place, lowest_pay, shifts, needs_lodging, from_date = kept
    return Wish(
        mind,
        as_read(occupations),
        as_read(districts),
        other_place,
        lowest_pay,
        as_read(shifts),
        needs_lodging,
        from_date,
    )


def settled(wish: Wish) -> Wish:
    """Return a wish as it is kept: codes once and in order; who does not know yet says nothing else."""
    if wish.mind == Mind.UNDECIDED:
        return UNDECIDED
    occupations, districts, shifts = (
        tuple(sorted(set(codes))) for codes in (wish.occupations, wish.districts, wish.shifts)
    )
    return wish._replace(occupations=occupations, districts=districts, shifts=shifts)


def reasons_against(
    wish: Wish, *, occupations: Iterable[str], shifts: Iterable[str], today: date
) -> list[tuple[str, str]]:
    """Return (field, code) of what cannot be kept; given the codes that there are."""
    found = []
    if wish.mind not in set(Mind):
        found.append(("mind", "choice"))
    known = {"occupations": set(occupations), "districts": set(BY_CODE), "shifts": set(shifts)}
    found += [(name, "choice") for name, codes in known.items() if not set(getattr(wish, name)) <= codes]
    if len(wish.occupations) > MOST_OCCUPATIONS:
        found.append(("occupations", "many"))
    if len(wish.other_place) > LONGEST_PLACE:
        found.append(("other_place", "too_long"))
    if has_unseen(wish.other_place):
        found.append(("other_place", "not_printable"))
    if wish.lowest_pay is not None and not 0 < wish.lowest_pay <= MOST_YUAN * FEN:
        found.append(("lowest_pay", "pay"))
    if wish.from_date is not None and abs(wish.from_date - today) > FURTHEST:
        found.append(("from_date", "day"))
    return found
