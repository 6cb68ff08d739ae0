"""A pack becomes catalogue rows, items and pages in both languages, once."""

from datetime import timedelta

import pytest

from courses.catalog.api import Lesson, get_published_version, lessons_of_version
from courses.pages.api import files_in, load_pack
from courses.pages.models import LessonPage, PackLoad, PackRelease, Picture, ProgrammePage
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.delivery.models import LessonProgress
from lms.demonstration.build import load_shipped
from lms.enrolments.models import Enrolment
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW, enrol, finish_all_lessons
from tests.factories.organisations import a_site
from tests.factories.pages import take_away
from tests.support import quick_yaml as yaml

pytestmark = pytest.mark.django_db


def test_every_lesson_has_a_page_in_both_languages(loaded_pack):
    version = get_published_version(programme_code="CPC5")
    lessons = lessons_of_version(version.pk)
    for lesson in lessons:
        languages = {page.locale.language_code for page in LessonPage.objects.live().filter(lesson=lesson)}
        assert languages == {"zh-hans", "en"}
    pages = LessonPage.objects.filter(lesson=lessons[0])
    assert len({page.translation_key for page in pages}) == 1


def test_the_same_pack_again_changes_nothing(loaded_pack, small_pack):
    counts = [model.objects.count() for model in (LessonPage, ProgrammePage, Picture, Lesson, PackRelease)]
    assert load_pack(files=files_in(small_pack), actor=Actor.system("test"), now=NOW) == loaded_pack
    assert [
        model.objects.count() for model in (LessonPage, ProgrammePage, Picture, Lesson, PackRelease)
    ] == counts
    assert AuditEntry.objects.filter(action="pages.load_pack").count() == 1


def test_changed_words_become_a_new_revision_of_the_same_page(loaded_pack, small_pack):
    path = sorted((small_pack / "lessons").glob("*.yaml"))[0]
    lesson = yaml.safe_load(path.read_text("utf-8"))
    lesson["title"]["en"] = "Another title"
    path.write_text(yaml.safe_dump(lesson, allow_unicode=True), "utf-8")
    before = set(LessonPage.objects.values_list("pk", flat=True))
    load_pack(files=files_in(small_pack), actor=Actor.system("test"), now=NOW)
    assert set(LessonPage.objects.values_list("pk", flat=True)) == before
    page = LessonPage.objects.get(lesson__code=lesson["code"], locale__language_code="en")
    assert page.title == "Another title"
    assert page.revisions.count() == 2


def test_the_demonstration_loads_a_shipped_pack_only_over_its_own(loaded_pack, small_pack):
    said: list[str] = []
    demonstration = Actor.system("demonstration")
    lesson = sorted((small_pack / "lessons").glob("*.yaml"))[0]
    entitled = {"lesson__code": lesson.stem, "locale__language_code": "en"}

    def shipped(title: str, days: int) -> str:
        words = yaml.safe_load(lesson.read_text("utf-8"))
        words["title"]["en"] = title
        lesson.write_text(yaml.safe_dump(words, allow_unicode=True), "utf-8")
        load_shipped(small_pack, actor=demonstration, now=NOW + timedelta(days=days), warn=said.append)
        return LessonPage.objects.get(**entitled).title

    theirs = LessonPage.objects.get(**entitled).title
    assert shipped("Shipped", 1) == theirs, "somebody else's load stands"
    assert said == ["content pack pack is left out: somebody else loaded its programme last"]
    PackLoad.objects.update(role=demonstration.role)
    assert shipped("Shipped anew", 2) == "Shipped anew"
    assert len(said) == 1


def test_deleting_moving_or_translating_pages_leaves_every_record_as_it_was(loaded_pack):
    enrolment = enrol(trainee_at(a_site()), get_published_version(programme_code="CPC5"))
    finish_all_lessons(enrolment)
    before = list(LessonProgress.objects.order_by("pk").values())
    shelf = ProgrammePage.objects.get(locale__language_code="zh-hans").get_parent()
    page = LessonPage.objects.filter(locale__language_code="zh-hans").first()
    other = ProgrammePage.objects.get(locale__language_code="en")
    page.copy(to=other, update_attrs={"slug": "copied", "title": "copied"}, reset_translation_key=True)
    page.move(shelf, pos="last-child")
    take_away(ProgrammePage.objects.get(locale__language_code="en"))
    take_away(shelf.specific)
    assert not LessonPage.objects.exists()
    assert list(LessonProgress.objects.order_by("pk").values()) == before
    assert Enrolment.objects.filter(pk=enrolment.pk).exists()


def test_an_earlier_content_can_be_loaded_again(loaded_pack, small_pack):
    """Back to an earlier content is a load like any other, and so is one after pages were deleted."""
    files = files_in(small_pack)
    other = {
        **files,
        "lessons/CPC5-L01.yaml": files["lessons/CPC5-L01.yaml"].replace(b"\nminutes: 45", b"\nminutes: 45 "),
    }
    who = {"actor": Actor.system("test"), "now": NOW}
    changed = load_pack(files=other, actor=Actor.system("test"), now=NOW + timedelta(days=1))
    assert changed != loaded_pack
    back = load_pack(files=files, actor=Actor.system("test"), now=NOW + timedelta(days=2))
    assert (back, back.loaded_at) == (loaded_pack, NOW + timedelta(days=2))
    page = LessonPage.objects.filter(locale__language_code="zh-hans").first()
    take_away(page)
    load_pack(files=files, **who)
    assert LessonPage.objects.filter(lesson=page.lesson, locale__language_code="zh-hans").exists()
