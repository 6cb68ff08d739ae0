"""The pages app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class PagesConfig(AppConfig):
    name = "courses.pages"
    label = "pages"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy
        from wagtail.admin.views.pages.search import SearchView
        from wagtail.admin.viewsets.chooser import ChooserViewSet
        from wagtail.models import Page

        from courses.pages import receivers  # noqa: F401 (connects)
        from courses.pages.audit_actions import AuditAction
        from courses.pages.authoring.setup import set_up_review
        from courses.pages.blocks.shown import parts
        from courses.pages.practised import lessons_with
        from lms.accounts.api import let_role
        from lms.core.audit import register_actions
        from lms.core.enums import Role
        from lms.core.styleguide.registry import register_part
        from lms.core.written_files import note_files
        from lms.exams.api import tell_places

        register_actions(AuditAction)
        # Wagtail asks for this word once, in the language in which the platform starts.
        ChooserViewSet.search_tab_label = gettext_lazy("Search")
        # Wagtail counts what was found and leaves out of what: "1-3 of 3 None".
        SearchView.verbose_name = Page._meta.verbose_name
        SearchView.verbose_name_plural = Page._meta.verbose_name_plural
        for part in parts():
            register_part(part)
        tell_places(lessons_with)
        post_migrate.connect(set_up_review, sender=self)
        post_save.connect(note_files)
        for role in (Role.INSTRUCTOR, Role.CONTENT_REVIEWER):
            let_role(role, "simple_translation.submit_translation")
