"""Consents only grow, and nothing leaves without one: in the database itself."""

from django.db import migrations

from certificates.referrals.consent.guards import guard_operations
from lms.core.append_only import append_only_operations

TABLES = ("consenttext", "consentrequest", "consentanswer", "consent", "consentwithdrawal", "disclosure")


class Migration(migrations.Migration):
    dependencies = [("certificates", "0033_consents")]

    operations = [
        *(operation for table in TABLES for operation in append_only_operations(f"certificates_{table}")),
        *guard_operations(),
    ]
