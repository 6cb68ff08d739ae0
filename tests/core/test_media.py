"""Pictures are sent inert and at our own address; nothing else in the storage has one."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

SVG = "<svg xmlns='http://www.w3.org/2000/svg'/>"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """A media folder with one picture and one document."""
    settings.MEDIA_ROOT = tmp_path
    for name in ("images/a.svg", "documents/private.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(SVG)
    return tmp_path


def test_a_picture_is_sent_and_runs_nothing(client: Client) -> None:
    response = client.get("/media/images/a.svg")
    assert b"".join(response) == SVG.encode()
    assert response["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "public" in response["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "documents/private.txt",
        "images/../documents/private.txt",
        "images/%2e%2e/documents/private.txt",
        "images/../../secret",
        "images/",
        "images/%00",
        "images/missing.svg",
        "/etc/passwd",
    ],
)
def test_nothing_else_has_an_address(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404


def test_pictures_in_an_object_storage_are_shown_at_our_own_address(settings: Any) -> None:
    from lms.core.object_storage import PictureStorage

    storage = PictureStorage(bucket_name="b", endpoint_url="https://store.example.cn", location="media")
    assert storage.url("images/第一课.svg") == "/media/images/%E7%AC%AC%E4%B8%80%E8%AF%BE.svg"


def test_an_object_that_went_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.exceptions import ClientError
    from storages.backends.s3 import S3Storage

    from lms.core.object_storage import PictureStorage

    def refuse(_storage: object, name: str) -> None:
        raise ClientError({"ResponseMetadata": {"HTTPStatusCode": int(name)}}, "HeadObject")

    monkeypatch.setattr(S3Storage, "get_modified_time", refuse)
    storage = PictureStorage(bucket_name="b", endpoint_url="https://store.example.cn")
    for name, expected in (("404", FileNotFoundError), ("500", ClientError)):
        with pytest.raises(expected):
            storage.get_modified_time(name)
