"""Who wrote part of what is under review does not approve it; who only commented on it does."""

import pytest
from wagtail.models import Comment, Revision, TaskState

from courses.pages.models import LessonPage
from tests.pages.authors import a_lesson_page, a_reviewer, a_writer, an_instructor, block, client_of, edit
from tests.pages.test_review import BOTH, approve, live_body, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_pack")]


def test_own_work_is_not_offered_for_review() -> None:
    page, author = a_lesson_page(), a_writer(*BOTH)
    state = submitted(page, author)
    assert state not in TaskState.objects.reviewable_by(author)
    assert state in TaskState.objects.reviewable_by(a_reviewer())


def test_a_reviewer_who_changes_the_text_on_the_way_cannot_approve_the_change() -> None:
    page = a_lesson_page()
    state = submitted(page, an_instructor())
    reviewer = a_reviewer()
    button = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    changed = [block("heading", "标题"), block("text", "审稿员自己的话。")]
    answer = edit(client_of(reviewer), page, blocks=changed, **button)
    assert answer.status_code == 409
    assert "审稿员自己的话" not in live_body(page)
    assert approve(client_of(reviewer), page, state).status_code == 409
    assert approve(client_of(a_reviewer()), page, state).status_code == 302


def test_a_reviewer_who_only_comments_wrote_nothing_and_approves() -> None:
    page, reviewer = a_lesson_page(), a_reviewer()
    state = submitted(page, an_instructor())
    unchanged = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object().body.get_prep_value()
    ids = {f"body-{number}-id": row["id"] for number, row in enumerate(unchanged)}
    comment = {"text": "这里要举一个例子。", "contentpath": "title", "position": "", "id": "", "resolved": ""}
    comment |= {"replies-TOTAL_FORMS": "0", "replies-INITIAL_FORMS": "0"}
    filled = {f"comments-0-{name}": value for name, value in comment.items()}
    assert (
        edit(client_of(reviewer), page, **ids, **filled, **{"comments-TOTAL_FORMS": "1"}).status_code == 302
    )
    assert Comment.objects.get(page=page).user == reviewer
    assert Revision.objects.for_instance(page).order_by("-pk")[0].user == reviewer
    assert state in TaskState.objects.reviewable_by(reviewer)
    assert approve(client_of(reviewer), page, state).status_code == 302
    assert "短句" in live_body(page)


def test_a_change_that_the_reviewer_took_back_again_is_a_change() -> None:
    page, reviewer = a_lesson_page(), a_reviewer()
    state = submitted(page, an_instructor())
    before = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    title, before.title = before.title, "别的题目"
    before.save_revision(user=reviewer)
    before.title = title
    before.save_revision(user=reviewer)
    assert state not in TaskState.objects.reviewable_by(reviewer)
    assert approve(client_of(reviewer), page, state).status_code == 409
