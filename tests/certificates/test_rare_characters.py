"""Han characters that the documents' first typeface lacks come from the second one, and nothing else does."""

import io
import itertools
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import ImageChops

from certificates.issuing.documents.diploma import document_of_diploma
from certificates.issuing.documents.press.renderer import Compiled
from certificates.issuing.documents.press.slots import unicode_of
from certificates.issuing.documents.printing import document_of_award, refuse_unprintable
from certificates.issuing.errors import NotPrintable
from lms.core.printing import fonts
from lms.core.printing.press import Press
from tests.certificates.test_documents import AWARD, TOKEN, a_sheet, fonts_in, picture_of, text_of
from tests.support.diplomas import DIPLOMA

# One of each extension of the Han script that GB 18030-2022 asks public services for (B to F).
RARE = "\U00020000\U0002a703\U0002b740\U0002b822\U0002cebf"
BEYOND = "\U00030000"  # extension G: in neither typeface

with_typeface = pytest.mark.skipif(
    not fonts.has_rare_typeface(), reason="fonts-hanazono could not be installed on this machine"
)


@with_typeface
def test_each_extension_is_printed_on_every_kind_of_document(tmp_path: Path) -> None:
    assert fonts.rare_characters(RARE) == set(RARE), "the first typeface would do"
    for document in (
        document_of_award(replace(AWARD, name=f"王{RARE}"), token=TOKEN),
        document_of_diploma(replace(DIPLOMA, name=f"王{RARE}", principal=RARE[0]), token=TOKEN),
    ):
        assert f"王{RARE}" in text_of(Compiled().print(document), tmp_path)


@with_typeface
def test_each_has_ink_of_its_own(tmp_path: Path) -> None:
    shown = [
        picture_of(
            Compiled().print(document_of_award(replace(AWARD, name=f"王{mark}"), token=TOKEN)), tmp_path
        )
        for mark in f"{RARE}口"
    ]
    for one, other in itertools.combinations(shown, 2):
        assert ImageChops.difference(one, other).getbbox() is not None


@with_typeface
@pytest.mark.parametrize(
    "style", ["", "p { font-family: serif }", "p { font-family: HanaMinA; font-weight: 700 }"]
)
def test_what_the_first_typeface_has_never_comes_from_the_second(style: str) -> None:
    text = f"王 Wáng 2026, “{RARE[0]}” · ①"
    printed = Press(style=style).print(a_sheet(f"<p lang=en>{text}</p><p lang=zh-Hans>{text}</p>"))
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        from_second = [
            unicode_of(font.ToUnicode.read_bytes())
            for font in fonts_in(pdf)
            if "Noto-Serif-CJK-SC" not in str(font.BaseFont)
        ]
    assert {mark for known in from_second for mark in known.values()} == {RARE[0]}


@with_typeface
def test_only_han_characters_count_of_the_second_typeface() -> None:
    """It draws lowered figures too, which papers set from the first typeface's figures."""
    assert fonts.missing_characters("₁⒜") == sorted(fonts.rare_characters("₁⒜"))


def test_what_neither_has_is_refused_and_named() -> None:
    with pytest.raises(NotPrintable, match=r"U\+30000"):
        refuse_unprintable(replace(AWARD, name=f"王{BEYOND}"))


def test_without_the_second_typeface_they_are_refused_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_of_rare_typeface", frozenset)
    with pytest.raises(NotPrintable, match=r"U\+20000"):
        refuse_unprintable(replace(AWARD, name=f"王{RARE}"))
