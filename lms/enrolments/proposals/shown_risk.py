"""People at risk as rows of a page or table: why, and what can still be done."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.enrolments.admission.models import Admission
from lms.enrolments.proposals.queries import Names
from lms.enrolments.proposals.words import DANGERS, missing_text, why_not


def risk_rows(pairs: Iterable[tuple[Admission, Any]], names: Names) -> list[dict[str, Any]]:
    """Return people at risk: why, and what can still be done."""
    return [
        {
            "stay": stay,
            "missing": missing_text(said["missing"]),
            "danger": DANGERS[said["danger"]],
            "on": [names.programme(code) for code in said["on"]],
            "can": can_do(said, names),
            "why": why_not(said, names.programme) if said["danger"] == "impossible" else [],
        }
        for stay, said in pairs
    ]


def can_do(said: Mapping[str, Any], names: Names) -> list[str]:
    """Return what can still be done for somebody at risk, one sentence each."""
    if said["danger"] == "no_forecast":
        return [_("Enter the release forecast, then the plan can be made.")]
    found = []
    if said["steps"]:
        titles = _(" and ").join(names.programme(code) for code in said["steps"])
        found.append(_("Reaches the target with: %(titles)s.") % {"titles": titles})
    wanted = set(said["steps"] or ())
    for one in said["verdicts"]:
        if one["fits"] and one["counts"] and (one["programme"] in wanted or not wanted):
            words = _("%(title)s: begin by %(day)s at the latest.")
            found.append(words % {"title": names.programme(one["programme"]), "day": one["latest"]})
    return found or [_("Nothing that is offered here ends in time.")]


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
