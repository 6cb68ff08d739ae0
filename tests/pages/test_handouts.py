"""Handouts: PDF by their bytes, nothing that acts, downloaded and never opened in a page of ours."""

import io
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model

from courses.pages.handouts import find_sheet_fault
from tests.factories.accounts import trainee_at
from tests.factories.organisations import a_site
from tests.pages.authors import an_instructor, client_of
from tests.pages.recordings import SHEET, a_sheet, send_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("way", ["wagtaildocs:add", "wagtaildocs_chooser:create"])
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("sheet.pdf", b"MZ" + bytes(90), "PDF"),
        ("sheet.pdf", b"<html><script>alert(1)</script></html>", "PDF"),
        ("sheet.pdf", SHEET.read_bytes()[:-2000], "不完整"),
        ("sheet.pdf", SHEET.read_bytes().replace(b"startxref", b"<</L#61unch 1>>\nstartxref"), "Launch"),
    ],
)
def test_what_is_no_plain_sheet_is_refused(name, content, words, way) -> None:
    assert words in send_sheet(content, name=name, way=way)
    assert not get_document_model().objects.exists()


def test_a_sheet_is_downloaded_and_never_opened_in_a_page_of_ours() -> None:
    answer = client_of(trainee_at(a_site())).get(a_sheet())
    assert b"".join(answer) == SHEET.read_bytes()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/pdf"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_a_sheet_is_named_by_its_bytes() -> None:
    send_sheet(SHEET.read_bytes(), name="../../etc/记录 表.html")
    assert get_document_model().objects.get().filename == "记录_表.pdf"


def test_a_sheet_that_was_approved_is_not_replaced() -> None:
    a_sheet()
    sheet = get_document_model().objects.get()
    address = reverse("wagtaildocs:edit", args=[sheet.pk])
    data = {"title": "新", "tags": "", "file": SimpleUploadedFile("b.pdf", SHEET.read_bytes() + b"\n")}
    client = client_of(an_instructor())
    assert client.get(address).status_code == 200
    client.post(address, data)
    sheet.refresh_from_db()
    assert (sheet.title, sheet.file_size) == ("新", len(SHEET.read_bytes()))


@pytest.mark.parametrize("packed", [False, True])
def test_a_script_is_found_wherever_it_stands(packed) -> None:
    with pikepdf.open(SHEET) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        assert find_sheet_fault(saved(pdf, packed=packed)).code == "active"


def test_a_locked_sheet_is_refused_and_a_plain_one_saved_by_others_taken() -> None:
    with pikepdf.open(SHEET) as pdf:
        locked = saved(pdf, packed=False, encryption=pikepdf.Encryption(owner="a", user="b"))
        assert find_sheet_fault(locked).code == "locked"
        for packed in (False, True):
            assert find_sheet_fault(saved(pdf, packed=packed)) is None


def saved(pdf: pikepdf.Pdf, *, packed: bool, **more: Any) -> bytes:
    """Return the file of a PDF, its objects packed into streams or not."""
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    target = io.BytesIO()
    pdf.save(target, object_stream_mode=mode, **more)
    return target.getvalue()
