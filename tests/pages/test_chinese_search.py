"""Lessons are found by Chinese words of two and more characters, on both databases."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from courses.pages.authoring.search import pieces_of
from courses.pages.models import LessonPage, Picture
from courses.pages.packs.picture_words import name_in_pack
from tests.pages.authors import a_lesson_page, an_instructor, client_of

pytestmark = pytest.mark.django_db
IN_THE_MIDDLE = ("细菌", "面团", "拉肚子", "好师傅的第一样")


def found_by(words: str) -> list[int]:
    return [page.pk for page in LessonPage.objects.all().search(words)]


def levels_above(page: LessonPage) -> list[Page]:
    """Return the pages of unit, course, programme and shelf."""
    return [row.specific for row in page.get_ancestors().filter(depth__gt=1).order_by("-depth")]


def listed_by(client: Client, words: str) -> str:
    return client.get(reverse("wagtailadmin_pages:search"), {"q": words}).content.decode()


@pytest.mark.parametrize(
    ("text", "expected", "absent"),
    [("接地线", {"接地", "地线", "接地线"}, {"线"}), ("电", {"电"}, {""}), ("a b", set(), {"a"})],
)
def test_pieces_are_neighbouring_characters(text, expected, absent) -> None:
    pieces = set(pieces_of(text))
    assert expected <= pieces
    assert not absent & pieces


def test_a_lesson_is_found_by_words_in_its_middle(loaded_pack) -> None:
    page, client = a_lesson_page(), client_of(an_instructor())
    for words in ("细菌", "面团", "拉肚子"):
        assert page.pk in found_by(words), words
    for words in IN_THE_MIDDLE:
        assert page.title in listed_by(client, words), words
    assert page.title not in listed_by(client, "绝缘电阻")


def test_every_page_is_found_by_the_middle_of_its_title_and_by_its_code(loaded_pack) -> None:
    lesson, client = a_lesson_page(), client_of(an_instructor())
    lesson.title = "一共十二个字以上的很长的课名从第二个字找起"
    lesson.save()
    unit, course, programme, shelf = levels_above(lesson)
    codes = {lesson: lesson.lesson.code, unit: unit.unit.code, course: course.course.code}
    codes[programme] = programme.programme.code
    for page in (lesson, unit, course, programme, shelf):
        inner = max(re.findall("[\u4e00-\u9fff]+", page.title), key=len)[1:]
        assert len(inner) > 1
        for words in (page.title, inner, *([codes[page], codes[page][:-1]] if page in codes else [])):
            assert f"/pages/{page.pk}/" in listed_by(client, words), (page, words)
        assert f"/pages/{page.pk}/" not in listed_by(client, "绝缘电阻"), page


@pytest.mark.postgres
def test_postgresql_finds_the_same(loaded_pack) -> None:
    assert connection.vendor == "postgresql"
    test_a_lesson_is_found_by_words_in_its_middle(loaded_pack)
    test_every_page_is_found_by_the_middle_of_its_title_and_by_its_code(loaded_pack)


def test_the_head_of_the_search_says_nothing_that_is_not_there(loaded_pack) -> None:
    assert "None" not in re.sub("<[^>]*>", " ", listed_by(client_of(an_instructor()), "面团"))


def test_a_picture_of_a_pack_has_a_chinese_title_and_is_found_by_it(loaded_pack) -> None:
    picture = Picture.objects.get(file__contains="/hand-washing")
    assert picture.title == "搓手六步"
    assert name_in_pack(picture) == "hand-washing"
    pictures = Picture.objects.all()
    for find in (pictures.search, pictures.autocomplete):
        for words in ("六步", "依次"):
            assert picture in list(find(words)), (find, words)
        assert picture not in list(find("绝缘电阻"))
