"""Where papers stand in Wagtail's interface: their menu, and their pages in it."""

from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.permissions import register_permission_policy

from lms.exams.paperdesk.viewset import MENU, SchemePolicy, SchemeViewSet
from lms.exams.papers.models import ExaminationScheme

register_permission_policy(ExaminationScheme, SchemePolicy(ExaminationScheme))
PAPERS = Menu(register_hook_name=MENU)


@hooks.register("register_admin_menu_item")
def papers_menu() -> SubmenuMenuItem:
    label = pgettext_lazy("menu", "Papers")
    return SubmenuMenuItem(label, PAPERS, name="papers", icon_name="copy", order=141)


@hooks.register("register_admin_viewset")
def schemes_viewset() -> SchemeViewSet:
    return SchemeViewSet()
