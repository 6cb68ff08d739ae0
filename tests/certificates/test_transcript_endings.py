"""What ends a transcript and what does not; what others asked about it meanwhile comes to nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.audit_actions import AuditAction
from certificates.issuing import operations
from certificates.issuing.batches.operations import approve_batch, issue_entry, prepare_batch
from certificates.issuing.batches.queries import judge_enrolments
from certificates.issuing.ending.operations import carry_out
from certificates.issuing.ending.rules import Ending
from certificates.issuing.errors import WrongState
from certificates.issuing.names import CredentialKind
from certificates.issuing.queries import award_of_credential, explain_numbers, holders_among
from certificates.issuing.register.checking import find_differences
from certificates.issuing.reserving import reserve_successor
from certificates.models import Credential, EndingRequest
from lms.core.clock import local_date
from lms.core.models import AuditEntry
from lms.enrolments.api import Enrolment
from tests.certificates.test_sealed_transcripts import LATER, WORKER, a_graduate, issued, marked
from tests.factories.certificates import ISSUED_AT, complete
from tests.factories.endings import approved, asked, revoked
from tests.factories.studies import Campus, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DIPLOMA, TRANSCRIPT = CredentialKind.DIPLOMA, CredentialKind.TRANSCRIPT
COMPLETION = CredentialKind.STUDY_COMPLETION
DAY = timedelta(days=1)


@pytest.fixture
def row(campus: Campus) -> Enrolment:
    return a_graduate(campus)


def twice_certified(campus: Campus) -> Enrolment:
    """Return who got a completion certificate first and the diploma later."""
    row = marked(campus, campus.taught("甲一"), "81")
    campus.issue([row], COMPLETION)
    complete(row)
    row.refresh_from_db()
    campus.issue([row], DIPLOMA)
    return row


def test_who_revokes_a_diploma_is_told_of_its_transcript_which_says_by_what_it_ended(
    row: Enrolment, campus: Campus
) -> None:
    transcript = issued(campus, row)
    diploma = row.credentials.get(kind=DIPLOMA)
    mine = officer_of(campus)

    def page(name: str, *args: object) -> str:
        return mine.get(reverse(f"ending_desk:{name}", args=args)).content.decode()

    asking = page("ask", diploma.uuid, "revoke")
    request = asked(diploma, now=LATER)
    before = [page("request", request.uuid), page("approve", request.uuid)]
    for shown in [asking, *before]:
        assert "With the certificate this transcript ends, too:" in shown
        assert transcript.number_id in shown
    approved(request, now=LATER)
    assert "this transcript was revoked, too:" in page("request", request.uuid)
    told = page("certificate", transcript.uuid)
    assert f"It ended together with the certificate {diploma.number_id}" in told
    assert reverse("ending_desk:request", args=[request.uuid]) in told
    assert "Nothing was ever asked" not in told
    assert "It ended together" not in page("certificate", diploma.uuid)


def states_of(row: Enrolment) -> dict[str, str]:
    return dict(row.credentials.order_by("pk").values_list("kind", "state"))


@pytest.mark.parametrize(("first", "last"), [(COMPLETION, DIPLOMA), (DIPLOMA, COMPLETION)])
def test_it_stays_while_another_certificate_of_the_studies_does(
    campus: Campus, first: CredentialKind, last: CredentialKind
) -> None:
    row = twice_certified(campus)
    issued(campus, row)
    revoked(row.credentials.get(kind=first), now=LATER)
    assert states_of(row) == {first: "revoked", last: "issued", TRANSCRIPT: "issued"}

    revoked(row.credentials.get(kind=last), now=LATER + DAY)
    assert states_of(row) == {first: "revoked", last: "revoked", TRANSCRIPT: "revoked"}
    assert not find_differences()[1]


def test_what_nobody_decided_about_it_is_settled_with_the_diploma(campus: Campus, row: Enrolment) -> None:
    request = asked(issued(campus, row), Ending.REPLACE, now=LATER)
    revoked(row.credentials.get(kind=DIPLOMA), now=LATER)
    request.refresh_from_db()
    assert (request.state, request.ended_at) == ("withdrawn", LATER)
    assert "revoked together" in request.answer
    entry = AuditEntry.objects.get(action=AuditAction.SETTLE_ENDING)
    assert (entry.reason, entry.target_uuid) == (request.answer, request.uuid)
    with pytest.raises(WrongState):
        approved(request, now=LATER + DAY)


def test_what_is_being_made_in_its_place_is_void_and_the_school_issues_anew(
    campus: Campus, row: Enrolment
) -> None:
    credential = issued(campus, row)
    request = approved(asked(credential, Ending.REPLACE, now=LATER), now=LATER)
    begun = reserve_successor(credential, award_of_credential(credential), actor=WORKER, now=LATER)

    revoked(row.credentials.get(kind=DIPLOMA), now=LATER + DAY)

    request.refresh_from_db()
    begun.refresh_from_db()
    assert (request.state, begun.state) == ("given_up", "void")
    assert "revoked" in explain_numbers()[begun.number_id]
    day = LATER + 2 * DAY
    assert carry_out(request_uuid=request.uuid, actor=WORKER, now=day).state == "given_up"
    for kind in (DIPLOMA, TRANSCRIPT):
        batch = prepare_batch([row], kind=kind, actor=campus.one, now=day)
        approve_batch(batch_uuid=batch.uuid, actor=campus.other, now=day)
        entry = issue_entry(entry_uuid=batch.entries.get().uuid, actor=WORKER, now=day)
        assert (entry.state, entry.reason) == ("issued", "")
    assert states_of(row)[TRANSCRIPT] == "issued"


def test_what_is_asked_about_a_transcript_that_stays_stays(campus: Campus) -> None:
    row = twice_certified(campus)
    request = asked(issued(campus, row), Ending.REPLACE, now=LATER)
    revoked(row.credentials.get(kind=COMPLETION), now=LATER)
    request.refresh_from_db()
    assert request.state == "requested"


def test_nothing_takes_the_place_of_what_is_not_in_force(campus: Campus, row: Enrolment) -> None:
    """As if a request had been left open when the transcript ended."""
    credential = issued(campus, row)
    request = asked(credential, Ending.REPLACE, now=LATER)
    operations.revoke_within(row.credentials.get(kind=DIPLOMA).uuid, reason="x", actor=WORKER, now=LATER)
    with pytest.raises(WrongState, match="not in force"):
        approved(request, now=LATER + DAY)

    EndingRequest.objects.filter(pk=request.pk).update(
        state="approved", decided_by=campus.other.user_uuid, decided_at=LATER
    )
    with pytest.raises(WrongState, match="not in force"):
        carry_out(request_uuid=request.uuid, actor=WORKER, now=LATER + DAY)
    assert not Credential.objects.filter(replaces=credential).exists()
    (judged,) = judge_enrolments([row], TRANSCRIPT, now=LATER + DAY)
    assert "issue that first" in judged.reason


def test_who_holds_a_transcript_alone_holds_no_certificate(campus: Campus, row: Enrolment) -> None:
    issued(campus, row)
    today = local_date(ISSUED_AT)
    assert holders_among([row.person_id], today=today) == {row.person_id}
    Credential.objects.filter(kind=DIPLOMA).update(state="revoked", ended_at=LATER)
    assert holders_among([row.person_id], today=today) == set()
