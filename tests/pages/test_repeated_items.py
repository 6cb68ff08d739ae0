"""A lesson asks each practice item once."""

import re

import pytest

from courses.pages.authoring.checks import check_page
from courses.pages.packs import PackError, files_in, read_pack
from courses.pages.queries import practice_codes
from lms.exams.models import ItemVersion
from tests.pages.authors import a_lesson_page, an_instructor, block, client_of, edit
from tests.support import quick_yaml as yaml

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


@pytest.mark.parametrize("places", ["one block", "two blocks"])
def test_a_pack_does_not_bring_a_practice_item_twice_in_a_lesson(places, small_pack, in_english) -> None:
    path = small_pack / "lessons" / "CPC5-L01.yaml"
    lesson = yaml.safe_load(path.read_text("utf-8"))
    practice = next(one for one in lesson["blocks"] if one["type"] == "practice")
    again = practice["items"][0]
    if places == "one block":
        practice["items"].append(again)
    else:
        lesson["blocks"].append({"type": "practice", "items": [again]})
    number = lesson["blocks"].index(practice) + 1 if places == "one block" else len(lesson["blocks"])
    path.write_text(yaml.safe_dump(lesson, allow_unicode=True), "utf-8")
    with pytest.raises(PackError, match=rf"CPC5-L01\.yaml, block {number} .*has the practice item {again}"):
        read_pack(files_in(small_pack))


def test_a_lesson_that_asks_twice_from_earlier_days_is_told_to_its_author(in_english) -> None:
    page = a_lesson_page()
    first, *_others = practice_codes(page)
    page.body.append(("practice", {"items": [first]}))
    assert any(f"asks the practice item {first} twice" in sentence for sentence in check_page(page).errors)
