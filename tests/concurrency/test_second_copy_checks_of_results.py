"""The same of what a copy of told results is checked for on PostgreSQL, whose guards are of another kind."""

import pytest

from tests.exams.results.test_second_copy_checks import *  # noqa: F403

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
