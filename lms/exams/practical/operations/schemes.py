"""Writes to practical schemes: the dated rules of practical examinations."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.codes import is_code
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.rules import is_foreign
from lms.exams.eventlog import sha256
from lms.exams.papers.models import ExaminationScheme
from lms.exams.practical.errors import UnusablePractical
from lms.exams.practical.models import Aggregation, PracticalScheme, VetoRule
from lms.exams.practical.rules import schemes as rules
from lms.exams.rubrics.models import PracticalTask


@dataclass(frozen=True, slots=True)
class NewPracticalScheme:
    """The rules of a practical examination; texts are {zh, en}. `rules.schemes.Group` says how a group is written."""

    code: str
    title: dict[str, str]
    minutes: int
    pass_percent: int | str
    groups: list[dict[str, Any]]
    basis: dict[str, str]
    least_assessors: int = 3
    aggregation: str = Aggregation.MEAN
    spread_limit: int | str = 15
    veto: str = VetoRule.EXAMINATION
    tries: int = 1


def load_practical_scheme(
    *, scheme: NewPracticalScheme, bank: str = "", actor: Actor, now: datetime
) -> PracticalScheme:
    """Keep the rules of a practical examination; the same content again changes nothing, other is a new version.

    :raises UnusablePractical: naming what is wrong, or that the code belongs to another programme or examination.
    """
    _check(scheme)
    digest = sha256(asdict(scheme))
    with transaction.atomic(savepoint=False):
        versions = PracticalScheme.objects.select_for_update().filter(code=scheme.code)
        latest = versions.order_by("-number").first()
        if latest is not None and latest.content_hash == digest:
            return latest
        owner = latest.bank if latest else ""
        if is_foreign(owner, bank) or ExaminationScheme.objects.filter(code=scheme.code).exists():
            raise _unusable([_("Another examination has this code; this one needs a new code.")])
        row = PracticalScheme.objects.create(
            bank=owner or bank,
            number=latest.number + 1 if latest else 1,
            content_hash=digest,
            valid_from=now,
            **_columns(scheme),
        )
        audit.record(
            actor=actor,
            action=AuditAction.LOAD_PRACTICAL_SCHEME,
            target=row,
            after={"hash": digest},
            now=now,
        )
    return row


def _columns(scheme: NewPracticalScheme) -> dict[str, Any]:
    return {
        "code": scheme.code,
        "title_zh": scheme.title["zh"],
        "title_en": scheme.title.get("en", ""),
        "minutes": scheme.minutes,
        "pass_percent": Decimal(str(scheme.pass_percent)),
        "groups": [{**group, "weight": str(group["weight"])} for group in scheme.groups],
        "least_assessors": scheme.least_assessors,
        "aggregation": scheme.aggregation,
        "spread_limit": Decimal(str(scheme.spread_limit)),
        "veto": scheme.veto,
        "tries": scheme.tries,
        "basis_zh": scheme.basis["zh"],
        "basis_en": scheme.basis.get("en", ""),
    }


@dataclass(frozen=True, slots=True)
class SchemeFault:
    """What is wrong with the rules of a practical examination: the place among its values, and the words."""

    place: tuple[str | int, ...]
    words: str


def faults_of_practical(scheme: NewPracticalScheme) -> list[SchemeFault]:
    """Return what is wrong with rules by themselves, whatever tasks are here."""
    words = _words()
    return [SchemeFault(place, words[code]) for place, code in _faults(scheme)]


def _faults(scheme: NewPracticalScheme) -> Iterator[tuple[tuple[str | int, ...], str]]:
    places = {
        "assessors_not_odd": "least_assessors",
        "tries_unusable": "tries",
        "minutes_unusable": "minutes",
    }
    panel = {"least_assessors": scheme.least_assessors, "tries": scheme.tries, "minutes": scheme.minutes}
    yield from (((places[code],), code) for code in rules.reasons_against_panel(**panel))
    for number, group in enumerate(scheme.groups):
        yield from ((("groups", number), code) for code in rules.reasons_against_group(group))
    yield from ((("groups",), code) for code in rules.reasons_against_all_groups(scheme.groups))
    if not is_code(scheme.code) or not scheme.title.get("zh") or not scheme.basis.get("zh"):
        yield (), "words_missing"
    for name in ("pass_percent", "spread_limit"):
        if not rules.is_percent(getattr(scheme, name)):
            yield (name,), "percent_unusable"
    for name, known in (("aggregation", Aggregation), ("veto", VetoRule)):
        if getattr(scheme, name) not in known.values:
            yield (name,), "rule_unknown"


def _check(scheme: NewPracticalScheme) -> None:
    reasons = [fault.words for fault in faults_of_practical(scheme)]
    if reasons:
        raise _unusable(list(dict.fromkeys(reasons)))
    _check_tasks(scheme)


def _check_tasks(scheme: NewPracticalScheme) -> None:
    wanted = {task for group in scheme.groups for task in group["tasks"]}
    known = PracticalTask.objects.filter(code__in=wanted, versions__isnull=False)
    missing = wanted - set(known.values_list("code", flat=True))
    if missing:
        raise _unusable([_("There is no practical task %(code)s.") % {"code": c} for c in sorted(missing)])


def _unusable(reasons: list[str]) -> UnusablePractical:
    return UnusablePractical(_("These rules of a practical examination cannot be used."), reasons=reasons)


def _words() -> dict[str, str]:
    return {
        "assessors_not_odd": _("The least number of assessors is not an odd number from 3 to 9."),
        "tries_unusable": _("The tries on the day are not a number from 1 to 5."),
        "minutes_unusable": _("The minutes are not a number from 1 to 600."),
        "no_groups": _("There is no group of tasks."),
        "weights_do_not_make_100": _("The weights of the groups do not add up to 100."),
        "named_twice": _("A group or a task is named twice."),
        "group_without_words": _("A group has no code or no Chinese title."),
        "too_few_tasks": _("A group has fewer tasks than are to be drawn from it."),
        "weight_unusable": _("A group has no weight."),
        "words_missing": _("The code, the Chinese title or the Chinese basis is missing."),
        "percent_unusable": _("The pass mark or the spread limit is not a number from 0 to 100."),
        "rule_unknown": _("There is no such rule for the mean or for veto items."),
    }
