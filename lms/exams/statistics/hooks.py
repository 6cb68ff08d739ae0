"""Where figures of questions stand in Wagtail's interface: their addresses, and the menu item of who reads them."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.exams.statistics.addresses import ADDRESSES
from lms.exams.statistics.policies import READ


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("question-statistics/", include((ADDRESSES, "figures")))]


class FiguresMenuItem(MenuItem):
    """Shown to those who read figures."""

    def is_shown(self, request: HttpRequest) -> bool:
        return READ.admits(request.user)


@hooks.register("register_questions_menu_item")
def figures_item() -> MenuItem:
    return FiguresMenuItem(
        gettext_lazy("Statistics of questions"),
        reverse("figures:index"),
        name="question-statistics",
        icon_name="view",
        order=400,
    )
