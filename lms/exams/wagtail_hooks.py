"""Examinations in Wagtail's interface: the menu of the questions, and what each part of the app puts there."""

from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem

from lms.exams.appeals import hooks as _appeals  # noqa: F401 - registers the desk for appeals
from lms.exams.desk import hooks as _desk  # noqa: F401 - registers the desk of the item bank
from lms.exams.intake import hooks as _intake  # noqa: F401 - registers the pages for files of questions
from lms.exams.paperdesk import hooks as _papers  # noqa: F401 - registers the pages of examinations and papers
from lms.exams.results import hooks as _results  # noqa: F401 - registers the desk for results
from lms.exams.sittingdesk import hooks as _sittings  # noqa: F401 - registers the planning of sittings
from lms.exams.statistics import hooks as _figures  # noqa: F401 - registers the figures of questions

QUESTIONS = Menu(register_hook_name="register_questions_menu_item")


@hooks.register("register_admin_menu_item")
def questions_menu() -> SubmenuMenuItem:
    label = pgettext_lazy("menu", "Questions")
    return SubmenuMenuItem(label, QUESTIONS, name="questions", icon_name="help", order=142)
