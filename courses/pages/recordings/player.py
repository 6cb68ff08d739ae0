"""What a page needs to play a film or sound with its captions: in a lesson, and in the library."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from courses.pages.recordings.formats import FILM
from courses.pages.recordings.models import Recording

# Language of the captions -> as browsers name it, and its own name.
TRACKS = {"zh": ("zh-Hans", "中文"), "en": ("en", "English")}


def player_of(recording: Recording | None) -> dict[str, Any] | None:
    """Return what the player needs, or None where there is no recording; nothing is asked of the database."""
    if recording is None:
        return None
    address = reverse("learning:recording", kwargs={"recording_uuid": recording.uuid})
    return {
        "is_film": recording.kind == FILM,
        "address": address,
        "mime": recording.mime,
        "key": recording.key,
        "length": recording.length,
        "tracks": _tracks(recording),
    }


def _tracks(recording: Recording) -> list[dict[str, Any]]:
    """Return the captions, those of the page's language switched on; the others when it has none."""
    languages = list(recording.captions)
    page = "en" if (get_language() or "").startswith("en") else "zh"
    switched_on = page if page in languages else next(iter(languages), "")
    return [
        {
            "language": TRACKS[language][0],
            "name": TRACKS[language][1],
            "is_on": language == switched_on,
            "address": reverse(
                "learning:captions", kwargs={"recording_uuid": recording.uuid, "language": language}
            ),
        }
        for language in languages
    ]
