"""What stands only in a file of an examination that was left as the database has it: whether anything is lost there."""

from collections import Counter

from django.db.models import Model

from lms.exams.secondcopy.files import Values, sha256_of
from lms.exams.secondcopy.kinds import OF_ALL_ROOMS, OWN, as_values
from lms.exams.secondcopy.oneway import ONE_WAY, Order, is_same, order_of
from lms.exams.secondcopy.rows import Copied


def lacking_here(copy: Copied) -> Counter[str]:
    """Count by kind the rows of a file that the database has not, or has otherwise and not plainly later.

    Where the database is known to be later than the copy, nothing is lacking: whatever it has stands.
    """
    count: Counter[str] = Counter()
    if copy.is_older:
        return count
    for model in (model for model in copy.rows if model in OWN and model not in OF_ALL_ROOMS):
        rows = copy.of(model)
        here = {row["pk"]: row for row in as_values(model._default_manager.filter(pk__in=rows), model)}
        count[model._meta.label_lower] = sum(
            key not in here or not _is_known(model, here[key], values)
            for key, (values, _line) in rows.items()
        )
    return +count


def _is_known(model: type[Model], here: Values, copied: Values) -> bool:
    """Return whether a row of the database is that of the copy, or has plainly moved on from there."""
    if sha256_of(here) == sha256_of(copied):
        return True
    if order_of(model, here, copied) is Order.APART:
        return False
    now = here["fields"]
    there = now | copied["fields"]
    places = [(one, one.place(there), one.place(now)) for one in ONE_WAY.get(model, ())]
    if any(after < before for _one, before, after in places):
        return False
    moved = {name for one, before, after in places if after > before for name in (one.name, *one.along)}
    return all(name in moved or is_same(there[name], now[name]) for name in now)
