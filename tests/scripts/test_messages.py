"""Catalogues are compiled without gettext, and the translation check sees each kind of gap.

Works on small catalogues of its own.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import polib
import pytest

from scripts import check_translations
from scripts.compile_messages import compile_stale

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def catalogue(folder: Path, body: str) -> Path:
    path = folder / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + body, encoding="utf-8")
    return path


def test_a_changed_catalogue_is_compiled_once(tmp_path: Path) -> None:
    source = catalogue(tmp_path, 'msgid "Name"\nmsgstr "姓名"\n')

    assert (compile_stale(tmp_path), compile_stale(tmp_path)) == (1, 0)
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Name") == "姓名"


def test_a_later_change_is_compiled_again(tmp_path: Path) -> None:
    source = catalogue(tmp_path, 'msgid "Name"\nmsgstr "姓名"\n')
    compile_stale(tmp_path)
    later = source.with_suffix(".mo").stat().st_mtime_ns + 1_000_000
    os.utime(source, ns=(later, later))

    assert compile_stale(tmp_path) == 1


@pytest.mark.parametrize(
    ("committed", "fresh", "complaint"),
    [
        ('msgid "A"\nmsgstr ""\n', 'msgid "A"\nmsgstr ""\n', "without Chinese: 'A'"),
        ('#, fuzzy\nmsgid "A"\nmsgstr "甲"\n', 'msgid "A"\nmsgstr "甲"\n', "doubtful"),
        ("", 'msgid "A"\nmsgstr ""\n', "not in the catalogue"),
        ('msgid "A"\nmsgstr "甲"\n', "", "no longer used"),
    ],
)
def test_each_gap_is_named(
    committed: str,
    fresh: str,
    complaint: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(check_translations, "broken_placeholders", list)

    status = check_translations.report(polib.pofile(HEADER + committed), polib.pofile(HEADER + fresh))

    assert status == 1
    assert complaint in capsys.readouterr().out
