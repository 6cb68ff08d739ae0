"""Films, sound and handouts as authors bring them in and as lessons show them."""

import io
import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents import get_document_model

from courses.catalog.api import get_published_version
from courses.pages.authoring.checks import check_page
from courses.pages.models import LessonPage, Picture, Recording
from courses.pages.recordings import intake, operations
from courses.pages.recordings.errors import RecordingInUse, RecordingNotFound
from courses.pages.recordings.operations import (
    RecordingWords,
    add_recording,
    keep_recording,
    mend_recording,
    remove_recording,
)
from lms.core.models import AuditEntry
from lms.core.written_files import keep_once_committed, taken_back_on_failure
from tests.factories.accounts import trainee_at
from tests.factories.courses import enrol
from tests.factories.organisations import a_site
from tests.pages.authors import a_lesson_page, an_instructor, block, client_of, edit
from tests.pages.recordings import (
    ACTOR,
    CAPTIONS,
    NOW,
    PLACE,
    SHEET,
    a_recording,
    a_sheet,
    film,
    send_sheet,
    wav,
)
from tests.pages.test_uploads import PLAIN

pytestmark = pytest.mark.django_db
WAYS = {"page": "recordings:add", "dialog": "recording_chooser:create"}


@pytest.fixture(autouse=True)
def _media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


# --- brought in ----------------


def upload(content: bytes, *, name: str = "film.mp4", way: str = "page", **values: Any) -> str:
    """Upload as an instructor, on the library's page or in the editor's dialog; return the answer's words."""
    data = {
        "title": "试验按钮",
        "file": SimpleUploadedFile(name, content),
        "captions_zh": "",
        "captions_en": "",
    }
    answer = client_of(an_instructor()).post(reverse(WAYS[way]), {**data, **values})
    assert answer.status_code in (200, 302)
    text = answer.content.decode()
    return text.encode().decode("unicode_escape") if way == "dialog" and text.isascii() else text


@pytest.mark.parametrize("way", WAYS)
def test_an_instructor_adds_a_film_with_captions(way) -> None:
    upload(film(), way=way, captions_zh="\ufeff" + CAPTIONS.replace("\n", "\r\n"))
    recording = Recording.objects.get()
    assert (recording.kind, recording.mime, recording.seconds) == ("video", "video/mp4", 75)
    assert recording.captions == {"zh": CAPTIONS}
    assert re.fullmatch(rf"recordings/{recording.sha256[:24]}-[0-9a-f]{{8}}\.mp4", recording.file.name)
    with default_storage.open(recording.file.name) as kept:
        assert PLACE not in kept.read()
    assert AuditEntry.objects.filter(action="pages.add_recording", target_uuid=recording.uuid).count() == 1


def test_captions_come_from_a_file_as_well() -> None:
    upload(film(), captions_en_file=SimpleUploadedFile("en.vtt", CAPTIONS.encode("utf-8-sig")))
    assert Recording.objects.get().captions == {"en": CAPTIONS}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("film.mp4", b"MZ\x90\x00" + bytes(900), "终端能放的"),
        ("film.mp4", PLAIN * 9, "终端能放的"),
        ("film.webm", b"<!doctype html><script>alert(1)</script>" * 40, "终端能放的"),
        ("film.mp4", film()[:-30], "不完整"),
        ("film.mp4", film().replace(b"avc1", b"hvc1"), "hvc1"),
    ],
)
def test_what_is_no_film_is_refused_with_what_to_do(name, content, words, way) -> None:
    assert words in upload(content, name=name, way=way)
    assert not Recording.objects.exists()


def test_an_honest_file_under_a_wrong_name_is_what_its_bytes_say() -> None:
    upload(wav(), name="../../etc/film.exe")
    recording = Recording.objects.get()
    assert recording.mime == "audio/wav"
    assert recording.file.name.endswith(".wav")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch) -> None:
    monkeypatch.setattr(intake, "MOST_BYTES", 100)
    monkeypatch.setattr(intake, "format_of", lambda _file: pytest.fail("the file was read"))
    assert "1280 × 720" in upload(film())
    assert not Recording.objects.exists()


def test_a_file_on_the_disk_is_emptied_of_its_place_too() -> None:
    with TemporaryUploadedFile("a.mp4", "video/mp4", len(film()), None) as file:
        file.write(film())
        kept = add_recording(file=file, words=RecordingWords("a"), actor=ACTOR, now=NOW)
    with default_storage.open(kept.file.name) as stored:
        assert PLACE not in stored.read()


def test_broken_captions_are_refused_with_the_line() -> None:
    assert "第3行" in upload(film(), captions_zh="WEBVTT\n\n00:01 --> 00:02\n字\n")
    assert "UTF-8" in upload(film(), captions_zh_file=SimpleUploadedFile("a.vtt", CAPTIONS.encode("gb18030")))
    assert not Recording.objects.exists()


def test_the_same_film_is_not_kept_twice() -> None:
    a_recording(title="第一次")
    assert "第一次" in upload(film())
    assert Recording.objects.count() == 1


def test_a_file_whose_row_was_not_written_is_not_kept(monkeypatch) -> None:
    monkeypatch.setattr(operations, "_created", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        a_recording()
    assert default_storage.listdir("recordings") == ([], [])


def keep() -> Recording:
    """Keep a film as packs do, inside a transaction of the caller."""
    return keep_recording(file=io.BytesIO(film()), words=RecordingWords("a"), actor=ACTOR, now=NOW)


def test_a_file_goes_when_the_callers_transaction_is_rolled_back() -> None:
    def load() -> None:
        with taken_back_on_failure(), transaction.atomic():
            keep_once_committed()
            assert default_storage.exists(keep().file.name)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        load()
    assert not Recording.objects.exists()
    assert default_storage.listdir("recordings") == ([], [])


def test_a_file_that_nobody_would_take_back_is_not_stored() -> None:
    with pytest.raises(RuntimeError):
        keep()
    assert not default_storage.exists("recordings")


def test_a_file_stays_when_something_fails_after_the_commit(django_capture_on_commit_callbacks) -> None:
    def load() -> None:
        with taken_back_on_failure(), django_capture_on_commit_callbacks(execute=True):
            keep_once_committed()
            keep()
            transaction.on_commit(lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        load()
    assert default_storage.exists(Recording.objects.get().file.name)


def test_captions_are_mended_and_the_film_stays() -> None:
    recording = a_recording()
    client = client_of(an_instructor())
    address = reverse("recordings:edit", args=[recording.pk])
    assert 'type="file" name="file"' not in client.get(address).content.decode()
    data = {
        "title": "按钮",
        "captions_zh": CAPTIONS,
        "captions_en": CAPTIONS,
        "file": SimpleUploadedFile("b.wav", wav()),
    }
    assert client.post(address, data).status_code == 302
    mended = Recording.objects.get()
    assert (mended.title, set(mended.captions), mended.sha256) == ("按钮", {"zh", "en"}, recording.sha256)
    entries = AuditEntry.objects.filter(action="pages.mend_recording")
    assert entries.count() == 1
    words = RecordingWords("按钮", CAPTIONS, CAPTIONS)
    mend_recording(recording=mended, words=words, actor=ACTOR, now=NOW)  # nothing changes
    assert entries.count() == 1


def test_a_recording_that_a_lesson_shows_is_not_removed(
    loaded_pack, django_capture_on_commit_callbacks
) -> None:
    recording, page = a_recording(), a_lesson_page()
    page.body = [
        ("recording", {"recording": recording, "title": "按钮", "poster": None, "transcript": "先断电。"})
    ]
    page.save()
    client, address = client_of(an_instructor()), reverse("recordings:delete", args=[recording.pk])
    answer = client.post(address, follow=True)
    edit_page = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert f'<a href="{edit_page}" class="button' in answer.content.decode()
    assert f"“{page.title}”</a>" in answer.content.decode()
    with pytest.raises(RecordingInUse):
        remove_recording(recording=recording, actor=ACTOR, now=NOW)
    assert page.title in client.get(reverse("recordings:usage", args=[recording.pk])).content.decode()
    page.body = [("heading", "标题")]
    page.save()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    assert not Recording.objects.exists()
    assert not default_storage.exists(recording.file.name)


def test_a_recording_that_only_a_draft_shows_is_not_removed(loaded_pack) -> None:
    recording, page, client = a_recording(), a_lesson_page(), client_of(an_instructor())
    value = {"recording": recording.pk, "title": "按钮", "poster": "", "transcript": "先断电。"}
    edit(client, page, blocks=[block("recording", value)])
    with pytest.raises(RecordingInUse) as refused:
        remove_recording(recording=recording, actor=ACTOR, now=NOW)
    assert page.title in refused.value.reasons[0]
    edit(client, page)
    remove_recording(recording=recording, actor=ACTOR, now=NOW)


def test_a_recording_that_is_gone_is_said_to_be_gone() -> None:
    recording = a_recording()
    remove_recording(recording=Recording.objects.get(), actor=ACTOR, now=NOW)
    with pytest.raises(RecordingNotFound):
        remove_recording(recording=recording, actor=ACTOR, now=NOW)
    with pytest.raises(RecordingNotFound):
        mend_recording(recording=recording, words=RecordingWords("a"), actor=ACTOR, now=NOW)


# --- in a lesson ----------------


def test_a_lesson_is_saved_with_a_film_and_a_sheet_and_checked(loaded_pack) -> None:
    recording, page, client = a_recording(), a_lesson_page(), client_of(an_instructor())
    send_sheet(SHEET.read_bytes())
    sheet = get_document_model().objects.get()
    blocks = [
        block(
            "recording", {"recording": recording.pk, "title": "按钮", "poster": "", "transcript": "先断电。"}
        ),
        block("handout", {"document": sheet.pk, "title": "记录表", "purpose": ""}),
    ]
    edit(client, page, blocks=blocks)
    saved = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert codes_of(saved) == ["captions_missing_other"]
    default_storage.delete(recording.file.name)
    default_storage.delete(sheet.file.name)
    mend_recording(recording=recording, words=RecordingWords("a"), actor=ACTOR, now=NOW)
    assert codes_of(saved) == ["captions_missing", "handout_missing", "recording_gone"]


def codes_of(page: Any) -> list[str]:
    """Return what the checks say of films and sheets."""
    found = {finding.code for finding in check_page(page).findings}
    return sorted(
        code for code in found if code.startswith(("captions", "recording", "handout", "transcript"))
    )


@pytest.mark.parametrize(("language", "switched_on"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_a_lesson_plays_with_captions_of_the_page_and_stays_light(loaded_pack, language, switched_on) -> None:
    page = a_lesson_page(language)
    films = [a_recording(film(seconds), captions_en=CAPTIONS, title=str(seconds)) for seconds in (1, 2, 3)]
    a_sheet()
    sheet, poster = get_document_model().objects.get(), Picture.objects.first()
    words = {"title": "按钮", "poster": poster.pk, "transcript": "第一段。\n\n<b>第二段</b>。"}
    page.body = [
        *(one for one in page.body.raw_data if one["type"] != "task"),
        *(block("recording", {"recording": one.pk, **words}) for one in films),
        *(block("handout", {"document": sheet.pk, "title": "记录表", "purpose": ""}) for _one in films),
    ]
    page.save()
    user = trainee_at(a_site())
    enrol(user, get_published_version(programme_code="CPC5"))
    client, address = client_of(user), reverse("learning:lesson", kwargs={"lesson_uuid": page.lesson.uuid})
    client.cookies["language"] = language
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        text = client.get(address).content.decode()
    assert len(asked) <= 12
    assert text.count('preload="none"') == text.count(f'poster="{poster.file.url}"') == 3
    assert re.findall(r'srclang="([\w-]+)" label="[^"]+" default', text) == [switched_on] * 3
    assert f'data-recording="{films[0].key}"' in text
    assert "<p>&lt;b&gt;第二段&lt;/b&gt;。</p>" in text
    assert text.count(f'href="{sheet.url}" download') == 3
