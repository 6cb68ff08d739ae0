"""Pages on which a second person decides: on what was asked for, on an outage, on held answers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.api import actor_of
from lms.core.errors import DomainError, NotAllowed
from lms.core.sentences import said_of
from lms.exams.errors import AttemptNotFound
from lms.exams.sittings import operations, pulse
from lms.exams.sittings.console import get_room_act, list_same_outages
from lms.exams.sittings.forms import AgreeForm, BesideForm, EvidenceForm, OutageForm, SeenEvidence
from lms.exams.sittings.given_lately import lately_beside
from lms.exams.sittings.held import Effect, HeldAnswer, effect_of, held_answers
from lms.exams.sittings.models import Attempt
from lms.exams.sittings.people import name_of, when_by_whom
from lms.exams.sittings.policies import may_agree
from lms.exams.sittings.room_models import ActKind, ActState, RoomAct
from lms.exams.sittings.room_rules import is_about_evidence
from lms.exams.sittings.room_views import RoomView, asked_for
from lms.exams.sittings.seen_evidence import stand_of


class DecideAct(RoomView):
    """Agree to what somebody asked for, or refuse it; an outage is confirmed in other rooms along with it."""

    template = "exams/room_decision.html"

    @cached_property
    def room_act(self) -> RoomAct:
        """Return what the address names."""
        return get_room_act(self.sitting, self.kwargs["act_uuid"])

    @cached_property
    def elsewhere(self) -> list[RoomAct]:
        """Return the outages of the same time that wait in other rooms of the user."""
        return list(list_same_outages(self.request.user, self.room_act))  # type: ignore[arg-type]

    def form(self, data: Any) -> forms.Form:
        attempt = self.room_act.attempt
        if attempt is not None and is_about_evidence(self.room_act.kind):
            return AgreeForm(data, stand=stand_of(attempt))
        return OutageForm(data, rooms=self.elsewhere) if self.elsewhere else BesideForm(data)

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        """Draw the page, with what others gave a moment ago, or decided on the same held answers."""
        if isinstance(form, SeenEvidence) and form.is_outdated:
            form.renew(stand_of(self.room_act.attempt))  # type: ignore[arg-type]  # it is about answers of one
        if isinstance(form, BesideForm):
            by = actor_of(self.request).user_uuid
            form.tell(lately_beside(self.room_act, by=by, now=pulse.now()))
        return super().show(form, status)

    def act(self, values: dict[str, Any]) -> str:
        approve = self.request.POST.get("decision") == "approve"
        told, seen = tuple(values["told"]), values.get("seen")
        row = self._decide(self.room_act, values["reason"], approve=approve, told=told, seen=seen)
        if not approve or not values.get("rooms"):
            return self._said(row)
        chosen = [one for one in self.elsewhere if str(one.uuid) in values["rooms"]]
        done = [row, *filter(None, (self._also(one, values["reason"]) for one in chosen))]
        count = sum(one.state == ActState.DONE for one in done)
        words = ngettext(
            "The outage is confirmed in %(count)d room.", "The outage is confirmed in %(count)d rooms.", count
        )
        return words % {"count": count}

    def _said(self, row: RoomAct) -> str:
        """Say what became of it; where somebody else was quicker, that this changed nothing."""
        facts = {"act": row.get_kind_display(), "state": row.state_word}
        if row.decided_by == actor_of(self.request).user_uuid:
            return _("%(act)s: %(state)s") % facts
        words = _("%(act)s: %(state)s. %(name)s decided that at %(time)s; nothing was changed now.")
        return words % {**facts, **when_by_whom(row.decided_at, row.decided_by)}

    def _decide(
        self, row: RoomAct, reason: str, *, approve: bool, told: tuple[str, ...] = (), seen: str | None = None
    ) -> RoomAct:
        if approve and not may_agree(self.request.user, row.sitting, ActKind(row.kind)):  # type: ignore[arg-type]
            raise NotAllowed(_("An examinations officer has to agree to this."))
        decision = operations.ActDecision(row.sitting.uuid, row.uuid, approve, reason, told, seen)
        return operations.decide_act(decision=decision, actor=actor_of(self.request), now=pulse.now())

    def _also(self, row: RoomAct, reason: str) -> RoomAct | None:
        """Confirm the outage of another room, in its own log; one room that refuses it holds up no other."""
        try:
            return self._decide(row, reason, approve=True)
        except DomainError as refused:
            messages.warning(self.request, said_of(row.sitting.room.name, refused.message))
            return None

    def words(self) -> dict[str, Any]:
        act = self.room_act
        is_own = act.asked_by is not None and act.asked_by == actor_of(self.request).user_uuid
        title = act.get_kind_display()
        may = may_agree(self.request.user, act.sitting, ActKind(act.kind))  # type: ignore[arg-type]
        is_open = act.state == ActState.WAITING and act.attempt is not None and is_about_evidence(act.kind)
        return {
            "effect": effect_of(act.attempt, act.positions, counts=act.kind == ActKind.COUNT)
            if is_open
            else None,
            "act": act,
            "asked_by": name_of(act.asked_by),
            "is_own": is_own,
            "may_agree": may and not is_own,
            "title": title,
            "has_rooms": bool(self.elsewhere),
        }


class DecideEvidence(RoomView):
    """Say whether held answers of a candidate count."""

    template = "exams/room_evidence.html"
    effect: Effect | None = None

    def form(self, data: Any) -> forms.Form:
        # What stands is asked before what is shown: who comes between the two is told of, once too often at most.
        stand = stand_of(self.attempt)
        choices = [(row.position, f"{row.position}") for row in self.held]
        return EvidenceForm(data, choices=choices, stand=stand)

    @cached_property
    def attempt(self) -> Attempt:
        """Return the candidate's attempt."""
        if self.line is None:
            raise AttemptNotFound(_("There is no such attempt."))
        return self.line.attempt

    @cached_property
    def held(self) -> list[HeldAnswer]:
        """Return the held answers, those that somebody decided on among them: of two decisions the later one holds."""
        return held_answers(self.attempt)

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        """Draw the page: what is chosen stays chosen, and before it is done the page says what it does."""
        if isinstance(form, EvidenceForm) and form.is_outdated:
            form.renew(stand_of(self.attempt))
            del self.held
        if isinstance(form, EvidenceForm) and form.is_to_confirm:
            sent = form.cleaned_data
            self.effect = effect_of(self.attempt, sent["positions"], counts=sent["decision"] == "approve")
        return super().show(form, status)

    def act(self, values: dict[str, Any]) -> str:
        counts = values["decision"] == "approve"
        attempt_uuid = self.kwargs["attempt_uuid"]
        decision = operations.NewDecision(
            attempt_uuid,
            self.sitting.uuid,
            tuple(values["positions"]),
            counts,
            values["reason"],
            values["client_key"],
            values["seen"],
        )
        row = operations.decide_evidence(decision=decision, actor=actor_of(self.request), now=pulse.now())
        if isinstance(row, RoomAct) and row.state == ActState.WAITING:
            return asked_for(row)
        return _("These answers count now.") if counts else _("These answers do not count.")

    def words(self) -> dict[str, Any]:
        return {"title": _("Held answers"), "held": self.held, "effect": self.effect}
