"""The same of examinations that went on without their copy on PostgreSQL, where a refused row ends a savepoint."""

import pytest

from tests.exams.test_second_copy_other_history import *  # noqa: F403

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
