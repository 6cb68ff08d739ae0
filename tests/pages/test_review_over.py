"""Who decides in a tab that was left open, after somebody has decided, is told and led to the page."""

import pytest
from django.urls import reverse
from wagtail.models import TaskState

from courses.pages.authoring.reviewed_form import ReviewedForm
from courses.pages.models import LessonPage
from tests.pages.authors import a_lesson_page, a_reviewer, an_instructor, client_of, edit, form_of

# Wagtail leaves the files of pictures to the collector when it makes a smaller size.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("loaded_pack"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
APPROVAL = {"action-workflow-action": "true", "workflow-action-name": "approve"}


def under_review() -> LessonPage:
    """Return a page that an author has submitted."""
    page = a_lesson_page()
    assert edit(client_of(an_instructor()), page, **{"action-submit": "1"}).status_code == 302
    return LessonPage.objects.get(pk=page.pk)


def approve(page: LessonPage, reviewer):
    """Press the approval button of the first page, as it was shown when the page was under review."""
    state = TaskState.objects.get(workflow_state__object_id=page.pk)
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    return client_of(reviewer).post(address, follow=True)


def assert_told(answer, page: LessonPage) -> None:
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "这次审核已经结束了" in shown
    assert f'href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}"' in shown
    assert 'id="wagtail"' in shown, "the frame of the authoring interface is around it"


def test_who_is_overtaken_while_saving_is_told_in_the_frame(monkeypatch) -> None:
    page, save = under_review(), ReviewedForm.save

    def somebody_is_faster(form, commit=True):
        monkeypatch.setattr(ReviewedForm, "save", save)
        approve(page, a_reviewer())
        form.instance = LessonPage.objects.get(pk=page.pk)
        return form.save(commit=commit)

    monkeypatch.setattr(ReviewedForm, "save", somebody_is_faster)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert_told(client_of(a_reviewer()).post(address, {**form_of(page), **APPROVAL}), page)


def test_who_presses_the_button_of_a_tab_that_was_left_open_is_told_in_the_frame() -> None:
    page = under_review()
    approve(page, a_reviewer())
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert_told(client_of(a_reviewer()).post(address, {**form_of(page), **APPROVAL}), page)


def test_who_presses_the_button_of_an_old_list_is_led_back_and_told() -> None:
    page = under_review()
    approve(page, a_reviewer())
    answer = approve(page, a_reviewer())
    assert answer.status_code == 200
    assert list(answer.context["messages"])
