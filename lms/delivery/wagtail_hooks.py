"""Teaching in Wagtail's interface: the instructor's day and its registers, and the registrar's desk of classes."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.core.menu import RuledMenuItem
from lms.delivery.classdesk import addresses as desk
from lms.delivery.equipment import addresses as equipment
from lms.delivery.register.policies import INSTRUCTORS
from lms.delivery.register.views import Day, RegisterPage
from lms.delivery.tools import addresses as tools

ADDRESSES = [
    path("", Day.as_view(), name="day"),
    path("<uuid:session_uuid>/", RegisterPage.as_view(), name="register"),
]


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [
        path("teaching/", include((ADDRESSES, "teaching"))),
        path("cohorts/", include((desk.COHORTS, "cohorts"))),
        path("timetable/", include((desk.TIMETABLE, "timetable"))),
        path("register-corrections/", include((desk.CORRECTIONS, "corrections"))),
        path("hours/", include((desk.HOURS, "hours"))),
        path("tools/", include((tools.ADDRESSES, "tools"))),
        path("equipment/", include((equipment.ADDRESSES, "equipment"))),
    ]


@hooks.register("register_admin_menu_item")
def teaching_item() -> MenuItem:
    return RuledMenuItem(
        INSTRUCTORS,
        gettext_lazy("My teaching day"),
        reverse("teaching:day"),
        name="teaching",
        icon_name="calendar-check",
        order=105,
    )


@hooks.register("register_admin_menu_item")
def cohorts_item() -> MenuItem:
    return desk.cohorts_item()


@hooks.register("register_admin_menu_item")
def timetable_item() -> MenuItem:
    return desk.timetable_item()


@hooks.register("register_admin_menu_item")
def corrections_item() -> MenuItem:
    return desk.corrections_item()


@hooks.register("register_admin_menu_item")
def tools_item() -> MenuItem:
    return tools.menu_item()


@hooks.register("register_admin_menu_item")
def equipment_item() -> MenuItem:
    return equipment.menu_item()
