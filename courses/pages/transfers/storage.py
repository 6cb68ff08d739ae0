"""The files of packs on their way."""

from typing import IO
from uuid import UUID

from django.utils.translation import gettext as _

from courses.pages.errors import UploadDamaged
from lms.core.transfers.files import DamagedFile, KeptFiles

FILES = KeptFiles("packs", "zip")
keep_bytes, forget = FILES.keep_bytes, FILES.forget
name_of, list_kept = FILES.name_of, FILES.list_kept


def open_kept(uuid: UUID, sha256: str) -> IO[bytes]:
    """Return the kept file, at its beginning.

    :raises UploadDamaged: it is gone, or it is not the one that was kept.
    """
    try:
        return FILES.open(uuid, sha256)
    except DamagedFile as error:
        raise UploadDamaged(_("The kept file is not the one that was sent. Send it again.")) from error
