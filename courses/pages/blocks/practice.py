"""Blocks that lead from a lesson to the item bank."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class PracticeBlock(blocks.StructBlock):
    """Practice items of the bank, with feedback; never items of the examination part."""

    items = blocks.ListBlock(blocks.CharBlock(max_length=30), label=_("item codes"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Practice")
        template = "pages/blocks/practice.html"
