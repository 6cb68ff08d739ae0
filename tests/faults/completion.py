"""Makes completions on the database of a platform under test: `python -m tests.faults.completion 4` prints uuids."""

import sys

import django

django.setup()

if __name__ == "__main__":
    from tests.factories.certificates import completed_enrolment

    for _ in range(int(sys.argv[1])):
        print(completed_enrolment().uuid)  # noqa: T201
