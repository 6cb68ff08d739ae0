"""Two persons stand behind what is published; every way around it is tried."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Task, TaskState, Workflow, WorkflowPage

from courses.pages.authoring.review import ReviewTask
from courses.pages.authoring.setup import NAME, set_up_review
from courses.pages.errors import BrokenLesson, NotReviewed, OwnWork, ReviewOver
from courses.pages.models import LessonPage
from courses.pages.tasks import publish_scheduled
from lms.core.enums import Role
from tests.pages.authors import (
    a_lesson_page,
    a_reviewer,
    a_writer,
    an_instructor,
    block,
    client_of,
    edit,
    form_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_pack")]
BOTH = (Role.INSTRUCTOR, Role.CONTENT_REVIEWER)


def submitted(page, author):
    """Let the author change and submit the page; return the state of the task."""
    response = edit(client_of(author), page, **{"action-submit": "1"})
    assert response.status_code == 302, response.content.decode()[:2000]
    return LessonPage.objects.get(pk=page.pk).current_workflow_task_state


def approve(client, page, state):
    """Press the approval button of the dashboard."""
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))


def live_body(page):
    return str(LessonPage.objects.get(pk=page.pk).body)


def test_a_fresh_platform_has_the_review_and_no_other() -> None:
    set_up_review()
    set_up_review()
    assert [workflow.name for workflow in Workflow.objects.active()] == [NAME]
    assert ReviewTask.objects.count() == 1
    assert WorkflowPage.objects.get().workflow.name == NAME
    assert not GroupApprovalTask.objects.filter(active=True).exists()
    assert list(Task.objects.active().specific()[0].groups.values_list("name", flat=True)) == ["Moderators"]


def test_an_author_submits_and_a_reviewer_approves_and_then_it_is_read() -> None:
    page = a_lesson_page()
    state = submitted(page, an_instructor())
    assert "短句" not in live_body(page)
    response = approve(client_of(a_reviewer()), page, state)
    assert response.status_code == 302
    assert "短句" in live_body(page)


def test_the_reviewer_may_ask_for_changes_and_the_author_submits_again() -> None:
    page, author = a_lesson_page(), an_instructor()
    state = submitted(page, author)
    client = client_of(a_reviewer())
    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk]), {"comment": "再短"}
    )
    assert TaskState.objects.get(pk=state.pk).comment == "再短"
    again = submitted(page, author)
    assert again.pk != state.pk
    approve(client, page, again)
    assert "短句" in live_body(page)


def test_the_author_reads_the_reason_on_the_first_page_and_above_the_lesson_until_it_is_mended() -> None:
    page, author = a_lesson_page(), an_instructor()
    state, client = submitted(page, author), client_of(author)
    reject = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    client_of(a_reviewer()).post(reject, {"comment": "再<b>短</b>"})
    addresses = [reverse("wagtailadmin_home"), reverse("wagtailadmin_pages:edit", args=[page.pk])]
    for address in addresses:
        assert "内容审核员要求修改：“再&lt;b&gt;短&lt;/b&gt;”" in client.get(address).content.decode()
    submitted(page, author)
    for address in addresses:
        assert "内容审核员要求修改" not in client.get(address).content.decode()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_page_that_came_back_has_one_way_to_the_reviewer_and_one_to_withdraw_it() -> None:
    page, author = a_lesson_page(), an_instructor()
    state, client = submitted(page, author), client_of(author)
    reject = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    client_of(a_reviewer()).post(reject, {"comment": "再短"})
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    footer = shown[shown.index("<footer") :]
    assert "工作流" not in footer
    for name in ("action-submit", "action-cancel-workflow"):
        assert footer.count(f'name="{name}"') == 1
    assert "提交给双人审核" in footer
    assert "撤回送审" in footer
    assert "action-restart-workflow" not in footer


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_who_sends_a_page_back_says_why() -> None:
    page = a_lesson_page()
    state = submitted(page, an_instructor())
    reject = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    dialog = {"X-Requested-With": "XMLHttpRequest"}
    answer = client_of(a_reviewer()).post(reject, {"comment": "  "}, headers=dialog)
    assert "请写明要改什么" in answer.json()["html"]
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("extra", [{}, {"action-workflow-action": "1", "workflow-action-name": "approve"}])
def test_a_form_that_was_sent_twice_does_not_take_back_what_the_first_one_published(extra) -> None:
    page = a_lesson_page()
    page.unpublish()
    late = LessonPage.objects.get(pk=page.pk)
    form_class = late.get_edit_handler().get_form_class()
    form = form_class(form_of(late) | extra, instance=late, for_user=a_reviewer())
    assert form.is_valid(), form.errors
    page.save_revision().publish()
    with pytest.raises(ReviewOver):
        form.save()
    assert LessonPage.objects.get(pk=page.pk).live


def test_a_decision_on_a_review_that_is_over_is_refused_and_no_error_of_the_server() -> None:
    page = a_lesson_page()
    form_class = page.get_edit_handler().get_form_class()
    decision = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    form = form_class(form_of(page) | decision, instance=page, for_user=a_reviewer())
    assert form.is_valid(), form.errors
    with pytest.raises(ReviewOver):
        form.save(commit=False)


def test_who_wrote_it_cannot_approve_it_by_any_button_or_address() -> None:
    page, author = a_lesson_page(), a_writer(*BOTH)
    state, client = submitted(page, author), client_of(author)
    answer = approve(client, page, state)
    assert answer.status_code == 409
    assert "您写过或改过" in answer.content.decode()
    answer = edit(client, page, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    assert answer.status_code == 302
    shown = client.get(answer.url).content.decode()
    assert shown.count("您写过或改过") == 1
    assert 'value="approve"' not in shown
    assert "短句" not in live_body(page)
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_reviewer_reads_beforehand_not_to_change_anything_and_an_author_does_not() -> None:
    page, author = a_lesson_page(), an_instructor()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    reviewer = client_of(a_reviewer())
    assert "请不要直接改" not in reviewer.get(address).content.decode()
    submitted(page, author)
    shown = reviewer.get(address).content.decode()
    assert shown.count("请不要直接改") == 1
    assert "您写过或改过" not in shown
    assert "请不要直接改" not in client_of(author).get(address).content.decode()
    footer = shown[shown.index("<footer") :]
    names = [f'data-workflow-action-name="{name}"' for name in ("approve", "reject")]
    places = [footer.index(words) for words in ("<button", "hidden disabled", *names, "action-save")]
    assert places == sorted(places), "the review comes before saving, and Enter presses neither"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_the_history_marks_one_row_as_the_current_draft() -> None:
    page, author = a_lesson_page(), an_instructor()
    revision = page.save_revision(user=author, log_action=True)
    page.save_revision(
        user=author, log_action=True, overwrite_revision=revision
    )  # as the form does by itself
    client = client_of(author)
    for name in ("history", "history_results"):
        shown = client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk])).content.decode()
        assert shown.count("当前草稿") == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_sending_back_in_the_editor_says_so_and_withdrawing_is_not_the_first_button() -> None:
    page, author = a_lesson_page(), an_instructor()
    submitted(page, author)
    shown = client_of(author).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 0 < shown.index("页面已锁定") < shown.index('name="action-cancel-workflow"')
    reviewer = client_of(a_reviewer())
    answer = edit(reviewer, page, **{"action-workflow-action": "1", "workflow-action-name": "reject"})
    assert "已退回给作者。" in reviewer.get(answer.url).content.decode()


def test_a_reviewer_approves_in_the_editor_without_changing_anything() -> None:
    page = a_lesson_page()
    submitted(page, an_instructor())
    button = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    unchanged = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object().body.get_prep_value()
    ids = {f"body-{number}-id": row["id"] for number, row in enumerate(unchanged)}
    reviewer = client_of(a_reviewer())
    assert "批准并发布" in reviewer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    answer = edit(reviewer, page, **button, **ids)
    assert answer.status_code == 302
    assert "已批准并发布。" in reviewer.get(answer.url).content.decode()
    assert "短句" in live_body(page)


@pytest.mark.parametrize("roles", [(Role.INSTRUCTOR,), (Role.CONTENT_REVIEWER,), BOTH])
def test_nobody_publishes_around_the_review(roles) -> None:
    page, user = a_lesson_page(), a_writer(*roles)
    client = client_of(user)
    client.raise_request_exception = False
    edit(client, page, **{"action-publish": "1"})
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{bulk}?id={page.pk}", {"include_descendants": "on"})
    client.post(f"{bulk}?id={page.get_parent().pk}", {"include_descendants": "on"})
    client.post(reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"]))
    add = reverse("wagtailadmin_pages:add", args=["pages", "lessonpage", page.get_parent().pk])
    client.post(add, {"title": "新", "slug": "new", "lesson": page.lesson_id, "action-publish": "1"})
    assert "短句" not in live_body(page)
    assert not LessonPage.objects.filter(slug="new", live=True).exists()
    with pytest.raises(NotReviewed):
        page.get_latest_revision().publish(user=user)


def test_who_approved_an_older_version_does_not_publish_a_newer_one() -> None:
    page, reviewer = a_lesson_page(), a_reviewer()
    approve(client_of(reviewer), page, submitted(page, an_instructor()))
    edit(client_of(an_instructor()), page, blocks=[block("heading", "新的"), block("text", "没有审过。")])
    with pytest.raises(NotReviewed):
        LessonPage.objects.get(pk=page.pk).get_latest_revision().publish(user=reviewer)


def test_the_task_itself_refuses_whoever_calls_it() -> None:
    page, author = a_lesson_page(), a_writer(*BOTH)
    state = submitted(page, author)
    with pytest.raises(OwnWork):
        state.task.specific.on_action(state, author, "approve")


def test_instructors_cannot_approve_at_all() -> None:
    page = a_lesson_page()
    state = submitted(page, an_instructor())
    approve(client_of(an_instructor()), page, state)
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_the_button_that_submits_speaks_one_language() -> None:
    address = reverse("wagtailadmin_pages:edit", args=[a_lesson_page().pk])
    shown = client_of(an_instructor()).get(address).content.decode()
    assert "提交给双人审核" in shown
    assert "Two-person" not in shown


def test_a_broken_lesson_is_not_submitted_and_the_message_names_the_block() -> None:
    page, author = a_lesson_page(), an_instructor()
    broken = [block("heading", "标题"), block("text", "✎ 提示")]
    answer = edit(client_of(author), page, blocks=broken, **{"action-submit": "1"})
    assert answer.status_code == 200
    assert "第2块" in answer.content.decode()
    assert LessonPage.objects.get(pk=page.pk).current_workflow_state is None


def test_no_workflow_starts_with_a_broken_lesson_by_another_way_either() -> None:
    page, author = a_lesson_page(), an_instructor()
    page.body = [("text", "")]
    page.save_revision(user=author, clean=False)
    with pytest.raises(BrokenLesson) as refused:
        page.get_workflow().start(page, author)
    assert refused.value.reasons


def test_an_approved_page_goes_out_on_its_day() -> None:
    page, author = a_lesson_page(), an_instructor()
    day = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    edit(client_of(author), page, **{"action-submit": "1", "go_live_at": day})
    reviewer = client_of(a_reviewer())
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert f"批准，{day}发布" in reviewer.get(address).content.decode()
    button = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    unchanged = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object().body.get_prep_value()
    ids = {f"body-{number}-id": row["id"] for number, row in enumerate(unchanged)}
    answer = edit(reviewer, page, go_live_at=day, **button, **ids)
    assert f"已批准。{day}自动发布。" in reviewer.get(answer.url).content.decode()
    publish_scheduled()
    assert "短句" not in live_body(page)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        publish_scheduled()
    assert "短句" in live_body(page)


# Wagtail leaves the files of pictures to the collector when it makes a smaller size.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_history_comparison_and_revert_open_for_both_roles() -> None:
    page, author = a_lesson_page(), an_instructor()
    first = page.get_latest_revision()
    edit(client_of(author), page)
    second = LessonPage.objects.get(pk=page.pk).get_latest_revision()
    addresses = [
        reverse("wagtailadmin_pages:history", args=[page.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk]),
        reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk]),
        reverse("wagtailadmin_pages:workflow_history", args=[page.pk]),
    ]
    for user in (author, a_reviewer()):
        client = client_of(user)
        assert [client.get(address).status_code for address in addresses] == [200] * 4
    compared = client.get(addresses[1]).content.decode()
    assert "短句" in compared


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_date_that_was_set_is_compared_as_the_clock_shows_it() -> None:
    page, author = a_lesson_page(), an_instructor()
    first = page.get_latest_revision()
    day = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    edit(client_of(author), page, go_live_at=day)
    second = LessonPage.objects.get(pk=page.pk).get_latest_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])
    shown = client_of(author).get(address).content.decode()
    assert f'<span class="deletion">–</span><span class="addition">{day}</span>' in shown


def test_comments_are_on_and_kept() -> None:
    page, reviewer = a_lesson_page(), a_reviewer()
    comment = {
        "comments-TOTAL_FORMS": "1",
        "comments-0-text": "这一句太长",
        "comments-0-contentpath": "summary",
        "comments-0-position": "",
        "comments-0-id": "",
        "comments-0-resolved": "",
        "comments-0-DELETE": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
        "comments-0-replies-MIN_NUM_FORMS": "0",
        "comments-0-replies-MAX_NUM_FORMS": "1000",
    }
    edit(client_of(reviewer), page, **comment)
    saved = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [row.text for row in saved.wagtail_admin_comments.all()] == ["这一句太长"]


def test_the_command_that_publishes_on_time_is_safe_to_repeat() -> None:
    before = [(page.pk, page.live) for page in LessonPage.objects.all()]
    call_command("publish_scheduled")
    assert [(page.pk, page.live) for page in LessonPage.objects.all()] == before
