"""Shared by the commands on content packs: what a pack is refused for, in sentences."""

import hashlib

from courses.pages.transfers.operations.loading import REFUSALS, reasons_of
from lms.core.management.json_command import JsonCommand


def digests(file: bytes, content_sha256: str) -> dict[str, str]:
    """Return the hash of a pack's file, as `sha256sum` tells it, and that of its content, by which loads are known.

    The file holds the time of its making, so two files of one content differ in the first and agree in the second.
    """
    return {"sha256": hashlib.sha256(file).hexdigest(), "content_sha256": content_sha256}


class PackCommand(JsonCommand):
    """A command on packs; a text that no page or column can hold refuses the pack too."""

    refusals = REFUSALS

    def reasons_of(self, error: Exception) -> list[str]:
        return reasons_of(error)
