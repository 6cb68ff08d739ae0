"""Second signatures over the JSON of credentials (SM2/SM3), with a purpose and an algorithm of their own."""

import django.db.models.deletion
from django.db import migrations, models

from lms.core.append_only import append_only_operations

ALGORITHMS = [
    ("ed25519", "Ed25519"),
    ("es256", "ES256 (P-256)"),
    ("rs256", "RSA-3072, SHA-256"),
    ("sm2", "SM2, SM3"),
]
PURPOSES = [
    ("credential", "Digital credentials and their status list"),
    ("jwt", "Credentials as JWT"),
    ("document", "Seal of documents"),
    ("log", "Checkpoints of the register"),
    ("second", "Second signatures of digital credentials (SM2/SM3)"),
]


class Migration(migrations.Migration):
    dependencies = [("certificates", "0067_transcripts_with_a_batch")]

    operations = [
        # No database knows choices: neither touches the table.
        migrations.AlterField(
            model_name="signingkey",
            name="algorithm",
            field=models.CharField(choices=ALGORITHMS, max_length=10),
        ),
        migrations.AlterField(
            model_name="signingkey",
            name="purpose",
            field=models.CharField(choices=PURPOSES, max_length=20),
        ),
        migrations.CreateModel(
            name="SecondSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_signatures",
                        to="certificates.signingkey",
                    ),
                ),
                (
                    "signed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_signatures",
                        to="certificates.signedcredential",
                    ),
                ),
            ],
            options={
                "verbose_name": "second signature",
                "verbose_name_plural": "second signatures",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="secondsignature",
            constraint=models.UniqueConstraint(
                fields=("signed", "key"), name="second_signature_once_for_each_key"
            ),
        ),
        *append_only_operations("certificates_secondsignature"),
    ]
