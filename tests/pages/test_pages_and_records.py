"""Pages come and go; every record of a learner stays as it was, at each level and by Wagtail's own buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from courses.catalog.api import get_published_version
from courses.pages.errors import LessonInUse
from courses.pages.models import CoursePage, LessonPage, ProgrammePage, UnitPage
from lms.accounts.models import User
from lms.delivery.api import (
    Doings,
    NewPosition,
    Sign,
    complete_lesson,
    count_sign_of_life,
    save_note,
    save_position,
)
from lms.enrolments.api import Enrolment
from lms.exams.api import (
    admit_candidates,
    close_sitting,
    open_sitting,
    schedule_sitting,
    sit_for_demonstration,
)
from tests.factories.accounts import examinations_officer_at, sign_in, trainee_at
from tests.factories.courses import NOW, enrol, lessons_of
from tests.factories.exams import ACTOR, a_new_sitting, a_scheme
from tests.factories.organisations import a_site
from tests.factories.pages import take_away
from tests.factories.practice import a_mock, answer
from tests.factories.results import LATER, Written

pytestmark = pytest.mark.django_db
# Everything that says what a person learnt, sat or reached: whole tables, so that nothing new is forgotten.
RECORDS = {
    "enrolments": ("Enrolment", "Evidence"),
    "delivery": ("LessonProgress", "LessonPosition", "LearningPeriod", "LessonMark"),
    "exams": ("Attempt", "Result", "MockExam", "MockQuestion", "PracticeAnswer", "PracticeBox"),
    "catalog": ("ProgrammeVersion", "Course", "Unit", "UnitLesson", "Lesson"),
}
LEVELS = (ProgrammePage, CoursePage, UnitPage, LessonPage)


@dataclass
class Learner:
    """Somebody with a record of each kind."""

    user: User
    enrolment: Enrolment
    client: Client


@pytest.fixture
def learner(loaded_pack) -> Learner:
    """A trainee who has learnt, practised, tried a mock examination and passed the real one."""
    user = trainee_at(a_site())
    enrolment = enrol(user, get_published_version(programme_code="CPC5"))
    lesson = lessons_of(enrolment)[0]
    who = {"enrolment_uuid": enrolment.uuid, "lesson_uuid": lesson.uuid}
    complete_lesson(**who, actor=ACTOR, now=NOW)
    save_position(**who, position=NewPosition(2), taken_at=NOW)
    for minute in range(3):
        sign = Sign(UUID(int=0), minute + 1, 60_000, 0, Doings(scrolls=4))
        count_sign_of_life(**who, sign=sign, now=NOW + timedelta(minutes=minute))
    save_note(person_id=enrolment.person_id, lesson=lesson, text="记住", based_on=0, now=NOW)
    a_mock(user, is_ended=True)
    answer(user, "single", right=False)
    sit_the_real_one(enrolment)
    return Learner(user, enrolment, sign_in(Client(), user))


def sit_the_real_one(enrolment: Enrolment) -> None:
    """Let the enrolment pass the examination that its programme asks for."""
    new = a_new_sitting(enrolment.site, scheme=a_scheme(code="CPC5-THEORY", bank="CPC5", release="by_two"))
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=NOW)
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=NOW)
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    who = {"sitting_uuid": sitting.uuid, "enrolment_uuid": enrolment.uuid}
    sit_for_demonstration(**who, right_answers=10, now=NOW)
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=LATER)
    officers = [examinations_officer_at(enrolment.site) for _place in range(2)]
    sat = Written(sitting, [], [enrolment], *officers)
    sat.release(sat.freeze())


@pytest.fixture
def editor(django_user_model) -> Client:
    """Somebody who may do everything with pages."""
    return sign_in(Client(), django_user_model.objects.create_superuser("editor", "x-long-password"))


def records() -> dict[str, list[dict]]:
    """Return every row of every record."""
    found = {}
    for label, names in RECORDS.items():
        for name in names:
            found[name] = list(apps.get_model(label, name).objects.order_by("pk").values())
            assert found[name], f"the learner has no {name}"
    return found


def page_of(model: type[Page], language: str = "zh-hans") -> Page:
    """Return the first page of a level."""
    return model.objects.filter(locale__language_code=language).order_by("path").first()


def press(client: Client, name: str, page: Page, *more: object, **fields: object) -> None:
    """Send the form of one of Wagtail's own pages, and see that it was accepted."""
    response = client.post(reverse(name, args=[page.pk, *more]), fields)
    assert response.status_code == 302, response.content.decode()[:2000]


def delete(client: Client, page: Page) -> None:
    """What learners have is deleted by no button, and by no code either; without the guard it would go like this."""
    before = Page.objects.count()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    for address in (reverse("wagtailadmin_pages:delete", args=[page.pk]), f"{bulk}?id={page.pk}"):
        assert client.post(address).status_code == 409
    for way in (page.delete, Page.objects.filter(pk=page.pk).delete, type(page).objects.all().delete):
        with pytest.raises(LessonInUse), transaction.atomic():
            way()
    assert Page.objects.count() == before
    take_away(page)
    assert Page.objects.count() < before


def unpublish(client: Client, page: Page) -> None:
    press(client, "wagtailadmin_pages:unpublish", page, include_descendants="on")
    assert not Page.objects.get(pk=page.pk).live


def copy(client: Client, page: Page) -> None:
    extra = {"lesson": page.lesson_id} if isinstance(page, LessonPage) else {}
    parent = page.get_parent().pk
    fields = {
        "new_title": "copy",
        "new_slug": "a-copy",
        "new_parent_page": parent,
        "copy_subpages": "on",
        **extra,
    }
    press(client, "wagtailadmin_pages:copy", page, **fields)
    assert Page.objects.filter(slug="a-copy").exists()


def move(client: Client, page: Page) -> None:
    target = a_second_parent(page)
    press(client, "wagtailadmin_pages:move_confirm", page, target.pk)
    assert Page.objects.get(pk=page.pk).is_descendant_of(target)


def move_together(client: Client, page: Page) -> None:
    target = a_second_parent(page)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    answer = client.post(f"{bulk}?id={page.pk}", {"chooser": target.pk})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert Page.objects.get(pk=page.pk).is_descendant_of(target)


def unpublish_together(client: Client, page: Page) -> None:
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    assert client.post(f"{bulk}?id={page.pk}", {"include_descendants": "on"}).status_code == 302
    assert not Page.objects.get(pk=page.pk).live


def a_second_parent(page: Page) -> Page:
    """Return another page below which this one may stand."""
    parent = page.get_parent().specific
    return (
        parent.copy(
            recursive=False, update_attrs={"slug": "second", "title": "second"}, reset_translation_key=True
        )
        if not isinstance(page, ProgrammePage)
        else Page.get_first_root_node()
        .get_children()
        .last()
        .add_sibling(instance=type(parent)(title="second", slug="second", locale=parent.locale))
    )


def translate(client: Client, page: Page) -> None:
    english = Locale.objects.get(language_code="en")
    take_away(page_of(type(page), "en"))
    press(
        client, "simple_translation:submit_page_translation", page, locales=english.pk, include_subtree="on"
    )
    assert page.get_translation_or_none(english) is not None


def alias(client: Client, page: Page) -> None:
    """Wagtail's form for it is not offered for lessons; this is what it would do."""
    page.create_alias(recursive=True, update_slug="an-alias")
    assert Page.objects.get(slug="an-alias").alias_of_id == page.pk


WAYS = (delete, unpublish, unpublish_together, copy, move, move_together, translate, alias)


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.__name__)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_whatever_is_done_to_a_page_every_record_stays_as_it_was(
    learner: Learner, editor: Client, way: Callable[[Client, Page], None], level: type[Page]
) -> None:
    before = records()
    way(editor, page_of(level))
    assert records() == before
    home = learner.client.get("/home/")
    assert home.status_code == 200
    for lesson in lessons_of(learner.enrolment):
        assert lesson.title in home.content.decode()
        assert learner.client.get(f"/learn/{lesson.uuid}/").status_code in (200, 404)


def test_without_any_page_the_records_and_the_home_page_are_still_there(
    learner: Learner, editor: Client
) -> None:
    before = records()
    for language in ("zh-hans", "en"):
        delete(editor, page_of(ProgrammePage, language).get_parent())
    assert not LessonPage.objects.exists()
    assert records() == before
    lesson = lessons_of(learner.enrolment)[0]
    home = learner.client.get("/home/").content.decode()
    assert lesson.title in home
    assert "这节课还在编写。" in learner.client.get(f"/learn/{lesson.uuid}/").content.decode()
