"""The graduating class of the demonstration: some hold diplomas, one revoked, one replaced; thirty wait for theirs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from certificates.issuing.batches.queries import judge_enrolments
from certificates.issuing.transcripts.queries import transcript_sheet
from certificates.models import BlankStock, Credential, CredentialKind, Portrait, PrintedSheet
from courses.catalog.api import ProgrammeKind
from lms.core import clock, jobs
from lms.core.actor import Actor
from lms.demonstration.graduates import (
    ISSUED,
    SITE,
    SURNAMES,
    a_portrait,
    end_some,
    graduate_for_demonstration,
)
from lms.demonstration.people import build_staff
from lms.demonstration.places import build_places
from lms.enrolments.models import Enrolment
from tests.support.documents import documents_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ACTOR = Actor.system("demonstration")


def _run() -> None:
    for job_id in jobs.due_jobs(now=max(NOW, clock.now())):  # what jobs ask for is of their own day
        jobs.run(job_id=job_id)


def test_a_class_of_which_thirty_wait_for_their_diplomas(tmp_path: Path) -> None:
    with documents_in(tmp_path / "documents"):
        places = build_places(actor=ACTOR, now=NOW)
        build_staff(places, actor=ACTOR, now=NOW)
        for _again in range(2):
            graduates = graduate_for_demonstration(places, actor=ACTOR, now=NOW)
            for _round in range(2):  # a transcript is asked for when its diploma is issued
                _run()
            end_some(graduates, now=NOW)
            _run()

    rows = Enrolment.objects.filter(version__programme__kind=ProgrammeKind.DIPLOMA, site__code=SITE)
    assert {row.state for row in rows} == {"completed"}
    assert len(rows) == len(SURNAMES) == Portrait.objects.count() == ISSUED + 30
    transcripts = Credential.objects.filter(kind=CredentialKind.TRANSCRIPT)
    assert sorted(row.state for row in transcripts) == ["issued"] * (ISSUED - 1) + ["revoked"]
    states = sorted(
        Credential.objects.exclude(kind=CredentialKind.TRANSCRIPT).values_list("state", flat=True)
    )
    assert states == ["issued"] * (ISSUED - 1) + ["replaced", "revoked"]
    judged = judge_enrolments(
        list(rows.select_related("person", "school", "version__programme__occupation").order_by("pk")),
        CredentialKind.DIPLOMA,
        now=NOW,
    )
    assert [bool(one.reason) for one in judged[ISSUED:]] == [False] * 30
    for row in rows:
        sheet = transcript_sheet(row, now=NOW)
        assert sheet.records.earned == sheet.records.planned, "a transcript of a graduate is whole"
    assert PrintedSheet.objects.filter(credential__isnull=False).count() == 5
    assert BlankStock.objects.get().left == 60 - 5 - 1


def test_no_two_photographs_are_alike() -> None:
    assert len({a_portrait(number) for number in range(len(SURNAMES))}) == len(SURNAMES)
