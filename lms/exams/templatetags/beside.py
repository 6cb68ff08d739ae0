"""Words of a printed document in its language, and beside them the same in the document's second language."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils import translation
from django.utils.html import conditional_escape, format_html

register = template.Library()


class BesideNode(template.Node):
    """Renders its content once, and again for who reads the second language (`beside` in the context)."""

    def __init__(self, nodes: NodeList) -> None:
        self.nodes = nodes

    def render(self, context: Context) -> str:
        first = self.nodes.render(context)
        language = context.get("beside")
        if not language:
            return first
        with translation.override(language):
            second = self.nodes.render(context)
        if second == first:  # a name that has no other form
            return first
        # Both are what the engine has rendered, so what had to be escaped in them is.
        return conditional_escape(first) + format_html(
            ' <span class="beside" lang="{}">{}</span>', language, second
        )


@register.tag
def beside(parser: Parser, token: Token) -> BesideNode:
    """Print what stands up to `endbeside` in both languages of a document that has two."""
    nodes = parser.parse(("endbeside",))
    parser.delete_first_token()
    return BesideNode(nodes)
