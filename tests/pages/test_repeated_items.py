"""A lesson asks each practice item once: a draft that repeats one is kept, and the author is told which one."""

import pytest
from django.urls import reverse

from courses.pages.errors import BrokenLesson
from courses.pages.models import LessonPage
from courses.pages.packs import PackError, files_in, read_pack
from courses.pages.packs.collector import written
from courses.pages.queries import practice_codes
from lms.exams.models import Item, ItemVersion
from tests.pages.authors import a_lesson_page, an_instructor, block, client_of, edit, form_of
from tests.support import quick_yaml as yaml

# Wagtail leaves the files of pictures to the collector when it makes a smaller size.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("loaded_pack"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]


@pytest.fixture
def author():
    """A client at which an instructor is signed in."""
    return client_of(an_instructor())


def lesson_of(*lists: list[str]) -> list[dict]:
    return [block("heading", "练一练"), *(block("practice", {"items": codes}) for codes in lists)]


def autosave(author, page: LessonPage, blocks: list[dict]):
    """Send what the editor sends by itself while somebody writes."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return author.post(address, form_of(page, blocks=blocks), headers={"accept": "application/json"})


@pytest.mark.parametrize("places", ["one block", "two blocks"])
def test_a_draft_that_repeats_a_question_is_kept_by_autosave_and_the_question_is_named(
    author, places
) -> None:
    page = a_lesson_page()
    first, second, *_others = practice_codes(page)
    stem = ItemVersion.objects.get(item__code=first).stem_zh
    lists = [[first, second, first]] if places == "one block" else [[first], [second, first]]
    before = page.revisions.count()
    answer = autosave(author, page, lesson_of(*lists))
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert page.revisions.count() == before + 1
    where = "第2块（练习）" if places == "one block" else "第3块（练习）"
    for name in ("check_lesson", "wagtailadmin_pages:edit"):
        said = author.get(reverse(name, args=[page.pk])).content.decode()
        assert f"“{first} {stem[:10]}" in said
        assert where in said
    saved = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert practice_codes(saved) == [code for codes in lists for code in codes]


def test_a_lesson_that_repeats_a_question_is_not_submitted_until_the_question_goes(author) -> None:
    page = a_lesson_page()
    first, second, *_others = practice_codes(page)
    refused = edit(author, page, blocks=lesson_of([first, second, first]), **{"action-submit": "1"})
    assert f"“{first} " in refused.content.decode()
    assert LessonPage.objects.get(pk=page.pk).current_workflow_state is None
    mended = edit(author, page, blocks=lesson_of([first, second]), **{"action-submit": "1"})
    assert mended.status_code == 302
    assert LessonPage.objects.get(pk=page.pk).current_workflow_state is not None


def test_nobody_comes_around_the_form_with_a_repeated_question(author) -> None:
    page = a_lesson_page()
    first, *_others = practice_codes(page)
    autosave(author, page, lesson_of([first, first]))
    page = LessonPage.objects.get(pk=page.pk)
    with pytest.raises(BrokenLesson):
        page.get_workflow().start(page, an_instructor())


def test_a_question_that_was_retired_meanwhile_stops_no_autosave_and_is_named(author) -> None:
    page = a_lesson_page()
    first, second, *_others = practice_codes(page)
    Item.objects.filter(code=first).update(retired_at="2026-01-01T00:00:00Z", retired_why="错了")
    assert autosave(author, page, lesson_of([first, second])).json()["success"]
    said = author.get(reverse("check_lesson", args=[page.pk])).content.decode()
    assert f"练习题{first}已停用" in said


def test_an_empty_place_for_a_question_is_said_in_words_without_a_code(author) -> None:
    page = a_lesson_page()
    first, *_others = practice_codes(page)
    assert autosave(author, page, lesson_of([first, ""])).json()["success"]
    said = author.get(reverse("check_lesson", args=[page.pk])).content.decode()
    assert "有一个题目的位置是空的" in said
    assert "编码为None" not in said


def test_a_pack_asks_a_question_once_in_a_lesson(small_pack, in_english) -> None:
    files = files_in(small_pack)
    name = next(name for name in sorted(files) if name.startswith("lessons/"))
    lesson = yaml.safe_load(files[name])
    first = next(one for one in lesson["blocks"] if one["type"] == "practice")["items"][0]
    lesson["blocks"].append({"type": "practice", "items": [first]})
    with pytest.raises(PackError, match=f"{name} .*twice: {first}"):
        read_pack({**files, name: written(lesson)})
