"""The page on which a room is closed: who has not begun, and until when they still may."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.api import actor_of
from lms.core.sentences import enumerated, sentences
from lms.exams.sittings import operations, pulse
from lms.exams.sittings.console import RosterLine, roster
from lms.exams.sittings.forms import CloseForm
from lms.exams.sittings.models import SittingState
from lms.exams.sittings.reasons import begins_until, what_absence_means
from lms.exams.sittings.room_rules import is_start_over
from lms.exams.sittings.room_views import RoomView
from lms.exams.sittings.standing_clock import last_start


class CloseRoom(RoomView):
    """Close the room for good, knowing who has not begun."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.sitting.state != SittingState.OPEN:
            state = _("It is %(state)s.") % {"state": self.sitting.get_state_display()}
            messages.error(request, sentences([_("That is not possible with this sitting now."), state]))
            return redirect(self.back())
        return super().get(request, **kwargs)

    @cached_property
    def missing(self) -> list[RosterLine]:
        """Return who has not begun."""
        return [line for line in roster(self.sitting, now=pulse.now()) if line.state == "prepared"]

    @cached_property
    def begins_until(self) -> datetime | None:
        """Return until when those may begin; nothing where that is over, or nobody is missing."""
        now = pulse.now()
        last = last_start(self.sitting, now=now)
        return last if self.missing and not is_start_over(last, now=now) else None

    def form(self, data: Any) -> forms.Form:
        return CloseForm(data, is_early=self.begins_until is not None)

    def act(self, values: dict[str, Any]) -> str:
        operations.close_sitting(
            sitting_uuid=self.sitting.uuid,
            actor=actor_of(self.request),
            now=pulse.now(),
            is_meant=values.get("is_meant", False),
        )
        return _("The examination is closed.")

    def words(self) -> dict[str, Any]:
        missing = self.missing
        who = ngettext(
            "%(count)s candidate has not begun and will be absent: %(names)s.",
            "%(count)s candidates have not begun and will be absent: %(names)s.",
            len(missing),
        ) % {
            "count": len(missing),
            "names": enumerated(f"{line.candidate_number} {line.name}" for line in missing),
        }
        told = [who, *what_absence_means(self.sitting)] if missing else []
        if self.begins_until:
            told.insert(0, begins_until(self.begins_until, now=pulse.now()))
        return {
            "title": _("Close the examination"),
            "effect": sentences([*told, _("A room that was closed is not opened again.")]),
            "is_for_all": True,
        }
