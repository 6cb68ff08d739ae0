"""What the checks want to know of the films, sound and sheets that lessons name: are they there, have they captions."""

from collections.abc import Iterable

from django.core.files.storage import default_storage
from wagtail.documents import get_document_model

from courses.pages.content_checks import KnownRecording
from courses.pages.recordings.formats import FILM


def known_recordings(keys: Iterable[int]) -> dict[int, KnownRecording]:
    """Return the recordings of these keys as the checks see them."""
    from courses.pages.models import Recording

    rows = Recording.objects.in_bulk(set(keys))
    return {
        key: KnownRecording(
            is_film=row.kind == FILM,
            captions=frozenset(row.captions),
            is_there=default_storage.exists(str(row.file)),
        )
        for key, row in rows.items()
    }


def known_handouts(keys: Iterable[int]) -> frozenset[int]:
    """Return which of these sheets are there, row and file."""
    rows = get_document_model().objects.in_bulk(set(keys))
    return frozenset(key for key, row in rows.items() if row.file.storage.exists(row.file.name))
