"""The check before an enrolment: one person beside the rule of a version, and the refusal in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion
from lms.accounts.api import Person
from lms.enrolments.entry.queries import Alternatives, applicants_of, entry_rule_of, programmes_of
from lms.enrolments.entry.rules import Applicant, EntryRule, Verdict, judge
from lms.enrolments.entry.words import instead_text, reason_text
from lms.enrolments.errors import EnrolmentRefused


@dataclass(frozen=True, slots=True)
class Judged:
    """One person beside one version: what was known, the rule, and what follows."""

    person: Person
    version: ProgrammeVersion
    applicant: Applicant
    rule: EntryRule
    verdict: Verdict
    days: tuple[date, date | None]

    def as_columns(self) -> dict[str, Any]:
        """Return what the basis of eligibility keeps of it."""
        return {
            "rule": self.rule.written,
            "exam_date": self.days[1],
            "age": self.verdict.age,
            "schooling": self.applicant.schooling,
            "is_fit": self.applicant.is_fit,
            "unsettled": [code.value for code in self.verdict.unsettled],
        }


def judged(person: Person, version: ProgrammeVersion, *, exam: date | None, today: date) -> Judged:
    """Return how one person stands to the rule of a version on the day of an examination."""
    applicant, rule = applicants_of([person], day=today)[person.pk], entry_rule_of(version, day=today)
    verdict = judge(applicant, rule, today=today, exam=exam)
    return Judged(person, version, applicant, rule, verdict, (today, exam))


def refuse_entry(facts: Judged) -> None:
    """Refuse an enrolment that the rule is against.

    :raises EnrolmentRefused: with the reasons, and the nearest programme that is possible.
    """
    if not facts.verdict.against:
        return
    today, exam = facts.days
    offers = Alternatives(facts.version, today=today, exam=exam)
    on = programmes_of([facts.person])[facts.person.pk]
    instead = instead_text(offers.for_person(facts.applicant, on))
    reasons = [reason_text(reason) for reason in facts.verdict.against]
    raise EnrolmentRefused(_("The enrolment is not possible."), reasons=[*reasons, *filter(None, [instead])])
