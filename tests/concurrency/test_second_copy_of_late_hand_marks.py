"""The same of what is done to marks by hand long after the sitting on PostgreSQL, whose keys are of another kind."""

import pytest

from tests.exams.handmarking.test_second_copy_late import *  # noqa: F403

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
