"""What a copy of told results is checked for before it is taken in, and what it never changes in the database."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lms.exams.models import Result, ResultSet
from lms.exams.secondcopy import kinds
from lms.exams.secondcopy.errors import UnusableCopy
from lms.exams.secondcopy.files import CopyFile, lines_of, opened
from lms.exams.secondcopy.lacking import lacking_here
from lms.exams.secondcopy.rows import read_copy
from lms.exams.secondcopy.setback import SetBack
from tests.exams.practical.test_marks_second_copy import forged
from tests.exams.results.test_second_copy import bring, copied, proved, sat, state  # noqa: F401
from tests.exams.test_second_copy import copier, lost  # noqa: F401 -- the disk, and how a database is lost
from tests.factories.results import LATER

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        ("exams.result", {"passed": True}),
        ("exams.result", {"score": "9.00", "percent": "90.00", "passed": True}),
        ("exams.result", {"answers_digest": "0" * 64}),
        ("exams.result", {"receipt_number": 2}),
        ("exams.result", {"key_version": 7}),
        ("exams.result", {"released_at": (LATER + timedelta(hours=1)).isoformat()}),
        ("exams.result", {"released_at": "bald"}),
        ("exams.result", {"released_at": None}),
        ("exams.result", {"score": "many"}),
        ("exams.resultset", {"digest": "0" * 64}),
        ("exams.resultset", {"state": "waiting", "decided_at": None, "decided_by": None}),
        ("exams.resultset", {"state": "told"}),
        ("exams.resultset", {"state": {}}),
        ("exams.resultsetrow", {"values": {}}),
        ("exams.resultsetrow", {"values": None}),
        ("exams.resultsetrow", {"result": 10_000}),
    ],
)
def test_what_does_not_hold_together_is_refused(sat, copier, model, changes):  # noqa: F811
    wanted = state()
    with lost():
        sat.release(sat.freeze())
        path = copied(copier)
    forged(path, model, **changes)
    with pytest.raises(UnusableCopy):
        bring(path)
    assert (state(), proved()) == (wanted, [])


def test_a_release_by_who_froze_it_is_refused(sat, copier):  # noqa: F811
    with lost():
        sat.release(sat.freeze())
        path = copied(copier)
    forged(path, "exams.resultset", decided_by=str(sat.first.uuid))
    with pytest.raises(UnusableCopy):
        bring(path)
    assert not ResultSet.objects.exists()


def test_a_result_that_was_told_by_nobody_is_refused(sat, copier):  # noqa: F811
    with lost():
        sat.release(sat.freeze())
        path = copied(copier)
    rows = [opened(line) for line in lines_of(path)]
    path.unlink()
    CopyFile(path).append([row for row in rows if not row["model"].startswith("exams.resultset")])
    with pytest.raises(UnusableCopy, match="release of result"):
        bring(path)
    assert not Result.objects.filter(released_at__isnull=False).exists()


def test_a_told_result_is_never_told_otherwise_by_a_copy(sat, copier):  # noqa: F811
    sat.release(sat.freeze())
    wanted, path = state(), copied(copier)
    for changes in (
        {"released_at": (LATER + timedelta(hours=1)).isoformat()},
        {"score": "10.00", "percent": "100.00", "passed": True},
    ):
        whole = path.read_bytes()
        forged(path, "exams.result", **changes)
        with pytest.raises(UnusableCopy):
            bring(path)
        path.write_bytes(whole)
    assert state() == wanted


def test_what_was_released_after_the_last_copy_stays_released(sat, copier):  # noqa: F811
    row = sat.freeze()
    path = copied(copier)
    sat.release(row)
    wanted = state()
    for _again in range(2):
        replayed = bring(path)
        assert (replayed.held, replayed.added, state()) == ([], {}, wanted)


def test_a_database_with_another_set_is_left_alone(sat, copier):  # noqa: F811
    path = copied(copier)
    sat.freeze()
    wanted = state()
    (held,) = bring(path).held
    assert (held.lacking, state()) == (0, wanted)


def test_what_a_database_lacks_that_told_otherwise_before_the_replay_is_named(sat, copier):  # noqa: F811
    with lost():
        sat.release(sat.freeze())
        copied(copier)
    row = sat.freeze(by=sat.second)
    said = StringIO()
    with pytest.raises(CommandError, match="another row|knows more|另一条记录|比副本多"):
        call_command("replay_second_copy", copier.folder, "--check", stdout=said)
    (path,) = copier.folder.glob("sitting-*.jsonl")
    lacking = lacking_here(read_copy(path))
    assert lacking["exams.result"] == 3
    assert lacking["exams.resultset"] == 1
    row.refresh_from_db()
    assert row.frozen_by == sat.second.uuid, "two histories are not merged by a machine"


def test_a_copy_of_an_earlier_version_takes_no_result_away(sat, copier):  # noqa: F811
    path = copied(copier)
    earlier = {model._meta.label_lower for model in kinds.KINDS if model not in kinds.TOLD}
    rows = [opened(line) for line in lines_of(path)]
    path.unlink()
    CopyFile(path).append(
        [row for row in rows if row["model"] in earlier or row["model"].startswith("accounts.")]
    )
    sat.release(sat.freeze())
    wanted = state()
    assert bring(path).held == []
    assert state() == wanted


def test_a_database_that_goes_on_without_its_results_does_not_spoil_the_copy(sat, copier):  # noqa: F811
    with lost():
        sat.freeze()
        copied(copier)
    with pytest.raises(SetBack):
        copied(copier)
    assert len(list(copier.folder.glob("*.set-back-*"))) == 1
