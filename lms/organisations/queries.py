"""Reads of organisations."""

from datetime import date

from django.db.models import Q

from lms.organisations.models import Pairing, School, Site


def is_paired(*, school: School, site: Site, day: date) -> bool:
    """Return whether the school teaches at the site on that day."""
    open_ended = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return Pairing.objects.filter(open_ended, school=school, site=site, valid_from__lte=day).exists()
