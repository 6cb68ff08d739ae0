"""Bad input in authoring: drawings with scripts, giant pictures, wrong kinds, pasted Word, scripts in texts."""

import io
import re
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from courses.pages.blocks.lesson import TEXT_FEATURES
from courses.pages.models import LessonPage, Picture
from lms.core.drawings import find_fault
from tests.pages.authors import a_lesson_page, an_instructor, block, client_of, edit
from tests.support.photographs import SECRETS, a_photograph

pytestmark = pytest.mark.django_db
PLAIN = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path id="a" d="M0 0"/><use href="#a"/></svg>'
# What Word puts on the clipboard, less its head, which a browser drops before the editor sees it.
WORD = """<p class=MsoNormal style='text-indent:21.0pt;mso-char-indent-count:2.0'><b><span style='font-family:宋体;
mso-bidi-font-size:10.5pt;color:red'>先断电</span></b><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoListParagraph onclick="alert(1)"><a href="javascript:alert(1)">再验电</a><script>alert(1)</script>
<img src="file:///C:/Users/image001.png" onerror="alert(1)"/></p><h1>大标题</h1><table><tr><td>格</td></tr></table>"""


def png(width: int, height: int) -> bytes:
    """Return a PNG whose head promises this size and whose body holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def small_png(width: int = 40, height: int = 30) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def upload(settings, tmp_path):
    """Upload a picture as an instructor, by the page or by the dialog of the editor; return the answer's words."""
    settings.MEDIA_ROOT = tmp_path
    client = client_of(an_instructor())

    def send(name: str, content: bytes, *, way: str = "wagtailimages:add") -> str:
        prefix = "image-chooser-upload-" if "chooser" in way else ""
        file = SimpleUploadedFile(name, content)
        data = {
            f"{prefix}title": "图",
            f"{prefix}file": file,
            f"{prefix}tags": "",
            f"{prefix}description": "",
        }
        answer = client.post(reverse(way), data)
        return answer.content.decode("unicode_escape" if prefix else "utf-8", errors="replace")

    return send


@pytest.mark.parametrize(
    "hostile",
    [
        b"<script>alert(1)</script>",
        b'<rect onload="alert(1)"/>',
        b'<a href="javascript:alert(1)"/>',
        b'<image href="http://example.org/x.png"/>',
        b"<foreignObject><body/></foreignObject>",
        b'<set attributeName="href" to="javascript:alert(1)"/>',
    ],
)
def test_a_drawing_that_does_something_is_refused_with_what_to_do(upload, hostile) -> None:
    answer = upload("evil.svg", PLAIN.replace(b"</svg>", hostile + b"</svg>"))
    assert "plain SVG" in answer
    assert not Picture.objects.exists()


@pytest.mark.parametrize("content", [b"<!DOCTYPE svg [<!ENTITY x 'y'>]>" + PLAIN, b"<svg", b""])
def test_what_is_no_plain_svg_is_refused(upload, content) -> None:
    upload("broken.svg", content)
    assert not Picture.objects.exists()
    assert find_fault(content) is not None


def test_a_plain_drawing_and_a_small_picture_are_taken(upload) -> None:
    upload("plain.svg", PLAIN)
    upload("small.png", small_png())
    assert Picture.objects.count() == 2


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (23, 400), (400, 23)])
def test_a_tiny_picture_is_refused_naming_the_smallest_size(upload, size) -> None:
    for way in ("wagtailimages:add", "wagtailimages_chooser:create"):
        answer = upload("tiny.png", small_png(*size), way=way)
        assert f"{size[0]} × {size[1]}" in answer
        assert "24 × 24" in answer
    assert not Picture.objects.exists()
    upload("just.png", small_png(24, 24))
    assert Picture.objects.exists()


def test_a_tiny_picture_that_is_there_already_stays_and_can_be_renamed(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    author = an_instructor()
    file = SimpleUploadedFile("tiny.png", small_png(3, 2))
    picture = Picture.objects.create(title="旧图", file=file, uploaded_by_user=author)
    data = {"title": "旧的小图", "file": "", "tags": "", "description": ""}
    focus = dict.fromkeys(("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"), "")
    client_of(author).post(reverse("wagtailimages:edit", args=[picture.pk]), data | focus)
    picture.refresh_from_db()
    assert (picture.title, picture.width) == ("旧的小图", 3)


@pytest.mark.parametrize("size", [(20_000, 10_000), (10_000, 10_000), (8_000, 6_000)])
def test_a_giant_picture_is_refused_by_its_head_alone(upload, monkeypatch, size) -> None:
    def decoded(*_args: object) -> None:
        raise AssertionError("the picture was decoded")

    monkeypatch.setattr(Image.Image, "load", decoded)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded)
    for way in ("wagtailimages:add", "wagtailimages_chooser:create"):
        assert "百万像素" in upload("giant.png", png(*size), way=way)
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.png", b"<html></html>"), ("x.exe", small_png()), ("x.jpg", small_png()), ("x.svg", small_png())],
)
def test_a_file_of_another_kind_is_refused(upload, name, content) -> None:
    upload(name, content)
    assert not Picture.objects.exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("way", ["wagtailimages:add", "wagtailimages_chooser:create"])
@pytest.mark.parametrize(
    ("name", "kind"), [("室内.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.gif", "GIF")]
)
def test_what_a_telephone_notes_in_a_photograph_is_not_kept(upload, way, name, kind) -> None:
    upload(name, a_photograph(kind), way=way)
    picture = Picture.objects.get()
    with picture.file.open("rb") as stored:
        content = stored.read()
    assert [secret for secret in SECRETS if secret in content] == []
    assert (picture.width, picture.height, picture.title) == (60, 40, "图")


def test_a_photograph_that_is_cut_off_is_refused_with_what_to_do(upload) -> None:
    assert "截断" in upload("a.jpg", a_photograph("JPEG")[:-40])
    assert not Picture.objects.exists()


def test_what_is_pasted_from_word_keeps_its_words_and_nothing_else() -> None:
    converter = ContentstateConverter(features=TEXT_FEATURES)
    kept = converter.to_database_format(converter.from_database_format(WORD))
    assert "先断电" in kept
    assert "再验电" in kept
    for trace in ("Mso", "style", "<a", "<script", "href", "<img", "<h1", "<table", "o:p", "onclick", "span"):
        assert trace not in kept, trace


def test_a_script_in_any_text_is_shown_as_text(loaded_pack) -> None:
    page, client = a_lesson_page(), client_of(an_instructor())
    evil = "<script>alert(1)</script>"
    blocks = [
        block("heading", evil),
        block("text", evil),
        block("hazard", {"level": "must", "title": evil, "body": evil}),
        block("compare", {"right": evil, "wrong": evil}),
    ]
    edit(client, page, blocks=blocks)
    saved = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    drawn = str(saved.body)
    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;") == 6


def test_several_pictures_ask_for_a_description_as_a_note_and_not_as_a_fault() -> None:
    page = client_of(an_instructor()).get(reverse("wagtailimages:add_multiple")).content.decode()
    assert re.search(r'<link rel="stylesheet" href="[^"]*css/authoring[^"]*\.css">', page)
    assert '<p class="error-message">' in page, "the element that our rules speak of"
    rules = (Path(__file__).resolve().parents[2] / "static" / "css" / "authoring.css").read_text("utf-8")
    assert "#upload-list .right > .error-message { display: none; color: inherit" in rules
