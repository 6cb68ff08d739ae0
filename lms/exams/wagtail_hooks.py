"""Questions in Wagtail's menu: a group to which each part of the bank adds its entry."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from lms.exams.statistics.addresses import ADDRESSES as FIGURES
from lms.exams.statistics.policies import READ as READ_FIGURES

QUESTIONS_MENU = "register_questions_menu_item"


@hooks.register("register_admin_menu_item")
def questions_menu() -> MenuItem:
    menu = Menu(register_hook_name=QUESTIONS_MENU)
    return SubmenuMenuItem(
        pgettext_lazy("menu", "Questions"), menu, name="questions", icon_name="help", order=142
    )


@hooks.register("register_admin_urls")
def figure_addresses() -> list[URLResolver]:
    return [path("question-statistics/", include((FIGURES, "figures")))]


class FiguresMenuItem(MenuItem):
    """Shown to those who read figures."""

    def is_shown(self, request: HttpRequest) -> bool:
        return READ_FIGURES.admits(request.user)


@hooks.register(QUESTIONS_MENU)
def figures_item() -> MenuItem:
    return FiguresMenuItem(
        gettext_lazy("Statistics of questions"),
        reverse("figures:index"),
        name="question-statistics",
        icon_name="view",
        order=300,
    )
