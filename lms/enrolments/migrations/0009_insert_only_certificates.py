"""Outside certificates and what was asked about them are insert-only in the database itself."""

from django.db import migrations

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0008_outside_certificates")]

    operations = [
        *append_only_operations("enrolments_externalcertificate", filled_once="struck_at"),
        *append_only_operations("enrolments_certificateverification"),
        *append_only_operations("enrolments_certificatereview"),
        *append_only_operations("enrolments_certificatescan"),
        *append_only_operations("enrolments_struckcertificate"),
    ]
