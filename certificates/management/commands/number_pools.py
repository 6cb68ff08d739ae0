"""Opens pools of numbers for schools, and says what became of every number that was taken."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.numbers.operations import NewPool, open_pool
from certificates.issuing.numbers.queries import list_pools
from certificates.issuing.queries import explain_numbers
from lms.core import clock
from lms.core.actor import Actor
from lms.core.errors import DomainError
from lms.organisations.api import School


class Command(BaseCommand):
    help = (
        "list | open SCHOOL KIND PATTERN FIRST LAST | gaps. "
        "A pattern is for example 461234{YY}{NNNN}; gaps names numbers that never came into force, with the reason."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list")
        verbs.add_parser("gaps")
        new = verbs.add_parser("open")
        new.add_argument("school", help="the code of the school")
        new.add_argument("kind", choices=CredentialKind.values)
        new.add_argument("pattern")
        new.add_argument("first", type=int)
        new.add_argument("last", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except DomainError as error:
            raise CommandError(str(error) or error.code) from None

    def _list(self, options: dict[str, Any]) -> None:
        for use in list_pools():
            state = "closed" if use.pool.closed_at else f"{use.left} left"
            self.stdout.write(
                f"{use.pool.school.code}  {use.pool.kind}  {use.pool.pattern}  {use.pool.first}-{use.pool.last}  "
                f"{use.taken} taken  {use.void} void  {state}"
            )

    def _open(self, options: dict[str, Any]) -> None:
        school = School.objects.filter(code=options["school"]).first()
        if school is None:
            raise CommandError("There is no school with this code.")
        new = NewPool(
            school, CredentialKind(options["kind"]), options["pattern"], options["first"], options["last"]
        )
        pool = open_pool(new, actor=Actor.system("command"), now=clock.now())
        self.stdout.write(f"{pool.pattern} is open with {pool.size} numbers.")

    def _gaps(self, options: dict[str, Any]) -> None:
        told = explain_numbers()
        for number, what in told.items():
            if not what or what.startswith("void"):
                self.stdout.write(f"{number}  {what or 'NOT EXPLAINED'}")
        unexplained = sum(not what for what in told.values())
        if unexplained:
            raise CommandError(f"{unexplained} of {len(told)} numbers are not explained.")
