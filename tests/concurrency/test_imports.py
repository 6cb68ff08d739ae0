"""Two files with the same questions at once: each question comes into the bank once."""

import pytest

from lms.core.actor import Actor
from lms.exams.intake.models import ItemDraft
from lms.exams.intake.operations import ImportedFile, take_in
from lms.exams.intake.operations import taking as intake
from tests.concurrency.overtaking import WITH_LOCK, overtake
from tests.exams.intake.samples import a_reading, a_single
from tests.factories.courses import NOW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def taking() -> list[str]:
    reading = a_reading(a_single(), a_single("二加二？"))
    file = ImportedFile("a.csv", "0" * 64)
    rows = take_in(bank="OLD", reading=reading, file=file, by=None, actor=Actor.system("test"), now=NOW)
    return [str(row.entry.status) for row in rows]


def test_the_second_file_sees_what_the_first_brought(monkeypatch: pytest.MonkeyPatch) -> None:
    results = overtake(monkeypatch, (intake, "_keep"), (taking, taking), patience=WITH_LOCK)
    assert sorted(map(str, results)) == ["['imported', 'imported']", "['refused', 'refused']"]
    assert ItemDraft.objects.count() == 2
