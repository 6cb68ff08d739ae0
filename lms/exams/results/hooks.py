"""Where results stand in Wagtail's interface: in the menu of sittings, and on the first page what waits there."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from lms.exams.absences.panels import ExcusesWaiting
from lms.exams.results.policies import RELEASE
from lms.exams.results.viewset import ResultsViewSet


@hooks.register("register_admin_viewset")
def results_viewset() -> ResultsViewSet:
    return ResultsViewSet()


@hooks.register("construct_homepage_panels")
def excuses_that_wait(request: HttpRequest, panels: list[Any]) -> None:
    if RELEASE.admits(request.user):
        panels.append(ExcusesWaiting())
