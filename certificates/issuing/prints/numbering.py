"""Which numbers blank forms have: the runs that were delivered, and which of their numbers are still to be used."""

from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.issuing.errors import UnusableBlank
from certificates.issuing.prints.models import BlankDelivery, BlankStock
from certificates.issuing.prints.queries import standing_sheets
from certificates.issuing.prints.rules import Run, RunFault, fault_of_run, is_number, run_of, tidy_number
from lms.core.sentences import sentences

MOST_AT_ONCE = 100_000
NO_RUN = {
    RunFault.FORM: gettext_lazy("A number ends in digits, as A-0001."),
    RunFault.HEAD: gettext_lazy(
        "First and last number begin alike and end in digits, as A-0001 and A-0060. What begins otherwise is a "
        "delivery of its own."
    ),
    RunFault.WIDTH: gettext_lazy(
        "First and last number have as many digits, as A-0001 and A-0060: write the zeros that are printed. Where none "
        "are printed, count 1 to 9, 10 to 99 and so on in one after another."
    ),
    RunFault.ORDER: gettext_lazy("The last number comes before the first. Change the two round."),
}


def run_between(first: str, last: str) -> Run:
    """Return the run of two numbers.

    :raises UnusableBlank: when they make none, or one of too many.
    """
    run = run_of(first, last)
    if run is None:
        raise UnusableBlank(str(NO_RUN[fault_of_run(first, last) or RunFault.FORM]), field="last_number")
    if run.count > MOST_AT_ONCE:
        raise UnusableBlank(
            _("At most %(most)s blanks at once.") % {"most": MOST_AT_ONCE}, field="last_number"
        )
    return run


def refuse_known(stock: BlankStock, run: Run) -> None:
    """Refuse a run of which a number came before, or that is written otherwise than one that begins alike.

    :raises UnusableBlank: when it is so.
    """
    for row, known in _runs(stock):
        if known.meets(run):
            raise UnusableBlank(
                _("Numbers of these were counted in before: %(first)s to %(last)s.") % ends_of(row),
                field="first_number",
            )
        if not known.is_written_like(run):
            words = _(
                "A delivery that begins alike has another number of digits: %(first)s to %(last)s. Write the zeros "
                "that are printed; if that one was typed wrongly, take it back first."
            )
            raise UnusableBlank(words % ends_of(row), field="first_number")


def number_on(stock: BlankStock | None, typed: str) -> str:
    """Return the number of a blank as it is kept; "" for plain paper.

    :raises UnusableBlank: when it is none, or no delivery holds it.
    """
    number = tidy_number(typed)
    if stock is None:
        if number:
            raise UnusableBlank(
                _("The school has no stock of blanks for this kind. Count a delivery in, or leave it empty."),
                field="blank_number",
            )
        return ""
    if not is_number(number):
        raise UnusableBlank(
            _("Type the number printed on the blank: letters, digits and hyphens."), field="blank_number"
        )
    runs = _runs(stock)
    if not any(run.holds(number) for _row, run in runs):
        words = _("No delivery that was counted in holds this number. The last one: %(first)s to %(last)s.")
        printed = next((found for _row, run in runs if (found := run.as_printed(number))), "")
        meant = [_("Is it %(number)s?") % {"number": printed}] if printed else []
        raise UnusableBlank(sentences([words % ends_of(runs[-1][0]), *meant]), field="blank_number")
    return number


def following_numbers(stock: BlankStock | None, typed: str, count: int) -> list[str]:
    """Return so many numbers from one on; those that went through are passed over.

    :raises UnusableBlank: when the first is unusable or too few follow it.
    """
    first = number_on(stock, typed)
    if stock is None:
        return [first] * count
    used = set(standing_sheets().filter(stock=stock).values_list("blank_number", flat=True))
    if first in used:
        raise UnusableBlank(_("This blank went through before."), field="blank_number")
    numbers = next(run.numbers_from(first) for _row, run in _runs(stock) if run.holds(first))
    free = list(islice((number for number in numbers if number not in used), count))
    if len(free) < count:
        raise UnusableBlank(
            _(
                "From this number on the delivery has %(left)d blanks. Note as many, then go on with the next delivery."
            )
            % {"left": len(free)},
            field="count",
        )
    return free


def ends_of(row: BlankDelivery) -> dict[str, str]:
    """Return the first and the last number of a delivery."""
    return {"first": row.first_number, "last": row.last_number}


def _runs(stock: BlankStock) -> list[tuple[BlankDelivery, Run]]:
    rows = stock.deliveries.filter(taken_back=None).order_by("pk")
    return [(row, run) for row in rows if (run := run_of(row.first_number, row.last_number)) is not None]
