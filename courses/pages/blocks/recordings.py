"""The block that plays a film or a sound recording, with captions, and with its words below."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.pages.blocks.pictures import PictureBlock
from courses.pages.blocks.samples import recording_sample
from courses.pages.recordings.formats import FILM
from courses.pages.recordings.viewset import CHOOSER

RecordingChooserBlock = CHOOSER.get_block_class(name="RecordingChooserBlock", module_path=__name__)
# Language of the captions -> as browsers name it, and its own name.
TRACKS = {"zh": ("zh-Hans", "中文"), "en": ("en", "English")}


class RecordingBlock(blocks.StructBlock):
    """A film or sound with everything that somebody needs who cannot see or hear it."""

    recording = RecordingChooserBlock(label=_("Film or sound"))
    title = blocks.CharBlock(
        max_length=120,
        label=_("Title"),
        help_text=_("What it shows, in a few words. It stands above the player."),
    )
    poster = PictureBlock(
        required=False,
        label=_("Picture before the start"),
        help_text=_(
            "Stands in the player until somebody starts the film. Nothing of the film is loaded before."
        ),
    )
    transcript = blocks.TextBlock(
        label=_("Text of the recording"),
        help_text=_("Everything that is said and shown, for who cannot hear or see it, and for paper."),
    )

    class Meta:
        icon = "recording"
        label = _("Film or sound")
        template = "pages/blocks/recording.html"
        description = _("A film or sound with captions in both languages and its text below.")
        preview_template = "pages/block_preview.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), **shown(value["recording"])}

    def get_preview_value(self) -> blocks.StructValue:
        return blocks.StructValue(self, recording_sample().items())


def shown(recording: Any) -> dict[str, Any]:
    """Return what the player needs; nothing is asked of the database."""
    if recording is None:
        return {"player": None}
    address = reverse("learning:recording", kwargs={"recording_uuid": recording.uuid})
    player = {
        "is_film": recording.kind == FILM,
        "address": address,
        "mime": recording.mime,
        "key": recording.key,
        "length": recording.length,
        "tracks": _tracks(recording),
    }
    return {"player": player}


def _tracks(recording: Any) -> list[dict[str, Any]]:
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
