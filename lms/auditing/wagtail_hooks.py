"""Where the audit log stands in Wagtail's interface."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.auditing.views import CHECKERS, READERS, CheckNow, ChecksPage, EntryPage, Export, LogList
from lms.core.menu import RuledMenuItem

ADDRESSES = [
    path("", LogList.as_view(), name="index"),
    path("export/", Export.as_view(), name="export"),
    path("checks/", ChecksPage.as_view(), name="checks"),
    path("checks/now/", CheckNow.as_view(), name="check_now"),
    path("<int:number>/", EntryPage.as_view(), name="entry"),
]


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("audit-log/", include((ADDRESSES, "audit_log")))]


@hooks.register("register_admin_menu_item")
def log_item() -> MenuItem:
    return RuledMenuItem(
        READERS,
        gettext_lazy("Audit log"),
        reverse("audit_log:index"),
        name="audit-log",
        icon_name="history",
        order=190,
    )


@hooks.register("register_admin_menu_item")
def checks_item() -> MenuItem:
    return RuledMenuItem(
        CHECKERS,
        pgettext_lazy("audit menu", "Seals and checks"),
        reverse("audit_log:checks"),
        name="audit-checks",
        icon_name="lock",
        order=191,
    )
