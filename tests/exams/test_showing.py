"""Items as pages show them, saved or still being written: pictures, formulas, gaps, places, and never a key."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation

from lms.exams.bank.preview import shown_draft
from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Number, Option, Region
from lms.exams.models import DraftAttachment
from tests.exams.interchange.test_qti_round_trip import picture

OPTIONS = tuple(Option(name, {"zh": words}) for name, words in zip("abc", "甲乙丙", strict=True))
GAPS = (Gap({"keyword": Decimal(1)}), Gap({"短路": Decimal(1)}, choices=("短路", "断路")))
LEFT = Region("a", "circle", (Decimal("0.25"), Decimal("0.5"), Decimal("0.1")), {"zh": "左"})
RIGHT = Region("b", "rect", (Decimal("0.5"), Decimal(0), Decimal(1), Decimal(1)))
BODIES = {
    Kind.TRUE_FALSE: {"key": True},
    Kind.SINGLE: {"key": "b", "options": OPTIONS},
    Kind.MULTIPLE: {"key": ("b", "c"), "options": OPTIONS},
    Kind.ORDERING: {"key": ("a", "b", "c"), "options": OPTIONS},
    Kind.MATCHING: {
        "key": {"a": "y", "b": "x", "c": "x"},
        "options": OPTIONS,
        "matches": (Option("x", {"zh": "一"}), Option("y", {"zh": "二"})),
    },
    Kind.NUMERIC: {"key": (Number(Decimal("7.31"), Decimal("0.0123"), "A"),)},
    Kind.FILL_IN: {"key": GAPS, "stem": {"zh": "一____二____三", "en": "one ____ two ____ three"}},
    Kind.HOTSPOT: {"key": ("a",), "regions": (LEFT, RIGHT)},
    Kind.SHORT_ANSWER: {"key": ("keyword",)},
}


@pytest.fixture
def attached(settings, tmp_path):
    """A picture, a formula that can be drawn, and one that cannot; none of them saved."""
    settings.MEDIA_ROOT = tmp_path
    file = default_storage.save("items/draft/plan.png", ContentFile(picture(40, 20)))
    return [
        DraftAttachment(
            number=1, kind="picture", file=file, alternative_zh="平面图", alternative_en="A plan"
        ),
        DraftAttachment(number=2, kind="formula", source=r"\frac{U}{R}"),
        DraftAttachment(number=3, kind="formula", source=r"\text{no}"),
    ]


def drawn(kind, attached, **changes):
    item = replace(
        DraftItem(kind, {"zh": "看[[1]]和[[2]]、[[3]]、[[9]]", "en": "Look"}, None),
        **{**BODIES[kind], **changes},
    )
    shown = shown_draft(item, attached=attached, address_of=lambda row: f"/somewhere/{row.number}")
    return shown, render_to_string("practice/question.html", {"item": shown})


@pytest.mark.parametrize("kind", BODIES)
def test_every_kind_is_drawn_without_its_key(kind, attached):
    _shown, html = drawn(kind, attached)
    assert 'name="response"' in html
    assert not [secret for secret in ("keyword", "7.31", "0.0123") if secret in html]
    assert " checked" not in html
    assert " selected" not in html


@pytest.mark.parametrize("kind", BODIES)
def test_what_is_not_written_yet_is_left_out(kind):
    nothing = {"key": None, "options": (), "matches": (), "regions": (), "stem": {}}
    shown, _html = drawn(kind, [], **nothing)
    assert (shown.stem, shown.plan) == ("", None)


def test_marks_become_pictures_formulas_or_stay_as_they_are(attached):
    _shown, html = drawn(Kind.SINGLE, attached)
    assert 'src="/somewhere/1"' in html
    assert "<mfrac>" in html
    assert r"<code>\text{no}</code>" in html
    assert "[[9]]" in html
    with translation.override("en"):
        shown, _html = drawn(Kind.SINGLE, attached, stem={"en": "See [[1]] now"})
    assert shown.stem == "See A plan now"


def test_places_are_drawn_on_the_picture_in_its_own_shape(attached):
    shown, html = drawn(Kind.HOTSPOT, attached)
    assert shown.plan is not None
    assert (shown.plan.height, shown.plan.picks) == ("500", 1)
    circle, rect = shown.plan.places
    assert circle.drawn == {"cx": "250", "cy": "250", "r": "100"}
    assert rect.drawn == {"x": "500", "y": "0", "width": "500", "height": "500"}
    assert [place.label for place in (circle, rect)] == ["左", "位置2"]
    # The picture stands once: where places are marked on it.
    assert html.count('src="/somewhere/1"') == 1


def test_where_all_places_are_right_none_is_shown(attached):
    shown, html = drawn(Kind.HOTSPOT, attached, regions=(LEFT,))
    assert shown.plan is not None
    assert shown.plan.places == ()
    assert "<circle" not in html
    assert "checkbox" not in html
    assert html.count('type="text"') == 1


def test_gaps_stand_where_they_are_with_their_lists(attached):
    shown, html = drawn(Kind.FILL_IN, attached)
    assert [piece.number for piece in shown.pieces if piece.kind == "gap"] == [1, 2]
    assert (html.count('type="text"'), html.count("<select")) == (1, 1)
    again = shown.with_chosen(["30 mA", "断路"])
    html = render_to_string("practice/question.html", {"item": again})
    assert 'value="30 mA"' in html
    assert '<option value="断路" selected>' in html


def test_the_right_order_is_not_the_order_shown(attached):
    shown, _html = drawn(Kind.ORDERING, attached)
    assert [line.name for line in shown.lines] != ["a", "b", "c"]


def test_several_units_are_written_by_hand(attached):
    numbers = (Number(Decimal(1), unit="A"), Number(Decimal(1000), unit="mA"))
    shown, _html = drawn(Kind.NUMERIC, attached, key=numbers)
    assert (shown.unit, shown.has_units) == ("", True)
