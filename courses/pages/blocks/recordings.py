"""The block that plays a film or a sound recording, with captions, and with its words below."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.pages.blocks.pictures import PictureBlock
from courses.pages.blocks.samples import recording_sample
from courses.pages.recordings.player import player_of
from courses.pages.recordings.viewset import CHOOSER

RecordingChooserBlock = CHOOSER.get_block_class(name="RecordingChooserBlock", module_path=__name__)


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
        return {**super().get_context(value, parent_context), "player": player_of(value["recording"])}

    def get_preview_value(self) -> blocks.StructValue:
        return blocks.StructValue(self, recording_sample().items())
