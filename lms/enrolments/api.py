"""The door to enrolments for other apps."""

from lms.enrolments.admission.columns import Column as AdmissionColumn
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.operations import (
    DoubtsFound,
    NewAdmission,
    NewForecast,
    ProblemsFound,
    admit_person,
    change_forecast,
)
from lms.enrolments.admission.queries import over_at
from lms.enrolments.apart.classes import MixedClass, register_mixed_classes
from lms.enrolments.apart.operations import Placing, add_group, place_people
from lms.enrolments.apart.operations import lock_site as lock_separate_groups
from lms.enrolments.apart.policies import may_see_groups
from lms.enrolments.apart.queries import codes_on, spans_at
from lms.enrolments.apart.rules import Belonging, first_day_mixed
from lms.enrolments.beginnings import register_beginning
from lms.enrolments.changing.classes import ClassOfEnrolment, register_classes
from lms.enrolments.changing.examinations import PlannedExamination, register_examination_desk
from lms.enrolments.changing.operations import NewInterruption, SiteOrder, interrupt_enrolment, move_to_site
from lms.enrolments.changing.partings import (
    CLASS_CANCELLED,
    CLASS_OVER,
    COMPLETED,
    Parting,
    register_completion,
    register_parting,
    register_rest,
    register_return,
)
from lms.enrolments.changing.queries import here_since, interrupted_on, rests_on, rests_within, with_rests
from lms.enrolments.changing.words import parting_text
from lms.enrolments.completion.choosing import audited_by, get_audited
from lms.enrolments.completion.diplomas import (
    DiplomaTold,
    diplomas_address,
    diplomas_due,
    diplomas_told,
    register_diploma_desk,
)
from lms.enrolments.completion.exporting import Table, day_text, tables_behind
from lms.enrolments.completion.holdings import register_issuer
from lms.enrolments.completion.presentation import (
    audit_cell,
    audit_lines,
    audit_outcome,
    target_rows,
)
from lms.enrolments.completion.queries import (
    Audit,
    AuditLine,
    Question,
    audit_of,
    audits_of,
    questions_at_release,
    requirements_of,
)
from lms.enrolments.completion.rules import Outcome
from lms.enrolments.completion.rules import State as RequirementStanding
from lms.enrolments.completion.words import code_texts, outcome_text, state_text
from lms.enrolments.credits.operations import CourseCredit, credit_course
from lms.enrolments.enrolling import Eligibility, NewEnrolment, enrol_person, enrol_trainee
from lms.enrolments.external.operations import Asked as AskedIssuer
from lms.enrolments.external.operations import NewCertificate, record_certificate, verify_certificate
from lms.enrolments.external.rules import Paper as OutsidePaper
from lms.enrolments.external.rules import comparable, reasons_against_number
from lms.enrolments.external.words import number_text
from lms.enrolments.file.happenings import Happening, register_teller
from lms.enrolments.file.happenings import Kind as HappeningKind
from lms.enrolments.file.policies import horizon_of
from lms.enrolments.models import Enrolment, EnrolmentState, Interruption
from lms.enrolments.moving.operations import MoveOrder, move_enrolments
from lms.enrolments.moving.proofs import Proof, register_prover
from lms.enrolments.moving.queries import list_outlooks, recent_move
from lms.enrolments.moving.rules import digest_of
from lms.enrolments.moving.words import words_of_move
from lms.enrolments.operations import (
    Achievement,
    complete_counted,
    complete_if_due,
    lock_enrolment,
    lock_enrolment_in_force,
    lock_enrolments,
    lock_enrolments_beside,
    lock_people,
    lock_with_others,
    record_achievement,
    withdraw_enrolment,
)
from lms.enrolments.outlook import confirmed_papers, stays_now
from lms.enrolments.person_facts.papers import Particulars, PrintedPaper, particulars_of, register_printer
from lms.enrolments.person_facts.words import particulars_text
from lms.enrolments.policies import visible_to
from lms.enrolments.proposals.operations import ask_for_weekly_lists
from lms.enrolments.proposals.sources import (
    Attended,
    ExaminationDay,
    InClass,
    OpenedClass,
    PlannedSession,
    PlanPart,
    Qualified,
    Teaching,
    register_examination_days,
    register_opened_classes,
    register_teaching,
)
from lms.enrolments.proposals.taking import (
    ClassDoor,
    ProposedClass,
    Standing,
    get_proposed_class,
    register_class_doors,
    school_of_most,
    standings_of,
)
from lms.enrolments.proposals.told import risks_told
from lms.enrolments.queries import (
    Pass,
    examinations_passed,
    get_enrolment,
    list_enrolments_of,
    requirement_states,
    whose_requirement_is_met,
)
from lms.enrolments.rules import RequirementState, share_percent
from lms.enrolments.target.rules import Held

__all__ = [
    "CLASS_CANCELLED",
    "CLASS_OVER",
    "COMPLETED",
    "Achievement",
    "Admission",
    "AdmissionColumn",
    "AskedIssuer",
    "Attended",
    "Audit",
    "AuditLine",
    "Belonging",
    "ClassDoor",
    "ClassOfEnrolment",
    "CourseCredit",
    "DiplomaTold",
    "DoubtsFound",
    "Eligibility",
    "Enrolment",
    "EnrolmentState",
    "ExaminationDay",
    "Happening",
    "HappeningKind",
    "Held",
    "InClass",
    "Interruption",
    "MixedClass",
    "MoveOrder",
    "NewAdmission",
    "NewCertificate",
    "NewEnrolment",
    "NewForecast",
    "NewInterruption",
    "Outcome",
    "OutsidePaper",
    "Particulars",
    "Parting",
    "Pass",
    "Placing",
    "PlanPart",
    "PlannedExamination",
    "OpenedClass",
    "PlannedSession",
    "PrintedPaper",
    "ProblemsFound",
    "Proof",
    "ProposedClass",
    "Qualified",
    "Question",
    "RequirementStanding",
    "RequirementState",
    "SiteOrder",
    "Standing",
    "Table",
    "Teaching",
    "add_group",
    "admit_person",
    "ask_for_weekly_lists",
    "audit_cell",
    "audit_lines",
    "audit_of",
    "audit_outcome",
    "audited_by",
    "audits_of",
    "change_forecast",
    "code_texts",
    "codes_on",
    "comparable",
    "complete_counted",
    "complete_if_due",
    "confirmed_papers",
    "credit_course",
    "day_text",
    "digest_of",
    "diplomas_address",
    "diplomas_due",
    "diplomas_told",
    "enrol_person",
    "enrol_trainee",
    "examinations_passed",
    "first_day_mixed",
    "get_audited",
    "get_enrolment",
    "get_proposed_class",
    "here_since",
    "horizon_of",
    "interrupt_enrolment",
    "interrupted_on",
    "list_enrolments_of",
    "list_outlooks",
    "lock_enrolment",
    "lock_enrolment_in_force",
    "lock_enrolments",
    "lock_enrolments_beside",
    "lock_people",
    "lock_separate_groups",
    "lock_with_others",
    "may_see_groups",
    "move_enrolments",
    "move_to_site",
    "number_text",
    "outcome_text",
    "over_at",
    "particulars_of",
    "particulars_text",
    "parting_text",
    "place_people",
    "questions_at_release",
    "reasons_against_number",
    "recent_move",
    "record_achievement",
    "record_certificate",
    "register_beginning",
    "register_class_doors",
    "register_classes",
    "register_completion",
    "register_diploma_desk",
    "register_examination_days",
    "register_examination_desk",
    "register_issuer",
    "register_mixed_classes",
    "register_opened_classes",
    "register_parting",
    "register_printer",
    "register_prover",
    "register_rest",
    "register_return",
    "register_teaching",
    "register_teller",
    "requirement_states",
    "requirements_of",
    "rests_on",
    "rests_within",
    "risks_told",
    "school_of_most",
    "share_percent",
    "spans_at",
    "standings_of",
    "state_text",
    "stays_now",
    "tables_behind",
    "target_rows",
    "verify_certificate",
    "visible_to",
    "whose_requirement_is_met",
    "with_rests",
    "withdraw_enrolment",
    "words_of_move",
]
