"""The items that a pack brought go out as a package of QTI and come in again as the same questions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lms.core.actor import Actor
from lms.exams.intake.operations import ImportedFile, take_in
from lms.exams.intake.outgoing import export_items, items_of
from lms.exams.interchange.formats import read, recognise
from tests.exams.intake.test_commands import essence
from tests.factories.courses import NOW

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


def test_a_bank_of_a_pack_goes_out_and_in(loaded_pack, settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    made = export_items(bank="CPC5", format_name="qti3", actor=ACTOR, now=NOW)
    assert (made.left_out, made.written) == ((), len(items_of("CPC5")))
    reading = read(made.data, recognise(made.data, "out.zip"))
    file = ImportedFile("out.zip", "0" * 64)
    rows = take_in(
        bank="BACK", reading=reading, file=file, by=None, actor=ACTOR, now=NOW + timedelta(hours=1)
    )
    remarks = [[code for code, *_said in row.report["remarks"]] for row in rows]
    assert remarks == [["code_elsewhere"]] * len(rows), (
        "the platform has their codes in the bank they came from"
    )
    there, back = ([essence(one.item) for one in items_of(bank)] for bank in ("CPC5", "BACK"))
    assert back == there
