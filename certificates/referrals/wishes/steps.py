"""The plain steps of the terminal: one question on a page, what was said before travels along hidden."""

from typing import Any, NamedTuple

from certificates.referrals.wishes.forms import PlainWishForm
from certificates.referrals.wishes.rules import Mind


class Step(NamedTuple):
    """One page: its name and the fields that it asks for."""

    name: str
    fields: tuple[str, ...]


STEPS = (
    Step("mind", ("mind",)),
    Step("work", ("occupations",)),
    Step("place", ("districts", "other_place")),
    Step("pay", ("lowest_pay",)),
    Step("hours", ("shifts",)),
    Step("lodging", ("needs_lodging",)),
    Step("day", ("from_date",)),
    Step("check", ()),
)
NAMES = [step.name for step in STEPS]
FIRST, LAST = STEPS[0], STEPS[-1]


def step_named(name: str) -> Step:
    """Return a step; the first where there is no such one."""
    return STEPS[NAMES.index(name)] if name in NAMES else FIRST


def step_after(step: Step, *, back: bool, mind: str) -> Step:
    """Return the next page or the one before; who does not know yet is asked nothing else."""
    if mind == Mind.UNDECIDED:
        return FIRST if back else LAST
    place = NAMES.index(step.name) + (-1 if back else 1)
    return STEPS[min(max(place, 0), len(STEPS) - 1)]


def first_with_error(form: PlainWishForm) -> Step | None:
    """Return the page on which something has to be put right: the first, where it is what travels along unseen."""
    pages = (step for step in STEPS if any(name in form.errors for name in step.fields))
    return next(pages, FIRST if form.errors else None)


def shown(form: PlainWishForm, step: Step) -> dict[str, Any]:
    """Return the fields of a page, and what travels along."""
    asked = [form[name] for name in step.fields]
    hidden = [field for field in form if field.name not in step.fields]
    return {
        "step": step,
        "asked": asked,
        "hidden": hidden,
        "place": NAMES.index(step.name) + 1,
        "of": len(STEPS),
        "is_first": step is FIRST,
        "is_last": step is LAST,
    }
