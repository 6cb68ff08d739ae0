"""What somebody does with packs in the browser, for tests: make a file, send it, have it checked, say yes."""

import io
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile
from django.test import Client

import courses.pages.tasks  # noqa: F401 - names the handlers of jobs, as a worker does
from courses.pages.models import PackUpload
from courses.pages.packs import files_in
from courses.pages.packs.archive import write_archive
from courses.pages.packs.collector import written
from courses.pages.transfers import operations, storage
from lms.core.actor import Actor
from tests.factories.courses import NOW
from tests.support import quick_yaml as yaml

INDEX = "/authoring/packs/"


def packed(folder: Path) -> bytes:
    files = files_in(folder)
    code = yaml.safe_load(files["pack.yaml"])["code"]
    return write_archive(code=code, files=files, made_at=NOW)


def change(folder: Path, name: str, **values: object) -> None:
    """Change values at the top of a YAML file of the pack."""
    content = yaml.safe_load((folder / name).read_text("utf-8"))
    (folder / name).write_bytes(written({**content, **values}))


def sent(who, content: bytes) -> PackUpload:
    new = operations.NewTransfer(uuid4(), who)
    return operations.receive_upload(
        new=new, file=ContentFile(content), actor=Actor(who.uuid, "content_reviewer"), now=NOW
    )


def quiet(_step: int) -> None:
    """Hear of steps and say nothing."""


def checked(who, content: bytes) -> PackUpload:
    row = sent(who, content)
    operations.check_upload(uuid=row.uuid, now=NOW, report=quiet)
    return PackUpload.objects.get(pk=row.pk)


def confirm(row: PackUpload, who) -> PackUpload:
    return operations.confirm_upload(
        uuid=row.uuid, sha256=row.sha256, by=who, actor=Actor(who.uuid, "content_reviewer"), now=NOW
    )


def loaded(row: PackUpload, who) -> PackUpload:
    confirm(row, who)
    operations.load_upload(uuid=row.uuid, now=NOW, report=quiet)
    return PackUpload.objects.get(pk=row.pk)


def kept_files() -> list[str]:
    """Return whose files are kept."""
    return [Path(name).name.partition(".")[0] for name, _since in storage.list_kept()]


def why(row: PackUpload) -> str:
    return " ".join(row.reasons["en"])


def upload_over_http(client: Client, content: bytes, name: str = "../../x.exe", **fields: str):
    """Send a file by the form."""
    file = io.BytesIO(content)
    file.name = name
    return client.post(f"{INDEX}upload/", {"key": str(uuid4()), "pack": file, **fields})
