"""Enrolments in Wagtail's interface: who came, and the versions that people are on."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.core.menu import RuledMenuItem
from lms.enrolments.admission import hooks as admission
from lms.enrolments.apart.addresses import ADDRESSES as GROUP_ADDRESSES
from lms.enrolments.changing.addresses import ADDRESSES as ENROLLED_ADDRESSES
from lms.enrolments.completion.addresses import ADDRESSES as AUDIT_ADDRESSES
from lms.enrolments.credits.school_tables.addresses import ADDRESSES as CREDIT_TABLE_ADDRESSES
from lms.enrolments.credits.school_tables.policies import OFFICERS
from lms.enrolments.external.addresses import ADDRESSES as EXTERNAL_ADDRESSES
from lms.enrolments.file.addresses import ADDRESSES as FILE_ADDRESSES
from lms.enrolments.moving.views import REGISTRARS, MoveToVersion, VersionsInUse
from lms.enrolments.proposals.addresses import ADDRESSES as PLAN_ADDRESSES

ADDRESSES = [
    path("", VersionsInUse.as_view(), name="index"),
    path("<uuid:in_use_uuid>/<uuid:school_uuid>/", MoveToVersion.as_view(), name="move"),
]


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [
        path("versions-in-use/", include((ADDRESSES, "moving"))),
        path("outside-certificates/", include((EXTERNAL_ADDRESSES, "external"))),
        path("completion-audit/", include((AUDIT_ADDRESSES, "audit"))),
        path("credit-tables/", include((CREDIT_TABLE_ADDRESSES, "credit_tables"))),
        path("person-files/", include((FILE_ADDRESSES, "files"))),
        path("enrolled/", include((ENROLLED_ADDRESSES, "enrolled"))),
        path("class-plans/", include((PLAN_ADDRESSES, "plans"))),
        path("separate-groups/", include((GROUP_ADDRESSES, "apart"))),
        path("admissions/", include((admission.ADDRESSES, "admissions"))),
    ]


@hooks.register("register_admin_menu_item")
def admission_item() -> MenuItem:
    return admission.menu_item()


@hooks.register("register_admin_menu_item")
def moving_item() -> MenuItem:
    return RuledMenuItem(
        REGISTRARS,
        gettext_lazy("Versions in use"),
        reverse("moving:index"),
        name="moving",
        icon_name="group",
        order=142,
    )


@hooks.register("register_admin_menu_item")
def external_item() -> MenuItem:
    return RuledMenuItem(
        REGISTRARS,
        gettext_lazy("Outside certificates"),
        reverse("external:index"),
        name="external-certificates",
        icon_name="doc-full",
        order=143,
    )


@hooks.register("register_admin_menu_item")
def audit_item() -> MenuItem:
    return RuledMenuItem(
        REGISTRARS,
        gettext_lazy("Completion audit"),
        reverse("audit:index"),
        name="completion-audit",
        icon_name="tasks",
        order=144,
    )


@hooks.register("register_admin_menu_item")
def credit_tables_item() -> MenuItem:
    return RuledMenuItem(
        OFFICERS,
        gettext_lazy("Credit tables"),
        reverse("credit_tables:index"),
        name="credit-tables",
        icon_name="table",
        order=147,
    )


@hooks.register("register_admin_menu_item")
def plans_item() -> MenuItem:
    return RuledMenuItem(
        REGISTRARS,
        gettext_lazy("Class plans"),
        reverse("plans:index"),
        name="class-plans",
        icon_name="calendar-check",
        order=145,
    )


@hooks.register("register_admin_menu_item")
def risk_item() -> MenuItem:
    return RuledMenuItem(
        REGISTRARS,
        gettext_lazy("People at risk"),
        reverse("plans:at_risk"),
        name="people-at-risk",
        icon_name="warning",
        order=146,
    )
