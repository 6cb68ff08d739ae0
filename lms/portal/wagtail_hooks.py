"""The way from the authoring interface to the person's own page, which lists all places of work."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_menu_item")
def my_page() -> MenuItem:
    """Stand first in the menu, for everybody: no role has to ask which address it was."""
    return MenuItem(
        gettext_lazy("My page"), reverse_lazy("portal:home"), name="my-page", icon_name="home", order=1
    )
