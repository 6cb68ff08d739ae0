"""At the first site of the demonstration two schools teach: a transfer between them is walked and loses nothing."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from courses.catalog.api import load_programme_version
from lms.core.clock import local_date
from lms.delivery.api import hours_of
from lms.delivery.models import HoursEntry
from lms.demonstration.people import build_staff
from lms.demonstration.places import build_places
from lms.demonstration.teaching.building import teach
from lms.enrolments.api import Question, audit_lines, audit_of
from lms.enrolments.file.printing import KINDS as KIND_WORDS
from lms.enrolments.file.printing import Section, sections_of
from lms.enrolments.file.queries import file_of
from lms.enrolments.models import Enrolment
from lms.exams.api import (
    admit_candidates,
    open_sitting,
    schedule_sitting,
    sit_for_demonstration,
)
from tests.demonstration.test_teaching import ABOUT, KINDS, of_hours
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.exams import a_new_sitting
from tests.factories.outside import confirm, record, skill_paper, some_credits

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    """Somebody of a class with hours, on whom credits, a certificate and a passed examination are recorded too."""
    for code in KINDS:
        load_programme_version(plan=of_hours(code), **ABOUT)
    places = build_places(**ABOUT)
    build_staff(places, **ABOUT)
    teach(places, **ABOUT)
    attended = HoursEntry.objects.filter(
        measure="attended", enrolment__state="active", enrolment__interruptions=None
    )
    best = attended.values("enrolment").annotate(minutes=Sum("minutes")).order_by("-minutes", "enrolment")
    row = Enrolment.objects.get(pk=best[0]["enrolment"])
    some_credits(row)
    confirm(record(skill_paper(row.person)))
    _pass_an_examination(row)
    return row


def _pass_an_examination(row: Enrolment) -> None:
    """Let somebody pass the theory examination on the day before, on which nobody is taught."""
    at = ABOUT["now"] - timedelta(days=1)
    new = replace(a_new_sitting(row.site), opens_at=at, closes_at=at + timedelta(hours=2))
    sitting = schedule_sitting(sitting=new, actor=ABOUT["actor"], now=at)
    about = {"sitting_uuid": sitting.uuid, "actor": ABOUT["actor"], "now": at}
    admit_candidates(enrolment_uuids=[row.uuid], **about)
    open_sitting(**about)
    sit_for_demonstration(sitting_uuid=sitting.uuid, enrolment_uuid=row.uuid, right_answers=10, now=at)


def counted(row: Enrolment) -> tuple[object, ...]:
    row = Enrolment.objects.get(pk=row.pk)
    return (
        hours_of(row),
        audit_lines(audit_of(row, Question(local_date(ABOUT["now"])))),
        row.credit_rows.count(),
    )


def printed(row: Enrolment) -> Section:
    """Return the programme as the printed record has it, which either school hands out."""
    file = file_of(registrar_at(row.site), row.person)
    (section,) = [one for one in sections_of(file) if one.title == row.version.programme.title]
    return section


def test_a_person_goes_over_to_the_other_school_with_hours_results_and_credits(row, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: ABOUT["now"])
    client = sign_in(Client(), registrar_at(row.site))
    client.cookies["language"] = "zh-hans"
    before, told = counted(row), printed(row)
    address = reverse("enrolled:school", args=[row.uuid])
    form = client.get(address).context["form"]
    (other,) = form.fields["to"].queryset
    assert (row.school.code, other.code) == ("DEMO-SCH-1", "DEMO-SCH-2")
    said = {
        **{name: form.initial[name] for name in ("key", "shown")},
        **{name: form[name].value() or "" for name in form.fields if name not in form.initial},
        "to": other.uuid,
        "on": local_date(ABOUT["now"]).isoformat(),
        "reason": "cooperation",
        "key": uuid4(),
    }
    answer = client.post(address, said)
    assert answer.status_code == 302, answer.context["form"].errors
    row.refresh_from_db()
    assert row.school == other
    assert counted(row) == before
    page = client.get(reverse("enrolled:enrolment", args=[row.uuid])).content.decode()
    assert "示范职业学校" in page
    assert "样板技工学校" in page
    assert replace(printed(row), schools=told.schools) == told
    assert printed(row).schools == "示范职业学校 → 样板技工学校"
    assert told.hours
    assert {str(one["kind"]) for one in told.rows} >= {
        str(KIND_WORDS[kind]) for kind in ("hours", "credit", "examination")
    }
