"""Which kind of certificate an enrolment may get, decided from values."""

from dataclasses import replace

import pytest

from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.studies.rules import Against, Result, Standing, reason_against, result_of

DIPLOMA, COMPLETION = CredentialKind.DIPLOMA, CredentialKind.STUDY_COMPLETION
RECORD, LEVEL = CredentialKind.STUDY_RECORD, CredentialKind.SKILL_LEVEL
TRAINING = CredentialKind.TRAINING_CERTIFICATE
GRADUATED = Standing("diploma", is_completed=True, outcome="graduation")
TAUGHT = Standing("diploma", outcome="study_completion")
LEFT = Standing("diploma", is_withdrawn=True, outcome="partial_study")


@pytest.mark.parametrize(
    ("kind", "standing", "reason"),
    [
        (DIPLOMA, GRADUATED, None),
        # A completion was decided once: what the records say later does not take it back.
        (DIPLOMA, replace(GRADUATED, outcome="partial_study"), None),
        (DIPLOMA, TAUGHT, Against.NOT_COMPLETED),
        (DIPLOMA, LEFT, Against.NOT_COMPLETED),
        (DIPLOMA, Standing("short_skills", is_completed=True), Against.OTHER_PROGRAMME),
        (COMPLETION, TAUGHT, None),
        (COMPLETION, replace(TAUGHT, is_withdrawn=True), None),
        (COMPLETION, replace(LEFT, outcome="graduation"), None),
        (COMPLETION, GRADUATED, Against.DIPLOMA_IS_DUE),
        (COMPLETION, Standing("diploma", outcome="graduation"), Against.DIPLOMA_IS_DUE),
        (COMPLETION, LEFT, Against.NOT_ALL_TAUGHT),
        (COMPLETION, Standing("diploma", outcome="nothing"), Against.NOT_ALL_TAUGHT),
        (COMPLETION, Standing("skill_level", outcome="nothing"), Against.OTHER_PROGRAMME),
        (RECORD, LEFT, None),
        (RECORD, replace(LEFT, outcome="nothing"), None),
        (RECORD, replace(LEFT, outcome="study_completion"), Against.COMPLETION_IS_DUE),
        (RECORD, Standing("diploma", outcome="partial_study"), Against.STILL_IN_TRAINING),
        (RECORD, GRADUATED, Against.DIPLOMA_IS_DUE),
        (LEVEL, Standing("skill_level", has_level=True, is_completed=True), None),
        (LEVEL, Standing("skill_level", has_level=True), Against.NOT_COMPLETED),
        (LEVEL, Standing("skill_level", is_completed=True), Against.OTHER_PROGRAMME),
        (LEVEL, GRADUATED, Against.OTHER_PROGRAMME),
        (TRAINING, Standing("skill_level", is_completed=True), None),
        (TRAINING, Standing("short_skills"), Against.NOT_COMPLETED),
        (TRAINING, GRADUATED, Against.OTHER_PROGRAMME),
    ],
)
def test_which_kind_is_for_whom(kind: str, standing: Standing, reason: Against | None) -> None:
    assert reason_against(kind, standing) is reason


def test_nobody_is_due_two_kinds_of_the_same_study() -> None:
    outcomes = ("graduation", "study_completion", "partial_study", "nothing")
    for outcome in outcomes:
        for completed, withdrawn in ((True, False), (False, True), (False, False)):
            standing = Standing("diploma", False, completed, withdrawn, outcome)
            due = [kind for kind in (DIPLOMA, COMPLETION, RECORD) if reason_against(kind, standing) is None]
            assert len(due) <= 1
            assert due or not (completed or withdrawn), "who has ended gets something"


def test_a_record_says_whether_it_was_a_year() -> None:
    assert result_of(RECORD, "partial_study") is Result.PARTIAL_STUDY
    assert result_of(RECORD, "nothing") is Result.PROOF_OF_STUDY
    assert result_of(TRAINING, "graduation") is Result.PASSED
