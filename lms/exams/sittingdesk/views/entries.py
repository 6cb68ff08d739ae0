"""What computers brought of a sitting and the server cannot count, word for word: for the examinations officer."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.exams.sittingdesk.views.base import SittingPage
from lms.exams.sittings.operations import Looked, look_at_entries
from lms.exams.sittings.room_log import words_of_entry


class EntriesPage(SittingPage):
    """Every entry that can never count, with what it says; each look is written down."""

    page_title = gettext_lazy("Entries that cannot count")
    template_name = "exams/sittings/entries.html"

    @cached_property
    def looked(self) -> Looked:
        """Return what may be read here; asked and written down once."""
        uuid, reader = self.get_sitting().uuid, self.request.user
        return look_at_entries(sitting_uuid=uuid, reader=reader, actor=actor_of(self.request), now=now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = [(row, words_of_entry(row, with_answers=True)) for row in self.looked.entries]
        return super().get_context_data(lines=lines, closed=self.looked.closed, **kwargs)
