"""What the pages say of a correction of a person: what changes, what is unusual, what goes on saying otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.accounts.api import Person, User, masked
from lms.core.days import is_age_to_begin
from lms.core.printing.fonts import missing_characters
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.names import doubts_about_name
from lms.enrolments.admission.namesakes import namesakes_at
from lms.enrolments.admission.rules import Problem
from lms.enrolments.admission.words import words_of
from lms.enrolments.identity.queries import waiting_claim
from lms.enrolments.person_facts.models import PersonCorrection
from lms.enrolments.person_facts.papers import Particulars, PrintedPaper, papers_otherwise, particulars_of
from lms.enrolments.person_facts.queries import has_old_card, list_renamings, waiting_correction_at
from lms.enrolments.person_facts.words import facts_text, particulars_text


@dataclass(frozen=True, slots=True)
class Changed:
    """One fact of a correction: what it is, what stood there, what is right."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class OldPaper:
    """A certificate that says otherwise than the records: what differs, in words."""

    title: str
    says: str
    day: date
    address: str


@dataclass(frozen=True, slots=True)
class FormerNames:
    """The names that somebody had before, the latest first and each once, and what still bears them."""

    rows: Sequence[PersonCorrection]
    has_old_card: bool
    papers: Sequence[OldPaper]


def changes_of(row: PersonCorrection) -> list[Changed]:
    """Return what a correction changes, fact by fact."""
    found = []
    if row.is_of_name:
        found.append(Changed(pgettext("person", "Name"), row.name_before, row.name))
    if row.number_last4:
        after = masked(row.number_last4)
        found.append(Changed(_("Identity number"), masked(row.last4_before), after))
    if (row.sex, row.birth_date) != (row.sex_before, row.born_before):
        before, after = facts_text(row.sex_before, row.born_before), facts_text(row.sex, row.birth_date)
        found.append(Changed(_("Sex, date of birth"), before, after))
    return found


def waiting_texts(stay: Admission) -> list[str]:
    """Return in words what waits for a second person, for pages on which somebody goes: each fact as asked for."""
    row, found = waiting_correction_at(stay), []
    for one in changes_of(row) if row else ():
        words = _("%(what)s: %(before)s is to become %(after)s")
        found.append(words % {"what": one.what, "before": one.before, "after": one.after})
    if not stay.person.resident_id_hash and waiting_claim(stay.person):
        found.append(_("An identity number was typed by one person; a second one has to type it, too."))
    return found


def doubts_of(row: PersonCorrection, stay: Admission) -> list[str]:
    """Return what is unusual about what is asked for, in the words of admission; it can be so all the same."""
    problems = []
    if row.is_of_name:
        problems += [Problem(Column.NAME, code) for code in doubts_about_name(row.name)]
        if missing := missing_characters(row.name):
            problems.append(Problem(Column.NAME, "name_not_printed", "".join(missing)))
        for one in namesakes_at(stay.site_id, [row.name], but=stay.person_id):
            code = "namesake_formerly" if one.is_former else "namesake_here"
            problems.append(Problem(Column.NAME, code, one.name_now))
    is_born_anew = row.birth_date and row.birth_date != row.born_before
    if is_born_anew and not is_age_to_begin(row.birth_date, stay.admitted_date):
        problems.append(Problem(Column.ADMITTED, "age_unusual"))
    return [words_of(problem) for problem in dict.fromkeys(problems)]


def old_papers_of(person: Person, reader: User, row: PersonCorrection | None = None) -> list[OldPaper]:
    """Return the certificates that say otherwise than the records, or than they would if a correction were kept."""
    records = particulars_of(person)
    if row is not None:
        records = Particulars(
            row.name or records.name,
            row.sex or records.sex,
            row.birth_date or records.birth_date,
            masked(row.number_last4) if row.number_last4 else records.identity,
        )
    return [_old(paper) for paper in papers_otherwise(records, person, reader)]


def _old(paper: PrintedPaper) -> OldPaper:
    return OldPaper(paper.title, particulars_text(paper.says), paper.day, paper.address)


def former_names_of(person: Person, reader: User) -> FormerNames | None:
    """Return the former names of a person; None, without a query, for most people."""
    renamings = list_renamings(person)
    # A name that came back is no former one.
    rows = [row for row in renamings if row.name_before != person.full_name]
    if not rows:
        return None
    latest: dict[str, PersonCorrection] = {}
    for row in rows:
        latest.setdefault(row.name_before, row)
    has_card = has_old_card(person, person.full_name, renamings)
    return FormerNames(list(latest.values()), has_card, old_papers_of(person, reader))
