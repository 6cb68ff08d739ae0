"""Where a pack comes from: a folder of readable source, or one file."""

from pathlib import Path

from courses.pages.packs.archive import read_archive
from courses.pages.packs.errors import PackError
from courses.pages.packs.reader import files_in


def files_at(path: Path) -> dict[str, bytes]:
    """Return the files of the pack at this path.

    :raises PackError: there is nothing, or it is no pack.
    """
    try:
        if path.is_dir():
            return files_in(path)
        with path.open("rb") as file:
            return read_archive(file)
    except OSError as error:
        raise PackError(f"{path}: {error.strerror}.") from error
