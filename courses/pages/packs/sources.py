"""Looks at the blocks of a pack that are worked out from a source: circuits, formulas, recipes."""

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from courses.pages.circuits import read_spec
from courses.pages.formulas import mathml_of
from courses.pages.recipes import Ingredient, Recipe, problems_of
from lms.core.errors import DomainError


def problems_of_block(block: dict[str, Any]) -> list[str]:
    """Return why a block could not be shown, or nothing."""
    check = _CHECKS.get(block["type"])
    if check is None:
        return []
    try:
        return list(check(block))
    except DomainError as error:
        return [error.message]
    except (TypeError, ValueError, InvalidOperation):
        return ["a number or text stands where something else belongs."]


def _circuit(block: dict[str, Any]) -> Iterator[str]:
    read_spec(block["spec"])
    yield from ()


def _formula(block: dict[str, Any]) -> Iterator[str]:
    mathml_of(block["tex"])
    for symbol in block.get("symbols", []):
        mathml_of(symbol["tex"])
    yield from ()


def _recipe(block: dict[str, Any]) -> Iterator[str]:
    ingredients = tuple(
        Ingredient(
            name=one["name"]["en"],
            percent=Decimal(str(one["percent"])),
            is_base=bool(one.get("base", False)),
            fen_per_kg=one.get("fen_per_kg"),
        )
        for one in block["ingredients"]
    )
    recipe = Recipe(int(block["portions"]["count"]), Decimal(str(block["base_grams"])), ingredients)
    yield from problems_of(recipe)


_CHECKS: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    "circuit": _circuit,
    "formula": _formula,
    "recipe": _recipe,
}


def circuit_specs(lessons: tuple[dict, ...]) -> list[str]:
    """Return the descriptions of all circuits, each once."""
    blocks = (block for lesson in lessons for block in lesson["blocks"] if block["type"] == "circuit")
    return list(dict.fromkeys(block["spec"] for block in blocks))
