"""Items as pages show them: pictures, formulas, gaps, places, and never a key."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation

from lms.exams.bank.feedback import answer_in_words
from lms.exams.bank.models import Item, ItemVersion
from lms.exams.bank.rules import ItemKey, one_line
from lms.exams.bank.showing import Source, shown_source
from lms.exams.models import DraftAttachment
from lms.exams.sittings.words import words_in_all_languages
from tests.exams.interchange.test_qti_round_trip import picture

OPTIONS = [{"id": name, "zh": words, "en": ""} for name, words in zip("abc", "甲乙丙", strict=True)]
MATCHES = [{"id": "1", "zh": "一", "en": ""}, {"id": "2", "zh": "二", "en": ""}]
GAPS = [{"accepted": ["keyword"]}, {"accepted": ["短路"], "choices": ["短路", "断路"]}]
LEFT = {"id": "a", "shape": "circle", "coords": ["0.25", "0.5", "0.1"], "ratio": "0.5", "zh": "左", "en": ""}
RIGHT = {**LEFT, "id": "b", "shape": "rect", "coords": ["0.5", "0", "1", "1"], "zh": ""}
NUMBER = {"value": "7.31", "tolerance": "0.0123", "unit": "A"}
BODIES = {
    "true_false": {"key": True},
    "single": {"key": "b", "options": OPTIONS},
    "multiple": {"key": ["b", "c"], "options": OPTIONS},
    "ordering": {"key": {"a": 1, "b": 2, "c": 3}, "options": OPTIONS},
    "matching": {"key": {"a": "2", "b": "1", "c": "1"}, "options": OPTIONS, "matches": MATCHES},
    "numeric": {"key": [NUMBER]},
    "fill_in": {"key": GAPS, "stem": {"zh": "一____二____三", "en": "one ____ two ____ three"}},
    "hotspot": {"key": ["a"], "regions": [LEFT, RIGHT]},
    "short_answer": {"key": ["keyword"]},
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
    values = {"stem": {"zh": "看[[1]]和[[2]]、[[3]]、[[9]]", "en": "Look"}, **BODIES[kind], **changes}
    key = ItemKey(kind, values.pop("key"), regions=values.pop("regions", ()))
    source = Source(code="X-1", kind=kind, key=key, attached=attached, seed="seed", **values)
    shown = shown_source(source, lambda row: f"/somewhere/{row.number}")
    return shown, render_to_string("practice/question.html", {"item": shown})


@pytest.mark.parametrize("kind", BODIES)
def test_every_kind_is_drawn_without_its_key(kind, attached):
    _shown, html = drawn(kind, attached)
    assert 'name="response"' in html
    assert not [secret for secret in ("keyword", "7.31", "0.0123") if secret in html]
    assert " checked" not in html
    assert " selected" not in html


def test_marks_become_pictures_formulas_or_stay_as_they_are(attached):
    _shown, html = drawn("single", attached)
    assert 'src="/somewhere/1"' in html
    assert "<mfrac>" in html
    assert r"<code>\text{no}</code>" in html
    assert "[[9]]" in html
    with translation.override("en"):
        shown, _html = drawn("single", attached, stem={"en": "See [[1]] now"})
    assert shown.stem == "See A plan now"


def test_places_are_drawn_on_the_picture_in_its_own_shape(attached):
    shown, html = drawn("hotspot", attached)
    assert shown.plan is not None
    assert (shown.plan.height, shown.plan.picks) == ("500", 1)
    circle, rect = shown.plan.places
    assert circle.drawn == {"cx": "250", "cy": "250", "r": "100"}
    assert rect.drawn == {"x": "500", "y": "0", "width": "500", "height": "500"}
    assert [place.label for place in (circle, rect)] == ["左", "位置2"]
    # The picture stands once: where places are marked on it.
    assert html.count('src="/somewhere/1"') == 1


def test_where_all_places_are_right_none_is_shown(attached):
    shown, html = drawn("hotspot", attached, regions=[LEFT])
    assert shown.plan is not None
    assert shown.plan.places == ()
    assert "<circle" not in html
    assert "checkbox" not in html
    assert html.count('type="text"') == 1


def test_gaps_stand_where_they_are_with_their_lists(attached):
    shown, html = drawn("fill_in", attached)
    assert [piece.number for piece in shown.pieces if piece.kind == "gap"] == [1, 2]
    assert (html.count('type="text"'), html.count("<select")) == (1, 1)
    again = shown.with_chosen(["30 mA", "断路"])
    html = render_to_string("practice/question.html", {"item": again})
    assert 'value="30 mA"' in html
    assert '<option value="断路" selected>' in html


def test_the_right_order_is_not_the_order_shown(attached):
    shown, _html = drawn("ordering", attached)
    assert [line.name for line in shown.lines] != ["a", "b", "c"]


def test_several_units_are_written_by_hand(attached):
    numbers = [{"value": "1", "unit": "A"}, {"value": "1000", "unit": "mA"}]
    shown, _html = drawn("numeric", attached, key=numbers)
    assert (shown.unit, shown.has_units) == ("", True)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("看图[[1]]，选（ ）。", "看图 ，选（\u00a0\u00a0\u00a0\u00a0）。"),
        ("一\n二\u3000\u3000三", "一 二 三"),
        ("f(  )", "f(\u00a0\u00a0\u00a0\u00a0)"),
        ("一二三四五六", "一二三四…"),
    ],
)
def test_on_one_line_brackets_stay_wide_and_marks_are_left_out(text, line):
    assert one_line(text, 5 if text.startswith("一二") else 0) == line


@pytest.mark.parametrize(("language", "words"), [("en", ["True", "False"]), ("zh-hans", ["正确", "错误"])])
def test_a_statement_is_true_or_false_in_english_and_not_right_or_wrong(language, words):
    version = ItemVersion(item=Item(kind="true_false"))
    with translation.override(language):
        assert [answer_in_words(version, response) for response in (True, False)] == words
        key = ItemKey("true_false", key=True)
        source = Source(code="T-1", kind="true_false", stem={"zh": "题", "en": ""}, key=key)
        shown = shown_source(source, lambda row: "")
        assert [option.label for option in shown.options] == words
    at_terminal = words_in_all_languages()[language]
    assert [at_terminal["true"], at_terminal["false"]] == words
