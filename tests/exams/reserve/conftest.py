"""Packets without the seconds that their pages take, and a store of files for each test."""

import pytest

from lms.exams.reserve.operations import laying_out


@pytest.fixture
def quick(monkeypatch) -> list[str]:
    """Lay out no pages, which takes seconds; return the seals of what was laid out."""
    seen: list[str] = []

    def draw(packet, seen_by) -> bytes:
        seen.append(packet.seal)
        seen_by(1, len(packet.attempts))
        return f"%PDF {packet.seal} {len(seen)}".encode()

    monkeypatch.setattr(laying_out, "print_packet", draw)
    return seen


@pytest.fixture(autouse=True)
def _files_of_this_test_alone(settings, tmp_path) -> None:
    kept = settings.STORAGES["documents"]
    own = kept | {"OPTIONS": kept.get("OPTIONS", {}) | {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"documents": own}
