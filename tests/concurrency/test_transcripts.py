"""A transcript and the end of the diploma it goes with; one officer twice at one batch: PostgreSQL decides once."""

from pathlib import Path

import pytest

from certificates.issuing import operations, reserving
from certificates.issuing.batches.operations import prepare_batch
from certificates.issuing.batches.together import Added, add_transcripts
from certificates.issuing.ending import operations as ending
from certificates.issuing.ending.rules import Ending
from certificates.issuing.errors import WrongState
from certificates.issuing.kinds.models import CredentialKind
from certificates.models import Batch, BatchEntry, Credential
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_enrolments import at_once
from tests.factories.certificates import ISSUED_AT, complete
from tests.factories.endings import approved, asked
from tests.factories.studies import Campus, a_campus
from tests.support.documents import documents_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DIPLOMA, TRANSCRIPT = CredentialKind.DIPLOMA, CredentialKind.TRANSCRIPT
COMPLETION = CredentialKind.STUDY_COMPLETION


@pytest.fixture(autouse=True)
def _documents(tmp_path: Path):
    with documents_in(tmp_path):
        yield


@pytest.fixture
def campus() -> Campus:
    return a_campus()


def revoked_under_publishing(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Hold a transcript before it is published while an officer revokes the diploma; return the states.

    The job of the batch runs at the end of its approval.
    """
    row = campus.graduate("甲一")
    campus.approved([row], DIPLOMA)
    request = asked(row.credentials.get())
    works = (lambda: campus.approved([row], TRANSCRIPT), lambda: approved(request))
    overtake(monkeypatch, (operations, "publish"), works)
    return dict(row.credentials.values_list("kind", "state"))


def test_no_transcript_outlives_the_diploma(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    states = revoked_under_publishing(campus, monkeypatch)
    assert states == {"diploma": "revoked", "transcript": "revoked"}


def test_without_the_lock_it_would(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "hold_award", lambda credential: None)
    states = revoked_under_publishing(campus, monkeypatch)
    assert states == {"diploma": "revoked", "transcript": "issued"}


def both_revoked(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Let two officers revoke the completion certificate and the later diploma of one person; return the states."""
    row = campus.taught("甲一")
    campus.approved([row], COMPLETION)
    complete(row)
    row.refresh_from_db()
    campus.approved([row], DIPLOMA)
    campus.approved([row], TRANSCRIPT)
    one, other = (asked(row.credentials.get(kind=kind)) for kind in (COMPLETION, DIPLOMA))
    results = overtake(
        monkeypatch, (operations, "enter_revocation"), (lambda: approved(other), lambda: approved(one))
    )
    assert not [result for result in results if isinstance(result, Exception)]
    return dict(row.credentials.values_list("kind", "state"))


def test_two_revocations_at_once_leave_no_transcript_behind(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(both_revoked(campus, monkeypatch).values()) == {"revoked"}


def test_without_holding_the_studies_they_would(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (operations, ending):
        monkeypatch.setattr(module, "hold_studies", lambda credential: None)
    assert both_revoked(campus, monkeypatch)[TRANSCRIPT] == "issued"


@pytest.mark.parametrize("held_at", ["photograph_for", "_note_reserved"])
def test_nothing_is_begun_in_the_place_of_what_ends(
    campus: Campus, monkeypatch: pytest.MonkeyPatch, held_at: str
) -> None:
    """The job that makes the new transcript is held before it takes a number, or after; the diploma ends meanwhile."""
    row = campus.graduate("甲一")
    for kind in (DIPLOMA, TRANSCRIPT):
        campus.approved([row], kind)
    diploma, transcript = (row.credentials.get(kind=kind) for kind in (DIPLOMA, TRANSCRIPT))
    request, end = asked(transcript, Ending.REPLACE), asked(diploma)
    works = (lambda: approved(request), lambda: approved(end))
    overtake(monkeypatch, (reserving, held_at), works)
    states = row.credentials.filter(kind=TRANSCRIPT).values_list("state", flat=True)
    assert set(states) <= {"revoked", "void"}
    request.refresh_from_db()
    assert request.state == "given_up"


def test_transcripts_that_are_added_twice_at_once_are_added_once(campus: Campus) -> None:
    batch = prepare_batch([campus.graduate("甲一")], kind=DIPLOMA, actor=campus.one, now=ISSUED_AT)

    def add() -> Added:
        return add_transcripts(batch_uuid=batch.uuid, actor=campus.one, now=ISSUED_AT)

    results = at_once(add, add)

    assert sorted(type(result).__name__ for result in results) == [Added.__name__, WrongState.__name__]
    assert Batch.objects.count() == BatchEntry.objects.count() == 2
    assert not Credential.objects.exists()
