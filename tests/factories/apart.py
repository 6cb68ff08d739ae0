"""Separate groups for tests: `a_group(site)` adds one, `placed(stay, group)` puts somebody into it."""

import re
from datetime import date
from uuid import uuid4

from django.http import HttpResponse

from lms.core.actor import Actor
from lms.enrolments.apart.operations import Placing, add_group, place_people
from lms.enrolments.models import Admission, SeparateGroup
from lms.organisations.models import Site
from tests.factories.accounts import registrar_at
from tests.factories.courses import NOW

ACTOR = Actor.system("test")
SINCE = date(2026, 5, 20)


def a_group(site: Site, code: str = "A") -> SeparateGroup:
    """Return a new group of the site."""
    return add_group(site=site, code=code, actor=ACTOR, now=NOW)


def placed(*stays: Admission, group: SeparateGroup | None, on: date = SINCE) -> list[Admission]:
    """Put people into a group from a day on, or into none."""
    new = Placing(
        tuple(stay.uuid for stay in stays),
        group and group.uuid,
        on,
        registrar_at(stays[0].site),
        uuid4(),
    )
    return place_people(placing=new, actor=ACTOR, now=NOW)


def read(answer: HttpResponse) -> str:
    """Return what a reader sees: pictures and keys against forgery are letters and digits too, of all kinds."""
    page = re.sub(r"(?s)<script.*?</script>", " ", answer.content.decode())
    return re.sub(r"<[^>]*>", " ", page)
