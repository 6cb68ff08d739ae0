"""The block that works out a recipe: weights and cost for as many portions as somebody wants."""

import hashlib
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.pages.blocks.numbers import NumberBlock, ShareBlock
from courses.pages.blocks.samples import recipe_sample
from courses.pages.recipes import (
    MOST_BASE_GRAMS,
    MOST_PORTIONS,
    Batch,
    Ingredient,
    Recipe,
    Wanted,
    grams_problem,
    number_text,
    portions_problem,
    problems_of,
    read_wanted,
    rounded_grams,
    work_out,
    yuan_text,
)


class PortionsBlock(blocks.StructBlock):
    count = NumberBlock(min_value=1, max_value=MOST_PORTIONS, label=_("Number of portions"))
    unit = blocks.CharBlock(
        max_length=30, label=_("Unit of a portion"), help_text=_("For example: buns, slices.")
    )

    class Meta:
        icon = "group"
        label = _("Portions")


class IngredientBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=60, label=_("Ingredient"))
    percent = ShareBlock(
        max_digits=7, decimal_places=2, label=_("Percent"), help_text=_("Relative to the base ingredients.")
    )
    is_base = blocks.BooleanBlock(required=False, label=_("Base ingredient"))
    fen_per_kg = NumberBlock(required=False, min_value=0, label=_("Price in fen per kilogram"))
    allergen = blocks.CharBlock(required=False, max_length=60, label=_("Allergen"))

    class Meta:
        icon = "list-ul"
        label = _("Ingredient")


class RecipeBlock(blocks.StructBlock):
    """A recipe in baker's percentages."""

    title = blocks.CharBlock(max_length=100, label=_("Title"))
    portions = PortionsBlock(label=_("Portions"))
    base_grams = NumberBlock(
        min_value=1,
        max_value=MOST_BASE_GRAMS,
        label=_("Weight of the base in grams"),
        help_text=_("For the number of portions above."),
    )
    ingredients = blocks.ListBlock(
        IngredientBlock(),
        label=_("Ingredients"),
        min_num=1,
        help_text=_("The base ingredients are together 100 percent; all others relate to them."),
    )

    class Meta:
        icon = "recipe"
        label = _("Recipe")
        template = "pages/blocks/recipe.html"
        description = _("Baker's percentages, weights and cost for any number of portions.")
        preview_template = "pages/block_preview.html"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if (
            self.is_deferred_validation
        ):  # a draft that somebody is still writing; the checks say what is wrong
            return cleaned
        problems = problems_of(recipe_of(cleaned))
        if problems:
            raise blocks.StructBlockValidationError(non_block_errors=problems)
        return cleaned

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        around = parent_context or {}
        request = around.get("request")
        if not is_right(value):
            return context
        key = key_of(around.get("block_id") or value["title"])
        return {**context, **shown(value, request.GET if request is not None else {}, key)}

    def get_template(self, value: Any = None, context: dict | None = None) -> str:
        """Show of a recipe that is half-written or wrong its title only."""
        is_draft = value is not None and not is_right(value)
        return "pages/blocks/recipe_draft.html" if is_draft else super().get_template(value, context)

    def get_preview_value(self) -> blocks.StructValue:
        return self.to_python(recipe_sample())


def is_right(value: Any) -> bool:
    """Return whether the recipe can be worked out: every number is there, and none is wrong."""
    numbers = [
        value["portions"]["count"],
        value["base_grams"],
        *(one["percent"] for one in value["ingredients"]),
    ]
    return None not in numbers and "" not in numbers and not problems_of(recipe_of(value))


def recipe_of(value: Any) -> Recipe:
    """Return the rules' view of the block's value."""
    return Recipe(
        portions=value["portions"]["count"],
        base_grams=Decimal(value["base_grams"]),
        ingredients=tuple(
            Ingredient(
                name=one["name"],
                percent=Decimal(one["percent"]),
                is_base=bool(one["is_base"]),
                fen_per_kg=one["fen_per_kg"],
                allergen=one["allergen"] or "",
            )
            for one in value["ingredients"]
        ),
    )


def key_of(name: str) -> str:
    """Return by what addresses and labels know a recipe; `name` is its block's, as two recipes may have one title."""
    return "recipe-" + hashlib.sha256(name.encode()).hexdigest()[:8]


def shown(value: Any, asked: Any, key: str) -> dict[str, Any]:
    """Return what the template shows; `asked` are the values of the address."""
    recipe = recipe_of(value)
    ours = asked.get("recipe", key) == key  # a lesson may hold several recipes
    wanted = read_wanted(asked.get("portions", ""), asked.get("base_grams", "")) if ours else Wanted()
    batch = work_out(recipe, wanted)
    return {
        "key": key,
        "problem": wanted.problem,
        "portions_problem": portions_problem(),
        "grams_problem": grams_problem(),
        "recipe": recipe,
        "batch": _texts(batch),
        "rows": [_row_texts(row) for row in batch.rows],
        "most_portions": MOST_PORTIONS,
        "most_base_grams": MOST_BASE_GRAMS,
    }


def _texts(batch: Batch) -> dict[str, Any]:
    return {
        "portions": number_text(batch.portions.quantize(Decimal("0.1"))),
        "base_grams": number_text(rounded_grams(batch.base_grams)),
        "percent": number_text(batch.total_percent),
        "grams": number_text(batch.total_grams),
        "cost": yuan_text(batch.cost_fen),
        "portion_cost": yuan_text(batch.portion_fen),
        "has_cost": batch.cost_fen is not None,
        "unpriced": batch.unpriced,
        "allergens": batch.allergens,
    }


def _row_texts(row: Any) -> dict[str, Any]:
    one = row.ingredient
    return {
        "name": one.name,
        "is_base": one.is_base,
        "percent": number_text(one.percent),
        "grams": number_text(row.grams),
        "price": "" if one.fen_per_kg is None else one.fen_per_kg,
        "cost": yuan_text(row.cost_fen),
        "allergen": one.allergen,
    }
