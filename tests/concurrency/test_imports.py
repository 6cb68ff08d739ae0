"""Two files with the same questions at once bring each once; two exports at once count each other."""

from uuid import uuid4

import pytest

from lms.accounts.models import User
from lms.core.actor import Actor
from lms.exams.errors import TooManyFiles
from lms.exams.intake.models import ItemDraft, QuestionExport
from lms.exams.intake.operations import ImportedFile, NewTransfer, exports, request_export, take_in
from lms.exams.intake.operations import taking as intake
from tests.concurrency.overtaking import overtake
from tests.exams.intake.samples import a_reading, a_single
from tests.factories.courses import NOW
from tests.factories.drafts import an_officer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def taking() -> list[str]:
    reading = a_reading(a_single(), a_single("二加二？"))
    file = ImportedFile("a.csv", "0" * 64)
    rows = take_in(bank="OLD", reading=reading, file=file, by=None, actor=Actor.system("test"), now=NOW)
    return [str(row.entry.status) for row in rows]


def test_the_second_file_sees_what_the_first_brought(monkeypatch: pytest.MonkeyPatch) -> None:
    results = overtake(monkeypatch, (intake, "_keep"), (taking, taking))
    assert sorted(map(str, results)) == ["['imported', 'imported']", "['refused', 'refused']"]
    assert ItemDraft.objects.count() == 2


def exporting(who: User):
    def ask() -> str:
        row = request_export(
            new=NewTransfer(uuid4(), who), bank="OLD", format_name="gift", actor=Actor.system("test"), now=NOW
        )
        return str(row.state)

    return ask


def test_control_without_the_lock_somebody_has_more_exports_than_one_may_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "MOST_OPEN", 1)
    monkeypatch.setattr(User.objects, "select_for_update", User.objects.all)
    ask = exporting(an_officer())
    overtake(monkeypatch, (exports, "ask_for_work"), (ask, ask))
    assert QuestionExport.objects.count() == 2


def test_of_two_exports_that_one_person_asks_for_at_once_the_second_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "MOST_OPEN", 1)
    ask = exporting(an_officer())
    results = overtake(monkeypatch, (exports, "ask_for_work"), (ask, ask))
    assert QuestionExport.objects.count() == 1
    assert sum(isinstance(result, TooManyFiles) for result in results) == 1
