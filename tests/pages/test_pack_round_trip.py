"""A pack goes out as it came in: source -> installation -> pack -> empty installation -> the same pack."""

from datetime import UTC, datetime

import pytest
from wagtail.models import Page

from courses.catalog.api import Lesson, ProgrammeVersion, get_published_version
from courses.pages.api import files_in, load_pack
from courses.pages.packs.collector import collect_pack
from courses.pages.packs.reader import read_pack
from lms.core.actor import Actor
from lms.exams.models import Item, ItemReview, RubricVersion
from tests.factories.courses import NOW

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
MADE_AT = datetime(2026, 12, 1, tzinfo=UTC)


def _exported(code="CPC5"):
    return collect_pack(get_published_version(programme_code=code))


def test_what_was_loaded_is_collected_and_says_the_same(loaded_pack, small_pack):
    before, after = read_pack(files_in(small_pack)), read_pack(_exported())
    assert after.plan == before.plan
    assert after.code == before.code
    assert sorted(after.items, key=lambda row: row["code"]) == sorted(
        before.items, key=lambda row: row["code"]
    )
    assert after.topics == before.topics
    assert after.schemes == before.schemes
    assert set(after.reviews) == set(before.reviews)
    named = {
        block["rubric"] for lesson in before.lessons for block in lesson["blocks"] if block["type"] == "task"
    }
    assert [row for row in before.rubrics if row["code"] in named] == list(after.rubrics)


def test_loading_the_collected_pack_again_changes_no_record(loaded_pack):
    files = _exported()
    counts = [
        model.objects.count() for model in (Item, ItemReview, RubricVersion, ProgrammeVersion, Lesson, Page)
    ]
    load_pack(files=files, actor=ACTOR, now=NOW)
    assert [
        model.objects.count() for model in (Item, ItemReview, RubricVersion, ProgrammeVersion, Lesson, Page)
    ] == counts
    assert _exported() == files
