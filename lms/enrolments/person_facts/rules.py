"""Pure decisions on corrections of a person. No Django."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

OLDEST_YEARS = 120


@dataclass(frozen=True, slots=True)
class Facts:
    """Sex and date of birth; empty and None where nobody knows."""

    sex: str
    born: date | None


class Against(StrEnum):
    """Why a correction cannot be asked for."""

    NOTHING_DIFFERS = "nothing_differs"
    MADE_UNKNOWN = "made_unknown"
    BORN_LATER = "born_later"
    BORN_TOO_EARLY = "born_too_early"
    UNLIKE_THE_NUMBER = "unlike_the_number"


def reasons_against(
    now: Facts, wished: Facts, *, number: Facts | None, is_explained: bool, admitted: date
) -> list[Against]:
    """Return what speaks against it; `number` is what an identity number holds, None for who has none.

    What the number holds goes first: something else needs an explanation.
    """
    if wished == now:
        return [Against.NOTHING_DIFFERS]
    found = []
    if (now.sex and not wished.sex) or (now.born and not wished.born):
        found.append(Against.MADE_UNKNOWN)
    if wished.born and wished.born >= admitted:
        found.append(Against.BORN_LATER)
    if wished.born and wished.born.year < admitted.year - OLDEST_YEARS:
        found.append(Against.BORN_TOO_EARLY)
    if number is not None and wished != number and not is_explained:
        found.append(Against.UNLIKE_THE_NUMBER)
    return found


def facts_with_number(now: Facts, said: Facts, number: Facts) -> Facts:
    """Return the facts asked for with another number: what it holds, but for what was changed by hand."""
    return number if said == now else said
