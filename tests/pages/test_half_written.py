"""Half-written and wrong blocks: kept as drafts, previewed, named, and not submitted; what the form says of them."""

import json

import pytest
from django.urls import reverse

from courses.catalog.models import Lesson, UnitLesson
from courses.pages.authoring.checks import check_page, newest
from courses.pages.errors import BrokenLesson
from courses.pages.models import LessonPage
from tests.pages.authors import a_lesson_page, an_instructor, block, client_of, edit

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


@pytest.fixture
def free_lesson():
    """A lesson of the catalogue without a page."""
    return Lesson.objects.create(code="FREE-L1", title_zh="新的一课", title_en="A new lesson", minutes=45)


def test_the_lessons_of_the_catalogue_stand_below_their_units(author, free_lesson) -> None:
    page = a_lesson_page()
    form = author.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    groups = dict(form.fields["lesson"].choices[1:])
    unit = UnitLesson.objects.get(lesson=page.lesson).unit
    own = f"{unit.course.version.programme.title} · {unit.title}"
    assert [pk for pk, _words in groups[own]] == [page.lesson_id]
    assert list(groups)[-1] == "其他的课"
    assert groups["其他的课"] == [(free_lesson.pk, str(free_lesson))]
    assert next(iter(groups)) == own


def test_an_empty_practice_block_says_what_to_press_first(author) -> None:
    page = a_lesson_page()
    answer = edit(author, page, blocks=[block("practice", {"items": []})], **{"action-submit": "1"})
    for words in ("至少要有1项：先点“＋”", "每道题先点“＋”"):
        assert json.dumps(words)[1:-1] in answer.content.decode()


def test_wrong_blocks_are_kept_as_a_draft_and_named_and_not_submitted(author) -> None:
    recipe = {"title": "面团", "portions-count": "-3", "portions-unit": "个", "base_grams": "0"}
    recipe |= {"ingredients-count": "1", "ingredients-0-deleted": "", "ingredients-0-order": "0"}
    recipe |= {"ingredients-0-type": "item", "ingredients-0-id": "", "ingredients-0-value-name": "面粉"}
    recipe |= {"ingredients-0-value-percent": "-90.125", "ingredients-0-value-is_base": "on"}
    recipe |= {"ingredients-0-value-fen_per_kg": "-5", "ingredients-0-value-allergen": ""}
    steps = {"title": "上笼", "minutes": "-1", "warning": "", "tools-count": "0", "steps-count": "1"}
    steps |= {"steps-0-deleted": "", "steps-0-order": "0", "steps-0-type": "item", "steps-0-id": ""}
    steps |= {"steps-0-value-text": "烧水。", "steps-0-value-warning": ""}
    formula = {"tex": "\\frac{", "spoken": "一", "symbols-count": "0"}
    circuit = {"spec": "lamp\nlampe", "alt": "灯", "caption": ""}
    wrong = [
        block("recipe", recipe), block("circuit", circuit), block("formula", formula), block("text", "别的。"),
        block("steps", steps),
    ]  # fmt: skip
    page = a_lesson_page()
    assert edit(author, page, blocks=wrong).status_code == 302
    saved = newest(LessonPage.objects.get(pk=page.pk))
    assert "别的" in str(saved.body[3].value)
    named = [sentence.split("：")[0] for sentence in check_page(saved).errors]
    assert named == ["第1块（配方）"] * 5 + ["第2块（电路图）", "第3块（公式）", "第5块（操作步骤）"]
    for mode, _label in saved.preview_modes:
        assert saved.make_preview_request(preview_mode=mode).status_code == 200
    assert author.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert edit(author, page, blocks=wrong, **{"action-submit": "1"}).status_code == 200
    assert LessonPage.objects.get(pk=page.pk).current_workflow_state is None
    with pytest.raises(BrokenLesson):
        page.get_workflow().start(LessonPage.objects.get(pk=page.pk), None)


def test_a_half_written_block_is_kept_as_a_draft_and_previewed(author) -> None:
    recipe = {
        "title": "",
        "portions-count": "",
        "portions-unit": "",
        "base_grams": "",
        "ingredients-count": "1",
        "ingredients-0-deleted": "",
        "ingredients-0-order": "0",
        "ingredients-0-type": "item",
        "ingredients-0-id": "",
        "ingredients-0-value-name": "",
        "ingredients-0-value-percent": "",
        "ingredients-0-value-fen_per_kg": "",
        "ingredients-0-value-allergen": "",
    }
    half = [block("circuit", {"spec": "", "alt": "", "caption": ""}), block("recipe", recipe)]
    page = a_lesson_page()
    answer = edit(author, page, blocks=half)
    assert answer.status_code == 302
    saved = newest(LessonPage.objects.get(pk=page.pk))
    assert [row.block_type for row in saved.body] == ["circuit", "recipe"]
    for mode, _label in saved.preview_modes:
        assert saved.make_preview_request(preview_mode=mode).status_code == 200
    assert author.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
