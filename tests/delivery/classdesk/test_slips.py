"""Years and months that must be slips are refused in words, by the form and by the operation."""

from datetime import date

import pytest
from django.urls import reverse

from lms.delivery.api import NewQualification, add_qualification
from lms.delivery.cohorts.operations import end_qualification
from lms.delivery.errors import QualificationRefused
from lms.delivery.models import Qualification
from tests.factories.accounts import instructor_at
from tests.factories.teaching import ACTOR, NINE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(1, 1, 1), None, "valid_from"),
        (date(202, 1, 1), None, "valid_from"),
        (date(2099, 1, 1), None, "valid_from"),
        (date(2026, 1, 1), date(9999, 12, 31), "valid_until"),
    ],
)
def test_a_qualification_of_a_slipped_year_is_refused_at_its_field(office, group, first, last, field):
    other, programme = instructor_at(group.cohort.site), group.cohort.version.programme
    sent = {"instructor": other.uuid, "programme": programme.uuid, "title": "技师", "valid_from": first}
    page = office.post(reverse("cohorts:qualify"), {**sent, "valid_until": last or ""})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    new = NewQualification(other, programme, "技师", first, last)
    with pytest.raises(QualificationRefused):
        add_qualification(qualification=new, actor=ACTOR, now=NINE)
    assert not other.teaching_qualifications.exists()


def test_nor_does_one_end_in_such_a_year(group):
    held = Qualification.objects.get(instructor=group.instructor)
    with pytest.raises(QualificationRefused):
        end_qualification(qualification_uuid=held.uuid, valid_until=date(9999, 12, 31), actor=ACTOR, now=NINE)


@pytest.mark.parametrize("month", ["abcd", "2026-13", "0001-01", "9999-12", "2026-06-01"])
def test_what_names_no_month_prints_nothing_instead_of_this_month(office, group, month):
    url = reverse("cohorts:month", args=[group.cohort.uuid])
    refused = office.get(url, {"month": month})
    assert refused.status_code == 422
    assert "names no month" in refused.content.decode()
    assert office.get(url)["Content-Type"] == "application/pdf"
