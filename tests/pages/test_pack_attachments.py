"""Films with captions, sound and sheets in a pack: refused by name when they are bad, and the same bytes both ways."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.documents import get_document_model

from courses.catalog.api import get_published_version
from courses.pages.api import PackError, files_in, load_pack
from courses.pages.errors import PackIncomplete
from courses.pages.models import Picture, Recording
from courses.pages.packs.archive import read_archive, write_archive
from courses.pages.packs.attachments import attachments_in
from courses.pages.packs.collector import collect_pack
from courses.pages.packs.differences import differences_of
from courses.pages.packs.preview import preview_pack
from courses.pages.packs.reader import read_pack
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from tests.factories.courses import NOW
from tests.pages.recordings import CAPTIONS, FILM, SHEET, mp3
from tests.support import quick_yaml as yaml

ACTOR = Actor.system("test")
MADE_AT = datetime(2026, 12, 1, tzinfo=UTC)


def said() -> dict[str, str]:
    return {"zh": "第一段。\n\n第二段。", "en": "One.\n\nTwo."}


BLOCKS = [
    {
        "type": "recording",
        "file": "recordings/button.mp4",
        "title": {"zh": "按钮", "en": "Button"},
        "transcript": said(),
    },
    {
        "type": "recording",
        "file": {"zh": "recordings/said-zh.mp3", "en": "recordings/said-en.mp3"},
        "title": {"zh": "听", "en": "Listen"},
        "transcript": said(),
    },
    {
        "type": "handout",
        "file": {"zh": "handouts/record.pdf", "en": "handouts/record-en.pdf"},
        "title": {"zh": "记录表", "en": "Record"},
    },
]
FILES = {
    "recordings/button.mp4": FILM.read_bytes(),
    "recordings/button.zh.vtt": CAPTIONS.encode(),
    "recordings/button.en.vtt": CAPTIONS.replace("先断电。", "Switch off.").encode(),
    "recordings/said-zh.mp3": mp3(artist=b"\x00"),
    "recordings/said-en.mp3": mp3(artist=b"\x00") + bytes(3),
    "handouts/record.pdf": SHEET.read_bytes(),
    "handouts/record-en.pdf": SHEET.read_bytes() + b"\n",
}


def files_with(
    folder: Path, blocks: list[dict[str, Any]] = BLOCKS, more: dict[str, bytes] = FILES
) -> dict[str, bytes]:
    """Return the files of a pack whose first lesson has these blocks at its end."""
    files = files_in(folder)
    name = next(name for name in sorted(files) if name.startswith("lessons/"))
    lesson = yaml.safe_load(files[name])
    poster = next(name for name in sorted(files) if name.startswith("drawings/"))
    shown = [
        {**block, "poster": poster} if block["file"] == "recordings/button.mp4" else block for block in blocks
    ]
    lesson["blocks"] = [*lesson["blocks"], *shown]
    return {**files, name: yaml.safe_dump(lesson, allow_unicode=True).encode(), **more}


# --- refused ----------------


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"recordings/a.mp4": b"MZ" + bytes(500)}, "recordings/a.mp4: This is"),
        ({"recordings/a.webm": FILM.read_bytes()}, "recordings/a.webm: by its bytes this is .mp4"),
        ({"recordings/button.webm": FILM.read_bytes()}, "two recordings have one name"),
        ({"recordings/button.zh.vtt": b"WEBVTT\n\n00:01 --> 00:02\nx\n"}, "button.zh.vtt: Line 3"),
        ({"recordings/button.zh.vtt": "字".encode("gb18030")}, "no text in UTF-8"),
        ({"recordings/button.fr.vtt": CAPTIONS.encode()}, "button.fr.vtt: there is no such recording"),
        (
            {"recordings/silent.mp4": FILM.read_bytes(), "recordings/silent.zh.vtt": CAPTIONS.encode()},
            "silent.mp4: its captions are missing: recordings/silent.en.vtt",
        ),
        ({"recordings/other.zh.vtt": CAPTIONS.encode()}, "other.zh.vtt: there is no such recording"),
        ({"handouts/a.pdf": b"<html>"}, "handouts/a.pdf: This is"),
    ],
)
def test_a_bad_file_is_named(change, words) -> None:
    with pytest.raises(PackError) as refused:
        attachments_in({**FILES, **change})
    assert words in refused.value.message


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({**BLOCKS[0], "file": "recordings/none.mp4"}, "there is no recordings/none.mp4"),
        ({**BLOCKS[0], "file": "handouts/record.pdf"}, "there is no handouts/record.pdf"),
        ({**BLOCKS[1], "file": "recordings/button.zh.vtt"}, "there is no recordings/button.zh.vtt"),
        ({**BLOCKS[2], "file": "../../etc/passwd"}, "there is no ../../etc/passwd"),
        ({**BLOCKS[2], "file": {"zh": "handouts/record.pdf"}}, "the language en is missing"),
        ({key: value for key, value in BLOCKS[0].items() if key != "transcript"}, "'transcript' is missing"),
    ],
)
def test_a_block_names_a_file_of_its_own_folder(small_pack, block, words) -> None:
    with pytest.raises(PackError) as refused:
        read_pack(files_with(small_pack, [block]))
    assert words in refused.value.message


def test_a_file_of_another_kind_has_no_place(small_pack) -> None:
    for name in ("recordings/a.mov", "handouts/a.docx", "recordings/deep/a.mp4", "handouts/a.vtt"):
        with pytest.raises(PackError):
            read_pack({**files_in(small_pack), name: b"x"})


# --- both ways ----------------


@pytest.mark.django_db
def test_what_went_in_comes_out_and_in_again(small_pack, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    preview = preview_pack(files_with(small_pack), now=NOW)
    assert (preview.recordings, preview.handouts) == (3, 2)
    before = differences_of(read_pack(files_with(small_pack)))
    assert (len(before.recordings.new), len(before.handouts.new)) == (3, 2)
    load_pack(files=files_with(small_pack), actor=ACTOR, now=NOW)
    collected = collect_pack(get_published_version(programme_code="CPC5"))
    assert {name: collected[name] for name in FILES} == {**FILES, **without_names()}
    archive = write_archive(code="x", files=collected, made_at=MADE_AT)
    again = read_archive(io.BytesIO(archive))
    load_pack(files=again, actor=ACTOR, now=NOW)
    assert collect_pack(get_published_version(programme_code="CPC5")) == collected
    assert (Recording.objects.count(), get_document_model().objects.count()) == (3, 2)
    assert AuditEntry.objects.filter(action="pages.add_recording").count() == 3
    mend_captions(again)
    keep_captions_of_sound(again)
    keep_chinese_titles()
    lose_a_file_and_export()


def mend_captions(files: dict[str, bytes]) -> None:
    """The captions of a newer pack take the place of the older ones; the film stays."""
    newer = {**files, "recordings/button.zh.vtt": CAPTIONS.replace("断", "关").encode()}
    found = differences_of(read_pack(newer))
    assert (found.recordings.changed, len(found.recordings.same)) == (("recordings/button.mp4",), 2)
    assert (len(found.handouts.same), found.pages) == (2, ())
    load_pack(files=newer, actor=ACTOR, now=NOW)
    recording = Recording.objects.get(title="button")
    assert recording.captions["zh"] == CAPTIONS.replace("断", "关")
    assert AuditEntry.objects.filter(action="pages.mend_recording", target_uuid=recording.uuid).count() == 1


def keep_captions_of_sound(files: dict[str, bytes]) -> None:
    """Captions that were written here stay, when a pack has none for their language."""
    recording = Recording.objects.get(title="said-zh")
    Recording.objects.filter(pk=recording.pk).update(captions_zh=CAPTIONS, captions_en=CAPTIONS)
    newer = {**files, "recordings/said-zh.zh.vtt": CAPTIONS.replace("断", "关").encode()}
    found = differences_of(read_pack(newer))
    assert "recordings/said-zh.mp3" in found.recordings.changed
    load_pack(files=newer, actor=ACTOR, now=NOW)
    recording.refresh_from_db()
    assert recording.captions == {"zh": CAPTIONS.replace("断", "关"), "en": CAPTIONS}
    assert "recordings/said-zh.mp3" in differences_of(read_pack(newer)).recordings.same


def keep_chinese_titles() -> None:
    """What is called in Chinese here has its name in the file, and its title where the file is loaded."""
    Recording.objects.filter(title="button").update(title="试验 按钮")
    Recording.objects.filter(title="said-zh").update(title="长" * 120)
    sheet = get_document_model().objects.get(title="record")
    get_document_model().objects.filter(pk=sheet.pk).update(title="记录表")
    collected = collect_pack(get_published_version(programme_code="CPC5"))
    again = read_archive(io.BytesIO(write_archive(code="x", files=collected, made_at=MADE_AT)))
    wanted = {"recordings/试验-按钮.mp4", "recordings/试验-按钮.zh.vtt", "handouts/记录表.pdf"}
    assert wanted | {f"recordings/{'长' * 60}.mp3"} <= set(again)
    Recording.objects.all().delete()
    load_pack(files=again, actor=ACTOR, now=NOW + timedelta(days=1))
    assert "试验-按钮" in Recording.objects.values_list("title", flat=True)


def without_names() -> dict[str, bytes]:
    """Return the sounds as they are kept: what their tags say is emptied."""
    from courses.pages.recordings.intake import take_in

    kept = {}
    for name in ("recordings/said-zh.mp3", "recordings/said-en.mp3"):
        file = io.BytesIO(FILES[name])
        take_in(file)
        kept[name] = file.getvalue()
    return kept


def lose_a_file_and_export() -> None:
    """A file that is gone is named, and nothing is exported without it."""
    picture = Picture.objects.first()
    default_storage.delete(picture.file.name)
    with pytest.raises(PackIncomplete, match=picture.title):
        collect_pack(get_published_version(programme_code="CPC5"))
    default_storage.save(picture.file.name, ContentFile(b"<svg/>"))
    default_storage.delete(Recording.objects.get(title="试验-按钮").file.name)
    with pytest.raises(PackIncomplete, match="试验-按钮"):
        collect_pack(get_published_version(programme_code="CPC5"))
