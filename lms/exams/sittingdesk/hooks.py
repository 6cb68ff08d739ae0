"""Where sittings stand in Wagtail's interface: their menu, and their pages in it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.permissions import register_permission_policy

from lms.core.menu import RuledMenuItem
from lms.exams.sittingdesk.policies import PLAN
from lms.exams.sittingdesk.viewset import MENU, SittingPolicy, SittingViewSet
from lms.exams.sittings.models import Sitting

register_permission_policy(Sitting, SittingPolicy(Sitting))
SITTINGS = Menu(register_hook_name=MENU)


@hooks.register("register_admin_menu_item")
def sittings_menu() -> SubmenuMenuItem:
    label = pgettext_lazy("menu", "Sittings")
    return SubmenuMenuItem(label, SITTINGS, name="sittings", icon_name="calendar-alt", order=140)


@hooks.register("register_admin_viewset")
def sittings_viewset() -> SittingViewSet:
    return SittingViewSet()


@hooks.register(MENU)
def calendar_item() -> MenuItem:
    label, address = gettext_lazy("Calendar"), reverse("sittings:calendar")
    return RuledMenuItem(PLAN, label, address, name="calendar", icon_name="calendar", order=20)


@hooks.register(MENU)
def rules_item() -> MenuItem:
    label, address = gettext_lazy("Rules of admission"), reverse("sittings:rules")
    return RuledMenuItem(PLAN, label, address, name="rules", icon_name="list-ul", order=30)


@hooks.register(MENU)
def marking_rules_item() -> MenuItem:
    label, address = gettext_lazy("Rules of marking by hand"), reverse("sittings:marking_rules")
    return RuledMenuItem(PLAN, label, address, name="marking-rules", icon_name="edit", order=40)
