"""Pictures of items: files beside the items, cleaned on the way in; an item names them by their file name.

What comes out of a bank is named by its content already; loading it again gives the same names.
"""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from courses.pages.errors import PackIncomplete
from courses.pages.packs.errors import PackError
from courses.pages.packs.faults import noted
from lms.core.circuits import CircuitError, read_spec
from lms.exams.api import CleanPicture, ItemVersion, PictureRefused, clean_picture, item_pictures

FOLDER = "items"
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg")


def item_pictures_in(files: Mapping[str, bytes]) -> dict[str, CleanPicture]:
    """Return the pictures that lie beside the items, cleaned, by their file names.

    :raises PackError: naming one that cannot be shown safely.
    """
    found = {}
    for name, content in sorted(files.items()):
        path = PurePosixPath(name)
        if path.parts[0] != FOLDER or path.suffix not in PICTURE_ENDINGS:
            continue
        with noted():
            found[path.name] = _cleaned(name, content)
    return found


def _cleaned(name: str, content: bytes) -> CleanPicture:
    try:
        return clean_picture(content)
    except PictureRefused as error:
        raise PackError(_("%(name)s: this picture cannot be read safely.") % {"name": name}) from error


def with_named_pictures(item: dict[str, Any], pictures: Mapping[str, CleanPicture]) -> dict[str, Any]:
    """Return an item whose attachments name their pictures by content.

    :raises PackError: it names a picture that is not there.
    """
    attachments = item.get("attachments")
    if not isinstance(attachments, list):
        return item
    return {**item, "attachments": [_named(one, item, pictures) for one in attachments]}


def _named(attachment: Any, item: Mapping[str, Any], pictures: Mapping[str, CleanPicture]) -> Any:
    if not isinstance(attachment, dict):
        return attachment
    if attachment.get("kind") == "circuit":
        _check_circuit(str(attachment.get("source") or ""), item)
    file = attachment.get("file")
    if file is None:
        return attachment
    if file not in pictures:
        words = _("items %(code)s: there is no picture items/%(file)s.")
        raise PackError(words % {"code": item.get("code"), "file": file})
    return {**attachment, "file": pictures[file].name}


def _check_circuit(source: str, item: Mapping[str, Any]) -> None:
    try:
        read_spec(source)
    except CircuitError as error:
        raise PackError(f"items {item.get('code')}: {error.message}") from error


def files_of_pictures(versions: Iterable[ItemVersion]) -> dict[str, bytes]:
    """Return the pictures of wordings as files of a pack.

    :raises PackIncomplete: a picture is not in the storage any more.
    """
    return {f"{FOLDER}/{name}": _content(path) for name, path in sorted(item_pictures(versions).items())}


def _content(path: str) -> bytes:
    try:
        with default_storage.open(path) as file:
            return bytes(file.read())
    except OSError as error:
        raise PackIncomplete(
            _("The picture %(name)s of a question is not in the storage any more.") % {"name": path}
        ) from error
