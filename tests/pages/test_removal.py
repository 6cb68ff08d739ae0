"""What learners have is not deleted; what taking it offline means is said before; what nobody uses may go."""

import pytest
from django.urls import reverse

from courses.catalog.api import get_published_version
from courses.pages.errors import PictureInUse
from courses.pages.models import LessonPage, Picture, UnitPage
from tests.factories.accounts import trainee_at
from tests.factories.courses import enrol
from tests.factories.organisations import a_site
from tests.pages.authors import a_lesson_page, a_reviewer, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_pack")]


@pytest.fixture
def reviewer():
    return client_of(a_reviewer())


@pytest.fixture
def version():
    """The programme's version, with two people in training."""
    version = get_published_version(programme_code="CPC5")
    place = a_site()
    for _number in range(2):
        enrol(trainee_at(place), version)
    return version


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("level", [LessonPage, UnitPage])
def test_a_lesson_of_a_published_version_is_not_deleted_and_it_is_said_why(
    admin_client, version, level, method
) -> None:
    page = level.objects.filter(locale__language_code="zh-hans").order_by("path")[0]
    answer = getattr(admin_client, method)(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert level.objects.filter(pk=page.pk).exists()
    assert f"“{version.programme.title}”" in shown
    assert "2人在学" in shown
    assert reverse("wagtailadmin_pages:unpublish", args=[page.pk]) in shown


def test_several_at_once_are_not_deleted_either(reviewer, version) -> None:
    pages = LessonPage.objects.order_by("path")[:2]
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    query = "&".join(f"id={page.pk}" for page in pages)
    answer = reviewer.post(f"{address}?{query}")
    assert answer.status_code == 409
    assert all(f"“{page.title}”" in answer.content.decode() for page in pages)
    assert LessonPage.objects.filter(pk__in=[page.pk for page in pages]).count() == 2


def test_a_draft_that_nobody_has_seen_is_deleted(reviewer, version) -> None:
    copy = a_lesson_page().copy(
        update_attrs={"slug": "a-copy"}, keep_live=False, reset_translation_key=True, copy_revisions=False
    )
    LessonPage.objects.filter(pk=copy.pk).update(first_published_at=None)
    assert reviewer.get(reverse("wagtailadmin_pages:delete", args=[copy.pk])).status_code == 200
    assert reviewer.post(reverse("wagtailadmin_pages:delete", args=[copy.pk])).status_code == 302
    assert not LessonPage.objects.filter(pk=copy.pk).exists()


def test_before_it_is_taken_offline_it_is_said_what_that_means_to_learners(reviewer, version) -> None:
    page = a_lesson_page()
    one = reviewer.get(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).content.decode()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    many = reviewer.get(f"{address}?id={page.pk}").content.decode()
    for shown in (one, many):
        assert "2人在学" in shown
        assert "学过的都保留" in shown


def test_a_picture_that_a_lesson_shows_is_not_deleted(reviewer) -> None:
    page = a_lesson_page()
    picture = next(row.value["image"] for row in page.body if row.block_type == "drawing")
    answer = reviewer.post(reverse("wagtailimages:delete", args=[picture.pk]))
    assert answer.status_code == PictureInUse.status
    assert page.title in answer.content.decode()
    address = reverse("wagtail_bulk_action", args=["pages", "picture", "delete"])
    assert reviewer.post(f"{address}?id={picture.pk}").status_code == PictureInUse.status
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_a_picture_that_only_a_draft_shows_is_not_deleted(reviewer) -> None:
    page = a_lesson_page()
    picture = next(row.value["image"] for row in page.body if row.block_type == "drawing")
    draft = [{"type": "drawing", "value": {"image": picture.pk, "alt": "画", "caption": ""}}]
    for shown in LessonPage.objects.all():
        shown.body = [("heading", "标题")]
        shown.save()
    page = LessonPage.objects.get(pk=page.pk)
    page.body = page.body.stream_block.to_python(draft)
    page.save_revision(clean=False)
    answer = reviewer.post(reverse("wagtailimages:delete", args=[picture.pk]))
    assert answer.status_code == PictureInUse.status
    assert "草稿" in answer.content.decode()
