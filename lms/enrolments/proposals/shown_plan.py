"""A site's plan as the page shows it: numbers, classes, people, what staff decided, what cannot be."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.enrolments.planning.site_facts import Forbidden, Reach, Standing
from lms.enrolments.proposals.fixing import Answers, name_of_forbidden
from lms.enrolments.proposals.models import PlanProposal
from lms.enrolments.proposals.outcomes import forbidden_from_json
from lms.enrolments.proposals.queries import Names
from lms.enrolments.proposals.taking import ClassDoor, doors_of
from lms.enrolments.proposals.words import (
    REACHING,
    REMEDIES,
    STANDINGS,
    band_text,
    change_text,
    conflict_text,
    days_text,
    helped_text,
    remedy_code,
    shortage_text,
    to_record_texts,
    unplanned_text,
    why_not,
)

REACHED, IMPOSSIBLE = Standing.REACHED.value, Standing.IMPOSSIBLE.value
NO_FORECAST, FORECAST_OVER = Standing.NO_FORECAST.value, Standing.FORECAST_OVER.value
INCOMPLETE = Standing.INCOMPLETE.value
_TOLD_WHY = (IMPOSSIBLE, INCOMPLETE)


def plan_summary(row: PlanProposal) -> dict[str, Any]:
    """Return the numbers of a plan: reached, at most, the gap in percent, and who had reached the target before."""
    outcome: Mapping[str, Any] = row.outcome or {}
    people = outcome.get("people", ())
    reached, bound = outcome.get("reached", 0), outcome.get("bound", 0)
    standings: dict[str, int] = {}
    for one in people:
        standings[one["standing"]] = standings.get(one["standing"], 0) + 1
    return {
        "reached": reached,
        "bound": bound,
        "gap": gap_text(reached, bound),
        "of": len(people),
        "share": round(1000 * reached / len(people)) if people else 0,
        "standings": [
            (words, count)
            for code, words in STANDINGS.items()
            if (count := standings.get(code, 0)) or code == REACHED
        ],
    }


def plan_change(row: PlanProposal, names: Names) -> dict[str, Any] | None:
    """Return what a plan made around another one costs: in words, and who reaches the target in one of them only.

    None where there is nothing to compare: no plan before, or none that could be made.
    """
    earlier = row.planned_before
    if not earlier or not row.outcome or row.outcome.get("conflicts"):
        return None
    before, after = _reaching(earlier), _reaching(row.outcome)

    def named(stays: set[str]) -> list[str]:
        return [names.in_full(stay) for stay in sorted(stays, key=names.in_order)]

    return {
        "text": change_text(len(before), len(after)),
        "lost": named(before - after),
        "gained": named(after - before),
    }


def _reaching(outcome: Mapping[str, Any]) -> set[str]:
    return {one["stay"] for one in outcome["people"] if one["standing"] in REACHING}


def gap_text(reached: int | None, bound: int | None) -> str:
    """Return in percent by how much a better plan could be better at most."""
    return f"{100 * (bound - (reached or 0)) / bound:.1f}" if bound else "0.0"


def plan_classes(row: PlanProposal, names: Names) -> list[dict[str, Any]]:
    """Return the classes of a plan with the people in them; the place is what the form calls them."""
    joins = {tuple(pair) for pair in row.fixes.get("joins", ())}
    doors = doors_of(row)
    return [
        {
            "place": place,
            "door": doors.get(place),
            "number": place + 1,
            "title": names.programme(one["programme"]),
            "band": band_text(one["band"]),
            "first": one["first"],
            "last": one["last"],
            "days": days_text(date.fromisoformat(one["first"]), date.fromisoformat(one["last"])),
            "exam": one["exam"],
            "is_planned": one["is_planned"],
            "room": names.rooms.get(one["room"], "–"),
            "instructor": names.instructors.get(one["instructor"], "–"),
            "is_fixed": one["is_fixed"],
            "is_open": one.get("members") is not None,
            "members": [names.in_full(stay) for stay in sorted(one.get("members") or (), key=names.in_order)],
            "inside": _inside(one, doors.get(place), names),
            "people": [
                {
                    "name": names.person(stay),
                    "number": names.number(stay),
                    "key": f"{place}:{stay}",
                    "is_kept": (stay, one["code"]) in joins,
                    "address": stay if stay in names.stays else "",
                }
                for stay in sorted(one["people"], key=names.in_order)
            ],
        }
        for place, one in enumerate((row.outcome or {}).get("cohorts", ()))
    ]


def _inside(one: Mapping[str, Any], door: ClassDoor | None, names: Names) -> int:
    """Return how many of the people of a class of a plan are in the class that it was opened as."""
    rows = (names.stays[stay] for stay in one["people"] if stay in names.stays)
    return sum(row.person_id in door.people for row in rows) if door else 0


def as_said(classes: list[dict[str, Any]], said: Answers) -> list[dict[str, Any]]:
    """Return the classes with what a form said of them, to be shown again as it was ticked."""
    kept, out = ({f"{place}:{stay}" for place, stay in pairs} for pairs in (said.kept, said.left_out))
    for one in classes:
        keys = {person["key"] for person in one["people"]}
        one |= {"choice": said.classes.get(one["place"], ""), "kept": keys & kept, "left_out": keys & out}
    return classes


def plan_people(row: PlanProposal, names: Names) -> list[dict[str, Any]]:
    """Return what the plan means for each person, those first whom it does not bring to the target."""
    outcome: Mapping[str, Any] = row.outcome or {}
    numbers = {one["code"]: (place, one) for place, one in enumerate(outcome.get("cohorts", ()), start=1)}
    order = list(STANDINGS)[::-1]
    rows = [
        {
            "name": names.person(one["stay"]),
            "number": names.number(one["stay"]),
            "order": names.in_order(one["stay"]),
            "address": one["stay"] if one["stay"] in names.stays else "",
            "release": names.stays[one["stay"]].forecast_date if one["stay"] in names.stays else None,
            "has_left": one["stay"] in names.stays and names.stays[one["stay"]].left_date is not None,
            "standing": STANDINGS[one["standing"]],
            "code": one["standing"],
            "classes": _classes_of(one, numbers, names),
            "needs": to_record_texts(one["alone"]),
            "unknown": (one["alone"] or {}).get("unknown", ()),
            "why": why_not(one["alone"], names.programme) if one["standing"] in _TOLD_WHY else [],
        }
        for one in outcome.get("people", ())
    ]
    return sorted(rows, key=lambda one: (order.index(one["code"]), one["order"]))


def _classes_of(
    one: Mapping[str, Any], numbers: Mapping[str, tuple[int, Mapping[str, Any]]], names: Names
) -> list[str]:
    found = []
    for code in one["cohorts"]:
        number, cohort = numbers[code]
        values = {"number": number, "title": names.programme(cohort["programme"])}
        found.append(_("class %(number)d: %(title)s") % values)
    own = _("the class joined already: %(title)s")
    found += [own % {"title": names.programme(code)} for code in one.get("own_class", ())]
    return found + [
        _("examination only: %(title)s") % {"title": names.programme(code)} for code in one["exams_only"]
    ]


def proposal_rows(rows: Iterable[Any]) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of a table of plans, with numbers only where a plan was made."""
    head = [
        *(_("Asked for"), _("Training site"), _("By"), _("Made around an earlier plan"), _("State")),
        *(_("Reach the target"), _("Of how many people"), _("At most"), _("Gap in percent")),
    ]
    return head, [_proposal_row(row) for row in rows]


def _proposal_row(row: Any) -> list[str | int]:
    at = row.at.astimezone(ZoneInfo(row.site.time_zone))
    around = _("Yes") if row.based_on_id else pgettext("fact", "No")
    about = [f"{at:%Y-%m-%d %H:%M}", row.site.name, row.by.display_name, around]
    if row.reached is None:
        return [*about, _("not there yet"), "", "", "", ""]
    if row.conflict_count:
        return [*about, _("what was fixed cannot be"), "", "", "", ""]
    return [*about, _("made"), row.reached, row.of, row.bound, gap_text(row.reached, row.bound)]


def people_rows(people: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of a table of what a plan means for each person."""
    head = [pgettext("person", "Name"), _("Trainee number"), _("Release forecast")]
    head += [_("How it stands"), _("Classes"), _("Why")]
    return head, [
        [
            *(one["name"], one["number"], str(one["release"] or ""), str(one["standing"])),
            *(" · ".join(one["classes"]), " ".join([*one["needs"], *one["why"]])),
        ]
        for one in people
    ]


def class_rows(classes: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of a table of the classes that a plan opens."""
    head = [
        *(_("Number"), _("Programme"), _("First day"), _("Last day"), _("Part of the day")),
        *(
            pgettext("classroom", "Room"),
            _("Instructor"),
            _("Examination"),
            pgettext("how many", "People"),
            _("Cohort"),
        ),
    ]
    return head, [
        [
            *(one["number"], one["title"], one["first"], one["last"], one["band"], one["room"]),
            *(one["instructor"], one["exam"], len(one["members"]) + len(one["people"])),
            one["door"].code if one["door"] else "",
        ]
        for one in classes
    ]


def without_forecast(people: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return for whom nothing can be planned before somebody says more of them, each kind with its people.

    Of the rows of `plan_people`, those whose stay goes on and may be read.
    """
    here = [one for one in people if one["address"] and not one["has_left"]]
    kinds = (
        (code, [one for one in here if one["code"] == code])
        for code in (NO_FORECAST, FORECAST_OVER, INCOMPLETE)
    )
    return [{"code": code, "people": rows} for code, rows in kinds if rows]


def blocked(row: PlanProposal, names: Names) -> list[dict[str, Any]]:
    """Return what keeps classes of whole programmes from being held, with what to do about it."""
    outcome: Mapping[str, Any] = row.outcome or {}
    found = [
        _obstacle(one["why"], one["programme"], unplanned_text(one, names.programme), names)
        for one in outcome.get("unplanned", ())
        if _is_wanted(one)
    ]
    for one in sorted(outcome.get("shortages", ()), key=lambda one: -one["people"]):
        words = shortage_text(one, lambda who: names.instructors.get(who, "–"))
        row_of = _obstacle(remedy_code(one), one["programme"], words, names)
        found.append(row_of | {"helped": helped_text(one["people"])})
    return found


def _obstacle(code: str, programme: str, why: str, names: Names) -> dict[str, Any]:
    return {"title": names.programme(programme), "code": code, "why": why, "remedy": REMEDIES[code]}


def unplanned(row: PlanProposal, names: Names) -> list[str]:
    """Return the other programmes of which no class could be planned, each with why."""
    return [
        f"{names.programme(one['programme'])}{_(': ')}{unplanned_text(one, names.programme)}"
        for one in (row.outcome or {}).get("unplanned", ())
        if not _is_wanted(one)
    ]


def _is_wanted(one: Mapping[str, Any]) -> bool:
    """Return whether a site means to teach a programme that counts: it has a teacher for it, or people are on it."""
    return one["why"] in REMEDIES and (one["why"] != "no_instructor" or one.get("on", 0) > 0)


def decisions(row: PlanProposal, names: Names) -> list[tuple[str, str]]:
    """Return what staff decided beforehand: the name in the form, and the words."""
    fixes = row.fixes
    cohorts = {one["code"]: one for one in fixes.get("cohorts", ())}

    def of_class(one: Mapping[str, Any]) -> dict[str, str]:
        return {
            "title": names.programme(one["programme"]),
            "band": band_text(one["band"]),
            "day": one["first"],
        }

    found = [
        (f"cohort:{code}", _("keep the class: %(title)s, %(band)s, from %(day)s") % of_class(one))
        for code, one in cohorts.items()
    ]
    found += [
        (
            f"join:{stay}:{code}",
            _("keep %(name)s in the class: %(title)s, from %(day)s")
            % {"name": names.in_full(stay), **of_class(cohorts[code])},
        )
        for stay, code in fixes.get("joins", ())
        if code in cohorts
    ]
    found += [
        (
            f"refused:{stay}:{code}",
            _("%(name)s does not take: %(title)s")
            % {"name": names.in_full(stay), "title": names.programme(code)},
        )
        for stay, code in fixes.get("refused", ())
    ]
    shut = sorted(forbidden_from_json(fixes), key=lambda one: (one.first, name_of_forbidden(one)))
    return [*found, *{name_of_forbidden(one): _forbidden_text(one, names) for one in shut}.items()]


def _forbidden_text(one: Forbidden, names: Names) -> str:
    values = {
        "title": names.programme(one.programme),
        "band": band_text(one.band),
        "day": one.first.isoformat(),
    }
    words = {
        Reach.START: _("do not open, whatever the part of the day: %(title)s, from %(day)s"),
        Reach.PROGRAMME: _("open no class, but those that are kept: %(title)s"),
        Reach.HALF_DAY: _("do not open: %(title)s, %(band)s, from %(day)s"),
    }
    return words[one.reach] % values


def plan_conflicts(row: PlanProposal, names: Names) -> list[str]:
    """Return what cannot be of what staff fixed."""
    cohorts = {one["code"]: one for one in row.fixes.get("cohorts", ())}

    def named(code: str) -> str:
        if code in cohorts:
            return f"{names.programme(cohorts[code]['programme'])} {cohorts[code]['first']}"
        if code in names.stays:
            return names.in_full(code)
        return names.rooms.get(code) or names.instructors.get(code) or names.programme(code)

    return [conflict_text(one, named) for one in (row.outcome or {}).get("conflicts", ())]
