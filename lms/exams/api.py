"""The door to examinations for other apps."""

from lms.exams.absences.queries import answers_for, excuses_waiting_for
from lms.exams.appeals.models import Appeal, AppealState
from lms.exams.appeals.operations import NewAppeal, file_appeal, take_appeal
from lms.exams.appeals.queries import appeals_waiting_for
from lms.exams.bank.choosing import list_practice_topics, practice_faults, search_practice_items
from lms.exams.bank.feedback import PracticeFeedback
from lms.exams.bank.keeping import files_with_drawings
from lms.exams.bank.models import ItemKind, ItemVersion
from lms.exams.bank.operations import (
    LoadReport,
    NewItem,
    NewReview,
    load_items,
    load_topics,
    record_reviews,
)
from lms.exams.bank.queries import (
    ItemCount,
    compare_items,
    count_items,
    newest_practice_versions,
    newest_versions,
    newest_wordings,
    practice_items,
    reviews_of,
    topics_of_bank,
)
from lms.exams.bank.rules import bank_of, in_bank, normal_item, without_bank
from lms.exams.bank.rules import content_hash as item_hash
from lms.exams.bank.showing import ShownItem
from lms.exams.bank.source import pictures_of as item_pictures
from lms.exams.bank.source import source_of as item_source
from lms.exams.demonstration import sit_for_demonstration, write_for_demonstration
from lms.exams.desk.uses import Place, tell_places
from lms.exams.errors import ItemNotFound, TooFewItems, UnusableResponse
from lms.exams.handmarking.operations import appoint_markers
from lms.exams.handmarking.policies import MARKER_ROLES
from lms.exams.handmarking.queries import answers_left_for
from lms.exams.intake.pictures import CleanPicture, PictureRefused
from lms.exams.intake.pictures import cleaned as clean_picture
from lms.exams.marking.models import Result
from lms.exams.marking.operations import mark_attempt
from lms.exams.marking.queries import list_released_results
from lms.exams.paperdesk.queries import keys_waiting_for
from lms.exams.papers.models import ExaminationScheme, ReleaseRule
from lms.exams.papers.operations import NewScheme, load_scheme, lock_schemes
from lms.exams.papers.queries import (
    compare_schemes,
    find_scheme,
    find_schemes,
    get_scheme,
    list_scheme_choices,
    scheme_source,
    scheme_sources,
)
from lms.exams.papers.rules import rows_of as rows_of_blueprint
from lms.exams.papers.rules import with_rows as blueprint_with_rows
from lms.exams.practical.admission import judged_for as judged_for_practical
from lms.exams.practical.demonstration import mark_for_demonstration
from lms.exams.practical.models import PracticalExamination, PracticalScheme
from lms.exams.practical.operations import (
    NewPractical,
    NewPracticalScheme,
    admit_to_practical,
    close_practical,
    faults_of_practical,
    load_practical_scheme,
    name_assessor,
    open_practical,
    release_practical,
    schedule_practical,
)
from lms.exams.practical.scheme_queries import (
    compare_practicals,
    find_practical_scheme,
    practical_sources,
)
from lms.exams.practice.forms import KeyForm
from lms.exams.practice.operations import FormAnswer, answer_practice_item
from lms.exams.practice.queries import Mistakes, count_mistakes, list_mock_schemes, running_mocks
from lms.exams.results.models import ResultSet
from lms.exams.results.operations import NewSet, SetDecision, freeze_results, release_results
from lms.exams.results.queries import sets_waiting_for
from lms.exams.results.unpassed import Unpassed, list_unpassed
from lms.exams.rubrics.operations import load_rubrics
from lms.exams.rubrics.queries import (
    ShownRubric,
    compare_rubrics,
    list_task_choices,
    rubric_source,
    rubric_sources,
    shown_rubrics,
)
from lms.exams.rubrics.rules import normal_rubric
from lms.exams.secondcopy.keeping import SECOND_COPY
from lms.exams.sittings.console import list_console_sittings
from lms.exams.sittings.models import AttemptState, Sitting, SittingCandidate, SittingState
from lms.exams.sittings.operations import (
    ActDecision,
    AttemptRef,
    HandIn,
    NewAct,
    NewDecision,
    NewEvent,
    NewIncident,
    NewRule,
    NewSitting,
    SaveReply,
    Seat,
    admit_candidates,
    assign_invigilators,
    close_overdue_attempts,
    close_sitting,
    decide_act,
    decide_evidence,
    decide_seat_request,
    do_act,
    draw_seats,
    hand_in,
    hand_in_by_time,
    keep_admission_rule,
    keep_time,
    note_incident,
    open_sitting,
    save_events,
    schedule_sitting,
    take_lease,
)
from lms.exams.sittings.own import MySitting, get_my_sitting, list_my_sittings, own_end
from lms.exams.sittings.pulse import TIME
from lms.exams.sittings.queries import find_broken_event, is_any_attempt_running
from lms.exams.sittings.reading import being_examined, refuse_reading_while_examined
from lms.exams.sittings.room_models import ActKind
from lms.exams.sittings.signing import is_genuine
from lms.exams.sittings.standings import admission_sources, judged_for
from lms.exams.statistics.demonstration import take_in_made_up_results

# What accompanies a web process.
COMPANIONS = (TIME, SECOND_COPY)

__all__ = [
    "COMPANIONS",
    "MARKER_ROLES",
    "ActDecision",
    "ActKind",
    "NewAct",
    "NewDecision",
    "NewIncident",
    "NewRule",
    "admission_sources",
    "assign_invigilators",
    "close_practical",
    "compare_practicals",
    "faults_of_practical",
    "find_practical_scheme",
    "keep_admission_rule",
    "practical_sources",
    "judged_for_practical",
    "release_practical",
    "decide_act",
    "decide_evidence",
    "do_act",
    "keep_time",
    "keys_waiting_for",
    "answers_for",
    "answers_left_for",
    "appeals_waiting_for",
    "excuses_waiting_for",
    "sets_waiting_for",
    "note_incident",
    "NewPractical",
    "NewPracticalScheme",
    "PracticalExamination",
    "PracticalScheme",
    "admit_to_practical",
    "appoint_markers",
    "load_practical_scheme",
    "mark_for_demonstration",
    "name_assessor",
    "open_practical",
    "schedule_practical",
    "CleanPicture",
    "ItemVersion",
    "PictureRefused",
    "Place",
    "clean_picture",
    "files_with_drawings",
    "item_pictures",
    "blueprint_with_rows",
    "rows_of_blueprint",
    "running_mocks",
    "scheme_sources",
    "rubric_sources",
    "normal_rubric",
    "normal_item",
    "newest_practice_versions",
    "newest_versions",
    "is_any_attempt_running",
    "count_items",
    "compare_items",
    "compare_rubrics",
    "compare_schemes",
    "ItemCount",
    "rubric_source",
    "scheme_source",
    "reviews_of",
    "topics_of_bank",
    "newest_wordings",
    "item_source",
    "without_bank",
    "in_bank",
    "item_hash",
    "record_reviews",
    "NewReview",
    "AttemptRef",
    "AttemptState",
    "ExaminationScheme",
    "FormAnswer",
    "HandIn",
    "ItemKind",
    "ItemNotFound",
    "KeyForm",
    "LoadReport",
    "Mistakes",
    "MySitting",
    "NewEvent",
    "NewItem",
    "NewScheme",
    "NewSitting",
    "Place",
    "PracticeFeedback",
    "NewSet",
    "ReleaseRule",
    "ResultSet",
    "SetDecision",
    "Appeal",
    "AppealState",
    "NewAppeal",
    "file_appeal",
    "freeze_results",
    "take_appeal",
    "refuse_reading_while_examined",
    "being_examined",
    "release_results",
    "Result",
    "SaveReply",
    "Seat",
    "ShownItem",
    "ShownRubric",
    "Sitting",
    "SittingCandidate",
    "SittingState",
    "TooFewItems",
    "Unpassed",
    "UnusableResponse",
    "admit_candidates",
    "answer_practice_item",
    "bank_of",
    "close_overdue_attempts",
    "close_sitting",
    "count_mistakes",
    "decide_seat_request",
    "draw_seats",
    "find_broken_event",
    "find_scheme",
    "find_schemes",
    "get_my_sitting",
    "get_scheme",
    "hand_in",
    "hand_in_by_time",
    "is_genuine",
    "judged_for",
    "list_console_sittings",
    "list_mock_schemes",
    "list_my_sittings",
    "list_unpassed",
    "list_practice_topics",
    "list_released_results",
    "list_scheme_choices",
    "list_task_choices",
    "load_items",
    "load_rubrics",
    "load_scheme",
    "load_topics",
    "lock_schemes",
    "mark_attempt",
    "open_sitting",
    "own_end",
    "practice_faults",
    "practice_items",
    "save_events",
    "search_practice_items",
    "schedule_sitting",
    "shown_rubrics",
    "sit_for_demonstration",
    "write_for_demonstration",
    "take_in_made_up_results",
    "take_lease",
    "tell_places",
]
