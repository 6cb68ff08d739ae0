"""A pack as one file: a ZIP with a manifest that names every file with its size and hash.

The file comes from outside, so nothing in it is believed: names, sizes, hashes and the ratio of compression are checked
while reading, in memory, before anything is understood.
"""

import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _

from courses.pages.packs.errors import PackError
from courses.pages.packs.faults import all_faults_together, noted
from lms.core.archives import DAMAGE, is_packed_plainly

FORMAT = "skills-content-pack"
SCHEMA = 1
MANIFEST = "manifest.json"
MOST_FILES = 5_000
MOST_BYTES = 300 * 1024 * 1024
MOST_BYTES_OF_ONE = 100 * 1024 * 1024
MOST_RATIO = 200
# What an archive and its manifest need for one file beside its content.
_FRAME = 1_024
# A ZIP cannot say that it has no date; the date of making stands in the manifest.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def write_archive(*, code: str, files: Mapping[str, bytes], made_at: datetime) -> bytes:
    """Return the pack's file; the same content gives the same bytes but for `made_at` in the manifest.

    :raises PackError: it would be larger than what `read_archive` takes; names the largest files.
    """
    _refuse_overlarge(files)
    manifest = {
        "format": FORMAT,
        "schema": SCHEMA,
        "code": code,
        "made_at": made_at.isoformat(timespec="seconds"),
        "files": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        },
    }
    head = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in [(MANIFEST, head), *sorted(files.items())]:
            entry = zipfile.ZipInfo(name, date_time=_NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content)
        _check_entries(archive.infolist())
    return target.getvalue()


def _refuse_overlarge(files: Mapping[str, bytes]) -> None:
    by_size = sorted(files, key=lambda name: len(files[name]), reverse=True)
    words = _("The pack would be larger than what can be loaded. Its largest files: %(names)s.")
    total = sum(len(content) + _FRAME for content in files.values())
    if total > MOST_BYTES or any(len(content) > MOST_BYTES_OF_ONE for content in files.values()):
        names = _(", ").join(f"{name} ({len(files[name]) / 1024**2:.1f} MB)" for name in by_size[:5])
        raise PackError(words % {"names": names})


def read_archive(source: IO[bytes]) -> dict[str, bytes]:
    """Return the files of a pack's file, without the manifest, every one checked against it.

    :raises PackError: it is no pack, holds what a pack may not hold, or differs from its manifest; names the files.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            with all_faults_together():  # before anything is unpacked
                _check_entries(entries)
            content = {entry.filename: _content(archive, entry) for entry in entries}
    except DAMAGE as error:
        raise PackError(_("This file is no content pack, or it is damaged.")) from error
    with all_faults_together():
        manifest = _manifest(content.pop(MANIFEST, None))
        _check_against_manifest(content, manifest["files"])
    return content


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_FILES:
        raise PackError(_("The pack holds more than %(count)s files.") % {"count": MOST_FILES})
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise PackError(_("The pack holds two files of one name."))
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise PackError(_("The pack is larger than %(size)s MB.") % {"size": MOST_BYTES // 1024**2})
    for entry in entries:
        with noted():
            _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    path = PurePosixPath(name)
    plain = str(path) == name and not path.is_absolute() and ".." not in path.parts and "\\" not in name
    if not plain or ":" in name or any(ord(character) < 32 for character in name):
        raise PackError(_("The pack holds a file at a place outside: %(name)s.") % {"name": ascii(name)[:80]})
    if entry.is_dir() or kind not in (0, stat.S_IFREG) or entry.flag_bits & 1:
        raise PackError(_("%(name)s is no plain file.") % {"name": name})
    if not is_packed_plainly(entry):
        words = _("%(name)s is packed in a way that is not read here. Pack it as an ordinary ZIP file.")
        raise PackError(words % {"name": name})
    if entry.file_size > MOST_BYTES_OF_ONE or entry.file_size > MOST_RATIO * max(entry.compress_size, 1_000):
        raise PackError(_("%(name)s is too large.") % {"name": name})


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)  # what is there, not what is said to be there
    if len(content) != entry.file_size:
        raise PackError(_("%(name)s is too large.") % {"name": entry.filename})
    return content


def _manifest(raw: bytes | None) -> dict[str, Any]:
    try:
        manifest = json.loads(raw or b"")
        known = manifest["format"] == FORMAT and isinstance(manifest["files"], dict)
        schema = manifest["schema"]
    except (ValueError, KeyError, TypeError) as error:
        raise PackError(_("This file is no content pack: it has no usable manifest.json.")) from error
    if not known:
        raise PackError(_("This file is no content pack: it has no usable manifest.json."))
    if schema != SCHEMA:
        raise PackError(
            _("The pack has schema %(found)s; this platform reads schema %(known)s.")
            % {"found": str(schema)[:20], "known": SCHEMA}
        )
    return dict(manifest)


def _check_against_manifest(content: Mapping[str, bytes], listed: Mapping[str, Any]) -> None:
    for name in sorted(set(listed) | set(content)):
        with noted():
            _check_one_against_manifest(name, content, listed)


def _check_one_against_manifest(name: str, content: Mapping[str, bytes], listed: Mapping[str, Any]) -> None:
    if name not in content:
        raise PackError(_("%(name)s is missing in the pack.") % {"name": ascii(name)[:80]})
    expected = listed.get(name)
    if not isinstance(expected, dict) or "sha256" not in expected:
        raise PackError(_("%(name)s is not in the manifest.") % {"name": name})
    if hashlib.sha256(content[name]).hexdigest() != expected["sha256"]:
        raise PackError(
            _(
                "%(name)s was changed by hand: its hash differs from the manifest. "
                "Change the source folder and make the file anew: manage.py build_pack."
            )
            % {"name": name}
        )
