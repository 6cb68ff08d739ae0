"""A lesson asks each practice item once."""

import re

import pytest

from courses.pages.queries import practice_codes
from lms.exams.models import ItemVersion
from tests.pages.authors import a_lesson_page, an_instructor, block, client_of, edit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_pack")]


@pytest.mark.parametrize("places", ["one block", "two blocks"])
def test_the_same_practice_item_twice_in_a_lesson_is_refused_on_saving_and_named(places) -> None:
    author, page = client_of(an_instructor()), a_lesson_page()
    first, second, *_others = practice_codes(page)
    stem = ItemVersion.objects.get(item__code=first).stem_zh
    lists = [[first, second, first]] if places == "one block" else [[first], [second, first]]
    before = page.revisions.count()
    blocks = [block("heading", "练一练"), *(block("practice", {"items": codes}) for codes in lists)]
    answer = edit(author, page, blocks=blocks)
    said = re.sub(r"\\u([0-9a-f]{4})", lambda sign: chr(int(sign[1], 16)), answer.content.decode())
    assert f"这节课里已经有“{first} {stem[:10]}" in said
    assert page.revisions.count() == before
    blocks[-1] = block(
        "practice", {"items": [second]} if places == "two blocks" else {"items": [first, second]}
    )
    assert edit(author, page, blocks=blocks).status_code == 302
    assert page.revisions.count() == before + 1
