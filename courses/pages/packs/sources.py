"""Looks at the blocks of a pack that are worked out from what somebody wrote: circuits, formulas, recipes."""

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from courses.pages.reading import MOST_MINUTES
from courses.pages.recipes import Ingredient, Recipe, problems_of
from lms.core.circuits import read_spec
from lms.core.errors import DomainError
from lms.core.formulas import mathml_of


def problems_of_block(kind: str, value: Any) -> list[str]:
    """Return why the page value of a block could not be shown, or nothing."""
    check = _CHECKS.get(kind)
    if check is None:
        return []
    try:
        return list(check(value))
    except DomainError as error:
        return [error.message]
    except (TypeError, ValueError, InvalidOperation):
        return [_("a number or text stands where something else belongs.")]


def _circuit(value: dict[str, Any]) -> Iterator[str]:
    read_spec(value["spec"])
    yield from ()


def _formula(value: dict[str, Any]) -> Iterator[str]:
    mathml_of(value["tex"])
    for symbol in value["symbols"]:
        mathml_of(symbol["tex"])
    yield from ()


def _recipe(value: dict[str, Any]) -> Iterator[str]:
    numbers = [
        value["portions"]["count"],
        value["base_grams"],
        *(one["percent"] for one in value["ingredients"]),
    ]
    if None in numbers or "" in numbers:
        yield _("a number is missing.")
        return
    ingredients = tuple(
        Ingredient(
            name=one["name"],
            percent=Decimal(one["percent"]),
            is_base=one["is_base"],
            fen_per_kg=one["fen_per_kg"],
        )
        for one in value["ingredients"]
    )
    yield from problems_of(Recipe(value["portions"]["count"], Decimal(value["base_grams"]), ingredients))


def _steps(value: dict[str, Any]) -> Iterator[str]:
    minutes = value.get("minutes")
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        yield _("the minutes of a procedure are between 1 and %(most)s.") % {"most": MOST_MINUTES}


_CHECKS: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    "circuit": _circuit,
    "formula": _formula,
    "recipe": _recipe,
    "steps": _steps,
}


def circuit_specs(lessons: tuple[dict, ...]) -> list[str]:
    """Return the descriptions of all circuits, each once."""
    lists = (blocks for lesson in lessons for blocks in block_lists(lesson))
    blocks = (block for listed in lists for block in listed if block["type"] == "circuit")
    return list(dict.fromkeys(block["spec"] for block in blocks))


def block_lists(lesson: dict) -> list[list[dict]]:
    """Return the lesson's blocks: one list for both languages, or one for each."""
    blocks = lesson["blocks"]
    return list(blocks.values()) if isinstance(blocks, dict) else [blocks]
