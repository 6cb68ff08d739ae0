"""Issues certificates and approves their replacement: `python -m tests.faults.ending 7` prints the requests."""

import sys

import django

django.setup()

if __name__ == "__main__":
    from certificates.issuing.ending.rules import Ending
    from tests.factories.certificates import issued_credential
    from tests.factories.endings import approved, asked

    for _ in range(int(sys.argv[1])):
        print(approved(asked(issued_credential(), Ending.REPLACE)).uuid)  # noqa: T201
