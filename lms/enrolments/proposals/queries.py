"""Reads of plans and lists for the registrars' pages, and the names that their codes stand for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion
from lms.accounts.api import User, named
from lms.core.clock import local_date
from lms.core.rows import one_of
from lms.core.sentences import in_brackets
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.policies import visible_to as stays_visible_to
from lms.enrolments.errors import PlanNotFound
from lms.enrolments.planning.risk import Danger
from lms.enrolments.proposals.models import PersonAtRisk, PlanProposal, RiskList
from lms.enrolments.proposals.offered import code_of
from lms.enrolments.proposals.outcomes import forbidden_from_json
from lms.enrolments.proposals.policies import lists_visible_to, sites_admitting, visible_to
from lms.enrolments.proposals.rules import monday_of
from lms.organisations.api import Room, Site, kind_names

WINDOWS = {"30": 30, "90": 90, "180": 180, "365": 365}  # days until the forecast release


@dataclass(frozen=True, slots=True)
class Names:
    """What codes stand for; a stay that the reader may not see has no name."""

    stays: Mapping[str, Admission] = field(default_factory=dict)
    programmes: Mapping[str, ProgrammeVersion] = field(default_factory=dict)
    rooms: Mapping[str, str] = field(default_factory=dict)
    instructors: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def programme(self, code: str) -> str:
        """Return the title of a programme, or the name of a kind of equipment that one needs."""
        if code in self.programmes:
            return self.programmes[code].programme.title
        return self.kinds.get(code, code)

    def in_order(self, stay: str) -> tuple[str, str]:
        """Return what sorts people as lists of names do, by pinyin; who may not be read comes last."""
        row = self.stays.get(stay)
        return (row.person.sort_name if row else "\uffff", stay)

    def person(self, stay: str) -> str:
        """Return the name of a person."""
        return (
            self.stays[stay].person.full_name
            if stay in self.stays
            else _("somebody whose stay you do not read")
        )

    def number(self, stay: str) -> str:
        """Return the trainee number of a person: names repeat."""
        return self.stays[stay].number if stay in self.stays else ""

    def in_full(self, stay: str) -> str:
        """Return the name of a person with the number."""
        number = self.number(stay)
        return in_brackets(self.person(stay), number) if number else self.person(stay)


def get_proposal(user: User, uuid: UUID) -> PlanProposal:
    """Return a plan that the user may see.

    :raises PlanNotFound: there is none.
    """
    rows = visible_to(user).select_related("site", "by", "based_on")
    return one_of(rows, uuid, PlanNotFound(_("There is nothing at this address.")))


def list_proposals(user: User) -> QuerySet[Any]:
    """Return the plans of the user's sites, newest first, with their numbers; what is large is not read."""
    numbers = {name: KeyTransform(name, "outcome") for name in ("reached", "bound", "of", "conflict_count")}
    rows = visible_to(user).select_related("site", "by").defer("outcome", "fixes").annotate(**numbers)
    return rows.order_by("-pk")


def find_site(user: User, code: str) -> Site | None:
    """Return the site of a code among the user's, the first one where none is named; None where there is none."""
    rows = sites_admitting(user).order_by("code")
    return rows.filter(code=code).first() if code else rows.first()


def newest_lists(user: User, site: Site) -> tuple[RiskList | None, RiskList | None]:
    """Return the newest list that is there, and a newer one that is not there yet.

    Lists of the time when people were no rows are not shown any more: a new one is made at the latest on Monday.
    """
    rows = lists_visible_to(user).filter(site=site).select_related("site").order_by("-pk")
    there = rows.filter(outcome__has_key="at_risk").first()
    coming = rows.filter(outcome__isnull=True).first()
    return there, coming if coming and (there is None or coming.pk > there.pk) else None


def is_of_an_earlier_week(row: RiskList, today: date) -> bool:
    """Return whether a list was made before the Monday of this week: the one of this week is lacking."""
    return local_date(row.at, zone=row.site.time_zone) < monday_of(today)


@dataclass(frozen=True, slots=True)
class RiskWish:
    """Which people at risk somebody asks for; "" asks for all."""

    words: str = ""
    danger: str = ""
    window: str = ""


def people_at_risk(user: User, row: RiskList, wish: RiskWish, *, today: date) -> QuerySet[PersonAtRisk]:
    """Return whom a list names and whose stay is not over, the earliest release first; pages read only their rows."""
    stays = stays_visible_to(user).filter(left_date__isnull=True)
    rows = PersonAtRisk.objects.filter(risk_list=row, stay__in=stays.values("pk"))
    for word in wish.words.split()[:5]:
        rows = rows.filter(named(word, at="stay__person") | Q(stay__number__icontains=word))
    if wish.danger:
        over = Q(stay__forecast_date__lt=today)
        is_over = wish.danger == Danger.FORECAST_OVER.value
        rows = rows.filter(over if is_over else ~over & Q(danger=wish.danger))
    if wish.window in WINDOWS:
        rows = rows.filter(stay__forecast_date__lte=today + timedelta(days=WINDOWS[wish.window]))
    rows = rows.select_related("stay__person", "stay__site").defer("stay__person__resident_id")
    return rows.order_by(F("stay__forecast_date").asc(nulls_last=True), "stay__person__sort_name", "stay")


def names_of_plan(user: User, row: PlanProposal) -> Names:
    """Return the names that a plan and what was fixed for it need; five queries."""
    outcome, fixes = row.outcome or {}, row.fixes
    cohorts = [*outcome.get("cohorts", ()), *fixes.get("cohorts", ())]
    stays = {one["stay"] for one in outcome.get("people", ())}
    stays |= {pair[0] for name in ("joins", "refused") for pair in fixes.get(name, ())}
    stays |= {one["stay"] for one in row.planned_before.get("people", ())}
    programmes = {one["programme"] for one in cohorts} | {pair[1] for pair in fixes.get("refused", ())}
    programmes |= {one.programme for one in forbidden_from_json(fixes)}
    programmes |= {one["programme"] for one in outcome.get("unplanned", ())}
    for one in outcome.get("people", ()):
        programmes |= {*one["exams_only"], *one.get("own_class", ()), *programmes_named(one["alone"])}
    rooms = {one["room"] for one in cohorts if one["room"]}
    teachers = {one["instructor"] for one in cohorts if one["instructor"]}
    for one in outcome.get("shortages", ()):
        programmes.add(one["programme"])
        teachers |= {code for code, _until in one["until"]}
    return Names(
        stays_by_code(user, stays),
        versions_by_code(programmes),
        {str(uuid): name for uuid, name in Room.objects.filter(uuid__in=rooms).values_list("uuid", "name")},
        {
            str(uuid): name
            for uuid, name in User.objects.filter(uuid__in=teachers).values_list("uuid", "display_name")
        },
        kind_names(),
    )


def programmes_named(personal: Any) -> set[str]:
    """Return the programmes that a kept personal plan names."""
    if not personal:
        return set()
    abouts = {reason["about"] for one in personal["verdicts"] for reason in one["reasons"]}
    return {one["programme"] for one in personal["verdicts"]} | abouts - {""}


def stays_by_code(user: User, codes: Iterable[str]) -> dict[str, Admission]:
    """Return the stays that the user may see, ended ones too, by the planner's codes."""
    return {str(row.uuid): row for row in stays_visible_to(user).filter(uuid__in=list(codes))}


def versions_by_code(codes: Iterable[str]) -> dict[str, ProgrammeVersion]:
    """Return versions of programmes by the planner's codes; one query."""
    wanted = set(codes)
    rows = ProgrammeVersion.objects.filter(programme__code__in={code.rpartition("/")[0] for code in wanted})
    found = {code_of(row): row for row in rows.select_related("programme")}
    return {code: row for code, row in found.items() if code in wanted}
