"""What stands above the findings of a lesson: when what was checked was saved, if it was."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

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


def test_the_time_of_saving_stands_above_what_was_saved_and_not_above_what_was_refused(author) -> None:
    page, said = a_lesson_page(), r"这是\d\d:\d\d:\d\d保存的内容"
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert re.search(said, author.get(address).content.decode())
    broken = [block("heading", "标题"), block("text", "✎ 提示")]
    refused = edit(author, page, blocks=broken, **{"action-submit": "1"}).content.decode()
    assert "这里还留着模板的提示" in refused
    assert "保存的内容" not in refused
    assert re.search(said, author.get(address).content.decode()), "nothing was saved meanwhile"


def test_no_time_of_saving_stands_above_an_older_version_that_is_looked_at_again(author) -> None:
    page = a_lesson_page()
    older = page.latest_revision
    edit(author, page)
    shown = author.get(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, older.pk]))
    assert shown.status_code == 200
    assert "保存的内容" not in shown.content.decode()


def test_the_day_stands_with_a_time_of_saving_that_is_not_of_today(author) -> None:
    page = a_lesson_page()
    page.save_revision()
    page = LessonPage.objects.get(pk=page.pk)
    day = page.latest_revision.created_at - timedelta(days=3)
    Revision.objects.filter(pk=page.latest_revision_id).update(created_at=day)
    said = f"这是{timezone.localtime(day):%Y-%m-%d %H:%M:%S}保存的内容"
    for name in ("check_lesson", "wagtailadmin_pages:edit"):
        assert said in author.get(reverse(name, args=[page.pk])).content.decode()
