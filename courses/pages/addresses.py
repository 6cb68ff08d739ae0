"""Addresses of pages: no two below one parent have the same."""

from wagtail.models import Page


def free_slug(wanted: str, *parents: Page) -> str:
    """Return the wanted address, with a number behind it where another page has it below one of the parents."""
    taken = {slug for parent in parents for slug in parent.get_children().values_list("slug", flat=True)}
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if slug not in taken)
