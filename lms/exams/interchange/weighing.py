"""From the percentages that a file gives to options, the kind of a choice item, its key and how it is marked."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lms.exams.interchange.drafts import Kind, Scoring
from lms.exams.interchange.numbers import FULL, trimmed
from lms.exams.interchange.refusal import Refused

# Files round thirds: 33.3 three times is meant to be the whole.
ROUNDING = Decimal("0.02")


def weighed(shares: Mapping[str, Decimal], *, is_single: bool) -> dict[str, Any]:
    """Return kind, key, scoring and weights of a choice item.

    :raises Refused: no option earns anything, or there are fewer than two.
    """
    if len(shares) < 2:
        raise Refused("too_few_options")
    if not any(share > 0 for share in shares.values()):
        raise Refused("no_key")
    return _single(shares) if is_single else _multiple(shares)


def cost(parts: Mapping[str, Any]) -> str:
    """Return what the worst choice of an item costs in the file, "" where it costs nothing.

    One wrong choice may cost marks there; several choices together never earn less than nothing.
    """
    least = min(parts.get("weights", {}).values(), default=Decimal(0))
    return f"{trimmed(least * 100)}%" if parts["kind"] == Kind.SINGLE and least < 0 else ""


def _single(shares: Mapping[str, Decimal]) -> dict[str, Any]:
    right = [name for name, share in shares.items() if share == FULL]
    if len(right) != 1 or any(share > FULL for share in shares.values()):
        return {"kind": Kind.SINGLE, "key": None, "scoring": Scoring.UNSCORED}
    if all(share in (0, FULL) for share in shares.values()):
        return {"kind": Kind.SINGLE, "key": right[0], "scoring": Scoring.EXACT}
    return {"kind": Kind.SINGLE, "key": right[0], "scoring": Scoring.MAPPED, "weights": dict(shares)}


def _multiple(shares: Mapping[str, Decimal]) -> dict[str, Any]:
    """Each picked option earns its share; picking all right ones and no other earns the whole."""
    right = tuple(name for name, share in shares.items() if share > 0)
    if abs(sum(shares[name] for name in right) - FULL) > ROUNDING:
        return {"kind": Kind.MULTIPLE, "key": right, "scoring": Scoring.UNSCORED}
    return {"kind": Kind.MULTIPLE, "key": right, "scoring": Scoring.MAPPED, "weights": dict(shares)}


def all_or_nothing(shares: Mapping[str, Decimal]) -> dict[str, Any]:
    """Return a multiple choice in which exactly the right options must be picked.

    :raises Refused: no option is right, or there are fewer than two.
    """
    weighed(shares, is_single=False)
    right = tuple(name for name, share in shares.items() if share > 0)
    return {"kind": Kind.MULTIPLE, "key": right, "scoring": Scoring.EXACT}
