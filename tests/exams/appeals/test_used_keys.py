"""The key of a form that was sent answers for exactly the appeal that was filed with it, and for nothing else."""

from uuid import uuid4

import pytest

from lms.exams.appeals.errors import AppealMoved
from lms.exams.models import Appeal
from tests.factories.appeals import WHY, a_released
from tests.factories.results import as_actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "other",
    [{"ground": "question"}, {"parts": []}, {"text": "Something else entirely"}, {"by": True}],
    ids=["ground", "parts", "words", "person"],
)
def test_a_key_that_was_used_answers_for_no_appeal_that_differs(other):
    appealed, key = a_released(), uuid4()
    appeal = appealed.file(client_key=key, parts=["short_answer"])
    if other.pop("by", False):
        other = {"actor": as_actor(appealed.first), "behalf_reason": "Cannot write"}
    with pytest.raises(AppealMoved):
        appealed.file(**{"client_key": key, "parts": ["short_answer"], **other})
    assert appealed.file(client_key=key, parts=["short_answer"], text=f" {WHY} ") == appeal
    assert Appeal.objects.count() == 1


def test_an_officer_who_gives_another_reason_under_a_used_key_is_told():
    appealed = a_released()
    sent = {"client_key": uuid4(), "actor": as_actor(appealed.first)}
    appeal = appealed.file(**sent, behalf_reason="Cannot write")
    assert appealed.file(**sent, behalf_reason=" Cannot  write ") == appeal
    with pytest.raises(AppealMoved):
        appealed.file(**sent, behalf_reason="Is at the hospital")
