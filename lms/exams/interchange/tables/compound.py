"""Compound files, the containers of old office documents: their streams by name. Chains that loop are refused."""

import struct
from dataclasses import dataclass

from lms.core.unreadable import UnreadableFile

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_MORE = 0xFFFFFFFA  # this and above end a chain
_IN_HEAD = 109
_ENTRY = 128
_SMALL = 4096
_MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class _Entry:
    """One name of the directory."""

    start: int
    size: int
    is_stream: bool


class Compound:
    """The streams of a compound file.

    :raises UnreadableFile: it is damaged.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._open()
        except (struct.error, IndexError, ValueError) as error:
            raise UnreadableFile("broken") from error

    def _open(self) -> None:
        shift, small_shift = struct.unpack_from("<HH", self._data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise UnreadableFile("broken")
        self._sector, self._small_sector = 1 << shift, 64
        directory, _, self._cutoff, small_start, _, more, _ = struct.unpack_from("<7I", self._data, 48)
        self._table = self._allocation(more)
        self.entries = self._directory(self._chain(directory))
        self._small_table = _numbers(self._chain(small_start))
        root = self.entries.get("Root Entry") or next(iter(self.entries.values()), None)
        self._small = self._chain(root.start) if root else b""

    def _allocation(self, more: int) -> list[int]:
        """Return the table that says which sector follows which."""
        sectors = list(struct.unpack_from(f"<{_IN_HEAD}I", self._data, 76))
        seen: set[int] = set()
        while more < _NO_MORE and more not in seen:
            seen.add(more)
            numbers = _numbers(self._at(more))
            sectors += numbers[:-1]
            more = numbers[-1]
        parts = [self._at(sector) for sector in sectors if sector < _NO_MORE]
        if len(parts) * self._sector > len(self._data):
            raise UnreadableFile("broken")
        return _numbers(b"".join(parts))

    def _at(self, sector: int) -> bytes:
        """Return a sector."""
        begin = (sector + 1) * self._sector
        return self._data[begin : begin + self._sector]

    def _chain(self, start: int) -> bytes:
        """Return the sectors that follow each other."""
        parts, left = [], len(self._data) // self._sector + 1
        while start < _NO_MORE:
            left -= 1
            if left < 0 or start >= len(self._table):
                raise UnreadableFile("broken")
            parts.append(self._at(start))
            start = self._table[start]
        return b"".join(parts)

    def _directory(self, data: bytes) -> dict[str, _Entry]:
        """Return the names; of two alike the first."""
        entries: dict[str, _Entry] = {}
        for begin in range(0, min(len(data), _MOST_ENTRIES * _ENTRY) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, begin + 64)
            if kind and 2 <= length <= 64:
                name = data[begin : begin + length - 2].decode("utf-16-le", "replace")
                start, size = struct.unpack_from("<II", data, begin + 116)
                entries.setdefault(name, _Entry(start, size, kind == 2))
        return entries

    def stream(self, name: str) -> bytes:
        """Return a stream; small ones stand together in one."""
        entry = self.entries[name]
        if entry.size >= self._cutoff:
            return self._chain(entry.start)[: entry.size]
        parts, start, left = [], entry.start, _SMALL
        while start < _NO_MORE and left:
            left -= 1
            parts.append(self._small[start * self._small_sector : (start + 1) * self._small_sector])
            if start >= len(self._small_table):
                raise UnreadableFile("broken")
            start = self._small_table[start]
        return b"".join(parts)[: entry.size]


def _numbers(data: bytes) -> list[int]:
    """Return the numbers of a table."""
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))
