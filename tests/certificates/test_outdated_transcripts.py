"""Which transcripts say other marks than the records: found whatever was replaced, asked and written between."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.issuing.ending import marks
from certificates.issuing.ending.marks import find_outdated
from certificates.issuing.ending.operations import carry_out, retry_request
from certificates.issuing.ending.rules import Ending
from certificates.issuing.errors import WrongState
from certificates.issuing.names import CredentialKind
from certificates.issuing.queries import award_of_credential
from certificates.issuing.transcripts.records import records_by
from certificates.models import Credential, EndingRequest
from lms.accounts.api import User
from lms.core.clock import local_date
from lms.enrolments.api import Enrolment
from lms.enrolments.credits.operations import reverse_credits
from tests.certificates.test_sealed_transcripts import (
    LATER,
    a_graduate,
    correct_a_mark,
    issued,
    marked,
    outdated,
)
from tests.factories.accounts import an_actor
from tests.factories.endings import WORKER, approved, asked, replaced
from tests.factories.studies import Campus, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = timedelta(days=1)


@pytest.fixture
def officer(campus: Campus) -> User:
    return User.objects.get(uuid=campus.one.user_uuid)


def correction(credential: Credential, row: Enrolment) -> EndingRequest:
    """Ask for what takes the marks over as they are."""
    records = records_by([row], today=local_date(LATER))[row.pk]
    return asked(credential, Ending.CORRECT, now=LATER, records=records)


def emptied(row: Enrolment) -> None:
    for given in row.credit_rows.filter(reversed_at=None):
        reverse_credits(row_uuid=given.uuid, reason="fraud", actor=an_actor(), now=LATER)


def test_one_that_was_replaced_as_lost_says_the_marks_of_the_former(campus: Campus, officer: User) -> None:
    row = a_graduate(campus)
    credential = issued(campus, row)
    correct_a_mark(row, was="87.5", then="91")
    newer = replaced(credential, now=LATER + DAY)
    assert outdated(officer, now=LATER + 2 * DAY) == [newer]
    again = replaced(newer, now=LATER + 3 * DAY)
    assert outdated(officer, now=LATER + 4 * DAY) == [again]


def test_marks_that_change_between_the_approval_and_the_new_one(campus: Campus, officer: User) -> None:
    row = a_graduate(campus)
    credential = issued(campus, row)
    correct_a_mark(row, was="93", then="64")
    request = approved(correction(credential, row), now=LATER)
    correct_a_mark(row, was="87.5", then="91")
    carry_out(request_uuid=request.uuid, actor=WORKER, now=LATER + DAY)
    newer = credential.successors.get(state="issued")
    assert outdated(officer, now=LATER + DAY) == [newer]


def test_marks_that_change_before_the_approval_are_not_taken_over(campus: Campus) -> None:
    row = a_graduate(campus)
    credential = issued(campus, row)
    correct_a_mark(row, was="93", then="64")
    request = correction(credential, row)
    correct_a_mark(row, was="87.5", then="91")
    with pytest.raises(WrongState, match="changed again"):
        approved(request, now=LATER)
    request.refresh_from_db()
    assert request.state == "requested"


def test_nor_are_they_when_it_is_tried_again(campus: Campus) -> None:
    row = a_graduate(campus)
    credential = issued(campus, row)
    correct_a_mark(row, was="93", then="64")
    request = approved(correction(credential, row), now=LATER)
    EndingRequest.objects.filter(pk=request.pk).update(state="failed")
    correct_a_mark(row, was="87.5", then="91")
    with pytest.raises(WrongState, match="changed again"):
        retry_request(request_uuid=request.uuid, actor=campus.one, now=LATER)


def test_a_replacement_asks_for_no_marks(campus: Campus) -> None:
    """What was lost is made again as it was; that its marks are former ones is told of the new one."""
    row = a_graduate(campus)
    request = asked(issued(campus, row), Ending.REPLACE, now=LATER)
    correct_a_mark(row, was="93", then="64")
    assert approved(request, now=LATER).state == "approved"


def test_what_was_written_without_effect_hides_nothing(
    campus: Campus, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "MOST", 1)
    same, *others = (a_graduate(campus, name) for name in ("安一", "钟二", "钟三"))
    issued(campus, same)
    wrong = [issued(campus, row) for row in others]
    correct_a_mark(same, was="93", then="93")
    correct_a_mark(others[0], was="93", then="64")
    found = find_outdated(officer, now=LATER)
    assert ([one.credential for one in found.rows], found.is_cut) == ([wrong[0]], False)

    correct_a_mark(others[1], was="93", then="64")
    found = find_outdated(officer, now=LATER)
    assert ([one.credential for one in found.rows], found.is_cut) == ([wrong[0]], True)
    page = officer_of(campus).get(reverse("ending_desk:index")).content.decode()
    assert "There are more" in page


def test_where_no_mark_is_left_it_can_only_be_revoked(campus: Campus, officer: User) -> None:
    row = marked(campus, campus.taught("甲一"), "81")
    campus.issue([row], CredentialKind.STUDY_COMPLETION)
    credential = issued(campus, row)
    emptied(row)
    (one,) = find_outdated(officer, now=LATER).rows
    assert (one.credential, one.is_emptied) == (credential, True)
    page = officer_of(campus).get(reverse("ending_desk:index")).content.decode()
    assert reverse("ending_desk:ask", args=[credential.uuid, "revoke"]) in page
    assert reverse("ending_desk:ask", args=[credential.uuid, "correct"]) not in page
    assert "no marks left" in page


def test_a_mark_that_came_in_while_it_was_made(campus: Campus, officer: User) -> None:
    """Whoever wrote it had read the clock before, and its commit came after."""
    row = a_graduate(campus)
    credential = issued(campus, row)
    correct_a_mark(row, was="87.5", then="91", now=credential.reserved_at - timedelta(minutes=1))
    assert outdated(officer, now=LATER) == [credential]


def test_a_correction_of_something_else_keeps_the_marks_and_is_told(campus: Campus, officer: User) -> None:
    row = a_graduate(campus)
    credential = issued(campus, row)
    correct_a_mark(row, was="93", then="64")
    newer = replaced(credential, Ending.CORRECT, now=LATER, name="古丽")
    assert award_of_credential(newer).records == award_of_credential(credential).records
    assert outdated(officer, now=LATER) == [newer]
