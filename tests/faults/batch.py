"""Prepares a batch on a platform under test: `python -m tests.faults.batch 6` approves it and prints its entries.

`python -m tests.faults.batch 6 prepared` leaves that to another officer and prints the batch and the officer's name.
"""

import sys
from uuid import uuid4

import django

django.setup()

if __name__ == "__main__":
    from certificates.issuing.batches.operations import approve_batch, prepare_batch
    from certificates.issuing.kinds.models import CredentialKind
    from lms.core.actor import Actor
    from lms.enrolments.api import NewEnrolment, enrol_trainee
    from tests.factories.accounts import issuing_officer_at, trainee_at
    from tests.factories.certificates import ISSUED_AT, complete
    from tests.factories.courses import NOW, a_version
    from tests.factories.organisations import a_school_paired_with, a_site

    site, version = a_site(), a_version()
    school, system = a_school_paired_with(site), Actor.system("test")
    people = []
    for _ in range(int(sys.argv[1])):
        wanted = NewEnrolment(trainee_at(site).person, version, school, uuid4())
        people.append(complete(enrol_trainee(enrolment=wanted, actor=system, now=NOW)))
    kind = CredentialKind.TRAINING_CERTIFICATE
    officers = [issuing_officer_at(school) for _ in range(2)]
    one, other = (Actor(officer.uuid, "issuing_officer") for officer in officers)
    batch = prepare_batch(people, kind=kind, actor=one, now=ISSUED_AT)
    if sys.argv[2:] == ["prepared"]:
        print(batch.uuid, officers[1].username)  # noqa: T201
    else:
        approve_batch(batch_uuid=batch.uuid, actor=other, now=ISSUED_AT)
        for entry in batch.entries.all():
            print(entry.uuid)  # noqa: T201
