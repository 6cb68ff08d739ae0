"""Where figures of questions stand in Wagtail's interface: their addresses, and the menu item of who reads them."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.core.menu import RuledMenuItem
from lms.exams.statistics.addresses import ADDRESSES
from lms.exams.statistics.policies import READ


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("question-statistics/", include((ADDRESSES, "figures")))]


@hooks.register("register_questions_menu_item")
def figures_item() -> MenuItem:
    return RuledMenuItem(
        READ,
        gettext_lazy("Statistics of questions"),
        reverse("figures:index"),
        name="question-statistics",
        icon_name="view",
        order=400,
    )
