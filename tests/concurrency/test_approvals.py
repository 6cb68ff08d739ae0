"""Two approve one draft, or one approves while another changes it: it goes wrong without the lock only."""

import pytest
from django.db import IntegrityError

from lms.core.errors import Busy
from lms.exams.desk.operations import drafting, reviewing
from lms.exams.desk.operations.reviewing import approve_draft
from lms.exams.errors import DraftStepRefused
from lms.exams.intake.models import Bank, DraftState, ItemDraft
from lms.exams.models import ItemVersion
from tests.concurrency.overtaking import overtake
from tests.factories.drafts import WHO, a_reader, a_waiting_draft, an_author, write

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HELD_AT = (reviewing, "refuse_incomplete")


@pytest.fixture
def draft() -> ItemDraft:
    return a_waiting_draft(an_author())


def approving(draft: ItemDraft):
    reader = a_reader()
    return lambda: approve_draft(uuid=draft.uuid, revision=draft.revision, by=reader, **WHO)


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (reviewing, drafting):
        monkeypatch.setattr(
            module, "lock_bank_of", lambda uuid: Bank.objects.filter(drafts__uuid=uuid).first()
        )
        monkeypatch.setattr(
            module, "lock_draft", lambda uuid, step, revision=None: ItemDraft.objects.get(uuid=uuid)
        )


def test_control_without_the_lock_both_approve(draft, monkeypatch) -> None:
    without_locks(monkeypatch)
    results = overtake(monkeypatch, HELD_AT, (approving(draft), approving(draft)))
    assert len(
        [one for one in results if isinstance(one, ItemVersion)]
    ) + ItemVersion.objects.count() > 2 or any(isinstance(one, Busy | IntegrityError) for one in results)
    assert not any(isinstance(one, DraftStepRefused) for one in results)


def test_with_the_lock_the_second_is_told_that_it_is_approved(draft, monkeypatch) -> None:
    first, second = overtake(monkeypatch, HELD_AT, (approving(draft), approving(draft)))
    assert isinstance(first, ItemVersion)
    assert isinstance(second, DraftStepRefused)
    assert ItemVersion.objects.count() == 1


def take_back_and_change(draft: ItemDraft):
    author = an_author()

    def work() -> ItemDraft:
        drafting.take_back_draft(uuid=draft.uuid, **WHO)
        return write(draft, author, stem={"zh": "偷换"})

    return work


def test_control_without_the_lock_what_was_changed_is_approved_unread(draft, monkeypatch) -> None:
    without_locks(monkeypatch)
    works = (approving(draft), take_back_and_change(draft))
    overtake(monkeypatch, HELD_AT, works)
    after = ItemDraft.objects.get(pk=draft.pk)
    assert after.state == DraftState.APPROVED
    assert after.revision > draft.revision


def test_with_the_lock_the_change_comes_too_late(draft, monkeypatch) -> None:
    version, change = overtake(monkeypatch, HELD_AT, (approving(draft), take_back_and_change(draft)))
    assert isinstance(version, ItemVersion)
    assert isinstance(change, DraftStepRefused)
    assert ItemDraft.objects.get(pk=draft.pk).revision == draft.revision
