"""Where results stand in Wagtail's interface: in the menu of sittings."""

from wagtail import hooks

from lms.exams.results.viewset import ResultsViewSet


@hooks.register("register_admin_viewset")
def results_viewset() -> ResultsViewSet:
    return ResultsViewSet()
