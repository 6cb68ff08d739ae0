"""People at risk as rows of a page or table: why, and what can still be done."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.enrolments.planning.eligibility import Why
from lms.enrolments.planning.risk import Danger
from lms.enrolments.proposals.models import PersonAtRisk
from lms.enrolments.proposals.queries import Names
from lms.enrolments.proposals.words import DANGERS, missing_text, reason_text, to_record_texts, why_not

_OF_THE_PERSON = {one.value for one in (Why.UNFIT, Why.FITNESS_UNKNOWN, Why.AGE_UNKNOWN)}

_TOLD_WHY = (Danger.IMPOSSIBLE.value, Danger.INCOMPLETE.value)


def risk_rows(people: Iterable[PersonAtRisk], names: Names, *, today: date) -> list[dict[str, Any]]:
    """Return people at risk: why, and what can still be done, with the forecast as it is today."""
    rows = ((row, danger_on(row, today)) for row in people)
    return [
        {
            "stay": row.stay,
            "missing": missing_text(row.told["missing"]),
            "code": danger,
            "unknown": row.told.get("unknown", ()) if danger == Danger.INCOMPLETE.value else (),
            "danger": DANGERS[danger]
            if danger
            else _("The release forecast was changed after the list was made"),
            "on": [names.programme(code) for code in row.told["on"]],
            "can": can_do(row, danger, names),
            "why": why_not(row.told, names.programme) if danger in _TOLD_WHY else [],
        }
        for row, danger in rows
    ]


def danger_on(row: PersonAtRisk, today: date) -> str:
    """Return why somebody is at risk today: a forecast may be over since, or may have been entered ("" then)."""
    forecast = row.stay.forecast_date
    if forecast and forecast < today:
        return Danger.FORECAST_OVER.value
    was_open = row.danger in (Danger.NO_FORECAST.value, Danger.FORECAST_OVER.value)
    return "" if forecast and was_open else row.danger


def can_do(row: PersonAtRisk, danger: str, names: Names) -> list[str]:
    """Return what can still be done for somebody at risk, one sentence each."""
    if danger == Danger.NO_FORECAST.value:
        return [_("Enter the release forecast, then the plan can be made.")]
    if danger == Danger.FORECAST_OVER.value:
        return [_("Record the release, or enter a new forecast.")]
    if not danger:
        return [_("Make the list again.")]
    said: Mapping[str, Any] = row.told
    if danger == Danger.INCOMPLETE.value:
        return to_record_texts(said)
    found = []
    if said["steps"]:
        titles = _(" and ").join(names.programme(code) for code in said["steps"])
        found.append(_("Reaches the target with: %(titles)s.") % {"titles": titles})
    wanted = set(said["steps"] or ())
    for one in said["verdicts"]:
        if one["fits"] and one["counts"] and (one["programme"] in wanted or not wanted):
            words = _("%(title)s: begin by %(day)s at the latest.")
            found.append(words % {"title": names.programme(one["programme"]), "day": one["latest"]})
    return found or _against_all(said["verdicts"], names) or _too_late(said["verdicts"], names)


def _against_all(verdicts: Iterable[Mapping[str, Any]], names: Names) -> list[str]:
    """Return what of the person stands against every programme that counts: that is no matter of time."""
    reasons = [one["reasons"] for one in verdicts if one["counts"]]
    shared = [one for one in reasons[0] if all(one in others for others in reasons)] if reasons else []
    return [reason_text(one, names.programme) for one in shared if one["why"] in _OF_THE_PERSON]


def _too_late(verdicts: Iterable[Mapping[str, Any]], names: Names) -> list[str]:
    """Return that nothing reaches the target, and what ends in time all the same."""
    others = [names.programme(one["programme"]) for one in verdicts if one["fits"]]
    if not others:
        return [_("Nothing that is offered here ends in time.")]
    words = _("End in time without counting for the target: %(titles)s.") % {"titles": _(", ").join(others)}
    return [_("Nothing that counts for the target ends in time."), words]


def export_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows of the list as a table."""
    head = [
        *(pgettext("person", "Name"), _("Trainee number"), _("Training site"), _("Release forecast")),
        *(
            _("Missing"),
            _("Why at risk"),
            _("On these programmes"),
            _("What can still be done"),
            _("Why not the others"),
        ),
    ]
    table = [
        [
            row["stay"].person.full_name,
            row["stay"].number,
            row["stay"].site.name,
            str(row["stay"].forecast_date or _("Not known")),
            row["missing"],
            str(row["danger"]),
            _(", ").join(row["on"]),
            " ".join(row["can"]),
            " ".join(row["why"]),
        ]
        for row in rows
    ]
    return head, table
