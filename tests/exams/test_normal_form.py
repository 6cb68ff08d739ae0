"""Items and rubrics have one way of writing: what comes out of the bank goes in again as the same wording."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exams.api import item_source, load_rubrics, rubric_source
from lms.exams.bank import rules
from lms.exams.models import ItemVersion, RubricVersion
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, a_rubric
from tests.factories.practice import RIGHT, a_practice_item, load_practice


def carelessly(item):
    """Return an item as somebody types it: spaces around words, empty fields, a key in no order or half given."""
    written = {
        **item,
        "year": None,
        "source": "",
        "depth": " know ",
        "rationale": {"zh": " 原因\n", "en": ""},
    }
    written["stem"] = {language: f" {words}\n" for language, words in item["stem"].items()}
    for name in ("options", "matches"):
        written[name] = [{"zh": f"{text['zh']} ", "en": ""} for text in item.get(name, [])]
    written["regions"] = [{**region, "label": {"zh": " 开关 "}} for region in item.get("regions", [])]
    if item["type"] == "multiple":
        written["key"] = list(reversed(item["key"]))
    if item["type"] == "numeric":
        written["key"] = {"value": " 4.55"}
    return written


def of_each_kind():
    return [carelessly(a_practice_item(kind)) for kind in RIGHT]


@pytest.mark.parametrize("item", of_each_kind(), ids=lambda item: item["type"])
def test_the_normal_form_stays_and_has_the_hash_of_what_was_written(item):
    normal = rules.normal_item(item)
    assert rules.reasons_against_item(normal) == []
    assert rules.normal_item(normal) == normal
    assert rules.content_hash(normal) == rules.content_hash(item)
    assert not {"year", "source"} & set(normal)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("multiple", {"key": [1, 2]}),
        ("numeric", {"key": {"value": "4.55", "tolerance": "0.05"}}),
        ("numeric", {"key": {"value": "4.55", "unit": "V"}}),
        ("true_false", {"key": False}),
        ("true_false", {"year": 2026}),
        ("single", {"stem": {"zh": "另一句"}}),
        ("single", {"rationale": {"en": "only English"}}),
        ("matching", {"matches": [{"zh": name} for name in "甲乙丙"]}),
    ],
)
def test_what_learners_would_notice_changes_the_hash(kind, change):
    item = carelessly(a_practice_item(kind))
    assert rules.content_hash({**item, **change}) != rules.content_hash(item)


@given(st.permutations([1, 2, 4]))
def test_the_order_of_several_answers_makes_no_wording(key):
    item = a_practice_item("multiple")
    assert rules.content_hash({**item, "key": key}) == rules.content_hash({**item, "key": [1, 2, 4]})


@pytest.mark.parametrize("change", [{"key": 9}, {"stem": "words"}, {"key": NOW}, {"type": None}])
def test_an_item_that_cannot_be_used_has_a_hash_too(change):
    assert rules.reasons_against_item({**a_practice_item("single"), **change})
    assert len(rules.content_hash({**a_practice_item("single"), **change})) == 64


@pytest.mark.django_db
def test_items_of_each_kind_come_out_and_go_in_again_unchanged():
    items = [
        *of_each_kind(),
        {**carelessly(a_practice_item("single")), "code": "P-1", "rationale": {"en": "why"}},
    ]
    load_practice(items)
    collected = [item_source(version) for version in ItemVersion.objects.order_by("pk")]
    assert [rules.content_hash(item) for item in collected] == [rules.content_hash(item) for item in items]
    again = load_practice(collected)
    assert (again.created, again.revised, again.unchanged) == (0, 0, len(items))
    assert collected == [rules.normal_item(item) for item in items]


@pytest.mark.django_db
def test_a_rubric_comes_out_and_goes_in_again_unchanged():
    rubric = {
        **a_rubric(),
        "title": {"zh": " 停电作业 "},
        "subject": {},
        "tools": [],
        "source": "",
        "year": None,
    }
    load_rubrics(rubrics=[rubric], actor=ACTOR, now=NOW)
    load_rubrics(rubrics=[rubric_source(rubric["code"])], actor=ACTOR, now=NOW)
    assert RubricVersion.objects.count() == 1
