"""Every model says what a row means, how long it is kept and whether it is personal; no migration is missing."""

import inspect
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps

from lms.core.crypto import EncryptedTextField

OURS = ("lms.", "courses.", "certificates")
# A column of such a name, or a reference to a person or user, makes a row personal.
PERSONAL_NAMES = re.compile(
    r"(^|_)(full_name|display_name|holder_name|birth_date|email|phone|resident_id)($|_)"
)
PERSONAL_MODELS = ("accounts.person", "accounts.user")
KEPT = re.compile(r"\b([Kk]ept|never deleted|as long as)\b")
PERSONAL = re.compile(r"\bpersonal\b", re.IGNORECASE)


def our_models() -> list[type[models.Model]]:
    """Return the models of the product, historical and automatic ones left out."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith(OURS)]
    return [model for config in ours for model in config.get_models()]


def personal_columns(model: type[models.Model]) -> list[str]:
    """Return the columns that say something about a person."""
    return [field.name for field in model._meta.local_fields if is_personal(field)]


def is_personal(field: models.Field) -> bool:
    """Return whether a column is about a person."""
    if isinstance(field, EncryptedTextField) or PERSONAL_NAMES.search(field.name):
        return True
    related = field.related_model
    return isinstance(related, type) and related._meta.label_lower in PERSONAL_MODELS


def complaints_about(model: type[models.Model]) -> list[str]:
    """Return what the docstring of a model leaves open."""
    text = inspect.cleandoc(model.__doc__ or "")
    found = [] if re.match(r"One row\b", text) else ["does not begin 'One row ...'"]
    personal = personal_columns(model)
    if personal and not PERSONAL.search(text):
        found.append(f"does not say PERSONAL, but has {', '.join(personal)}")
    if personal and not KEPT.search(text):
        found.append("does not say how long a row is kept")
    return [f"{model._meta.label}: {complaint}" for complaint in found]


def test_every_model_says_what_its_rows_are() -> None:
    assert "\n".join(line for model in our_models() for line in complaints_about(model)) == ""


@isolate_apps("lms.core")
def test_a_model_that_says_nothing_is_found() -> None:
    class Sample(models.Model):  # noqa: DJ008 - never a row
        """Something with a name."""

        full_name = models.CharField(max_length=10)

        class Meta:
            app_label = "core"

    assert len(complaints_about(Sample)) == 3


@isolate_apps("lms.core")
def test_a_model_that_says_it_all_passes() -> None:
    class Sample(models.Model):  # noqa: DJ008 - never a row
        """One row is a visitor. PERSONAL. Kept a week."""

        holder_name = models.CharField(max_length=10)

        class Meta:
            app_label = "core"

    assert complaints_about(Sample) == []


def test_rows_that_travel_or_stand_in_addresses_have_a_uuid() -> None:
    with_uuid = {"Person", "User", "Enrolment", "Evidence", "LessonProgress", "Terminal", "Job", "AuditEntry"}
    known = {model.__name__: model for model in our_models()}
    for name in with_uuid:
        assert known[name]._meta.get_field("uuid").unique


@pytest.mark.django_db
def test_no_migration_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", "--check", "--dry-run", "--no-color")
    except SystemExit:
        pytest.fail(capsys.readouterr().out)
