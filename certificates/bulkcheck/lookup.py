"""Finds many records by number and name at once, and takes the same way for every miss."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from certificates.issuing.numbers.rules import kept_form
from certificates.issuing.public_records import PublishedCredential, hash_of_name


def find_pairs(asked: Sequence[tuple[str, str]]) -> list[PublishedCredential | None]:
    """Return for each number and name its record or None. One query, however many.

    It asks for number and name together: no row is read for a wrong name that would not be for an unknown number.
    """
    if not asked:
        return []
    wanted = [(kept_form(number), hash_of_name(name)) for number, name in asked]
    pairs = reduce(or_, (Q(number=number, name_hash=name) for number, name in dict.fromkeys(wanted)))
    found = {(row.number, row.name_hash): row for row in PublishedCredential.objects.filter(pairs)}
    return [found.get(pair) for pair in wanted]
