"""Where nobody can join, or may teach, the page says why and has the way on."""

import pytest
from django.urls import reverse

from lms.delivery.models import CohortMember
from lms.enrolments.models import Enrolment, EnrolmentState
from tests.factories.courses import NOW
from tests.factories.teaching import planned

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("is_anybody", "words"), [(True, "is in a cohort already"), (False, "Nobody is enrolled on this version")]
)
def test_an_empty_list_of_who_can_join_says_which_emptiness_it_is(office, group, is_anybody, words) -> None:
    if not is_anybody:
        CohortMember.objects.all().delete()
        Enrolment.objects.update(state=EnrolmentState.WITHDRAWN, withdrawn_at=NOW)
    page = text_of(office.get(reverse("cohorts:join", args=[group.cohort.uuid])))
    told = page.partition("<main")[2]
    assert words in told
    assert group.cohort.school.name_en in told
    assert f'href="{reverse("admissions:index")}"' in told.partition(words)[2]


def test_where_an_instructor_is_chosen_stands_the_way_to_who_may_teach(office, group) -> None:
    planned(group)
    way = f'href="{reverse("cohorts:teachers")}"'
    page = text_of(office.get(reverse("timetable:plan", args=[group.cohort.uuid])))
    field = page.index('name="instructor"')
    assert way in page[field - 1500 : field + 3000]
