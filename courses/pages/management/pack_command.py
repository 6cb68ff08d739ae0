"""Shared by the commands on content packs: what a pack is refused for, in sentences."""

from courses.pages.transfers.operations.loading import REFUSALS, reasons_of
from lms.core.management.json_command import JsonCommand


class PackCommand(JsonCommand):
    """A command on packs; a text that no page or column can hold refuses the pack too."""

    refusals = REFUSALS

    def reasons_of(self, error: Exception) -> list[str]:
        return reasons_of(error)
