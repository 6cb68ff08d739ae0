"""Handouts: PDF by their bytes, nothing that acts, downloaded and never opened in a page of ours."""

import io
import re
import zlib
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model

from courses.pages import handouts
from courses.pages.handout_audit import handout_uuid
from courses.pages.handouts import SheetFault, read_sheet
from lms.core.circuits.process import Limits
from lms.core.models import AuditEntry
from tests.factories.accounts import trainee_at
from tests.factories.organisations import a_site
from tests.pages.authors import a_lesson_page, an_instructor, block, client_of, edit
from tests.pages.recordings import SHEET, a_sheet, send_sheet

pytestmark = pytest.mark.django_db
# A name that acts, in another spelling, in the place of the file's own number.
LAUNCHING = re.sub(rb"/ID \[.*?\]", lambda found: b"/L#61unch /A".ljust(len(found[0])), SHEET.read_bytes())
# Words in streams can be read in the bytes.
UNPACKED: dict[str, Any] = {
    "compress_streams": False,
    "stream_decode_level": pikepdf.StreamDecodeLevel.generalized,
}


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
        ("sheet.pdf", LAUNCHING, "Launch"),
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


@pytest.mark.parametrize(
    ("address", "words"),
    [("wagtaildocs:add", "照片自身的信息会保留"), ("recordings:add", "自身的信息会保留")],
)
def test_who_uploads_is_told_what_stays_in_the_file(address, words) -> None:
    assert words in client_of(an_instructor()).get(reverse(address)).content.decode()


def test_a_sheet_is_kept_without_what_programs_noted_and_is_the_same_when_it_comes_again() -> None:
    with pikepdf.open(SHEET) as pdf:
        pdf.docinfo["/Author"] = "Somebody"
        pdf.Root.Metadata = pdf.make_stream(b"<x:xmpmeta>Somebody</x:xmpmeta>")
        pdf.pages[0].PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private="Somebody"))
        note = pikepdf.Dictionary(Metadata=pdf.make_stream(b"<x:xmpmeta>Somebody</x:xmpmeta>"))
        pdf.pages[0].obj.Resources.Properties = pikepdf.Dictionary(MC0=note)
        noted = saved(pdf, packed=False)
    assert b"Somebody" in noted
    send_sheet(noted)
    with get_document_model().objects.get().file.open("rb") as file:
        kept = file.read()
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        assert len(pdf.pages) == 1
        bare = saved(pdf, packed=False, **UNPACKED)
        assert b"/MediaBox" in bare
        assert b"Somebody" not in bare
        assert "/Info" not in pdf.trailer
    assert read_sheet(kept).content == kept


def test_who_uploads_while_another_sheet_is_read_is_told_to_try_again(monkeypatch) -> None:
    monkeypatch.setattr(handouts, "WAIT_SECONDS", 0.01)
    with handouts.READERS:
        assert "请稍候再试" in send_sheet(SHEET.read_bytes())
    assert not get_document_model().objects.exists()
    assert send_sheet(SHEET.read_bytes()) == ""


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
    mended = AuditEntry.objects.filter(action="pages.mend_handout", target_uuid=handout_uuid(sheet.pk))
    assert [row.acting_role for row in mended] == ["instructor"]


WAYS_OUT = {
    "one": lambda pk: reverse("wagtaildocs:delete", args=[pk]),
    "several": lambda pk: (
        f"{reverse('wagtail_bulk_action', args=['wagtaildocs', 'document', 'delete'])}?id={pk}"
    ),
    "just uploaded": lambda pk: reverse("wagtaildocs:delete_multiple", args=[pk]),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_sheet_that_a_lesson_shows_is_not_removed(loaded_pack, way) -> None:
    a_sheet()
    sheet, page, client = (
        get_document_model().objects.latest("pk"),
        a_lesson_page(),
        client_of(an_instructor()),
    )
    handout = {"document": sheet.pk, "title": "记录表", "purpose": ""}
    edit(client, page, blocks=[block("handout", handout)])
    refused = remove(client, WAYS_OUT[way](sheet.pk))
    assert (refused.status_code, page.title in refused.content.decode()) == (409, True)
    page.body = [("handout", {**handout, "document": sheet})]
    page.save()
    assert remove(client, WAYS_OUT[way](sheet.pk)).status_code == 409
    page.body = [("heading", "标题")]
    page.save()
    edit(client, page)
    remove(client, WAYS_OUT[way](sheet.pk))
    assert not get_document_model().objects.filter(pk=sheet.pk).exists()
    rows = AuditEntry.objects.filter(target_uuid=handout_uuid(sheet.pk)).order_by("pk")
    assert [row.action for row in rows] == ["pages.add_handout", "pages.remove_handout"]
    assert all(row.acting_role == "instructor" for row in rows)


def remove(client: Client, address: str) -> HttpResponse:
    """Ask to delete as Wagtail's pages do."""
    with transaction.atomic():  # what a refusal broke ends here, as it does with a request
        return client.post(address, headers={"x-requested-with": "XMLHttpRequest"})


@pytest.mark.parametrize("packed", [False, True])
def test_a_script_is_found_wherever_it_stands(packed) -> None:
    with pikepdf.open(SHEET) as pdf:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.Unused = pdf.make_indirect(pikepdf.Array([pikepdf.Dictionary(Inner=action)]))
        assert read_sheet(saved(pdf, packed=packed)).fault.code == "active"


SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
HIDDEN = {
    "packed": (SCRIPT, b"/ObjStm", b"/FlateDecode"),
    "packed twice": (SCRIPT, b"/ObjStm", b"[/ASCIIHexDecode /FlateDecode]"),
    "under another spelling": (SCRIPT, b"/Obj#53tm", b"/FlateDecode"),
    "behind a remark": (SCRIPT, b"/ObjStm %" + b"x" * 900 + b"\n", b"/FlateDecode"),
    "behind blanks": (b" " * 45_000_000 + SCRIPT, b"/ObjStm", b"/FlateDecode"),
}


@pytest.mark.parametrize("way", HIDDEN)
def test_a_script_is_found_in_whatever_it_is_packed(way) -> None:
    body, kind, filters = HIDDEN[way]
    assert read_sheet(a_pdf(body, kind, filters)).fault == SheetFault("active", "JS")


def test_what_opens_with_the_sheet_may_only_turn_to_a_page() -> None:
    assert read_sheet(a_pdf(b"<</S/GoTo/D[3 0 R/Fit]>>")).fault is None
    assert read_sheet(a_pdf(b"[3 0 R/Fit]")).fault is None
    assert read_sheet(a_pdf(b"<</S/URI/URI(https://x.example)>>")).fault == SheetFault("active", "OpenAction")
    with pikepdf.open(SHEET) as pdf:
        pdf.attachments["a.exe"] = b"MZ"
        assert read_sheet(saved(pdf, packed=True)).fault.code == "active"


def test_a_hostile_sheet_is_refused_and_not_read_to_its_end(monkeypatch) -> None:
    """Names that take more memory than there is; and what pattern matching would walk through once a line."""
    monkeypatch.setattr(handouts, "LIMITS", Limits(cpu_seconds=2, memory_bytes=400 * 1024**2))
    assert read_sheet(a_pdf(b"[" + b"/A " * 9_000_000 + b"]")).fault is not None
    lines = b"%PDF-1.5\n" + b"stream\n" * 1_400_000 + b"startxref\n9\n%%EOF"
    assert read_sheet(lines).fault == SheetFault("damaged")


def a_pdf(action: bytes, kind: bytes = b"/ObjStm", filters: bytes = b"/FlateDecode") -> bytes:
    """Return a PDF of an empty page whose action at opening is packed in a stream."""
    packed = zlib.compress(b"5 0 " + action)
    packed = packed.hex().encode() + b">" if b"Hex" in filters else packed
    head = b"<</Type%b /N 1/First 4/Filter%b/Length %d>>" % (kind, filters, len(packed))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        head + b"\nstream\n" + packed + b"\nendstream",
    ]
    content, rows = b"%PDF-1.5\n", bytes(5)
    for number, one in enumerate(objects, start=1):
        rows += b"\1" + len(content).to_bytes(3, "big") + b"\0"
        content += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    rows += b"\2\0\0\4\0" + b"\1" + len(content).to_bytes(3, "big") + b"\0"
    table = b"6 0 obj\n<</Type/XRef/Size 7/W[1 3 1]/Root 1 0 R/Length %d>>\nstream\n%b\nendstream\nendobj\n"
    return content + table % (len(rows), rows) + b"startxref\n%d\n%%%%EOF\n" % len(content)


def test_a_locked_sheet_is_refused_and_a_plain_one_saved_by_others_taken() -> None:
    with pikepdf.open(SHEET) as pdf:
        locked = saved(pdf, packed=False, encryption=pikepdf.Encryption(owner="a", user="b"))
        assert read_sheet(locked).fault.code == "locked"
        for packed in (False, True):
            assert read_sheet(saved(pdf, packed=packed)).fault is None


def saved(pdf: pikepdf.Pdf, *, packed: bool, **more: Any) -> bytes:
    """Return the file of a PDF, its objects packed into streams or not."""
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    target = io.BytesIO()
    pdf.save(target, object_stream_mode=mode, **more)
    return target.getvalue()
