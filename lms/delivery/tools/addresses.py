"""Addresses of counted tools, below Wagtail's, and their place in the menu."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem

from lms.core.menu import RuledMenuItem
from lms.delivery.classdesk.policies import TEACHING
from lms.delivery.tools import views

ADDRESSES = [
    path("", views.Tools.as_view(), name="index"),
    path("table/", views.Export.as_view(), name="export"),
    path("add/", views.Add.as_view(), name="add"),
    path("<uuid:tool_uuid>/change/", views.Change.as_view(), name="change"),
    path("sessions/<uuid:session_uuid>/", views.SessionTools.as_view(), name="session"),
]


def menu_item() -> MenuItem:
    """Return the item that leads to the tools."""
    return RuledMenuItem(
        TEACHING,
        gettext_lazy("Tools"),
        reverse("tools:index"),
        name="tools",
        icon_name="clipboard-list",
        order=150,
    )
