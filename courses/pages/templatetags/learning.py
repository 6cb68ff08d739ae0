"""Helpers of the lesson templates: look up a key held in a variable, show one part of a lesson."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from courses.pages.parts import Part
from courses.pages.terms import anchor_of, mark_terms

register = template.Library()


@register.filter
def get(mapping: Any, key: str) -> Any:
    """Return mapping[key], or None: `value.items` would be the method of a mapping."""
    return mapping.get(key) if mapping else None


@register.simple_tag(takes_context=True)
def show_part(context: template.Context, part: Part) -> SafeString:
    """Return the blocks of a part, its terms marked; `marked_terms` of the page collects those that were found."""
    surroundings = context.flatten()
    blocks = (block.render_as_block({**surroundings, "block_id": block.id}) for block in part.blocks)
    html, found = mark_terms(
        format_html_join("\n", "{}", ((block,) for block in blocks)),
        context["terms"],
        address=context["lesson_address"],
    )
    context["marked_terms"].update({term.anchor: term for term in found})
    return mark_safe(html)  # noqa: S308 - the blocks' own HTML, in which only links to our own pages were set


@register.filter
def word_anchor(term: str) -> str:
    """Return the id of a vocabulary entry."""
    return anchor_of(term)
