"""Films, sound and handouts as players and browsers fetch them: in parts, and by who learns or teaches here."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from courses.pages.models import Recording
from lms.core import sending
from tests.factories.accounts import employer_user_of, trainee_at
from tests.factories.organisations import a_site, an_employer
from tests.pages.authors import an_instructor, client_of
from tests.pages.recordings import CAPTIONS, FILM, a_recording, a_sheet, film, mp3

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def at_terminal() -> Client:
    return client_of(trainee_at(a_site()))


def address_of(recording: Recording) -> str:
    return reverse("learning:recording", kwargs={"recording_uuid": recording.uuid})


def test_a_player_gets_the_part_that_it_asks_for(at_terminal) -> None:
    content = FILM.read_bytes()
    recording = a_recording(content)
    whole = at_terminal.get(address_of(recording))
    assert b"".join(whole) == content
    assert (whole["Accept-Ranges"], whole["Content-Length"]) == ("bytes", str(len(content)))
    assert (whole["Content-Type"], whole["Cache-Control"]) == ("video/mp4", "private, max-age=86400")
    assert "sandbox" in whole["Content-Security-Policy"]
    part = at_terminal.get(address_of(recording), headers={"range": "bytes=100-299"})
    assert (part.status_code, part.content) == (206, content[100:300])
    assert part["Content-Range"] == f"bytes 100-299/{len(content)}"
    assert (part["Content-Length"], part["ETag"]) == ("200", whole["ETag"])


def test_one_answer_is_never_longer_than_a_piece(at_terminal, monkeypatch) -> None:
    monkeypatch.setattr(sending, "MOST_AT_ONCE", 1000)
    content = FILM.read_bytes()
    recording, got = a_recording(content), b""
    while len(got) < len(content):
        part = at_terminal.get(address_of(recording), headers={"range": f"bytes={len(got)}-"})
        assert part.status_code == 206
        assert len(part.content) <= 1000
        got += part.content
    assert got == content


def test_what_lies_behind_the_end_is_not_there(at_terminal) -> None:
    recording = a_recording()
    answer = at_terminal.get(address_of(recording), headers={"range": f"bytes={recording.size}-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{recording.size}")
    assert not answer.content


def test_a_browser_that_has_it_gets_nothing_again(at_terminal) -> None:
    address = address_of(a_recording())
    whole = at_terminal.get(address)
    assert len(whole.getvalue()) == len(film())
    etag = whole["ETag"]
    assert at_terminal.get(address, headers={"if-none-match": etag}).status_code == 304
    for condition, status in ((etag, 206), ('"other"', 200)):
        headers = {"range": "bytes=0-9", "if-range": condition}
        answer = at_terminal.get(address, headers=headers)
        assert (answer.status_code, len(answer.getvalue())) == (status, 10 if status == 206 else len(film()))
    head = at_terminal.head(address, headers={"range": "bytes=0-9"})
    assert (head.status_code, head["Content-Length"], head.content) == (200, str(len(film())), b"")
    assert at_terminal.post(address).status_code == 405


def test_a_file_that_was_lost_is_not_found(at_terminal) -> None:
    recording = a_recording()
    default_storage.delete(recording.file.name)
    for headers in ({}, {"range": "bytes=0-"}):
        assert at_terminal.get(address_of(recording), headers=headers).status_code == 404


def test_nginx_sends_it_where_it_stands_in_front(at_terminal, settings) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/stored-media/"
    recording = a_recording()
    answer = at_terminal.get(address_of(recording), headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["X-Accel-Redirect"] == f"/stored-media/{recording.file.name}"
    assert answer["Content-Type"] == "video/mp4"


def test_an_object_storage_is_asked_for_the_part_only(at_terminal, monkeypatch) -> None:
    from botocore.stub import Stubber

    from lms.core.object_storage import PictureStorage

    storage = PictureStorage(
        bucket_name="b", endpoint_url="https://store.example.cn", location="media", access_key="a", secret_key="b",
        region_name="cn",
    )  # fmt: skip
    recording = a_recording()
    monkeypatch.setattr(sending, "default_storage", storage)
    wanted = {"Bucket": "b", "Key": f"media/{recording.file.name}", "Range": "bytes=5-9"}
    headers = {"range": "bytes=5-9"}
    with Stubber(storage.bucket.meta.client) as store:
        store.add_response("get_object", {"Body": io.BytesIO(b"12345")}, wanted)
        assert at_terminal.get(address_of(recording), headers=headers).content == b"12345"
        store.add_client_error("get_object", "NoSuchKey", http_status_code=404, expected_params=wanted)
        assert at_terminal.get(address_of(recording), headers=headers).status_code == 404


def test_staff_play_a_recording_in_the_library_with_its_captions() -> None:
    content = FILM.read_bytes()
    recording, client = a_recording(content, captions_en=CAPTIONS), client_of(an_instructor())
    page = client.get(reverse("recordings:edit", args=[recording.pk])).content.decode()
    address = address_of(recording)
    assert f'<source src="{address}" type="video/mp4">' in page
    assert re.findall(r'srclang="([\w-]+)"', page) == ["zh-Hans", "en"]
    part = client.get(address, headers={"range": "bytes=100-299"})
    assert (part.status_code, part.content) == (206, content[100:300])
    sound = a_recording(mp3())
    page = client.get(reverse("recordings:edit", args=[sound.pk])).content.decode()
    assert "<audio" in page
    assert f'src="{address_of(sound)}"' in page


def test_captions_are_text_for_players(at_terminal) -> None:
    recording = a_recording()
    where = {"recording_uuid": recording.uuid, "language": "zh"}
    answer = at_terminal.get(reverse("learning:captions", kwargs=where))
    assert (answer.content.decode(), answer["Content-Type"]) == (CAPTIONS, "text/vtt; charset=utf-8")
    assert (
        at_terminal.get(reverse("learning:captions", kwargs={**where, "language": "en"})).status_code == 404
    )


def test_who_neither_learns_nor_teaches_here_gets_nothing() -> None:
    recording, sheet = a_recording(mp3()), a_sheet()
    where = {"recording_uuid": recording.uuid, "language": "zh"}
    for address in (address_of(recording), reverse("learning:captions", kwargs=where), sheet):
        assert Client().get(address).status_code == 302
        assert client_of(employer_user_of(an_employer())).get(address).status_code == 403
