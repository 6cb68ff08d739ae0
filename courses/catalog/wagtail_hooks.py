"""Staff see the catalogue in Wagtail's interface."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from courses.catalog.models import Programme
from courses.catalog.viewset import ProgrammePolicy, ProgrammeViewSet

register_permission_policy(Programme, ProgrammePolicy(Programme))


@hooks.register("register_admin_viewset")
def programmes_viewset() -> ProgrammeViewSet:
    return ProgrammeViewSet()
