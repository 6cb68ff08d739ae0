"""Every address of the resolver, Wagtail's, allauth's and the API's included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

from lms.core.access import Rule

GAP = re.compile(r"<(?:[^:>]+:)?(\w+)>")
# Addresses written as regular expressions, each with a path that they match.
REGULAR = {
    "account_reset_password_from_key": "accounts/password/reset/key/1-set-password/",
    "wagtailadmin_pages:revisions_compare": "authoring/pages/<page_id>/revisions/compare/earliest...latest/",
    "wagtaildocs_serve": "documents/<document_id>/notes.txt",
    "wagtail_serve": "courses/",
    "authoring/^.*/$": "authoring/there/is/no/such/page/",
}


class Address(NamedTuple):
    """One pattern: its full route, its name with namespaces, and the rule that its view declares, if any."""

    route: str
    name: str
    rule: Rule | None

    @property
    def key(self) -> str:
        """Return what the classification calls it: the name, or the route of an unnamed pattern."""
        return self.name or self.route

    def parameters(self) -> list[str]:
        """Return the names of what has to be filled in."""
        return [] if self.key in REGULAR else GAP.findall(self.route)

    def path(self, values: dict[str, Any]) -> str:
        """Return a path with these values filled in."""
        template = REGULAR.get(self.key, self.route.replace("^", ""))
        return "/" + GAP.sub(lambda gap: str(values[gap[1]]), template)


def addresses() -> list[Address]:
    """Return every address, each once."""
    return list(dict.fromkeys(_walk(get_resolver(), "", ())))


def _walk(resolver: URLResolver, prefix: str, spaces: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            name = ":".join([*spaces, pattern.name]) if pattern.name else ""
            yield Address(prefix + str(pattern.pattern), name, rule_of(pattern.callback))
        else:
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern, prefix + str(pattern.pattern), inner)


def rule_of(view: Any) -> Rule | None:
    """Return the rule that a function view, class view or API view declares."""
    for candidate in (view, getattr(view, "view_class", None)):
        rule = getattr(candidate, "access", None)
        if isinstance(rule, Rule):
            return rule
    return None
