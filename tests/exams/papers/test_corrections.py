"""Corrected keys: what would change is shown first, everybody is marked again, nothing that was is edited."""

from uuid import UUID

import pytest

from lms.core.models import AuditEntry
from lms.enrolments.models import Evidence
from lms.exams.api import list_my_sittings, list_released_results
from lms.exams.errors import KeyMoved, PaperNotFound, PaperSealed, ReasonMissing, UnusableKey
from lms.exams.marking.corrections import KeyChange, NewCorrection, preview_correction
from lms.exams.marking.operations import correct_key, mark_attempt
from lms.exams.models import KeyCorrection, PaperKey, PaperPart, Result
from lms.exams.papers.opening import released_at
from lms.exams.papers.operations import open_early
from lms.exams.sittings.operations import close_sitting, open_sitting
from lms.exams.sittings.queries import get_terminal_paper
from lms.exams.sittings.reprint import reprint
from tests.append_only import changeable
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import ACTOR, MINUTE, failed_sitting, passed_sitting, started_attempt

pytestmark = pytest.mark.django_db
REASON = "教材改版，原答案有误"


def entries(result):
    """Return the key of a result's paper."""
    return PaperKey.objects.get(paper=result.attempt.paper, version=1).key


def a_correction(result, changes, *, base=1, reason=REASON):
    uuid = result.attempt.paper.uuid
    rows = tuple(KeyChange(UUID(item), tuple(accepted)) for item, accepted in changes.items())
    return NewCorrection(uuid, base, rows, reason)


def turned(key, count):
    """Return other right answers for the first so many true-or-false items and single choices."""
    plain = [uuid for uuid, item in key.items() if item["kind"] in ("true_false", "single")]
    other = {True: False, False: True, "a": "b", "b": "a", "c": "a", "d": "a"}
    return {uuid: [other[key[uuid]["key"]]] for uuid in plain[:count]}


@pytest.fixture
def passed():
    _user, enrolment = enrolled_trainee()
    return passed_sitting(enrolment)


def test_a_preview_says_what_would_change_and_writes_nothing(passed):
    before = AuditEntry.objects.count()
    preview = preview_correction(a_correction(passed, turned(entries(passed), 5)))
    assert preview.outcomes() == {"results": 1, "changed": 1, "now_passed": 0, "now_failed": 1}
    (remark,) = preview.changed
    assert (remark.candidate, remark.change, remark.now_failed) == ("001", -50, True)
    assert (PaperKey.objects.count(), Result.objects.count(), AuditEntry.objects.count()) == (1, 1, before)


@pytest.mark.invariant(10)
def test_a_corrected_key_is_a_further_key_and_gives_a_further_result(passed):
    row = correct_key(
        correction=a_correction(passed, turned(entries(passed), 5)), actor=ACTOR, now=NOW + MINUTE
    )
    assert (row.key.version, row.reason, len(row.items)) == (2, REASON, 5)
    kept = list(Result.objects.order_by("key_version").values_list("key_version", "percent", "passed"))
    assert kept == [(1, 100, True), (2, 50, False)]
    enrolment = passed.attempt.candidate.enrolment
    (counts,) = list_released_results(enrolment.uuid)
    assert (counts.key_version, counts.answers_digest) == (2, passed.answers_digest)
    assert [(mine.passed, mine.percent) for mine in list_my_sittings(enrolment.person_id, now=NOW)] == [
        (False, 50)
    ]
    assert mark_attempt(attempt_uuid=passed.attempt.uuid, actor=ACTOR, now=NOW).pk == counts.pk
    # What was proved stays proved: taking it back is a decision about a person.
    assert sorted(Evidence.objects.values_list("is_met", flat=True)) == [False, True]
    entry = AuditEntry.objects.get(action="exams.correct_key")
    assert (entry.reason, entry.target_uuid) == (REASON, row.uuid)


def test_a_struck_question_counts_for_nobody():
    _user, enrolment = enrolled_trainee()
    failed = failed_sitting(enrolment)
    key = entries(failed)
    correction = a_correction(failed, {uuid: [] for uuid in list(key)[1:]})
    row = correct_key(correction=correction, actor=ACTOR, now=NOW)
    result = Result.objects.get(key_version=2)
    assert (len(row.key.key), result.max_score, result.score) == (1, 10, 0)


def test_a_question_may_have_two_right_answers(passed):
    key = entries(passed)
    changes = {uuid: [other[0], key[uuid]["key"]] for uuid, other in turned(key, 8).items()}
    preview = preview_correction(a_correction(passed, changes))
    assert preview.outcomes()["changed"] == 0
    row = correct_key(correction=a_correction(passed, changes), actor=ACTOR, now=NOW)
    # Without a changed mark there is no further evidence, but the key that marked is named.
    assert row.outcomes["results"] == 1
    assert Evidence.objects.count() == 1
    assert Result.objects.get(key_version=2).passed


def test_who_passes_only_now_gets_the_evidence():
    _user, enrolment = enrolled_trainee()
    failed = failed_sitting(enrolment)
    answers = {
        str(uuid): answer for uuid, answer in failed.attempt.answers.values_list("item_uuid", "response")
    }
    key = entries(failed)
    plain = [uuid for uuid in key if key[uuid]["kind"] != "multiple" and answers[uuid] != key[uuid]["key"]]
    changes = {uuid: [answers[uuid]] for uuid in plain}
    preview = preview_correction(a_correction(failed, changes))
    assert preview.outcomes()["now_passed"] == 1
    correct_key(correction=a_correction(failed, changes), actor=ACTOR, now=NOW)
    assert sorted(Evidence.objects.values_list("is_met", flat=True)) == [False, True]


def test_a_key_that_was_corrected_meanwhile_is_looked_at_again(passed):
    changes = turned(entries(passed), 1)
    correct_key(correction=a_correction(passed, changes), actor=ACTOR, now=NOW)
    with pytest.raises(KeyMoved):
        correct_key(correction=a_correction(passed, turned(entries(passed), 2)), actor=ACTOR, now=NOW)
    again = correct_key(
        correction=a_correction(passed, turned(entries(passed), 3), base=2), actor=ACTOR, now=NOW
    )
    assert again.key.version == 3
    assert list(Result.objects.order_by("key_version").values_list("percent", flat=True)) == [100, 90, 70]


def test_what_cannot_be_a_key_is_refused_and_nothing_is_kept(passed):
    key = entries(passed)
    kinds = {item["kind"]: uuid for uuid, item in key.items()}
    wrong = [
        {},
        {kinds["single"]: ["z"]},
        {kinds["single"]: [["a"]]},
        {kinds["single"]: [None]},
        {kinds["true_false"]: ["true"]},
        {kinds["multiple"]: [[]]},
        {"00000000-0000-7000-8000-000000000000": [True]},
        {uuid: [] for uuid in key},
        {kinds["single"]: [key[kinds["single"]]["key"]]},
    ]
    for changes in wrong:
        with pytest.raises(UnusableKey):
            correct_key(correction=a_correction(passed, changes), actor=ACTOR, now=NOW)
    with pytest.raises(ReasonMissing):
        correct_key(correction=a_correction(passed, turned(key, 1), reason=" "), actor=ACTOR, now=NOW)
    unknown = NewCorrection(passed.uuid, 1, (), REASON)
    with pytest.raises(PaperNotFound):
        correct_key(correction=unknown, actor=ACTOR, now=NOW)
    assert (KeyCorrection.objects.count(), Result.objects.count()) == (0, 1)


def test_a_result_that_nobody_knows_yet_stays_unknown(passed):
    with changeable(Result, filled_once="released_at"):
        Result.objects.update(released_at=None)
    correct_key(correction=a_correction(passed, turned(entries(passed), 5)), actor=ACTOR, now=NOW)
    assert set(Result.objects.values_list("released_at", flat=True)) == {None}
    assert Evidence.objects.count() == 1


# --- what a candidate saw ---------------------------------------------------------------------------------------


def test_a_reprint_is_in_the_order_of_the_terminal_and_holds_no_key():
    begun = started_attempt()
    seen = get_terminal_paper(begun.ref).items
    part, reason = PaperPart.PAPER, "考生提出申诉"
    found = open_early(
        paper_uuid=begun.sitting.papers.get().uuid, part=part, reason=reason, actor=ACTOR, now=NOW
    )
    paper = reprint(begun.attempt.uuid, now=NOW, language="en", opened=found)
    assert [item.uuid for item in paper.items] == [item["uuid"] for item in seen]
    assert [[row["id"] for row in item.options] for item in paper.items] == [
        [row["id"] for row in item["options"]] for item in seen
    ]
    assert [item.shown for item in paper.items] == seen
    assert paper.items[0].stem.startswith("Question")
    assert "key" not in repr(paper)
    assert paper.sha256 == begun.sitting.papers.get().sha256


def test_a_reprint_waits_for_the_release_of_the_paper_which_the_end_of_its_sitting_is(passed):
    sitting = passed.attempt.candidate.sitting
    with pytest.raises(PaperSealed):
        reprint(passed.attempt.uuid, now=NOW)
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW + MINUTE)
    assert reprint(passed.attempt.uuid, now=NOW + MINUTE).candidate == "001"
    assert released_at(sitting.papers.get()) == NOW + MINUTE
    assert released_at(sitting.papers.get(), PaperPart.KEY) is None
