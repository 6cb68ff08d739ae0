"""Tasks and examinations of before get the programme that asks for them, where there is one."""

from importlib import import_module

import pytest
from django.apps import apps

from lms.exams.api import load_rubrics, load_scheme
from lms.exams.models import ExaminationScheme, PracticalTask
from tests.factories.courses import NOW, a_version
from tests.factories.exams import ACTOR, a_new_scheme, a_rubric

pytestmark = pytest.mark.django_db
give_owners = import_module("lms.exams.migrations.0009_owners_of_known_codes").give_owners


def test_an_examination_goes_to_the_one_programme_that_asks_for_it():
    version = a_version()
    code = version.requirements.exclude(examination_scheme="").get().examination_scheme
    ExaminationScheme.objects.all().delete()
    for minutes in (30, 60):
        load_scheme(scheme=a_new_scheme(code=code, minutes=minutes), actor=ACTOR, now=NOW)
    for _again in range(2):
        give_owners(apps, None)
        assert set(ExaminationScheme.objects.values_list("bank", flat=True)) == {version.programme.code}


def test_what_two_programmes_ask_for_or_none_stays_nobodys():
    for _programme in range(2):
        a_version()
    load_scheme(scheme=a_new_scheme(), actor=ACTOR, now=NOW)
    load_rubrics(rubrics=[a_rubric()], actor=ACTOR, now=NOW)
    give_owners(apps, None)
    assert set(ExaminationScheme.objects.values_list("bank", flat=True)) == {""}
    assert PracticalTask.objects.get().bank == ""
