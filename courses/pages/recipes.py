"""Baker's arithmetic: percentages to weights and cost, scaled to what is wanted. Pure, with exact decimals."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _

MOST_PORTIONS = 10_000
MOST_BASE_GRAMS = 1_000_000
MOST_PERCENT = 1_000
MOST_INGREDIENTS = 40
MOST_FEN_PER_KG = 10_000_000
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """What goes in, relative to the base ingredients; the price is a planning value and may be missing."""

    name: str
    percent: Decimal
    is_base: bool = False
    fen_per_kg: int | None = None
    allergen: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe as written: so many portions from so much of the base."""

    portions: int
    base_grams: Decimal
    ingredients: tuple[Ingredient, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One ingredient of a batch; `cost_fen` is None when no price is known."""

    ingredient: Ingredient
    grams: Decimal
    cost_fen: int | None


@dataclass(frozen=True, slots=True)
class Batch:
    """A recipe worked out for what is wanted; the cost is of what has a price, and None when nothing has one."""

    portions: Decimal
    base_grams: Decimal
    rows: tuple[Row, ...]
    total_percent: Decimal
    total_grams: Decimal
    cost_fen: int | None
    portion_fen: int | None
    unpriced: tuple[str, ...]
    allergens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked for: portions or grams of the base, or the reason why that cannot be."""

    portions: Decimal | None = None
    base_grams: Decimal | None = None
    problem: str = ""


def problems_of(recipe: Recipe) -> list[str]:
    """Return what is wrong with a recipe, in words for its author."""
    found = []
    if not 1 <= recipe.portions <= MOST_PORTIONS:
        found.append(_("The number of portions is between 1 and %(most)s.") % {"most": MOST_PORTIONS})
    if not 1 <= recipe.base_grams <= MOST_BASE_GRAMS:
        found.append(_("The weight of the base is between 1 and %(most)s g.") % {"most": MOST_BASE_GRAMS})
    if len(recipe.ingredients) > MOST_INGREDIENTS:
        found.append(_("A recipe has at most %(most)s ingredients.") % {"most": MOST_INGREDIENTS})
    found += [problem for one in recipe.ingredients for problem in _problems_of_ingredient(one)]
    base = sum((one.percent for one in recipe.ingredients if one.is_base), Decimal(0))
    if base != WHOLE:
        found.append(
            _("The base ingredients are together %(sum)s percent. They must be exactly 100.")
            % {"sum": number_text(base)}
        )
    return found


def _problems_of_ingredient(one: Ingredient) -> list[str]:
    found = []
    if not one.percent.is_finite() or not 0 < one.percent <= MOST_PERCENT:
        found.append(
            _("%(name)s: the percentage is more than 0 and at most %(most)s.")
            % {"name": one.name, "most": MOST_PERCENT}
        )
    if one.fen_per_kg is not None and not 0 <= one.fen_per_kg <= MOST_FEN_PER_KG:
        found.append(
            _("%(name)s: the price is between 0 and %(most)s fen for a kilogram.")
            % {"name": one.name, "most": MOST_FEN_PER_KG}
        )
    return found


def read_wanted(portions: str, base_grams: str) -> Wanted:
    """Return what the two fields of the form ask for; portions count before grams, nothing asks for nothing."""
    if portions.strip():
        number = _number(portions)
        if number is None or number != number.to_integral_value() or not 1 <= number <= MOST_PORTIONS:
            return Wanted(problem=portions_problem())
        return Wanted(portions=number)
    if base_grams.strip():
        number = _number(base_grams)
        if number is None or not 1 <= number <= MOST_BASE_GRAMS:
            return Wanted(problem=grams_problem())
        return Wanted(base_grams=number)
    return Wanted()


def portions_problem() -> str:
    """Return what is said to a number of portions that cannot be."""
    return _("Portions: give a whole number from 1 to %(most)s.") % {"most": MOST_PORTIONS}


def grams_problem() -> str:
    """Return what is said to a weight of the base that cannot be."""
    return _("Weight of the base: give a number from 1 to %(most)s.") % {"most": MOST_BASE_GRAMS}


def _number(text: str) -> Decimal | None:
    if len(text) > 20:
        return None
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def work_out(recipe: Recipe, wanted: Wanted = Wanted()) -> Batch:
    """Return the recipe for what is wanted; as written when nothing is, or when it cannot be."""
    base, portions = recipe.base_grams, Decimal(recipe.portions)
    if wanted.portions is not None:
        base, portions = base * wanted.portions / portions, wanted.portions
    elif wanted.base_grams is not None:
        base, portions = wanted.base_grams, portions * wanted.base_grams / base
    rows = tuple(_row(one, base) for one in recipe.ingredients)
    costs = [cost for one in recipe.ingredients if (cost := _exact_cost(one, base)) is not None]
    cost = _whole(sum(costs, Decimal(0))) if costs else None
    return Batch(
        portions=portions,
        base_grams=base,
        rows=rows,
        total_percent=sum((one.percent for one in recipe.ingredients), Decimal(0)),
        total_grams=sum((row.grams for row in rows), Decimal(0)),
        cost_fen=cost,
        portion_fen=None if cost is None else _whole(cost / portions),
        unpriced=tuple(one.name for one in recipe.ingredients if one.fen_per_kg is None),
        allergens=_once(one.allergen for one in recipe.ingredients),
    )


def _row(one: Ingredient, base: Decimal) -> Row:
    cost = _exact_cost(one, base)
    return Row(one, rounded_grams(base * one.percent / WHOLE), None if cost is None else _whole(cost))


def _exact_cost(one: Ingredient, base: Decimal) -> Decimal | None:
    return None if one.fen_per_kg is None else base * one.percent / WHOLE * one.fen_per_kg / 1000


def rounded_grams(grams: Decimal) -> Decimal:
    """Return a weight as a kitchen weighs it: tenths below 10 g, whole grams below 1 kg, then steps of 5 g."""
    if grams < 10:
        return grams.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if grams < 1000:
        return grams.quantize(Decimal(1), ROUND_HALF_UP)
    return (grams / 5).quantize(Decimal(1), ROUND_HALF_UP) * 5


def _whole(fen: Decimal) -> int:
    return int(fen.quantize(Decimal(1), ROUND_HALF_UP))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def number_text(number: Decimal) -> str:
    """Return a number without idle zeros: 12.50 is 12.5, 1E+2 is 100."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def yuan_text(fen: int | None) -> str:
    """Return an amount as it is paid, or a dash when no price is known."""
    return "–" if fen is None else f"{fen // 100}.{fen % 100:02d}"
