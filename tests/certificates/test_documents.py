"""The document: nothing fetched, every name printed right, equal input gives equal bytes, PDF/A-3a as declared."""

import http.server
import io
import itertools
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from django.core.checks import INFO
from PIL import Image, ImageChops

from certificates.issuing import payload
from certificates.issuing.documents import artwork, qr
from certificates.issuing.documents.fitting import Box, Fitted, fit
from certificates.issuing.documents.plain import Plain
from certificates.issuing.documents.press.renderer import Compiled
from certificates.issuing.documents.printing import (
    BOXES,
    document_of_award,
    print_certificate,
    refuse_unprintable,
)
from certificates.issuing.documents.rendering import Renderer
from certificates.issuing.errors import NotPrintable
from lms.core.printing import fonts
from lms.core.printing.press import Press
from lms.core.printing.sheet import Sheet

TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWX23"
AWARD = payload.Award(
    number="TC-7F3K9QMD-W",
    kind="training_certificate",
    name="买买提·吐尔逊",
    title_zh="低压电工（特种作业取证预备）",
    title_en="Low-voltage electrician (licence preparation)",
    occupation_zh="电工",
    occupation_en="Electrician",
    school_zh="示范职业技术学校",
    school_en="Demonstration Vocational and Technical School",
    principal="示范校长",
    awarded_date=date(2026, 6, 30),
    verify_at="https://certs.example.org",
    specimen=False,
)
NAMES = ["张三", "㛃𠅤䶮", "买买提·吐尔逊", "喆堃赟玥翀祎珺頔燚淼犇甯彧旻曌𬭎𫖯", "Ivan Petrov", "永" * 100]


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "text.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True)
    return re.sub(r"\s", "", done.stdout)


def picture_of(pdf: bytes, tmp_path: Path, *, name: str = "page", dpi: int = 100) -> Image.Image:
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(pdf)
    # Points as they are: packing them as PNG takes longer than drawing them.
    subprocess.run(["pdftoppm", "-r", str(dpi), "-singlefile", path, tmp_path / name], check=True)
    return Image.open(tmp_path / f"{name}.ppm").convert("RGB")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_printed_as_it_is_kept(name: str, tmp_path: Path) -> None:
    pdf = print_certificate(replace(AWARD, name=name), token=TOKEN)

    assert name.replace(" ", "") in text_of(pdf, tmp_path)


def test_a_rare_character_has_ink_of_its_own(tmp_path: Path) -> None:
    """A box for a missing glyph would look the same for every character; these differ from it and each other."""
    names = [f"张{character}" for character in "㛃𠅤䶮·口"]
    shown = [
        picture_of(print_certificate(replace(AWARD, name=name), token=TOKEN), tmp_path, name=name)
        for name in names
    ]

    for one, other in itertools.combinations(shown, 2):
        assert ImageChops.difference(one, other).getbbox() is not None
    for name in names:
        with pikepdf.open(tmp_path / f"{name}.pdf") as pdf:
            assert {str(font.BaseFont).split("+")[1] for font in fonts_in(pdf)} == {
                "Noto-Serif-CJK-SC",
                "Noto-Serif-CJK-SC-Bold",
            }


def fonts_in(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [
        entry
        for entry in pdf.objects
        if isinstance(entry, pikepdf.Dictionary) and "/DescendantFonts" in entry
    ]


@pytest.mark.parametrize("name", ["محمد", "Ꙁ", "👍", "\ue000", "张\u0000"])
def test_a_character_without_a_glyph_is_refused_and_named(name: str) -> None:
    with pytest.raises(NotPrintable, match=r"U\+"):
        refuse_unprintable(replace(AWARD, name=name))


@pytest.mark.parametrize("renderer", [Plain(), Compiled()])
def test_the_press_itself_refuses_a_missing_glyph(renderer: Renderer) -> None:
    document = document_of_award(AWARD, token=TOKEN)
    unseen = replace(document, texts={**document.texts, "name": Fitted(("张\U00030000",), 20)})

    with pytest.raises(NotPrintable, match="notdef"):
        renderer.print(unseen)


@pytest.mark.parametrize("field", sorted(set(BOXES) - {"heading"}))
def test_no_text_of_allowed_length_leaves_its_box(field: str) -> None:
    limits = {"title_zh": 150, "title_en": 250, "school_en": 200}
    letters = "Vocational and Technical School " if field.endswith("_en") else "永"
    length = limits.get(field, 100)
    fitted = fit((letters * length)[:length], BOXES[field])

    assert fitted is not None
    box, em = BOXES[field], fitted.size * 25.4 / 72
    assert max(fonts.width_in_em(line) for line in fitted.lines) * em <= box.width
    assert len(fitted.lines) * em * box.leading <= box.height


def test_fitting_keeps_every_character_and_prefers_to_break_after_an_interpunct() -> None:
    text = "阿卜杜热合曼·吐尔逊买买提·阿卜杜热合曼"
    fitted = fit(text, Box(width=50, height=30, largest=20, smallest=10))

    assert fitted is not None
    assert "".join(fitted.lines) == text
    assert fitted.lines[0].endswith("·")
    assert fit("永" * 500, Box(width=20, height=5, largest=20, smallest=10)) is None


def test_nothing_is_drawn_outside_the_frame_for_the_longest_texts(tmp_path: Path) -> None:
    longest = replace(
        AWARD,
        name="W" * 100,
        title_zh="长" * 150,
        title_en=("A very long title " * 20)[:250],
        school_zh="长" * 100,
        school_en=("A very long name " * 20)[:200],
        principal="永" * 100,
    )
    plain = picture_of(print_certificate(AWARD, token=TOKEN), tmp_path, name="plain")
    full = picture_of(print_certificate(longest, token=TOKEN), tmp_path, name="full")
    difference = ImageChops.difference(plain, full).convert("L").point(lambda value: 255 if value > 60 else 0)

    millimetre = plain.width / 297
    inside = artwork.EDGE + artwork.BAND + 2
    left, top, right, bottom = (edge / millimetre for edge in difference.getbbox())
    assert left > inside
    assert top > inside
    assert right < 297 - inside
    assert bottom < 210 - inside


@pytest.mark.parametrize(
    "name", ["{{7*7}}", "{% include 'x' %}", "<img src=file:///etc/passwd>", "<b>张</b>&amp;"]
)
def test_a_name_is_never_a_template_or_markup(name: str, tmp_path: Path) -> None:
    text = text_of(print_certificate(replace(AWARD, name=name), token=TOKEN), tmp_path)

    assert name.replace(" ", "") in text
    assert "root:" not in text


@pytest.mark.slow
def test_equal_content_gives_equal_bytes_in_another_process_and_time(tmp_path: Path) -> None:
    here = print_certificate(AWARD, token=TOKEN)
    script = (
        "import django, sys; django.setup()\n"
        "from tests.certificates.test_documents import AWARD, TOKEN\n"
        "from certificates.issuing.documents.printing import print_certificate\n"
        "sys.stdout.buffer.write(print_certificate(AWARD, token=TOKEN))\n"
    )
    there = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.test"},
    ).stdout
    assert here == there == print_certificate(AWARD, token=TOKEN)


def test_the_file_declares_pdf_a_3a_and_keeps_what_that_asks_for() -> None:
    with pikepdf.open(io.BytesIO(print_certificate(AWARD, token=TOKEN))) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        root = pdf.Root
        assert str(root.Lang) == "zh-Hans"
        assert root.MarkInfo.Marked
        assert "/StructTreeRoot" in root
        assert "/OutputIntents" in root
        assert "/ID" in pdf.trailer
        assert not {"/JavaScript", "/OpenAction", "/AA", "/AcroForm"} & set(root.keys())
        for font in fonts_in(pdf):
            assert "/ToUnicode" in font
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
        alternatives = [
            str(entry.Alt)
            for entry in pdf.objects
            if isinstance(entry, pikepdf.Dictionary) and "/Alt" in entry
        ]
        assert any("印章" in text for text in alternatives)
        assert set(pdf.docinfo.keys()) <= {"/Title", "/Author", "/Producer", "/CreationDate", "/ModDate"}
        assert str(pdf.docinfo.Title) == "培训合格证书 TC-7F3K9QMD-W"
        assert str(pdf.docinfo.Author) == AWARD.school_zh


def test_the_code_on_the_paper_holds_the_public_address(tmp_path: Path) -> None:
    page = picture_of(print_certificate(AWARD, token=TOKEN), tmp_path)
    found = [code.text for code in zxingcpp.read_barcodes(page)]

    assert found == [f"HTTPS://CERTS.EXAMPLE.ORG/V/{TOKEN}"]


def test_the_code_stays_small_and_keeps_the_letters_of_a_folder() -> None:
    assert qr.public_address("https://c.example.org", "AB") == "HTTPS://C.EXAMPLE.ORG/V/AB"
    assert qr.public_address("https://c.example.org/Check", "AB") == "https://c.example.org/Check/V/AB"


def test_a_demonstration_says_that_it_is_one(tmp_path: Path) -> None:
    assert "SPECIMEN" in text_of(print_certificate(replace(AWARD, specimen=True), token=TOKEN), tmp_path)
    assert "SPECIMEN" not in text_of(print_certificate(AWARD, token=TOKEN), tmp_path)


# --- the laboratory of addresses: what a document could be made to fetch ----------------------------------------


class Recorder(http.server.BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(302 if "redirect" in self.path else 200)
        self.send_header("Location", "file:///etc/passwd")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[str]:
    Recorder.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


CHANNELS = {
    "img": "<img src='{0}/img.png'>",
    "style": "<link rel=stylesheet href='{0}/a.css'>",
    "import": "<style>@import url({0}/b.css);</style>",
    "background": "<style>p {{ background: url({0}/bg.png) }}</style><p>x</p>",
    "font": "<style>@font-face {{ font-family: F; src: url({0}/f.woff2) }} p {{ font-family: F }}</style><p>x</p>",
    "attachment": "<link rel=attachment href='{0}/att.txt'><p>x</p>",
    "object": "<object data='{0}/o.svg'></object>",
    "redirect": "<img src='{0}/redirect'>",
    "svg": "<img src='asset:own.svg'>",
    "file": "<img src='file:///etc/passwd'>",
    "data": "<img src='data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>'>",
}


def a_sheet(body: str, **pictures: bytes) -> Sheet:
    html = f'<!doctype html><html lang="zh"><head><title>x</title></head><body>{body}</body></html>'
    return Sheet(html=html, own={f"{name}.svg": picture for name, picture in pictures.items()})


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_document_fetches_nothing_and_is_refused_for_trying(channel: str, listener: str) -> None:
    inner = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{listener}/in.png"/></svg>'
    sheet = a_sheet(CHANNELS[channel].format(listener), own=inner.encode())

    with pytest.raises(NotPrintable):
        Press(style="").print(sheet)
    assert Recorder.asked == []


def test_control_weasyprints_own_fetcher_would_have_asked(listener: str) -> None:
    from weasyprint import HTML

    HTML(string=CHANNELS["img"].format(listener)).write_pdf()

    assert Recorder.asked == ["/img.png"]


def test_markup_cannot_set_styles_by_old_attributes(tmp_path: Path) -> None:
    plain = Press(style="").print(a_sheet("<p>x</p>"))
    hinted = Press(style="").print(a_sheet("<p align=right>x</p>"))
    pictures = [picture_of(pdf, tmp_path, name=f"hint-{index}") for index, pdf in enumerate((plain, hinted))]
    assert ImageChops.difference(*pictures).getbbox() is None


def test_the_system_check_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from certificates.issuing import checks

    assert [found.id for found in checks.documents_can_be_printed(None) if found.level > INFO] == []
    monkeypatch.setattr(fonts, "has_rare_typeface", lambda: False)
    assert [found.id for found in checks.documents_can_be_printed(None)] == ["certificates.I001"]
    monkeypatch.setattr(fonts, "font_file", lambda: None)
    monkeypatch.setattr("weasyprint.text.ffi.harfbuzz_subset", None)
    assert [found.id for found in checks.documents_can_be_printed(None)] == [
        "certificates.E001",
        "certificates.W001",
    ]


def test_the_tools_of_these_tests_are_there() -> None:
    assert all(shutil.which(tool) for tool in ("pdftotext", "pdftoppm"))
