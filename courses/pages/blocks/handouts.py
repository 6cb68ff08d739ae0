"""The block that offers a sheet to download and print."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from courses.pages.blocks.samples import handout_sample


class HandoutBlock(blocks.StructBlock):
    """A PDF sheet: a worksheet, a card for the wall."""

    document = DocumentChooserBlock(label=_("Sheet"), help_text=_("PDF, at most 10 MB."))
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    purpose = blocks.CharBlock(
        max_length=300, required=False, label=_("What it is for"), help_text=_("When to use it, and how.")
    )

    class Meta:
        icon = "handout"
        label = _("Handout")
        template = "pages/blocks/handout.html"
        description = _("A PDF sheet to download and print.")
        preview_template = "pages/block_preview.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict[str, Any]:
        document = value["document"]
        address = document.url if document is not None else ""
        size = document.file_size if document is not None else None
        return {**super().get_context(value, parent_context), "address": address, "size": size}

    def get_preview_value(self) -> blocks.StructValue:
        return blocks.StructValue(self, handout_sample().items())
