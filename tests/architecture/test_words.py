"""No page, text, lesson or drawing holds a word that tells where somebody learnt."""

import polib
import pytest

from tests.architecture.tree import ROOT, File, files, templates
from tests.architecture.words import forbidden_words

TEXTS = [
    ("**/*.yaml", "courses"),
    ("**/*.svg", "courses"),
    ("**/*.svg", "static"),
    ("**/*.css", "static"),
    ("**/*.js", "static"),
    ("**/*.py", "lms/demonstration"),
    ("**/*", "assets"),
]


def complaints(found: list[File]) -> str:
    """Return all complaints, one a line."""
    return "\n".join(line for file in found for line in forbidden_words(file))


@pytest.mark.parametrize(("pattern", "folder"), TEXTS)
def test_content_holds_no_such_word(pattern: str, folder: str) -> None:
    found = complaints(files(pattern, folder))
    assert found == ""


def test_templates_hold_no_such_word() -> None:
    found = complaints(templates())
    assert found == ""


def test_translations_hold_no_such_word() -> None:
    catalogues = list((ROOT / "locale").glob("**/LC_MESSAGES/*.po"))
    found = complaints([as_text(path) for path in catalogues])
    assert found == ""


def as_text(path) -> File:  # type: ignore[no-untyped-def]
    """Return what a catalogue says in both languages."""
    said = [text for entry in polib.pofile(str(path)) for text in (entry.msgid, entry.msgstr)]
    return File(path.relative_to(ROOT).as_posix(), "\n".join(said))


@pytest.mark.parametrize(
    "text",
    ["第一强制隔离所", "戒毒学员", "A detox centre", "DRUG rehabilitation", "former inmates", "刑满释放"],
)
def test_a_bad_sample_is_found(text: str) -> None:
    assert list(forbidden_words(File("a.html", text)))


@pytest.mark.parametrize("text", ["示范职业学校", "drudgery", "addictive taste is no word for dough", "学员"])
def test_a_good_sample_passes(text: str) -> None:
    assert not list(forbidden_words(File("a.html", text)))
