"""Checks the audit chain from its first row to its head and says where it breaks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.core.audit import find_broken_entry
from lms.core.models import AuditChain


class Command(BaseCommand):
    help = "Check every row of the audit trail against the chain; ends with status 1 when one does not fit."

    def handle(self, *args: Any, **options: Any) -> None:
        for chain in AuditChain.objects.order_by("name"):
            broken = find_broken_entry(chain=chain.name)
            if broken is not None:
                raise CommandError(
                    f"Chain {chain.name}: row {broken} was altered, removed or put in afterwards."
                )
            self.stdout.write(f"Chain {chain.name}: {chain.last_seq} rows fit. Head {chain.last_hash}")
