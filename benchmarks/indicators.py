"""People who completed, were referred and worked, as many as wished, for `benchmarks.bench_indicators`."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.test import Client

from benchmarks.issued import issue_all
from benchmarks.pages import Desk, Page, answer_of
from certificates.models import Opening
from courses.catalog.models import ProgrammeVersion
from lms.accounts.models import Person
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.ids import new_uuid
from lms.enrolments.models import Enrolment
from lms.organisations.models import Room, Site
from tests.factories.accounts import a_user, sign_in
from tests.factories.consents import an_opening
from tests.factories.courses import a_version
from tests.factories.follow_ups import a_coordinator
from tests.factories.indicators import Life, Told, live
from tests.factories.organisations import a_room, a_site

ADDRESS = "/authoring/indicators/"
KINDS = ("at_work", "insurance", "at_work", "exit")


@dataclass
class Figures(Desk):
    """Four sites, a coordinator (`client`) and a reader of an authority."""

    sites: list[Site]
    room: Room
    client: Client
    authority: Client
    versions: list[ProgrammeVersion]
    opening: Opening

    @classmethod
    def opened(cls, openings: int) -> "Figures":
        """Return sites of which nobody completed yet, beside openings."""
        sites = [a_site() for _ in range(4)]
        above = sites[0].administration
        Site.objects.filter(pk__in=[site.pk for site in sites]).update(administration=above)
        opening = an_opening()
        row = Opening.objects.filter(pk=opening.pk).values().get()
        Opening.objects.bulk_create(
            (
                Opening(**row | {"id": None, "uuid": new_uuid(), "client_key": new_uuid()})
                for _ in range(openings)
            ),
            batch_size=1_000,
        )
        client = sign_in(Client(), a_coordinator(above))
        authority = sign_in(Client(), a_user(Role.AUTHORITY_READER, above))
        return cls(sites, a_room(sites[0]), client, authority, [a_version() for _ in range(8)], opening)

    def fill(self, number: int) -> None:
        """Let people complete over four years with a certificate, refer every second one, let most of those work."""
        people = live([self._life(place) for place in range(number)], self.opening)
        issue_all(Enrolment.objects.filter(person__in=people))

    def _life(self, place: int) -> Life:
        today = local_date(now())
        completed = today - timedelta(days=place * 7 % 1460)
        start = min(completed + timedelta(days=30), today)
        later = [day for day in (start + timedelta(days=90 * k) for k in range(1, 5)) if day <= today]
        facts = (Told("start", start), *(Told(kind, day) for kind, day in zip(KINDS, later, strict=False)))
        referred = (min(completed + timedelta(days=5), today),) if place % 2 else ()
        version, site = self.versions[place % len(self.versions)], self.sites[place % len(self.sites)]
        return Life(completed, version, site, referred, facts=facts if place % 3 else facts[1:2])

    def pages(self) -> dict[str, Page]:
        """Return what is opened: the tables of both readers, the workbook, the people behind one number."""
        return {
            "indicators": lambda _chance: answer_of(self.client, ADDRESS),
            "indicators for an authority": lambda _chance: answer_of(self.authority, ADDRESS, {"by": "kind"}),
            "workbook": lambda _chance: answer_of(self.client, f"{ADDRESS}export.xlsx", {"by": "year"}),
            "people behind one number": self.behind,
        }

    def behind(self, chance: Random) -> None:
        """Open some page of who was referred and who was not; each look is written down."""
        asked = {"indicator": "referral", "part": "all", "p": chance.randint(1, 9)}
        answer_of(self.client, f"{ADDRESS}people/", asked)

    def size(self) -> dict[str, int]:
        """Return how much there is."""
        return {"people": Person.objects.count(), "openings": Opening.objects.count()}
