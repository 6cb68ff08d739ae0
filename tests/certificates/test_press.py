"""The compiled press against plain WeasyPrint as pictures, and what it writes against tools that others made."""

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageChops

from certificates.issuing.documents import artwork
from certificates.issuing.documents.content import Document, preview_of
from certificates.issuing.documents.diploma import document_of_diploma
from certificates.issuing.documents.fitting import Fitted
from certificates.issuing.documents.forms import WORDS
from certificates.issuing.documents.plain import Plain
from certificates.issuing.documents.press import layout
from certificates.issuing.documents.press.errors import CannotCompile
from certificates.issuing.documents.press.faces import Face
from certificates.issuing.documents.press.renderer import Compiled
from certificates.issuing.documents.press.slots import unicode_of
from certificates.issuing.documents.printing import document_of_award
from certificates.issuing.documents.rendering import renderer_of
from certificates.issuing.errors import NotPrintable
from certificates.issuing.studies.rules import Result
from tests.canary.surfaces import inside_out
from tests.canary.tokens import found_in, needles
from tests.certificates.test_documents import AWARD, TOKEN, picture_of, text_of
from tests.support.diplomas import DIPLOMA, a_photograph

LONG = {
    "name": "W" * 100,
    "school_zh": "长" * 100,
    "school_en": ("A very long name " * 20)[:200],
    "principal": "永" * 100,
}
RARE = "㛃䶮𬭎𠅤·喆堃赟玥翀祎珺頔燚"
MOST_DIFFERENT = 100  # picture points of two million: where a letter stands between two of them


def certificate(**changes: object) -> Document:
    return document_of_award(replace(AWARD, **changes), token=TOKEN)


def diploma(**changes: object) -> Document:
    return document_of_diploma(replace(DIPLOMA, **changes), token=TOKEN)


LEVELLED = replace(
    AWARD,
    kind="skill_level",
    number="S000046000001264000123",
    result="skill_level",
    level=4,
    identity="*" * 14 + "123X",
)


def levelled(**changes: object) -> Document:
    return document_of_award(replace(LEVELLED, **changes), token=TOKEN, photograph=a_photograph())


CASES: dict[str, Callable[[], Document]] = {
    "certificate": certificate,
    "certificate, two characters with air": lambda: certificate(name="张三"),
    "certificate, rare": lambda: certificate(name=RARE),
    "certificate, Latin": lambda: certificate(name="Ivan Petrov To VAT fi"),
    "certificate, longest": lambda: certificate(
        **LONG, title_zh="长" * 150, title_en=("A very long title " * 20)[:250]
    ),
    "certificate, what may be missing": lambda: certificate(
        title_en="", school_en="", principal="", specimen=True
    ),
    "certificate, for some years": lambda: certificate(valid_until=date(2029, 12, 31)),
    "certificate, void": lambda: preview_of(certificate()),
    "diploma": diploma,
    "diploma, rare": lambda: diploma(name=RARE, principal=RARE),
    "diploma, longest": lambda: diploma(
        **LONG, major_zh="永" * 150, major_en=("A very long title " * 20)[:250], number="W" * 30
    ),
    "diploma, what may be missing": lambda: diploma(major_en="", school_en="", principal="", specimen=True),
    "diploma, another photograph": lambda: diploma(photo=a_photograph(seed=7, size=(413, 578))),
    "diploma, for some years": lambda: diploma(valid_until=date(2029, 12, 31)),
    "diploma, void": lambda: preview_of(diploma()),
    "completed study": lambda: diploma(result=Result.STUDY_COMPLETION),
    "partial study": lambda: diploma(result=Result.PARTIAL_STUDY),
    "proof of study without a photograph": lambda: diploma(
        result=Result.PROOF_OF_STUDY, photo=b"", name=RARE
    ),
    "proof of study, longest": lambda: diploma(
        **LONG, result=Result.PROOF_OF_STUDY, photo=b"", major_zh="永" * 150, number="W" * 30
    ),
    "skill level": levelled,
    "skill level, for some years": lambda: levelled(valid_until=date(2029, 12, 31)),
    "skill level, rare": lambda: levelled(name=RARE),
    "skill level, longest": lambda: levelled(
        **LONG, occupation_zh="永" * 150, occupation_en=("A very long title " * 20)[:250], number="W" * 30
    ),
    "skill level, what may be missing": lambda: levelled(occupation_en="", school_en="", level=1),
    "skill level, void": lambda: preview_of(levelled()),
}


def different(one: bytes, other: bytes, folder: Path) -> int:
    """Return how many picture points of two documents differ visibly."""
    pictures = [picture_of(pdf, folder, name=name, dpi=150) for pdf, name in ((one, "one"), (other, "other"))]
    return sum(ImageChops.difference(*pictures).convert("L").histogram()[64:])


@pytest.mark.parametrize("case", CASES)
def test_a_stamped_document_looks_like_the_reference(case: str, tmp_path: Path) -> None:
    document = CASES[case]()
    stamped, reference = Compiled().print(document), Plain().print(document)

    assert stamped != reference, "the press gave it away to plain WeasyPrint"
    assert different(stamped, reference, tmp_path) <= MOST_DIFFERENT
    assert text_of(stamped, tmp_path) == text_of(reference, tmp_path)


def test_control_one_stroke_more_would_be_seen(tmp_path: Path) -> None:
    one, other = Compiled().print(diploma(name="王二")), Plain().print(diploma(name="王三"))

    assert different(one, other, tmp_path) > MOST_DIFFERENT


def test_every_template_stamps_and_one_with_flowing_text_does_not() -> None:
    for document in (certificate(), levelled(), *(diploma(result=result) for result in WORDS)):
        assert isinstance(renderer_of(document), Compiled)
    flowing = replace(certificate(), template=replace(certificate().template, is_fixed=False))
    assert isinstance(renderer_of(flowing), Plain)


def test_what_the_press_cannot_set_is_printed_by_the_reference() -> None:
    """A school whose name is a placeholder, and marks that stand above a letter without a form of its own."""
    misleading = certificate(school_zh="〔００〕")
    with pytest.raises(CannotCompile):
        layout.layout_of(misleading)

    assert Compiled().print(misleading) == Plain().print(misleading)


@pytest.mark.parametrize(
    "document", [certificate(name=RARE), diploma(name=RARE)], ids=["certificate", "diploma"]
)
def test_a_cut_font_tells_nothing_about_others_of_the_batch(document: Document) -> None:
    """The same document, first in a fresh process's press, then after one that showed many other characters."""
    Compiled().print(diploma(name="".join(map(chr, range(0x4E00, 0x4E64)))))
    after_others = Compiled().print(document)
    bold = Face("Bold")
    numbers = frozenset(glyph.number for glyph in bold.shape("张三 2026", language="zh-Hans", steps=1000))
    from_master = bold.cut(numbers)
    bold._held = frozenset()

    assert bold.cut(numbers) == from_master
    assert Compiled().print(document) == after_others
    shown = "".join(line for text in document.texts.values() for line in text.lines)
    with pikepdf.open(io.BytesIO(after_others)) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            if "+" in str(font.BaseFont) and str(font.BaseFont).startswith("/VALUE"):
                assert set(unicode_of(font.ToUnicode.read_bytes()).values()) <= set(shown)


@pytest.mark.parametrize(
    "document", [certificate(), diploma(), levelled()], ids=["certificate", "diploma", "skill level"]
)
def test_the_file_is_whole_and_keeps_what_pdf_a_3a_asks_for(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "stamped.pdf"
    path.write_bytes(Compiled().print(document))
    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0

    with pikepdf.open(path) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["dc:title"] == document.title == str(pdf.docinfo.Title)
            assert metadata["xmp:CreateDate"] == document.dated.isoformat()
        assert str(pdf.docinfo.CreationDate) == f"D:{document.dated:%Y%m%d}"
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert pdf.Root.MarkInfo.Marked
        assert "/ID" in pdf.trailer
        for font in pdf.pages[0].Resources.Font.values():
            assert "/ToUnicode" in font
            assert font.DescendantFonts[0].FontDescriptor.FontFile3.Subtype == "/CIDFontType0C"
        alternatives = [
            str(item.Alt) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item
        ]
        assert f"二维码：{document.address}" in alternatives
        assert not any("PLACEHOLDER" in text for text in alternatives)


def test_the_structure_of_a_diploma_is_a_table_in_reading_order(tmp_path: Path) -> None:
    path = tmp_path / "stamped.pdf"
    path.write_bytes(Compiled().print(diploma()))

    told = subprocess.run(
        ["pdfinfo", "-struct-text", path], capture_output=True, text=True, check=True
    ).stdout

    assert told.index("TH") < told.index(DIPLOMA.name) < told.index("电子商务") < told.index("Principal")
    assert "〔" not in told


def test_the_codes_on_the_paper_hold_their_own_address(tmp_path: Path) -> None:
    for number, token in enumerate(("A" * 26, "B" * 26)):
        document = document_of_diploma(DIPLOMA, token=token)
        page = picture_of(Compiled().print(document), tmp_path, name=f"code-{number}")
        assert [code.text for code in zxingcpp.read_barcodes(page)] == [
            f"HTTPS://CERTS.EXAMPLE.ORG/V/{token}"
        ]


def test_equal_input_gives_equal_bytes_and_another_value_another_identifier() -> None:
    once, again, other = (Compiled().print(diploma(name=name)) for name in ("张三", "张三", "张四"))

    assert once == again
    identifiers = [pikepdf.open(io.BytesIO(pdf)).trailer.ID[0] for pdf in (once, other)]
    assert bytes(identifiers[0]) != bytes(identifiers[1])


def test_a_layout_keeps_nobodys_values() -> None:
    layout.layout_of(diploma(name="某某某", number="ONLY-HERE"))
    kept = layout.layout_of(diploma(name="别人"))

    everything = kept.begin.content + b"".join(kept.bodies.values())
    assert not found_in(everything, needles(["某某某", "ONLY-HERE"]))
    assert DIPLOMA.photo not in everything


def test_a_document_holds_nothing_of_the_one_before(tmp_path: Path) -> None:
    other = replace(DIPLOMA, name="某某某", number="ONLY-HERE", major_zh="独一专业")
    before = document_of_diploma(other, token="Z" * 26)
    words = needles([other.number, before.address])

    assert found_in(inside_out(Compiled().print(before)), words) == {other.number, before.address}
    after = Compiled().print(diploma())
    assert not found_in(inside_out(after), words)
    assert not set("某独") & set(text_of(after, tmp_path))


# --- hostile values ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        ") Tj ET endstream endobj",
        "<</JS(x)>>",
        "%PDF-1.4 startxref 0 %%EOF",
        "\\)\\(\\\\",
        "[<0001>] TJ /Figure BDC",
        "</rdf:li><x>&amp;]]>",
        "{{7*7}}{% x %}",
    ],
)
def test_the_syntax_of_pdf_in_a_value_stays_a_value(value: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.pdf"
    path.write_bytes(Compiled().print(diploma(name=value, number=value[:20])))

    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0
    assert value.replace(" ", "") in text_of(path.read_bytes(), tmp_path)
    with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == str(pdf.docinfo.Title) == f"毕业证书 {value[:20]}"


@pytest.mark.parametrize(
    "value", ["永" * 10_000, "a b" * 4000, "张\0三", "张\n三", "张\x1b[31m", "张\u202e三", "\ud800"]
)
def test_a_value_too_long_or_with_what_cannot_be_shown_is_refused(value: str) -> None:
    with pytest.raises(NotPrintable):
        diploma(name=value)


@pytest.mark.parametrize("value", ["张\0三", "张👍", "a\nb", "\u202e张"])
def test_the_press_refuses_by_itself_what_was_not_refused_before(value: str) -> None:
    document = diploma()
    unseen = replace(document, texts={**document.texts, "name": Fitted((value,), 20)})

    with pytest.raises(NotPrintable):
        Compiled().print(unseen)


def with_exif(turn: int) -> bytes:
    picture = Image.open(io.BytesIO(a_photograph()))
    notes = picture.getexif()
    notes[0x0112], notes[0x010F] = turn, "SECRET-CAMERA"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=notes)
    return out.getvalue()


def as_jpeg(mode: str, size: tuple[int, int] = (35, 49)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(
    "photo",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8\xff",
        a_photograph()[:300],
        as_jpeg("CMYK"),
        as_jpeg("RGB", (49, 35)),
        with_exif(6),
    ],
)
def test_what_is_no_upright_photograph_is_refused(photo: bytes) -> None:
    with pytest.raises(NotPrintable):
        diploma(photo=photo)


def test_what_a_camera_noted_does_not_reach_the_document() -> None:
    assert b"SECRET-CAMERA" in with_exif(1)
    assert b"SECRET-CAMERA" not in Compiled().print(diploma(photo=with_exif(1)))


@pytest.mark.parametrize(("kind", "usual"), [("diploma", diploma), ("skill level", levelled)])
def test_the_longest_texts_stay_inside_the_frame(
    kind: str, usual: Callable[[], Document], tmp_path: Path
) -> None:
    longest = CASES[f"{kind}, longest"]()
    plain, full = (
        picture_of(Compiled().print(document), tmp_path, name=name)
        for document, name in ((usual(), "plain"), (longest, "full"))
    )
    found = ImageChops.difference(plain, full).convert("L").point(lambda value: 255 if value > 60 else 0)

    millimetre, inside = plain.width / 297, artwork.EDGE + artwork.BAND + 2
    left, top, right, bottom = (edge / millimetre for edge in found.getbbox())
    assert inside < left < right < 297 - inside
    assert inside < top < bottom < 210 - inside
