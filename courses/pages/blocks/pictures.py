"""Blocks that show a picture, and the way in which a lesson loads the pictures of all its blocks at once."""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courses.pages.blocks.plain_samples import drawing_sample

# Block type -> the name under which it keeps a picture.
SHOWING = {"drawing": "image", "recording": "poster"}
_loaded: ContextVar[dict[int, Any] | None] = ContextVar("pages_loaded_pictures", default=None)


def load_body(body: blocks.StreamValue) -> None:
    """Load what the blocks of a lesson show: its pictures with one query, however many kinds of blocks show some."""
    shown = [
        block["value"].get(SHOWING[block["type"]]) for block in body.raw_data if block["type"] in SHOWING
    ]
    wanted = {key for key in shown if key}
    token = _loaded.set(PictureBlock().model_class.objects.in_bulk(wanted) if wanted else {})
    try:
        list(body)  # looking at each block loads it
    finally:
        _loaded.reset(token)


class PictureBlock(ImageChooserBlock):
    """A chosen picture; those that `load_body` has loaded are not asked for again."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        loaded = _loaded.get()
        return super().bulk_to_python(values) if loaded is None else [loaded.get(key) for key in values]

    def deconstruct(self) -> tuple:
        """Stand in migrations as what is stored: Wagtail's block."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.images.blocks.ImageChooserBlock", args, kwargs


class DrawingBlock(blocks.StructBlock):
    """A picture with the text that stands for it when it cannot be seen."""

    image = PictureBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Alternative text"), max_length=300, help_text=_("Say what the picture teaches.")
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "pages/blocks/drawing.html"
        description = _("A drawing or photograph with the text that stands for it; a click opens it large.")
        preview_value = staticmethod(drawing_sample)
        preview_template = "pages/block_preview.html"
