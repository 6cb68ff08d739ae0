"""Items of Wagtail's menus that are shown to those who may open what they lead to."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from lms.core.access import Rule


class RuledMenuItem(MenuItem):
    """Shown to those whom a rule admits; menus are made once, whoever comes first."""

    def __init__(self, rule: Rule, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule

    def is_shown(self, request: HttpRequest) -> bool:
        return self.rule.admits(request.user)
