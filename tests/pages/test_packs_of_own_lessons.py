"""A programme whose lessons were begun here goes out and comes in again over itself: nothing changes."""

import pytest
from wagtail.models import Page, Revision

from courses.catalog.api import Lesson, get_published_version
from courses.pages.authoring.begin import NewLesson, begin_lesson
from courses.pages.errors import PackIncomplete
from courses.pages.lesson_words import codes_of
from courses.pages.models import LessonPage, UnitPage
from courses.pages.packs import load_pack
from courses.pages.packs.archive import write_archive
from courses.pages.packs.collector import collect_pack, written
from courses.pages.packs.page_values import page_key
from lms.core.actor import Actor
from lms.exams.models import Item
from tests.factories.courses import NOW
from tests.factories.pages import take_away
from tests.pages.authors import a_reviewer, an_instructor
from tests.pages.packs_on_the_way import checked
from tests.support import quick_yaml as yaml

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "loaded_pack")]
CODE = "CPC5-L01"


def exported():
    return collect_pack(get_published_version(programme_code="CPC5"))


def load(files) -> None:
    load_pack(files=files, actor=Actor.system("test"), now=NOW)


def begun(**titles: str) -> list[LessonPage]:
    """Write the lesson from a template in these languages, in place of the pages that the pack brought."""
    old = {page.locale.language_code: page for page in LessonPage.objects.filter(lesson__code=CODE)}
    units = {language: page.get_parent().pk for language, page in old.items()}
    take_away(LessonPage.objects.filter(lesson__code=CODE))
    pages = []
    for name, title in titles.items():
        language = {"zh": "zh-hans"}.get(name, name)
        new = NewLesson(UnitPage.objects.get(pk=units[language]), old[language].lesson, title, "theory")
        page = begin_lesson(new=new, user=an_instructor(), actor=Actor.system("test"), now=NOW)
        page.body, page.objectives, page.summary = old[language].body, [], ""
        page.save_revision().publish()
        pages.append(LessonPage.objects.get(pk=page.pk))
    return pages


def standing():
    return (
        list(
            Page.objects.order_by("pk").values_list("pk", "latest_revision_id", "url_path", "translation_key")
        ),
        Revision.objects.count(),
    )


def in_both_languages() -> list[LessonPage]:
    return begun(zh="自己写的题目", en="A title of its author's")


def in_chinese_only() -> list[LessonPage]:
    return begun(zh="自己写的题目")


@pytest.mark.parametrize("write", [in_both_languages, in_chinese_only])
def test_ones_own_export_changes_nothing_here(write) -> None:
    assert page_key(CODE) not in {page.translation_key for page in write()}
    files, before = exported(), standing()
    preview = checked(a_reviewer(), write_archive(code="x", files=files, made_at=NOW)).preview
    assert preview["differences"]["pages"] == []
    load(files)
    assert standing() == before
    assert exported() == files


def test_a_text_from_the_editor_goes_out_and_in_again_as_it_is() -> None:
    page = in_both_languages()[0]
    body = page.body.get_prep_value()
    text = {
        "type": "text",
        "value": '<p data-block-key="k1x2y">先断电。</p><p data-block-key="z9">再验电。</p>',
    }
    page.body = LessonPage._meta.get_field("body").stream_block.to_python([text, *body])
    page.save_revision().publish()
    other = LessonPage.objects.get(lesson__code=CODE, locale__language_code="en")
    other.body = LessonPage._meta.get_field("body").stream_block.to_python(
        [text, *other.body.get_prep_value()]
    )
    other.save_revision().publish()
    files, before = exported(), standing()
    assert b"data-block-key" not in files[f"lessons/{CODE}.yaml"]
    preview = checked(a_reviewer(), write_archive(code="x", files=files, made_at=NOW)).preview
    assert preview["differences"]["pages"] == []
    load(files)
    assert standing() == before


def test_only_what_a_pack_brings_is_published_again() -> None:
    files = exported()
    source = yaml.safe_load(files[f"lessons/{CODE}.yaml"])
    page = LessonPage.objects.get(lesson__code=CODE, locale__language_code="en")
    page.unpublish()
    in_one = {**source, "languages": ["zh"]}
    both = [
        checked(
            a_reviewer(),
            write_archive(code="x", files=files | {f"lessons/{CODE}.yaml": written(lesson)}, made_at=NOW),
        )
        for lesson in (in_one, source)
    ]
    told = [row.preview["differences"]["warnings"].get("shown_again") for row in both]
    assert told == [None, [CODE]]


def test_a_lesson_begun_here_is_the_page_that_a_pack_brings_up_to_date() -> None:
    files = exported()
    page, other = in_both_languages()
    load(files)
    assert LessonPage.objects.filter(lesson__code=CODE).count() == 2
    assert (
        LessonPage.objects.get(pk=page.pk).summary
        == yaml.safe_load(files[f"lessons/{CODE}.yaml"])["summary"]["zh"]
    )
    assert (
        LessonPage.objects.get(pk=other.pk).translation_key
        == LessonPage.objects.get(pk=page.pk).translation_key
    )
    assert exported() == files


def test_the_page_of_a_language_that_the_pack_adds_is_the_translation_of_the_one_begun_here() -> None:
    files = exported()
    page = in_chinese_only()[0]
    load(files)
    added = LessonPage.objects.get(lesson__code=CODE, locale__language_code="en")
    assert added.translation_key == page.translation_key != page_key(CODE)


def test_a_draft_of_a_lesson_begun_here_is_named_before_a_pack_takes_it() -> None:
    files = exported()
    in_both_languages()
    page = LessonPage.objects.get(lesson__code=CODE, locale__language_code="zh-hans")
    page.title = "写到一半"
    page.save_revision(user=an_instructor())
    found = checked(a_reviewer(), write_archive(code="x", files=files, made_at=NOW)).preview
    assert found["differences"]["warnings"]["drafts_lost"] == [CODE]


def test_a_draft_of_a_lesson_of_nobody_is_named_too() -> None:
    files = exported()
    in_both_languages()
    Lesson.objects.filter(code=CODE).update(owner=None)  # from before lessons had owners
    page = LessonPage.objects.get(lesson__code=CODE, locale__language_code="zh-hans")
    page.title = "写到一半"
    page.save_revision(user=an_instructor())
    found = checked(a_reviewer(), write_archive(code="x", files=files, made_at=NOW)).preview
    assert found["differences"]["warnings"]["drafts_lost"] == [CODE]


def test_a_lesson_that_a_pack_only_plans_keeps_the_name_that_its_page_has_here() -> None:
    files = exported()
    head, source = yaml.safe_load(files["pack.yaml"]), yaml.safe_load(files.pop(f"lessons/{CODE}.yaml"))
    planned = {"code": CODE, "title": source["title"], "minutes": source["minutes"] + 1}
    files["pack.yaml"] = written({**head, "planned": [*head.get("planned", []), planned]})
    in_chinese_only()
    preview = checked(a_reviewer(), write_archive(code="x", files=files, made_at=NOW)).preview
    assert not [
        line for lines in preview["differences"]["plan"].values() for line in lines if "自己写的题目" in line
    ]
    load(files)
    lesson = Lesson.objects.get(code=CODE)
    assert lesson.title_zh == "自己写的题目"
    assert (lesson.title_en, lesson.minutes) == (source["title"]["en"], source["minutes"] + 1)


def test_a_question_of_no_bank_is_named_before_an_export_is_made() -> None:
    page = LessonPage.objects.live().filter(body__icontains="practice").first()
    code = codes_of(page.body.raw_data, "practice", "items")[0]
    Item.objects.filter(code=code).update(topic="homeless")
    with pytest.raises(PackIncomplete, match=code):
        exported()


def test_a_page_that_never_was_published_is_named_too() -> None:
    files = exported()
    take_away(LessonPage.objects.filter(lesson__code=CODE))
    unit = UnitPage.objects.filter(locale__language_code="zh-hans").order_by("path")[0]
    lesson = unit.unit.places.first().lesson
    new = NewLesson(parent=unit, lesson=lesson, title="", template="theory")
    begin_lesson(new=new, user=an_instructor(), actor=Actor.system("test"), now=NOW)
    found = checked(a_reviewer(), write_archive(code="x", files=files, made_at=NOW)).preview
    assert found["differences"]["warnings"]["drafts_lost"] == [CODE]


def test_the_title_that_an_author_gave_a_page_goes_out_and_in_again() -> None:
    page = LessonPage.objects.get(lesson__code=CODE, locale__language_code="zh-hans")
    page.title = "自己写的题目"
    page.save_revision().publish()
    files = exported()
    assert yaml.safe_load(files[f"lessons/{CODE}.yaml"])["title"]["zh"] == "自己写的题目"
    before = standing()
    load(files)
    assert standing() == before
