"""Where appeals stand in Wagtail's interface: in the menu of sittings."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from lms.exams.appeals.models import Appeal
from lms.exams.appeals.viewset import AppealPolicy, AppealViewSet

register_permission_policy(Appeal, AppealPolicy(Appeal))


@hooks.register("register_admin_viewset")
def appeals_viewset() -> AppealViewSet:
    return AppealViewSet()
