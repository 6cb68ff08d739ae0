"""Addresses of rooms and equipment, below Wagtail's, and their place in the menu."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem

from lms.accounts.api import register_listing
from lms.core.menu import RuledMenuItem
from lms.delivery.equipment import views
from lms.delivery.equipment.policies import READ

register_listing(views.SEARCHED)

ADDRESSES = [
    path("", views.Rooms.as_view(), name="index"),
    path("table/", views.Export.as_view(), name="export"),
    path("kinds/", views.Kinds.as_view(), name="kinds"),
    path("kinds/add/", views.AddKind.as_view(), name="add_kind"),
    path("kinds/<uuid:equipment_kind_uuid>/", views.RenameKind.as_view(), name="rename_kind"),
    path("rooms/<uuid:room_uuid>/", views.ShowRoom.as_view(), name="room"),
    path("rooms/<uuid:room_uuid>/equip/", views.Equip.as_view(), name="equip"),
    path("items/<uuid:room_equipment_uuid>/out-of-order/", views.Report.as_view(), name="report"),
    path("out-of-order/<uuid:outage_uuid>/", views.End.as_view(), name="end"),
]


def menu_item() -> MenuItem:
    """Return the item that leads to the rooms."""
    return RuledMenuItem(
        READ,
        gettext_lazy("Rooms and equipment"),
        reverse("equipment:index"),
        name="equipment",
        icon_name="desktop",
        order=151,
    )
