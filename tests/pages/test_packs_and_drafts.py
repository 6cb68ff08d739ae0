"""A pack meets pages that somebody is still at work on: it leaves alone what it does not change and warns of others."""

import pytest

from courses.catalog.api import ProgrammeVersion
from courses.pages.models import LessonPage, UnitPage
from courses.pages.packs import files_in, load_pack
from courses.pages.packs.differences import basis_of
from courses.pages.transfers.presentation import preview_of
from lms.core.actor import Actor
from tests.factories.courses import NOW
from tests.pages.authors import a_reviewer, an_instructor, client_of, edit
from tests.pages.packs_on_the_way import change, checked, packed
from tests.support import quick_yaml as yaml

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("private_files"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
LESSON = "lessons/CPC5-L01.yaml"


def lesson_page() -> LessonPage:
    return LessonPage.objects.get(lesson__code="CPC5-L01", locale__language_code="zh-hans")


def a_draft(page=None):
    """Return a page with a draft over what is published."""
    page = page or lesson_page()
    page.title = "写到一半"
    page.save_revision(user=an_instructor())
    return type(page).objects.get(pk=page.pk)


def a_page_under_review() -> LessonPage:
    page = lesson_page()
    edit(client_of(an_instructor()), page, **{"action-submit": "1"})
    page = lesson_page()
    assert page.current_workflow_state is not None
    return page


def with_a_note(folder) -> None:
    """Change the pack's bytes and nothing that is compared."""
    head = folder / "pack.yaml"
    head.write_text(head.read_text("utf-8") + "# written again\n", "utf-8")


def load(folder) -> None:
    load_pack(files=files_in(folder), actor=Actor.system("test"), now=NOW)


@pytest.mark.parametrize("at_work", [a_draft, a_page_under_review])
def test_what_somebody_writes_over_an_unchanged_lesson_is_left_alone(loaded_pack, small_pack, at_work):
    before = at_work()
    other = next(path for path in (small_pack / "lessons").glob("*.yaml") if path.stem != "CPC5-L01")
    change(small_pack, f"lessons/{other.name}", summary={"zh": "别的", "en": "Other"})
    preview = preview_of(checked(a_reviewer(), packed(small_pack)))
    assert not any("还有人在写" in text for text in preview["warnings"])
    load(small_pack)
    after = lesson_page()
    assert after.latest_revision_id == before.latest_revision_id
    assert after.has_unpublished_changes
    assert after.current_workflow_state == before.current_workflow_state
    written = LessonPage.objects.get(lesson__code=other.stem, locale__language_code="en")
    assert written.summary == "Other"


@pytest.mark.parametrize("at_work", [a_draft, a_page_under_review])
def test_what_somebody_writes_over_a_changed_lesson_is_named_before(loaded_pack, small_pack, at_work):
    at_work()
    change(small_pack, LESSON, summary={"zh": "别的", "en": "Other"})
    row = checked(a_reviewer(), packed(small_pack))
    assert row.preview["differences"]["warnings"]["drafts_lost"] == ["CPC5-L01"]
    assert "edited_here" not in row.preview["differences"]["warnings"], "it is said once"
    assert any("还有人在写" in text and "CPC5-L01" in text for text in preview_of(row)["warnings"])
    load(small_pack)
    assert lesson_page().summary == "别的"
    assert not lesson_page().has_unpublished_changes


def test_a_pack_that_would_take_a_draft_is_not_called_the_same(loaded_pack, small_pack):
    with_a_note(small_pack)
    who = a_reviewer()
    assert preview_of(checked(who, packed(small_pack)))["is_same"]
    page = UnitPage.objects.filter(locale__language_code="zh-hans").order_by("path")[0]
    page.title = "另一个名称"
    page.save_revision().publish()
    a_draft(page)
    preview = preview_of(checked(who, packed(small_pack)))
    assert not preview["is_same"]
    assert any("还有人在写" in text for text in preview["warnings"])


def test_a_draft_of_a_unit_is_named_when_a_new_version_takes_its_page(loaded_pack, small_pack):
    unit = a_draft(UnitPage.objects.filter(locale__language_code="zh-hans").order_by("path")[0])
    who = a_reviewer()
    with_a_note(small_pack)
    assert preview_of(checked(who, packed(small_pack)))["is_same"], "the page of the unit stays as it is"
    head = yaml.safe_load((small_pack / "pack.yaml").read_text("utf-8"))
    number = ProgrammeVersion.objects.get().number + 1
    change(small_pack, "pack.yaml", version={**head["version"], "number": number})
    found = checked(who, packed(small_pack)).preview["differences"]
    assert found["warnings"]["drafts_lost"] == ["写到一半"]
    load(small_pack)
    assert not UnitPage.objects.get(pk=unit.pk).has_unpublished_changes


def test_a_draft_of_a_unit_that_is_begun_after_the_preview_has_the_pack_compared_anew(
    loaded_pack, small_pack
):
    before = basis_of("CPC5")
    a_draft(UnitPage.objects.filter(locale__language_code="zh-hans").order_by("path")[0])
    assert basis_of("CPC5") != before


def test_pages_that_say_the_same_get_no_further_revision(loaded_pack, small_pack):
    before = dict(LessonPage.objects.values_list("pk", "latest_revision_id"))
    with_a_note(small_pack)
    load(small_pack)
    assert dict(LessonPage.objects.values_list("pk", "latest_revision_id")) == before


def test_a_lesson_that_was_taken_offline_is_not_published_again_without_a_word(loaded_pack, small_pack):
    lesson_page().unpublish()
    preview = preview_of(checked(a_reviewer(), packed(small_pack)))
    assert not preview["is_same"]
    assert any("载入后会重新发布" in text and "CPC5-L01" in text for text in preview["warnings"])
    load(small_pack)
    assert lesson_page().live
