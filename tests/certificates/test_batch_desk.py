"""The pages of batches: who is offered and why not, two people, the own password again, and no query per row."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.batches.desk.shown import classes_of
from certificates.issuing.operations import reserve_credential
from certificates.models import Batch, BatchEntry, Credential
from lms.accounts.api import User
from lms.core.models import Job
from lms.delivery.cohorts.cancelling import Cancelling, cancel_cohort, going_with
from lms.enrolments.api import Enrolment, NewEnrolment, enrol_trainee
from tests.factories.accounts import (
    PASSWORD,
    an_actor,
    english_browser,
    instructor_at,
    issuing_officer_at,
    registrar_at,
    trainee_at,
)
from tests.factories.certificates import ISSUED_AT, complete, issue
from tests.factories.courses import NOW, a_version
from tests.factories.endings import replaced
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.teaching import ACTOR, a_class

pytestmark = pytest.mark.django_db
INDEX, PREPARE = "/authoring/certificate-batches/", "/authoring/certificate-batches/prepare/"
SECRET = PASSWORD


class School:
    """A school that teaches at one site, its programme, and people of it."""

    def __init__(self) -> None:
        self.site, self.version = a_site(), a_version()
        self.school = a_school_paired_with(self.site)

    def enrolled(self, name: str) -> Enrolment:
        wanted = NewEnrolment(trainee_at(self.site, name=name).person, self.version, self.school, uuid4())
        return enrol_trainee(enrolment=wanted, actor=an_actor(), now=NOW)

    def completed(self, name: str) -> Enrolment:
        return complete(self.enrolled(name))

    def officer(self) -> User:
        return issuing_officer_at(self.school)

    @property
    def choice(self) -> str:
        programme = self.version.programme.uuid
        return f"{PREPARE}?kind=training_certificate&school={self.school.uuid}&programme={programme}"


@pytest.fixture
def place() -> School:
    cache.clear()
    return School()


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def send(client: Client, place: School, people: list[Enrolment], key: UUID | None = None):
    return client.post(place.choice, {"key": key or uuid4(), "person": [row.uuid for row in people]})


def url(deed: str, row: Batch | BatchEntry) -> str:
    return reverse(f"batch_desk:{deed}", args=[row.uuid])


def test_who_is_eligible_has_a_box_and_who_is_not_a_reason(place: School) -> None:
    ready, holder = place.completed("甲一"), place.completed("乙二")
    place.enrolled("丙三")
    reserve_credential(enrolment_uuid=holder.uuid, actor=an_actor(), now=ISSUED_AT)

    page = text(english_browser(registrar_at(place.site)), place.choice)

    assert re.findall(r'name="person" value="([^"]+)"', page) == [str(ready.uuid)]
    assert "requirements are met" in page
    assert "乙二" not in page
    assert "Choose a class or a programme." in text(
        english_browser(place.officer()), f"{PREPARE}?kind=training_certificate&school={place.school.uuid}"
    )


def test_a_class_that_was_cancelled_is_not_offered() -> None:
    group = a_class(people=1)
    officer = issuing_officer_at(group.cohort.school)
    assert list(classes_of(officer)) == [group.cohort]
    order = Cancelling(group.cohort.uuid, "opened twice", going_with(group.cohort).digest)
    cancel_cohort(cancelling=order, actor=ACTOR, now=NOW)
    assert list(classes_of(officer)) == []


def test_one_prepares_another_approves_with_the_own_password(place: School) -> None:
    people = [place.completed("甲一"), place.completed("乙二")]
    one, other = place.officer(), place.officer()
    mine, theirs, key = english_browser(one), english_browser(other), uuid4()

    answers = [send(mine, place, people, key) for _ in range(2)]

    batch = Batch.objects.get()
    assert [answer.url for answer in answers] == [url("batch", batch)] * 2
    assert url("approve", batch) not in text(mine, url("batch", batch))
    assert mine.post(url("approve", batch), {"secret": SECRET}).status_code == 422
    assert url("approve", batch) in text(theirs, url("batch", batch))
    assert theirs.post(url("approve", batch), {"secret": "guess"}).status_code == 422
    assert theirs.post(url("approve", batch), {}).status_code == 422
    batch.refresh_from_db()
    assert batch.state == "prepared"

    assert theirs.post(url("approve", batch), {"secret": SECRET}).url == url("batch", batch)

    assert Job.objects.filter(kind="certificates.batch_entry").count() == 2
    page = text(mine, url("batch", batch))
    assert 'id="batch" data-live="2"' in page
    assert "0 of 2 issued" in page
    assert "0 of 2 issued" in text(mine, INDEX)
    assert url("batch", batch) not in text(mine, f"{INDEX}?state=cancelled")
    assert theirs.post(url("approve", batch), {"secret": SECRET}).status_code == 422
    assert theirs.post(url("cancel", batch), {"reason": "late"}).status_code == 422


def test_who_approves_sees_the_people_and_who_cannot_sees_why(place: School) -> None:
    mine, theirs = english_browser(place.officer()), english_browser(place.officer())
    send(mine, place, [place.completed("甲一")])
    batch = Batch.objects.get()
    approve = url("approve", batch)
    assert "甲一" in text(theirs, approve)
    assert 'name="secret"' in text(theirs, approve)
    assert "This comes from you." in text(mine, approve)
    theirs.post(approve, {"secret": SECRET})
    for page in (text(theirs, approve), text(mine, url("cancel", batch))):
        assert "It stands at: Approved" in page
        assert "<form method" not in page
    drop = text(mine, url("drop", batch.entries.get()))
    assert "It stands at: Waiting" in drop


def test_what_became_of_a_certificate_is_told_in_its_batch(place: School) -> None:
    mine, row = english_browser(place.officer()), place.completed("甲一")
    send(mine, place, [row])
    batch = Batch.objects.get()
    old = issue(row.uuid)
    BatchEntry.objects.update(state="issued", credential=old)
    Batch.objects.update(state="approved", approved_by=uuid4(), approved_at=ISSUED_AT)
    assert "The new certificate" not in text(mine, url("batch", batch))

    newer = replaced(old, now=ISSUED_AT + timedelta(days=1))

    page = text(mine, url("batch", batch))
    assert "Replaced" in page
    assert newer.number_id in page
    assert reverse("ending_desk:certificate", args=[newer.uuid]) in page


def test_guessing_the_password_is_slowed(place: School) -> None:
    send(english_browser(place.officer()), place, [place.completed("甲一")])
    theirs, approve = english_browser(place.officer()), url("approve", Batch.objects.get())
    for _ in range(12):
        theirs.post(approve, {"secret": "guess"})
    answer = theirs.post(approve, {"secret": SECRET})
    assert answer.status_code == 422
    assert "Please wait" in answer.content.decode()


def test_what_failed_is_tried_again_or_left_out(place: School) -> None:
    mine = english_browser(place.officer())
    send(mine, place, [place.completed("甲一"), place.completed("乙二")])
    batch = Batch.objects.get()
    english_browser(place.officer()).post(url("approve", batch), {"secret": SECRET})
    BatchEntry.objects.update(state="failed", reason="No number is left")
    first, second = batch.entries.all()

    page = text(mine, url("batch", batch))
    assert "No number is left" in page
    assert "data-live" not in page
    clerk = english_browser(registrar_at(place.site))
    assert url("drop", first) not in text(clerk, url("batch", batch))
    assert clerk.post(url("retry", first)).url == url("batch", batch)
    assert mine.post(url("retry", first)).url == url("batch", batch)
    assert Job.objects.filter(key=f"{first.uuid}:2").count() == 1
    assert mine.post(url("drop", second), {"reason": ""}).status_code == 422
    assert mine.post(url("drop", second), {"reason": "Wrong name"}).url == url("batch", batch)
    assert set(BatchEntry.objects.values_list("state", "reason")) == {
        ("waiting", ""),
        ("dropped", "Wrong name"),
    }


def test_what_was_given_up_in_silence_is_told_tried_again_or_left_out(place: School) -> None:
    mine = english_browser(place.officer())
    send(mine, place, [place.completed("甲一"), place.completed("乙二")])
    batch = Batch.objects.get()
    english_browser(place.officer()).post(url("approve", batch), {"secret": SECRET})
    first, second = batch.entries.all()
    assert mine.post(url("drop", second), {"reason": "Too slow"}).status_code == 422
    Job.objects.update(state="failed")  # as after a worker that ended at every try

    page = text(mine, url("batch", batch))
    assert "2 failed" in page
    assert "data-live" not in page
    assert mine.post(url("retry", first)).url == url("batch", batch)
    assert mine.post(url("drop", second), {"reason": "Wrong name"}).url == url("batch", batch)

    assert Job.objects.get(key=f"{first.uuid}:2").state == "queued"
    assert list(batch.entries.values_list("state", flat=True)) == ["waiting", "dropped"]
    assert 'data-live="2"' in text(mine, url("batch", batch))


def test_a_batch_is_cancelled_with_a_reason(place: School) -> None:
    mine = english_browser(place.officer())
    send(mine, place, [place.completed("甲一")])
    batch = Batch.objects.get()
    assert mine.post(url("cancel", batch), {}).status_code == 422
    assert mine.post(url("cancel", batch), {"reason": "Too early"}).url == url("batch", batch)
    assert "Cancelled" in text(mine, url("batch", batch))
    assert not Credential.objects.exists()


def test_nobody_of_another_school_or_role_comes_near(place: School) -> None:
    person = place.completed("甲一")
    send(english_browser(place.officer()), place, [person])
    batch = Batch.objects.get()
    stranger = english_browser(School().officer())
    assert url("batch", batch) not in text(stranger, INDEX)
    for deed in ("batch", "approve", "cancel"):
        assert stranger.get(url(deed, batch)).status_code == 404
    for deed in ("approve", "cancel"):
        assert stranger.post(url(deed, batch), {"secret": SECRET, "reason": "x"}).status_code == 404
    for deed in ("retry", "drop"):
        assert stranger.post(url(deed, batch.entries.get()), {"reason": "x"}).status_code == 404
    assert send(stranger, place, [person]).status_code == 422
    assert english_browser(registrar_at(place.site)).get(url("approve", batch)).status_code == 403
    assert english_browser(instructor_at(place.site)).get(INDEX).status_code in {302, 403}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"key": "x", "person": "y"},
        {"key": str(uuid4())},
        {"key": str(uuid4()), "person": "'; DROP TABLE"},
        {"key": str(uuid4()), "person": str(uuid4())},
    ],
)
def test_hostile_bodies_prepare_nothing(place: School, body: dict[str, str]) -> None:
    place.completed("甲一")
    mine = english_browser(place.officer())
    assert mine.post(place.choice, body).status_code == 422
    assert mine.post(PREPARE, body).status_code == 422
    assert mine.get(f"{PREPARE}?kind=zzz&school=1&programme=%00&cohort=x").status_code == 200
    assert not Batch.objects.exists()


def test_more_people_ask_no_more(place: School) -> None:
    mine = english_browser(place.officer())

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as kept:
            assert mine.get(page).status_code == 200
        return len(kept)

    people = [place.completed("甲一"), place.completed("乙二")]
    send(mine, place, people[:1])
    batch = Batch.objects.get()
    pages = [INDEX, url("batch", batch), url("approve", batch), place.choice]
    for page in pages:
        mine.get(page)
    before = [asked(page) for page in pages]
    people += [place.completed(f"某{number}") for number in "三四五六"]
    for row in people[2:5]:
        send(mine, place, [row])
    batch = Batch.objects.earliest("pk")
    for row in people[1:2]:
        BatchEntry.objects.create(batch=batch, enrolment=row, kind=batch.kind)
    place.completed("庚七")
    assert [asked(page) for page in pages] == before
