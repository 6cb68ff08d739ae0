"""One word for one thing on the pages of examinations: passed, times of day, true and false."""

import re
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override, pgettext

from lms.exams.bank.rules import TRUE_FALSE
from lms.exams.reserve.rules import Line
from lms.exams.reserve.words import typed, way_to_key

TEMPLATES = Path(settings.BASE_DIR) / "templates"
CATALOGUE = Path(settings.BASE_DIR) / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PASSES = re.compile(r"\bpass(ed|es)?\b", re.IGNORECASE)
AN_INSTANT = re.compile(r"\{\{ [a-z_.]*(?:opens_at|closes_at|starts_at|last_start)(?:\|time)? \}\}")


def test_who_passes_an_examination_is_hege_and_what_a_person_approves_is_tongguo():
    wrong = [
        entry.msgid
        for entry in polib.pofile(str(CATALOGUE))
        if any("exams" in path for path, _line in entry.occurrences)
        and PASSES.search(entry.msgid)
        and "通过" in (entry.msgstr or "".join(entry.msgstr_plural.values()))
    ]
    assert not wrong
    with override("zh-hans"):
        assert pgettext("examination", "Passed") == "合格"


@pytest.mark.parametrize("name", ["TIME_FORMAT", "DATETIME_FORMAT"])
def test_english_times_have_the_hours_of_a_timetable(name):
    with override("en"):
        told = date_format(datetime(2026, 6, 1, 14, 5, tzinfo=UTC), name)
    assert "14:05" in told
    assert "." not in told.partition("2026")[2]


def test_staff_read_instants_of_sittings_in_one_form():
    pages = [*(TEMPLATES / "exams").rglob("*.html"), *(TEMPLATES / "print").glob("*.html")]
    assert not [page.name for page in pages if AN_INSTANT.search(page.read_text(encoding="utf-8"))]


def test_true_and_false_are_shown_as_they_are_printed_whichever_keys_were_pressed():
    line = Line("item", 1, TRUE_FALSE, {}, 1, (), (), 0)
    assert [typed(line, [text]) for text in ("T", "√", "1", "F", "×", "?")] == ["√", "√", "√", "×", "×", "?"]
    assert "√" in way_to_key(line)
