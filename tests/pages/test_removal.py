"""What learners have is not deleted; what taking it offline means is said before; what nobody uses may go."""

from html import unescape
from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from courses.catalog.api import get_published_version
from courses.pages.errors import HandoutInUse, LessonInUse, PictureInUse
from courses.pages.models import LessonPage, Picture, UnitPage
from courses.pages.taught import versions_by_page
from tests.factories.accounts import trainee_at
from tests.factories.courses import enrol
from tests.factories.organisations import a_site
from tests.pages.authors import a_lesson_page, a_reviewer, an_instructor, client_of
from tests.pages.recordings import SHEET

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


def a_picture(title: str) -> Picture:
    """Return a picture that no lesson shows."""
    file = BytesIO()
    Image.new("RGB", (40, 30)).save(file, "PNG")
    return Picture.objects.create(title=title, file=ImageFile(file, name="picture.png"))


def a_handout(title: str) -> AbstractDocument:
    """Return a sheet that no lesson shows."""
    file = ContentFile(SHEET.read_bytes(), name="sheet.pdf")
    return get_document_model().objects.create(title=title, file=file)


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


def test_the_question_about_several_is_not_even_asked(reviewer, version) -> None:
    page = a_lesson_page()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = reviewer.get(f"{address}?id={page.pk}")
    assert answer.status_code == 409
    assert "2人在学" in answer.content.decode()
    assert "有 0 处" not in answer.content.decode()


def test_what_keeps_several_costs_as_much_as_what_keeps_one(version, django_assert_num_queries) -> None:
    pages = list(Page.objects.filter(depth__gt=2))
    assert len(pages) > 8
    for asked in (pages[:1], pages):
        with django_assert_num_queries(2):
            assert len(versions_by_page(asked)) == len(asked)
    lessons = LessonPage.objects.all()
    for many in (lessons[:1], lessons):
        keys = [page.pk for page in many]
        with CaptureQueriesContext(connection) as found, pytest.raises(LessonInUse), transaction.atomic():
            LessonPage.objects.filter(pk__in=keys).delete()
        assert sum("first_published_at" in row["sql"] and "DISTINCT" in row["sql"] for row in found) == 1


def test_refusals_lead_to_what_they_name(reviewer, version) -> None:
    page = a_lesson_page()
    edit = f'href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}"'
    programme = f'href="{reverse("programmes:version", args=[version.uuid])}"'
    refused = reviewer.get(reverse("wagtailadmin_pages:delete", args=[page.pk])).content.decode()
    offline = reviewer.get(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).content.decode()
    for shown in (refused, offline):
        assert edit in shown
        assert programme in shown
    assert "有 0 处" not in offline
    picture = next(row.value["image"] for row in page.body if row.block_type == "drawing")
    address = reverse("wagtail_bulk_action", args=["pages", "picture", "delete"])
    for answer in (
        reviewer.get(f"{address}?id={picture.pk}"),
        reviewer.post(f"{address}?id={picture.pk}"),
        reviewer.post(reverse("wagtailimages:delete", args=[picture.pk])),
    ):
        assert answer.status_code == PictureInUse.status
        assert edit in answer.content.decode()
        assert 'id="wagtail"' in answer.content.decode(), "the frame of the interface stays"


def test_what_is_deleted_is_said_once(version) -> None:
    copy = a_lesson_page().copy(
        update_attrs={"slug": "a-copy", "title": "一份复制"},
        keep_live=False,
        reset_translation_key=True,
        copy_revisions=False,
    )
    LessonPage.objects.filter(pk=copy.pk).update(first_published_at=None)
    picture = a_picture("没有人用的图")
    for address, title in (
        (reverse("wagtailadmin_pages:delete", args=[copy.pk]), "一份复制"),
        (reverse("wagtailimages:delete", args=[picture.pk]), "没有人用的图"),
    ):
        answer = client_of(a_reviewer()).post(address)
        told = [str(message) for message in get_messages(answer.wsgi_request)]
        assert len(told) == 1
        assert title in told[0]


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


def test_while_the_other_language_stays_published_it_is_said_what_is_seen(reviewer, version) -> None:
    page = LessonPage.objects.filter(locale__language_code="zh-hans").first()
    other = page.get_translations().specific().get()
    address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    assert f"“{other.title}”还在发布" in unescape(reviewer.get(address).content.decode())
    other.unpublish()
    assert "还在发布" not in reviewer.get(address).content.decode()


def test_a_picture_that_a_lesson_shows_is_not_deleted(reviewer) -> None:
    page = a_lesson_page()
    picture = next(row.value["image"] for row in page.body if row.block_type == "drawing")
    answer = reviewer.post(reverse("wagtailimages:delete", args=[picture.pk]))
    assert answer.status_code == PictureInUse.status
    assert page.title in answer.content.decode()
    address = reverse("wagtail_bulk_action", args=["pages", "picture", "delete"])
    assert reviewer.post(f"{address}?id={picture.pk}").status_code == PictureInUse.status
    assert Picture.objects.filter(pk=picture.pk).exists()


def shown_picture(page: LessonPage) -> Picture:
    return next(row.value["image"] for row in page.body if row.block_type == "drawing")


def send_file(client, picture: Picture):
    """Return the answer to another file for a picture, as the form of the library sends it."""
    file = BytesIO()
    Image.new("RGB", (44, 33), "red").save(file, "PNG")
    new = SimpleUploadedFile("other.png", file.getvalue(), "image/png")
    data = {
        "title": "新的",
        "description": "别的",
        "collection": picture.collection_id,
        "tags": "",
        "file": new,
    }
    return client.post(reverse("wagtailimages:edit", args=[picture.pk]), data)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_the_file_of_a_picture_that_a_lesson_shows_is_not_replaced_and_it_is_said_where() -> None:
    page = a_lesson_page()
    picture = shown_picture(page)
    before = (picture.file.name, picture.title)
    answer = send_file(client_of(an_instructor()), picture)
    kept = Picture.objects.get(pk=picture.pk)
    assert (kept.file.name, kept.title) == before
    shown = answer.content.decode()
    assert "文件不能替换" in shown
    assert f'<a href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}">' in shown
    file = BytesIO()
    Image.new("RGB", (9, 9)).save(file, "PNG")
    picture.file = ImageFile(file, name="other.png")
    with pytest.raises(PictureInUse):
        picture.save()


def test_the_title_of_a_shown_picture_and_the_file_of_one_that_nobody_shows_are_changed() -> None:
    client, picture = client_of(an_instructor()), shown_picture(a_lesson_page())
    data = {"title": "别名", "description": "", "collection": picture.collection_id, "tags": ""}
    client.post(reverse("wagtailimages:edit", args=[picture.pk]), data)
    picture.refresh_from_db()
    assert picture.title == "别名"
    free = a_picture("没有人用")
    free.uploaded_by_user = an_instructor()
    free.save()
    assert send_file(client_of(free.uploaded_by_user), free).status_code == 302
    free.refresh_from_db()
    assert (free.width, free.height) == (44, 33)


def test_the_question_about_one_shown_picture_or_sheet_is_not_even_asked(reviewer) -> None:
    picture = shown_picture(a_lesson_page())
    answer = reviewer.get(reverse("wagtailimages:delete", args=[picture.pk]))
    assert answer.status_code == PictureInUse.status
    assert reviewer.get(reverse("wagtailimages:delete", args=[a_picture("x").pk])).status_code == 200
    page, sheet, free = a_lesson_page(), a_handout("配方表"), a_handout("没有人用")
    page.body.append(("handout", {"document": sheet, "title": "配方表", "purpose": ""}))
    page.save()
    refused = reviewer.get(reverse("wagtaildocs:delete", args=[sheet.pk]))
    assert refused.status_code == HandoutInUse.status
    assert page.title in refused.content.decode()
    assert reviewer.get(reverse("wagtaildocs:delete", args=[free.pk])).status_code == 200


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
