"""Archives are read in memory and never written anywhere: names, sizes and kinds of entries are checked before one is.

What a name could do on some system (leave the folder, name a device, replace another file) refuses the whole archive.
"""

import io
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lms.core.archives import DAMAGE, is_packed_plainly
from lms.core.unreadable import UnreadableFile


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold; `ratio` counts for files above `ratio_from` bytes."""

    files: int = 30_000
    file_bytes: int = 60_000_000
    all_bytes: int = 200_000_000
    ratio: int = 200
    ratio_from: int = 1_000_000
    depth: int = 16
    name_length: int = 255


LIMITS = Limits()
_CHUNK = 1 << 16
_LOCAL_HEADER = 30
_CENTRAL_SIGN = b"PK\x01\x02"
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\..*)?", re.I
)
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\:\ud800-\udfff]")
_UTF8_NAME, _ENCRYPTED, _STRONGLY_ENCRYPTED = 0x800, 0x1, 0x40


class Archive(Mapping[str, bytes]):
    """The files of a checked archive by path. Each is unpacked when it is asked for, and its bytes are counted."""

    def __init__(
        self, archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], limits: Limits
    ) -> None:
        self._archive, self._members, self._limits = archive, members, limits

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, path: object) -> bool:
        return path in self._members

    def __getitem__(self, path: str) -> bytes:
        """Return the bytes of a file.

        :raises UnreadableFile: what is packed is damaged, or larger than it says.
        """
        return b"".join(self.pieces(path))

    def declared(self, path: str) -> int:
        """Return how large a file says it is."""
        return self._members[path].file_size

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield a file piece by piece, so that one that grows beyond its limit is never held whole.

        :raises UnreadableFile: what is packed is damaged, or larger than it may be.
        """
        count = 0
        try:
            with self._archive.open(self._members[path]) as packed:
                while piece := packed.read(_CHUNK):
                    count += len(piece)
                    if count > self._limits.file_bytes:
                        raise UnreadableFile("archive_too_big", place=path)
                    yield piece
        except DAMAGE as error:
            raise UnreadableFile("broken", place=path) from error


def unpacked(data: bytes, *, limits: Limits = LIMITS) -> Archive:
    """Return the files of a zip archive.

    :raises UnreadableFile: the archive is damaged, encrypted, too large, or holds something that is not safe.
    """
    if data.count(_CENTRAL_SIGN) > 2 * limits.files:
        raise UnreadableFile("archive_too_big", detail=f"> {limits.files}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE as error:
        raise UnreadableFile("broken") from error
    members = archive.infolist()
    _check_sizes(members, len(data), limits)
    return Archive(archive, _named(members, limits), limits)


def is_archive(data: bytes) -> bool:
    """Return whether bytes begin as a zip archive does."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def _check_sizes(members: list[zipfile.ZipInfo], packed_bytes: int, limits: Limits) -> None:
    if len(members) > limits.files:
        raise UnreadableFile("archive_too_big", detail=f"{len(members)} > {limits.files}")
    if sum(member.file_size for member in members) > limits.all_bytes:
        raise UnreadableFile("archive_too_big", detail=f"> {limits.all_bytes}")
    for member in members:
        if member.file_size > limits.file_bytes or _is_bomb(member, limits):
            raise UnreadableFile("archive_too_big", place=member.filename)
    _check_overlap(members, packed_bytes)


def _is_bomb(member: zipfile.ZipInfo, limits: Limits) -> bool:
    packed = max(member.compress_size, 1)
    return member.file_size > limits.ratio_from and member.file_size // packed > limits.ratio


def _check_overlap(members: list[zipfile.ZipInfo], packed_bytes: int) -> None:
    """Refuse entries that share their bytes: an honest archive has none."""
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < end:
            raise UnreadableFile("archive_unsafe", place=member.filename, detail="overlap")
        end = member.header_offset + _LOCAL_HEADER + member.compress_size
    if end > packed_bytes:
        raise UnreadableFile("broken")


def _named(members: list[zipfile.ZipInfo], limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """Return the files by their paths; folders only have their names checked."""
    named: dict[str, zipfile.ZipInfo] = {}
    taken: set[str] = set()
    for member in members:
        path = _path(member)
        _check_kind(member, path)
        _check_path(path, limits)
        folded = unicodedata.normalize("NFC", path).casefold()
        if folded in taken:
            raise UnreadableFile("archive_unsafe", place=path, detail="duplicate")
        taken.add(folded)
        if not path.endswith("/"):
            named[path] = member
    return named


def _path(member: zipfile.ZipInfo) -> str:
    """Return an entry's name; without the sign for UTF-8 it may still be UTF-8, or GBK as Chinese systems write it."""
    name = member.orig_filename
    while name.startswith("./"):
        name = name.removeprefix("./")
    if member.flag_bits & _UTF8_NAME or name.isascii():
        return name
    packed = name.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return packed.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _check_kind(member: zipfile.ZipInfo, path: str) -> None:
    if member.flag_bits & (_ENCRYPTED | _STRONGLY_ENCRYPTED):
        raise UnreadableFile("encrypted", place=path)
    if not is_packed_plainly(member):
        raise UnreadableFile("not_this_format", place=path, detail="compression")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UnreadableFile("archive_unsafe", place=path, detail="link")


def _check_path(path: str, limits: Limits) -> None:
    parts = path.removesuffix("/").split("/")
    if len(parts) > limits.depth or len(path) > limits.name_length:
        raise UnreadableFile("archive_unsafe", place=path[:80], detail="depth")
    if _FORBIDDEN.search(path) or not all(_is_safe(part) for part in parts):
        raise UnreadableFile("archive_unsafe", place=ascii(path)[:80], detail="name")


def _is_safe(part: str) -> bool:
    """Return whether a name means one file and no device on every system; "" stands before an absolute path."""
    return bool(part) and part.rstrip(". ") == part and not _RESERVED.fullmatch(part)
