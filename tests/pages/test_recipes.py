"""Recipes: baker's percentages to weights and cost, what is refused, and the table in the lesson."""

import re
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.template import Context as TemplateContext
from django.template import Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from courses.pages.blocks.recipes import RecipeBlock
from courses.pages.blocks.samples import recipe_sample
from courses.pages.models import LessonPage
from courses.pages.packs.shapes import Context
from courses.pages.packs.streams import block_of
from courses.pages.parts import Part
from courses.pages.recipes import (
    Ingredient,
    Recipe,
    Wanted,
    number_text,
    problems_of,
    read_wanted,
    rounded_grams,
    work_out,
    yuan_text,
)

FLOUR = Ingredient("flour", Decimal(100), is_base=True, fen_per_kg=450, allergen="gluten")
SUGAR = Ingredient("sugar", Decimal("7.5"), fen_per_kg=800)
SALT = Ingredient("salt", Decimal(1))
DOUGH = Recipe(20, Decimal(500), (FLOUR, SUGAR, SALT))


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("wanted", "portions", "grams", "cost", "each"),
    [
        (Wanted(), 20, ["500", "38", "5.0"], 255, 13),
        (Wanted(portions=Decimal(40)), 40, ["1000", "75", "10"], 510, 13),
        (Wanted(portions=Decimal(1)), 1, ["25", "1.9", "0.3"], 13, 13),
        (Wanted(base_grams=Decimal(250)), 10, ["250", "19", "2.5"], 128, 13),
        (Wanted(base_grams=Decimal("12345")), Decimal("493.8"), ["12345", "926", "123"], 6296, 13),
    ],
)
def test_a_recipe_is_scaled(wanted, portions, grams, cost, each):
    batch = work_out(DOUGH, wanted)
    assert batch.portions == portions
    assert [str(row.grams) for row in batch.rows] == grams
    assert batch.total_grams == sum(map(Decimal, grams))
    assert (batch.cost_fen, batch.portion_fen) == (cost, each)


def test_what_has_no_price_is_named_and_allergens_are_listed_once():
    batch = work_out(replace(DOUGH, ingredients=(FLOUR, replace(SUGAR, allergen="gluten"), SALT)))
    assert batch.unpriced == ("salt",)
    assert batch.allergens == ("gluten",)
    assert batch.rows[2].cost_fen is None


def test_without_any_price_there_is_no_cost():
    unpriced = replace(FLOUR, fen_per_kg=None)
    batch = work_out(replace(DOUGH, ingredients=(unpriced, SALT)))
    assert (batch.cost_fen, batch.portion_fen) == (None, None)
    row = {"name": "Flour", "percent": "100", "is_base": True, "fen_per_kg": None, "allergen": ""}
    page = _page(ingredients=[row])
    assert 'data-out="cost">–<' in page
    assert "One portion costs" not in page
    assert "Without a price: Flour." in page


@pytest.mark.parametrize(
    ("grams", "rounded"),
    [
        ("0.04", "0.0"),
        ("0.05", "0.1"),
        ("9.94", "9.9"),
        ("10", "10"),
        ("99.5", "100"),
        ("999.4", "999"),
        ("1002.4", "1000"),
        ("1002.5", "1005"),
        ("12347", "12345"),
    ],
)
def test_weights_are_rounded_as_a_kitchen_weighs(grams, rounded):
    assert rounded_grams(Decimal(grams)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (replace(DOUGH, ingredients=(SUGAR,)), "together 0 percent"),
        (replace(DOUGH, ingredients=(replace(FLOUR, percent=Decimal("99.9")),)), "together 99.9 percent"),
        (replace(DOUGH, ingredients=(FLOUR, FLOUR)), "together 200 percent"),
        (replace(DOUGH, ingredients=(FLOUR, replace(SUGAR, percent=Decimal(0)))), "sugar: the percentage"),
        (replace(DOUGH, ingredients=(FLOUR, replace(SUGAR, percent=Decimal("-1")))), "sugar: the percentage"),
        (
            replace(DOUGH, ingredients=(FLOUR, replace(SUGAR, percent=Decimal("NaN")))),
            "sugar: the percentage",
        ),
        (replace(DOUGH, ingredients=(FLOUR, replace(SUGAR, fen_per_kg=-1))), "sugar: the price"),
        (replace(DOUGH, ingredients=(FLOUR, *[SALT] * 40)), "at most 40"),
        (replace(DOUGH, portions=0), "number of portions"),
        (replace(DOUGH, base_grams=Decimal(0)), "weight of the base"),
    ],
)
def test_a_wrong_recipe_says_why(recipe, words):
    assert any(words in problem for problem in problems_of(recipe))


def test_a_right_recipe_has_no_problems():
    half = replace(FLOUR, percent=Decimal("50"))
    assert problems_of(DOUGH) == []
    assert problems_of(replace(DOUGH, ingredients=(half, half, SALT))) == []


NONSENSE = [
    "0",
    "-3",
    "1e9",
    "99999999999999999999999",
    "abc",
    "1.5e400",
    "NaN",
    "Infinity",
    "１e９",
    "\x00",
    "<b>",
    "1,5",
]


@pytest.mark.parametrize("text", [*NONSENSE, "2.5", "10001"])
def test_portions_that_cannot_be_are_refused_in_words(text):
    assert "whole number from 1 to 10000" in read_wanted(text, "").problem


@pytest.mark.parametrize("text", [*NONSENSE, "0.5", "1000001"])
def test_weights_that_cannot_be_are_refused_in_words(text):
    assert "from 1 to 1000000" in read_wanted("", text).problem


@pytest.mark.parametrize(
    ("portions", "grams", "wanted"),
    [
        ("", "", Wanted()),
        (" 30 ", "", Wanted(Decimal(30))),
        ("", "750.5", Wanted(None, Decimal("750.5"))),
        ("30", "9", Wanted(Decimal(30))),
        ("３０", "", Wanted(Decimal(30))),
    ],
)
def test_what_is_wanted_is_read(portions, grams, wanted):
    assert read_wanted(portions, grams) == wanted


def test_amounts_are_written_plainly():
    assert [number_text(Decimal(text)) for text in ("12.50", "1E+2", "0.8", "100")] == [
        "12.5",
        "100",
        "0.8",
        "100",
    ]
    assert [yuan_text(fen) for fen in (0, 5, 1234)] == ["0.00", "0.05", "12.34"]


def _page(query: str = "", **changed) -> str:
    block = RecipeBlock()
    value = block.to_python({**recipe_sample(), **changed})
    request = RequestFactory().get(f"/lesson/{query}")
    return render_to_string("pages/blocks/recipe.html", block.get_context(value, {"request": request}))


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "没有价格的原料：面粉、水。"), ("en", "Flour, Water.")]
)
def test_ingredients_without_a_price_are_listed_with_the_marks_of_the_language(language, words):
    batch = {"unpriced": words.rstrip("。.").split("：")[-1].replace("、", ", ").split(", ")}
    with translation.override(language):
        assert words in render_to_string("pages/blocks/recipe.html", {"batch": batch, "value": {}})


def test_the_lesson_shows_percent_grams_cost_and_allergens():
    page = _page()
    for words in ("Plain flour", "1000", "520", "gluten", "Yeast".lower(), "4.50"):
        assert words in page
    assert "<form" in page
    assert 'method="get"' in page


def test_the_address_scales_the_recipe_without_a_script():
    assert '<span data-out="portions">40</span>' in _page("?portions=40")
    assert 'data-cell="grams">2000<' in _page("?base_grams=2000")


def test_another_recipe_of_the_lesson_is_left_alone():
    assert '<span data-out="portions">20</span>' in _page("?portions=40&recipe=recipe-00000000")


def test_two_recipes_of_one_title_are_scaled_one_by_one():
    stream = LessonPage._meta.get_field("body").stream_block
    block = {"type": "recipe", "value": recipe_sample()}
    body = stream.to_python([{**block, "id": str(uuid4())} for _ in range(2)])
    around = {"part": Part(1, "", list(body)), "terms": [], "lesson_address": "/lesson/", "marked_terms": {}}

    def page(query=""):
        request = RequestFactory().get(f"/lesson/{query}")
        words = "{% load learning %}{% show_part part %}"
        return Template(words).render(TemplateContext({**around, "request": request}))

    first, second = re.findall(r'name="recipe" value="(recipe-\w+)"', page())[::2]
    assert first != second
    assert len(set(re.findall(r' id="([^"]+)"', page()))) == len(re.findall(r' id="([^"]+)"', page()))
    scaled = page(f"?portions=40&recipe={second}")
    assert re.findall(r'data-out="portions">(\d+)<', scaled) == ["20", "40"]


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_in_the_address_is_told_and_the_recipe_stands_as_written(text):
    page = _page().replace("\n", "")
    block = RecipeBlock()
    request = RequestFactory().get("/lesson/", {"portions": text})
    told = render_to_string(
        "pages/blocks/recipe.html", block.get_context(block.get_preview_value(), {"request": request})
    )
    assert "data-problem" in page
    assert ">Portions: give a whole number from 1 to 10000.</p>" in told
    assert '<span data-out="portions">20</span>' in told


@pytest.mark.parametrize(
    "changed",
    [
        {
            "ingredients": [
                {"name": "a", "percent": "90", "is_base": True, "fen_per_kg": None, "allergen": ""}
            ]
        },
        {"base_grams": 0},
        {"portions": {"count": 0, "unit": "x"}},
        {"ingredients": []},
    ],
)
def test_the_block_refuses_a_wrong_recipe(changed):
    block = RecipeBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({**recipe_sample(), **changed}))


def test_the_block_takes_a_right_recipe():
    block = RecipeBlock()
    assert block.clean(block.get_preview_value())["portions"]["count"] == 20


def test_a_recipe_of_a_pack_becomes_the_blocks_value():
    source = {
        "type": "recipe",
        "title": {"zh": "面团", "en": "Dough"},
        "portions": {"count": 20, "unit": {"zh": "个", "en": "buns"}},
        "base_grams": 500,
        "ingredients": [
            {"name": {"zh": "面粉", "en": "Flour"}, "percent": 100, "base": True, "fen_per_kg": 450,
             "allergen": {"zh": "麸质", "en": "gluten"}},
            {"name": {"zh": "盐", "en": "Salt"}, "percent": 1.2},
        ],
    }  # fmt: skip
    block = block_of(source, Context("en"), "lessons/X block 1")
    assert block["value"]["ingredients"][1] == {
        "name": "Salt", "percent": "1.2", "is_base": False, "fen_per_kg": None, "allergen": "",
    }  # fmt: skip
    assert RecipeBlock().clean(RecipeBlock().to_python(block["value"]))["title"] == "Dough"
