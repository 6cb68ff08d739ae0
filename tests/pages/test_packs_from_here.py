"""What authors made here goes out in a pack and comes back: begun lessons, practice questions of other programmes."""

from uuid import uuid4

import pytest

from courses.catalog.api import get_published_version
from courses.pages.models import LessonPage
from courses.pages.packs import PackError, files_in, load_pack, read_pack
from courses.pages.packs.collector import collect_pack, written
from courses.pages.packs.differences import differences_of
from courses.pages.packs.page_values import page_key
from courses.pages.packs.preview import preview_pack
from lms.core.actor import Actor
from lms.exams.api import load_items
from tests.factories.courses import NOW
from tests.pages.authors import a_lesson_page, an_instructor
from tests.support import quick_yaml as yaml

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
FOREIGN = {
    "code": "OTH-1",
    "topic": "OTH/tools",
    "type": "true_false",
    "use": "practice",
    "stem": {"zh": "先断电。", "en": "Switch off first."},
    "key": True,
}


def exported() -> dict[str, bytes]:
    return collect_pack(get_published_version(programme_code="CPC5"))


def changed(files: dict[str, bytes], name: str, **values: object) -> dict[str, bytes]:
    return {**files, name: written({**yaml.safe_load(files[name]), **values})}


def begun_here() -> list[LessonPage]:
    """Return both pages of a lesson as if an author had begun them: a pair of their own, an address of their own."""
    key = uuid4()
    lesson = a_lesson_page().lesson
    LessonPage.objects.filter(lesson=lesson).update(translation_key=key, slug=f"{lesson.code.lower()}-2")
    return list(LessonPage.objects.filter(lesson=lesson).order_by("locale__language_code"))


# --- lessons that were begun here ----------------


def test_our_own_export_of_a_lesson_begun_here_changes_nothing(loaded_pack):
    pages = begun_here()
    files = exported()
    differences = differences_of(read_pack(files))
    assert (differences.lessons.new, differences.pages) == ((), ())
    before = list(LessonPage.objects.order_by("pk").values_list("pk", "latest_revision_id", "path"))
    load_pack(files=changed(files, "pack.yaml", code="from-here"), actor=ACTOR, now=NOW)
    assert list(LessonPage.objects.order_by("pk").values_list("pk", "latest_revision_id", "path")) == before
    assert [page.pk for page in pages] == [page.pk for page in begun_here()]


def test_a_pack_writes_on_the_page_that_was_begun_here(loaded_pack):
    pages = begun_here()
    name = f"lessons/{pages[0].lesson.code}.yaml"
    files = changed(exported(), name, summary={"zh": "新的话", "en": "New words"})
    load_pack(files=files, actor=ACTOR, now=NOW)
    for page in pages:
        after = LessonPage.objects.get(lesson=page.lesson, locale=page.locale)
        assert (after.pk, after.translation_key, after.slug) == (page.pk, page.translation_key, page.slug)
        assert after.summary in ("新的话", "New words")
    assert exported() == files


def test_the_other_language_joins_the_page_that_was_begun_here(loaded_pack):
    files = exported()
    english, chinese = begun_here()
    other = LessonPage.objects.exclude(lesson=english.lesson).first().lesson
    LessonPage.objects.filter(pk=english.pk).update(lesson=other, translation_key=uuid4(), slug="elsewhere")
    load_pack(files=files, actor=ACTOR, now=NOW)
    joined = LessonPage.objects.get(lesson=chinese.lesson, locale__language_code="en")
    assert joined.translation_key == chinese.translation_key


def test_a_draft_begun_here_is_said_to_be_written_over(loaded_pack):
    page = next(page for page in begun_here() if page.locale.language_code == "zh-hans")
    page.summary = "写到一半"
    page.save_revision(user=an_instructor())
    name = f"lessons/{page.lesson.code}.yaml"
    files = changed(exported(), name, summary={"zh": "新的话", "en": "New words"})
    assert differences_of(read_pack(files)).warnings["drafts_lost"] == [page.lesson.code]


def test_of_two_pages_of_a_lesson_the_one_that_packs_write_stays_it(loaded_pack):
    first = a_lesson_page()
    copied = first.copy(update_attrs={"slug": "a-copy"}, reset_translation_key=True)
    LessonPage.objects.filter(pk=copied.pk).update(lesson=first.lesson)
    files = changed(exported(), f"lessons/{first.lesson.code}.yaml", summary={"zh": "新的话", "en": "New"})
    load_pack(files=files, actor=ACTOR, now=NOW)
    assert LessonPage.objects.get(summary="新的话").translation_key == page_key(first.lesson.code)


# --- practice questions of other programmes ----------------


def ask(page: LessonPage, *codes: str) -> None:
    """Publish the page with a further practice block."""
    page.body.append(("practice", {"items": list(codes)}))
    page.save_revision().publish()


def with_a_foreign_question() -> dict[str, bytes]:
    load_items(bank_items=[FOREIGN], actor=ACTOR, now=NOW)
    for language in ("zh-hans", "en"):
        ask(a_lesson_page(language), "OTH-1")
    return exported()


def test_a_lesson_that_asks_a_question_of_another_programme_goes_out_and_comes_back(loaded_pack):
    files = with_a_foreign_question()
    assert yaml.safe_load(files["pack.yaml"])["borrows_items"] == [{"code": "OTH-1", "programme": "OTH"}]
    assert not any(b"OTH-1" in content for name, content in files.items() if name.startswith("items/"))
    load_pack(files=changed(files, "pack.yaml", code="from-here"), actor=ACTOR, now=NOW)
    assert {**exported(), "pack.yaml": b""} == {**files, "pack.yaml": b""}


@pytest.mark.parametrize(
    "reads", [preview_pack, lambda files, now: load_pack(files=files, actor=ACTOR, now=now)]
)
def test_where_the_other_programme_is_missing_its_questions_are_named_and_nothing_is_loaded(
    loaded_pack, in_english, reads
):
    files = exported()
    lesson = f"lessons/{a_lesson_page().lesson.code}.yaml"
    blocks = yaml.safe_load(files[lesson])["blocks"]
    rows = [{"code": code, "programme": "OTH"} for code in ("OTH-2", "OTH-1")]
    files = changed(files, lesson, blocks=[*blocks, {"type": "practice", "items": ["OTH-1", "OTH-2"]}])
    before = LessonPage.objects.values_list("latest_revision_id").count()
    with pytest.raises(PackError, match=r"OTH \(OTH-1, OTH-2\)"):
        reads(changed(files, "pack.yaml", borrows_items=rows), now=NOW)
    assert LessonPage.objects.values_list("latest_revision_id").count() == before


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"code": "CPC5-1", "programme": "CPC5"}], "this pack's own"),
        ([{"code": "X-1", "programme": "X"}, {"code": "X-1", "programme": "X"}], "stands twice"),
        ([{"code": 7, "programme": "X"}], "a text"),
        (["X-1"], "values with names"),
    ],
)
def test_what_is_wrong_with_the_borrowed_questions_is_said(small_pack, in_english, rows, words):
    files = files_in(small_pack)
    with pytest.raises(PackError) as refusal:
        read_pack(changed(files, "pack.yaml", borrows_items=rows))
    assert words in " ".join([refusal.value.message, *refusal.value.reasons])


def test_a_pack_asks_a_question_once_in_a_lesson(small_pack, in_english):
    files = files_in(small_pack)
    name = next(name for name in sorted(files) if name.startswith("lessons/"))
    blocks = yaml.safe_load(files[name])["blocks"]
    first = next(block for block in blocks if block["type"] == "practice")["items"][0]
    with pytest.raises(PackError, match=f"{name} .*twice: {first}"):
        read_pack(changed(files, name, blocks=[*blocks, {"type": "practice", "items": [first]}]))
