"""Where papers stand in Wagtail's interface: their menu, and their pages in it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.permissions import register_permission_policy

from lms.core.menu import RuledMenuItem
from lms.exams.paperdesk.panels import KeysWaiting
from lms.exams.paperdesk.paper_viewset import PaperPolicy, PaperViewSet
from lms.exams.paperdesk.policies import DRAW
from lms.exams.paperdesk.viewset import MENU, DeskPolicy, SchemeViewSet
from lms.exams.papers.models import ExaminationScheme, PaperVersion

register_permission_policy(ExaminationScheme, DeskPolicy(ExaminationScheme))
register_permission_policy(PaperVersion, PaperPolicy(PaperVersion))
PAPERS = Menu(register_hook_name=MENU)


@hooks.register("register_admin_menu_item")
def papers_menu() -> SubmenuMenuItem:
    label = pgettext_lazy("menu", "Papers")
    return SubmenuMenuItem(label, PAPERS, name="papers", icon_name="copy", order=141)


@hooks.register("register_admin_viewset")
def schemes_viewset() -> SchemeViewSet:
    return SchemeViewSet()


@hooks.register("register_admin_viewset")
def papers_viewset() -> PaperViewSet:
    return PaperViewSet()


@hooks.register(MENU)
def drawings_item() -> MenuItem:
    return RuledMenuItem(
        DRAW,
        gettext_lazy("Drawings"),
        reverse("papers:orders"),
        name="drawings",
        icon_name="history",
        order=30,
    )


@hooks.register("construct_homepage_panels")
def keys_that_wait(request: HttpRequest, panels: list[Any]) -> None:
    if DRAW.admits(request.user):
        panels.append(KeysWaiting())
