"""Opens and closes pools, and takes numbers: under the pool's lock, each one once, none ever again."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing import rules as issuing_rules
from certificates.issuing.batches.policies import refuse_officer_of
from certificates.issuing.errors import NoNumber, UnusablePool
from certificates.issuing.kinds.models import CredentialKind, KindDefinition
from certificates.issuing.kinds.queries import definition_on
from certificates.issuing.models import RegisterNumber
from certificates.issuing.numbers import rules
from certificates.issuing.numbers.meeting import Range, may_meet
from certificates.issuing.numbers.models import NumberPool
from certificates.issuing.numbers.words import fault_text
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments.api import OutsidePaper, number_text, reasons_against_number
from lms.organisations.api import School, Site

EXAMPLE_LEVEL = 4
TRIES = 24  # draws before the free serials are listed: half of a pool is met in two


@dataclass(frozen=True, slots=True)
class NewPool:
    """A pool to open; serials from `first` to `last`, both included."""

    school: School
    kind: CredentialKind
    pattern: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a number is taken for: the school, the year of the award, the level where there is one."""

    school_id: int
    year: int
    level: int | None = None


def open_pool_of_school(new: NewPool, *, actor: Actor, now: datetime) -> NumberPool:
    """Open a pool as an officer does.

    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises UnusablePool: as `open_pool` does.
    """
    refuse_officer_of(actor, new.school.pk)
    return open_pool(new, actor=actor, now=now)


def examples_of(new: NewPool, *, now: datetime) -> list[str]:
    """Return some numbers that a pool would give this year, the first and the last among them.

    :raises UnusablePool: as `open_pool` does.
    """
    _refuse_faults(new, rules.NumberRule(definition_on(new.kind, local_date(now)).number_rule))
    _refuse_overlap(new)
    serials = sorted({new.first, (new.first + new.last) // 2, new.last})
    return [
        rules.fill(new.pattern, rules.Filling(serial, local_date(now).year, EXAMPLE_LEVEL))
        for serial in serials
    ]


def open_pool(new: NewPool, *, actor: Actor, now: datetime) -> NumberPool:
    """Open a pool for a school and a kind; the one that was open is closed, and what it has left is never taken.

    :raises UnusablePool: with what is wrong with the pattern or range, in words.
    """
    definition = definition_on(new.kind, local_date(now))
    _refuse_faults(new, rules.NumberRule(definition.number_rule))
    with transaction.atomic(durable=True):
        _lock_schools()
        _refuse_overlap(new)
        former = NumberPool.objects.select_for_update().filter(
            school=new.school, kind=new.kind, closed_at=None
        )
        for row in former:
            row.closed_at = now
            row.save(update_fields=["closed_at"])
        pool = NumberPool.objects.create(
            school=new.school,
            kind=new.kind,
            pattern=new.pattern,
            first=new.first,
            last=new.last,
            opened_at=now,
        )
        after = {"pattern": pool.pattern, "first": pool.first, "last": pool.last, "kind": str(pool.kind)}
        audit.record(actor=actor, action=AuditAction.OPEN_POOL, target=pool, after=after, now=now)
    return pool


def take_number(definition: KindDefinition, wanted: Wanted, *, now: datetime) -> RegisterNumber:
    """Take a number by the rule of the kind, in the caller's transaction: it is given back only if that is undone.

    :raises NoNumber: when there is no pool, it is used up, or its numbers do not fit what is issued.
    """
    if definition.number_rule == rules.NumberRule.RANDOM:
        return _take_random(definition, now=now)
    return _take_from_pool(definition, wanted, now=now)


def _take_random(definition: KindDefinition, *, now: datetime) -> RegisterNumber:
    while True:  # one in a million million meets a used number; the constraint is the last word
        number = issuing_rules.new_number(definition.number_prefix)
        if not RegisterNumber.objects.filter(number=number).exists():
            return RegisterNumber.objects.create(number=number, kind=definition.kind, reserved_at=now)


def _take_from_pool(definition: KindDefinition, wanted: Wanted, *, now: datetime) -> RegisterNumber:
    pool = _lock_pool(definition.kind, wanted.school_id)
    if pool is None:
        raise NoNumber(_("The school has no pool of numbers for this kind. Open one first."))
    serial = _free_serial(pool)
    if serial is None:
        raise NoNumber(_("The pool of numbers is used up. Open the next one."))
    try:
        number = rules.fill(pool.pattern, rules.Filling(serial, wanted.year, wanted.level))
    except ValueError:
        raise NoNumber(_("The number tells a level, and the programme has none.")) from None
    if definition.number_rule == rules.NumberRule.SKILL_CODE:
        _refuse_bad_code(number, wanted)
    _refuse_given(number)
    return RegisterNumber.objects.create(
        number=number, kind=definition.kind, pool=pool, serial=serial, reserved_at=now
    )


def _refuse_given(number: str) -> None:
    if RegisterNumber.objects.filter(number=number).exists():
        raise NoNumber(_("The pattern of the pool gives numbers that another pool gave. Open another one."))


def _lock_schools() -> None:
    """Let pools be opened one after the other, whosever they are: no two may have one number."""
    list(School.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _lock_pool(kind: str, school_id: int) -> NumberPool | None:
    rows = NumberPool.objects.select_for_update(of=("self",))
    opened = rows.filter(kind=kind, school=school_id, closed_at=None)
    # Who waited for a pool that was closed meanwhile looks again: the next one was opened in that commit.
    return opened.first() or opened.first()


def _free_serial(pool: NumberPool) -> int | None:
    """Return a free serial that nobody can foretell, or None when there is none."""
    taken = RegisterNumber.objects.filter(pool=pool)
    for _turn in range(TRIES):
        serial = pool.first + secrets.randbelow(pool.size)
        if not taken.filter(serial=serial).exists():
            return serial
    free = sorted(set(range(pool.first, pool.last + 1)) - set(taken.values_list("serial", flat=True)))
    return secrets.choice(free) if free else None


def _refuse_bad_code(number: str, wanted: Wanted) -> None:
    paper = OutsidePaper(
        kind="skill_level", number=number, occupation="", level=wanted.level, issued=date(wanted.year, 1, 1)
    )
    reasons = reasons_against_number(paper)
    if reasons:
        raise NoNumber(" ".join(map(number_text, reasons)))


def _refuse_faults(new: NewPool, rule: rules.NumberRule) -> None:
    if rule is rules.NumberRule.RANDOM:
        raise UnusablePool(_("Numbers of this kind are drawn at random and need no pool."))
    codes = Site.objects.values_list("code", flat=True)
    faults = rules.faults_of_pattern(new.pattern, rule, codes)
    faults = faults or rules.faults_of_range(new.pattern, new.first, new.last)
    if faults:
        raise UnusablePool(" ".join(map(fault_text, faults)))


def _refuse_overlap(new: NewPool) -> None:
    """Refuse a pool that could give a number of an earlier one, whoever's and however its pattern is written."""
    wanted = Range(new.pattern, new.first, new.last)
    for row in NumberPool.objects.order_by("pk").only("pattern", "first", "last"):
        if may_meet(wanted, Range(row.pattern, row.first, row.last)):
            raise UnusablePool(
                _("An earlier pool, %(pattern)s, has or could have some of these numbers. Choose others.")
                % {"pattern": row.pattern}
            )
