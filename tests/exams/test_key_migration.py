"""Keys that were kept before numbers could be several and gaps had shares: rewritten, and back where they fit."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps

from lms.exams.api import item_source
from lms.exams.bank import rules
from lms.exams.models import ItemVersion
from tests.factories.practice import items_of_each_kind

migration = import_module("lms.exams.migrations.0012_keys_of_numbers_and_gaps_are_lists")
pytestmark = pytest.mark.django_db
BEFORE = {
    "numeric": {"value": "4.55", "tolerance": "0.05", "unit": "A"},
    "fill_in": [["30 mA", "30毫安"], ["短路", "short circuit"]],
}


def keys():
    return dict(ItemVersion.objects.values_list("item__kind", "key"))


def test_keys_go_to_the_new_form_and_back_and_hashes_stay():
    items_of_each_kind()
    after, hashes = keys(), {row.item.code: row.content_hash for row in ItemVersion.objects.all()}
    migration.backwards(apps, SimpleNamespace())
    assert {kind: key for kind, key in keys().items() if kind in BEFORE} == BEFORE
    migration.forwards(apps, SimpleNamespace())
    assert keys() == after
    migration.forwards(apps, SimpleNamespace())  # again changes nothing
    assert keys() == after
    rows = ItemVersion.objects.select_related("item")
    assert {row.item.code: rules.content_hash(item_source(row)) for row in rows} == hashes


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("numeric", [{"value": "1", "tolerance": "0.1", "unit": "", "relative": True}]),
        ("fill_in", [{"accepted": {"a": "1", "b": "0.5"}, "case": False, "choices": [], "weight": "1"}]),
        ("fill_in", [{"accepted": {"a": "1"}, "case": True, "choices": [], "weight": "1"}]),
    ],
)
def test_what_the_older_form_cannot_hold_is_named_and_stays(kind, key):
    items_of_each_kind()
    ItemVersion.objects.filter(item__kind=kind).update(key=key)
    with pytest.raises(RuntimeError, match=f"P-{kind.upper().replace('_', '-')}"):
        migration.backwards(apps, SimpleNamespace())
    assert keys()[kind] == key
