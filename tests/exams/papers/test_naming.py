"""On papers options have other names than in the bank, where the right one is often the first."""

from collections import Counter
from decimal import Decimal

import pytest

from lms.exams.bank import rules
from lms.exams.models import ItemVersion
from lms.exams.papers.naming import names_on_papers
from lms.exams.papers.snapshots import key_of_item, shown_of
from lms.exams.statistics.responses import in_bank
from tests.factories.practice import a_practice_item, load_practice

pytestmark = pytest.mark.django_db
WITH_NAMES = ("single", "multiple", "ordering", "matching", "hotspot")


def versions_of(items):
    load_practice(items)
    return list(ItemVersion.objects.select_related("item").order_by("pk"))


def words(rows):
    return {row["id"]: row["zh"] for row in rows}


def said_in_words(kind, key, options, matches, regions):
    """Return a key with the words of its options instead of their names."""
    named = words(options) | words(matches) | words(regions)
    if isinstance(key, dict):
        return {named[name]: named.get(value, value) for name, value in key.items()}
    return sorted(named[name] for name in ([key] if isinstance(key, str) else key))


@pytest.mark.parametrize("kind", WITH_NAMES)
def test_what_is_right_stays_the_same_under_other_names(kind):
    (version,) = versions_of([a_practice_item(kind)])
    shown = shown_of(version, uuid=version.uuid, marks=Decimal(1))
    key = key_of_item(version, marks=Decimal(1))
    on_paper = said_in_words(
        kind, key["key"], shown["options"], shown.get("matches", []), key.get("regions", [])
    )
    assert on_paper == said_in_words(kind, version.key, version.options, version.matches, version.regions)
    assert rules.is_correct(rules.key_in(key), key["key"])
    assert [option["zh"] for option in shown["options"]] == [option["zh"] for option in version.options]


def test_the_name_of_the_right_option_tells_nothing_where_the_bank_always_has_it_first():
    items = [
        {**a_practice_item("single"), "code": f"N{number}", "stem": {"zh": f"第{number}题"}, "key": 1}
        for number in range(60)
    ]
    keys = [key_of_item(version, marks=Decimal(1)) for version in versions_of(items)]
    counted = Counter(key["key"] for key in keys)
    assert len(counted) == len(items[0]["options"])
    assert max(counted.values()) < 40
    assert {in_bank(key, key["key"]) for key in keys} == {"a"}


def test_a_key_from_before_has_the_names_of_the_bank():
    assert in_bank({"key": ["a", "c"]}, ["a", "c"]) == ["a", "c"]


@pytest.mark.parametrize("kind", ["true_false", "numeric", "fill_in"])
def test_kinds_without_names_stay_as_they_are(kind):
    (version,) = versions_of([a_practice_item(kind)])
    assert names_on_papers(version) == {}
    assert key_of_item(version, marks=Decimal(1))["key"] == version.key
