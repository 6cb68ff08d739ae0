"""How a wording is kept: the columns of its row, its attachments, and the files of these."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from lms.core.circuits import digest_of, draw_circuits
from lms.core.ids import new_uuid
from lms.core.picture_heads import size_of
from lms.core.written_files import store
from lms.exams.bank import rules
from lms.exams.bank.models import AttachmentKind, ItemAttachment, ItemVersion
from lms.exams.errors import UnusableItem

Files = Mapping[str, bytes]
Pair = tuple[ItemVersion, Mapping[str, Any]]
BATCH = 500


def files_with_drawings(items: Sequence[Mapping[str, Any]], files: Files) -> dict[str, bytes]:
    """Return the files with the drawings of the items' circuits. Not for the inside of a transaction: it takes a while.

    :raises CircuitError: a line of a circuit is wrong.
    :raises DrawingFailed: the drawing program did not answer.
    """
    sources = {
        circuit_name(one["source"]): one["source"]
        for item in items
        for one in item.get("attachments") or []
        if one["kind"] == AttachmentKind.CIRCUIT
    }
    missing = {name: source for name, source in sources.items() if name not in files}
    drawn = draw_circuits(list(missing.values()))
    return {**files, **{name: svg.encode() for name, svg in zip(missing, drawn, strict=True)}}


def circuit_name(source: str) -> str:
    """Return the name of the file that shows a circuit: the same words drawn by the same program have the same."""
    return f"{digest_of(source)}.svg"


def keep_wordings(pairs: Sequence[Pair], files: Files) -> list[ItemVersion]:
    """Save new wordings with their attachments. A building block inside the caller's transaction.

    :raises UnusableItem: a picture of an item is not among the files, or not what its name says.
    """
    for version, item in pairs:
        for name, value in columns_of(item, files).items():
            setattr(version, name, value)
    versions = ItemVersion.objects.bulk_create([version for version, _item in pairs], batch_size=BATCH)
    # A folder of their own: what is taken back when this write fails is in nobody else's use.
    folder = f"items/{new_uuid().hex}"
    rows = [row for version, item in pairs for row in attachment_rows(item, folder, version=version)]
    for name in dict.fromkeys(row.file.removeprefix(f"{folder}/") for row in rows if row.file):
        store(default_storage, f"{folder}/{name}", ContentFile(files[name]))
    ItemAttachment.objects.bulk_create(rows, batch_size=BATCH)
    return versions


def columns_of(item: Mapping[str, Any], files: Files) -> dict[str, Any]:
    """Return the columns of the row of a usable item's wording.

    :raises UnusableItem: a picture of the item is not among the files, or not what its name says.
    """
    _refuse_missing(item, files)
    rationale = item.get("rationale") or {}
    return {
        "stem_zh": item["stem"]["zh"],
        "stem_en": item["stem"].get("en", ""),
        "options": rules.named_options(item.get("options") or []),
        "matches": rules.named_matches(item.get("matches") or []),
        "regions": rules.named_regions(item["regions"], ratio=_ratio(item, files))
        if "regions" in item
        else [],
        "key": rules.key_of(item),
        "scoring": rules.scoring_of(item),
        "weights": rules.weights_of(item),
        "is_shuffled": item.get("shuffled", True),
        "rationale_zh": rationale.get("zh", ""),
        "rationale_en": rationale.get("en", ""),
        "depth": item.get("depth", ""),
        "difficulty": item.get("difficulty", ""),
        "source": item.get("source", ""),
        "source_year": item.get("year"),
    }


def attachment_rows(item: Mapping[str, Any], folder: str, **owner: Any) -> Iterator[ItemAttachment]:
    """Yield the rows of an item's attachments, numbered as the marks in its texts count them."""
    for number, one in enumerate(item.get("attachments") or [], start=1):
        alternative, name = one.get("alternative") or {}, file_of(one)
        yield ItemAttachment(
            number=number,
            kind=one["kind"],
            name=one.get("name", ""),
            file=f"{folder}/{name}" if name else "",
            source=one.get("source", ""),
            alternative_zh=alternative.get("zh", ""),
            alternative_en=alternative.get("en", ""),
            **owner,
        )


def file_of(attachment: Mapping[str, Any]) -> str:
    """Return the name of the file that shows an attachment; a formula has none."""
    if attachment["kind"] == AttachmentKind.CIRCUIT:
        return circuit_name(attachment["source"])
    return str(attachment.get("file", ""))


def _refuse_missing(item: Mapping[str, Any], files: Files) -> None:
    for one in item.get("attachments") or []:
        name = file_of(one)
        is_named_well = one["kind"] != AttachmentKind.PICTURE or _is_named_by_content(name, files)
        if name and (name not in files or not is_named_well):
            raise _unusable(item, _("the picture %(name)s is not there or damaged") % {"name": name})


def _is_named_by_content(name: str, files: Files) -> bool:
    return name.partition(".")[0] == hashlib.sha256(files.get(name, b"")).hexdigest()


def _ratio(item: Mapping[str, Any], files: Files) -> str:
    """Return the height of the picture that places are on by its width."""
    pictures = [name for one in item.get("attachments") or [] if (name := file_of(one))]
    size = size_of(files[pictures[0]])
    if size is None:
        raise _unusable(item, _("the size of its picture cannot be read"))
    width, height = size
    return str(height / width)


def _unusable(item: Mapping[str, Any], reason: str) -> UnusableItem:
    message = _("Item %(code)s cannot be used.") % {"code": item.get("code", "?")}
    return UnusableItem(message, field="type", reasons=[reason])
