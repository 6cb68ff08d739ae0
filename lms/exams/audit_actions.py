"""What the audit trail may say of examinations. Single answers are not here: see ADR 0010."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class AuditAction(TextChoices):
    LOAD_ITEM = "exams.load_item", pgettext_lazy("audit", "Question loaded")
    IMPORT_ITEMS = "exams.import_items", pgettext_lazy("audit", "Questions imported")
    EXPORT_ITEMS = "exams.export_items", pgettext_lazy("audit", "Questions exported")
    UNDO_IMPORT = "exams.undo_import", pgettext_lazy("audit", "Import of questions undone")
    BRING_QUESTIONS = "exams.bring_questions", pgettext_lazy("audit", "File of questions brought")
    READ_QUESTIONS = "exams.read_questions", pgettext_lazy("audit", "File of questions read")
    CONFIRM_QUESTIONS = "exams.confirm_questions", pgettext_lazy("audit", "File of questions confirmed")
    RETRY_QUESTIONS = "exams.retry_questions", pgettext_lazy("audit", "File of questions tried again")
    END_QUESTIONS = "exams.end_questions", pgettext_lazy("audit", "File of questions ended")
    REQUEST_QUESTIONS = "exams.request_questions", pgettext_lazy("audit", "File of questions asked for")
    DOWNLOAD_QUESTIONS = "exams.download_questions", pgettext_lazy("audit", "File of questions downloaded")
    BEGIN_DRAFT = "exams.begin_draft", pgettext_lazy("audit", "Draft of a question begun")
    CHANGE_DRAFT = "exams.change_draft", pgettext_lazy("audit", "Draft of a question changed")
    SUBMIT_DRAFT = "exams.submit_draft", pgettext_lazy("audit", "Draft of a question submitted")
    TAKE_BACK_DRAFT = "exams.take_back_draft", pgettext_lazy("audit", "Draft of a question taken back")
    READ_DRAFT = "exams.read_draft", pgettext_lazy("audit", "Draft of a question read")
    SEND_BACK_DRAFT = "exams.send_back_draft", pgettext_lazy("audit", "Draft of a question sent back")
    APPROVE_DRAFT = "exams.approve_draft", pgettext_lazy("audit", "Draft of a question approved")
    DISCARD_DRAFT = "exams.discard_draft", pgettext_lazy("audit", "Draft of a question discarded")
    FETCH_DRAFT = "exams.fetch_draft", pgettext_lazy("audit", "Draft of a question fetched")
    RETIRE_ITEM = "exams.retire_item", pgettext_lazy("audit", "Question retired")
    RESTORE_ITEM = "exams.restore_item", pgettext_lazy("audit", "Question restored")
    TWIN_ITEMS = "exams.twin_items", pgettext_lazy("audit", "Questions marked as alike")
    PART_TWINS = "exams.part_twins", pgettext_lazy("audit", "Questions no longer marked as alike")
    SAVE_MAPPING = "exams.save_mapping", pgettext_lazy("audit", "Mapping of columns saved")
    RENAME_MAPPING = "exams.rename_mapping", pgettext_lazy("audit", "Mapping of columns renamed")
    DELETE_MAPPING = "exams.delete_mapping", pgettext_lazy("audit", "Mapping of columns deleted")
    LOAD_RUBRIC = "exams.load_rubric", pgettext_lazy("audit", "Rubric loaded")
    REVIEW_ITEM = "exams.review_item", pgettext_lazy("audit", "Question reviewed")
    LOAD_TOPIC = "exams.load_topic", pgettext_lazy("audit", "Topic loaded")
    RENAME_TOPIC = "exams.rename_topic", pgettext_lazy("audit", "Topic renamed")
    DELETE_TOPIC = "exams.delete_topic", pgettext_lazy("audit", "Topic deleted")
    LOAD_SCHEME = "exams.load_scheme", pgettext_lazy("audit", "Examination scheme loaded")
    DRAW_PAPER = "exams.draw_paper", pgettext_lazy("audit", "Paper drawn")
    OPEN_PAPER_EARLY = "exams.open_paper_early", pgettext_lazy("audit", "Paper opened before its release")
    RELEASE_PAPER = "exams.release_paper", pgettext_lazy("audit", "Paper released")
    ORDER_PAPERS = "exams.order_papers", pgettext_lazy("audit", "Papers ordered")
    CANCEL_PAPERS = "exams.cancel_papers", pgettext_lazy("audit", "Order of papers cancelled")
    REFUSE_PAPERS = "exams.refuse_papers", pgettext_lazy("audit", "Order of papers refused")
    PROPOSE_KEY = "exams.propose_key", pgettext_lazy("audit", "Corrected key proposed")
    WITHDRAW_KEY = "exams.withdraw_key", pgettext_lazy("audit", "Corrected key withdrawn")
    CORRECT_KEY = "exams.correct_key", pgettext_lazy("audit", "Key corrected")
    SCHEDULE_SITTING = "exams.schedule_sitting", pgettext_lazy("audit", "Sitting planned")
    CHANGE_SITTING = "exams.change_sitting", pgettext_lazy("audit", "Sitting changed")
    CANCEL_SITTING = "exams.cancel_sitting", pgettext_lazy("audit", "Sitting cancelled")
    ASSIGN_INVIGILATORS = "exams.assign_invigilators", pgettext_lazy("audit", "Invigilators assigned")
    ASK_FOR_SAFE_BROWSER = "exams.ask_for_safe_browser", pgettext_lazy("audit", "Safe browser asked for")
    OPEN_SITTING = "exams.open_sitting", pgettext_lazy("audit", "Sitting opened")
    CLOSE_SITTING = "exams.close_sitting", pgettext_lazy("audit", "Sitting closed")
    ADMIT_CANDIDATE = "exams.admit_candidate", pgettext_lazy("audit", "Candidate admitted")
    TAKE_OUT_CANDIDATE = (
        "exams.take_out_candidate",
        pgettext_lazy("audit", "Candidate taken out of a sitting"),
    )
    DRAW_SEATS = "exams.draw_seats", pgettext_lazy("audit", "Seats drawn")
    MOVE_CANDIDATE = "exams.move_candidate", pgettext_lazy("audit", "Candidate moved")
    ARRANGE_FOR_CANDIDATE = (
        "exams.arrange_for_candidate",
        pgettext_lazy("audit", "Arrangement for a candidate made"),
    )
    SET_ADMISSION_RULE = "exams.set_admission_rule", pgettext_lazy("audit", "Rule of admission set")
    START_ATTEMPT = "exams.start_attempt", pgettext_lazy("audit", "Attempt begun")
    READ_WHILE_EXAMINED = (
        "exams.read_while_examined",
        pgettext_lazy("audit", "Course material read while examined"),
    )
    ASK_FOR_SEAT = "exams.ask_for_seat", pgettext_lazy("audit", "Change of seat asked for")
    DECIDE_SEAT = "exams.decide_seat", pgettext_lazy("audit", "Change of seat decided")
    MOVE_LEASE = "exams.move_lease", pgettext_lazy("audit", "Attempt moved to another computer")
    GIVE_EXTRA_TIME = "exams.give_extra_time", pgettext_lazy("audit", "Extra time given")
    PAUSE_ATTEMPT = "exams.pause_attempt", pgettext_lazy("audit", "Attempt paused")
    RESUME_ATTEMPT = "exams.resume_attempt", pgettext_lazy("audit", "Attempt resumed")
    CREDIT_OUTAGE = "exams.credit_outage", pgettext_lazy("audit", "Time of an outage credited")
    PROPOSE_OUTAGE = "exams.propose_outage", pgettext_lazy("audit", "Time of an outage proposed")
    FORCE_HAND_IN = "exams.force_hand_in", pgettext_lazy("audit", "Attempt handed in by staff")
    REOPEN_ATTEMPT = "exams.reopen_attempt", pgettext_lazy("audit", "Attempt reopened")
    VOID_ATTEMPT = "exams.void_attempt", pgettext_lazy("audit", "Attempt voided")
    ASK_FOR_ACT = "exams.ask_for_act", pgettext_lazy("audit", "Act in the room asked for")
    REFUSE_ACT = "exams.refuse_act", pgettext_lazy("audit", "Act in the room refused")
    NOTE_INCIDENT = "exams.note_incident", pgettext_lazy("audit", "Incident noted")
    CONFIRM_IDENTITY = "exams.confirm_identity", pgettext_lazy("audit", "Identity of a candidate confirmed")
    TAKE_BACK_IDENTITY = "exams.take_back_identity", pgettext_lazy("audit", "Confirmed identity taken back")
    DECIDE_EVIDENCE = "exams.decide_evidence", pgettext_lazy("audit", "Stored answers decided")
    RENEW_RECEIPT = "exams.renew_receipt", pgettext_lazy("audit", "Receipt renewed")
    DOUBT_CLOCK = "exams.doubt_clock", pgettext_lazy("audit", "Clock doubted")
    CONFIRM_CLOCK = "exams.confirm_clock", pgettext_lazy("audit", "Clock confirmed")
    HAND_IN = "exams.hand_in", pgettext_lazy("audit", "Paper handed in")
    CLOSE_OVERDUE = "exams.close_overdue", pgettext_lazy("audit", "Attempt closed when time was over")
    MARK_ATTEMPT = "exams.mark_attempt", pgettext_lazy("audit", "Attempt marked")
    SET_MARKING_RULE = "exams.set_marking_rule", pgettext_lazy("audit", "Rule of marking set")
    APPOINT_MARKER = "exams.appoint_marker", pgettext_lazy("audit", "Marker appointed")
    DISMISS_MARKER = "exams.dismiss_marker", pgettext_lazy("audit", "Marker dismissed")
    TAKE_ANSWERS = "exams.take_answers", pgettext_lazy("audit", "Answers taken to mark")
    MARK_BY_HAND = "exams.mark_by_hand", pgettext_lazy("audit", "Answer marked by hand")
    DECIDE_MARKS = "exams.decide_marks", pgettext_lazy("audit", "Marks decided")
    SETTLE_MARKS = "exams.settle_marks", pgettext_lazy("audit", "Marks settled")
    FREEZE_RESULTS = "exams.freeze_results", pgettext_lazy("audit", "Results frozen")
    RELEASE_RESULTS = "exams.release_results", pgettext_lazy("audit", "Results released")
    SEND_RESULTS_BACK = "exams.send_results_back", pgettext_lazy("audit", "Results sent back")
    ASK_FOR_EXCUSE = "exams.ask_for_excuse", pgettext_lazy("audit", "Excuse of an absence asked for")
    AGREE_TO_EXCUSE = "exams.agree_to_excuse", pgettext_lazy("audit", "Excuse of an absence agreed")
    REFUSE_EXCUSE = "exams.refuse_excuse", pgettext_lazy("audit", "Excuse of an absence refused")
    ASK_TO_TAKE_EXCUSE_BACK = (
        "exams.ask_to_take_excuse_back",
        pgettext_lazy("audit", "Withdrawal of an excuse asked for"),
    )
    TAKE_EXCUSE_BACK = "exams.take_excuse_back", pgettext_lazy("audit", "Excuse taken back")
    FILE_APPEAL = "exams.file_appeal", pgettext_lazy("audit", "Appeal filed")
    WITHDRAW_APPEAL = "exams.withdraw_appeal", pgettext_lazy("audit", "Appeal withdrawn")
    TAKE_APPEAL = "exams.take_appeal", pgettext_lazy("audit", "Appeal taken")
    GIVE_BACK_APPEAL = "exams.give_back_appeal", pgettext_lazy("audit", "Appeal given back")
    READ_APPEAL = "exams.read_appeal", pgettext_lazy("audit", "Appeal read")
    DECIDE_APPEAL = "exams.decide_appeal", pgettext_lazy("audit", "Appeal decided")
    SETTLE_APPEAL = "exams.settle_appeal", pgettext_lazy("audit", "Appeal settled")
    SET_APPEAL_RULE = "exams.set_appeal_rule", pgettext_lazy("audit", "Rule of appeals set")
    LOOK_OVER_SCORES = "exams.look_over_scores", pgettext_lazy("audit", "Earlier scores looked over")
    TAKE_IN_SCORES = "exams.take_in_scores", pgettext_lazy("audit", "Earlier scores taken in")
    DISCARD_SCORES = "exams.discard_scores", pgettext_lazy("audit", "Earlier scores discarded")
    RECKON_FIGURES = "exams.reckon_figures", pgettext_lazy("audit", "Figures of questions reckoned")
    SET_FIGURES_ASIDE = "exams.set_figures_aside", pgettext_lazy("audit", "Figures of questions set aside")
    CHECK_TERMINAL = "exams.check_terminal", pgettext_lazy("audit", "Terminal checked")
    REPLAY_COPY = "exams.replay_copy", pgettext_lazy("audit", "Second copy replayed")
    READ_ENTRIES = "exams.read_entries", pgettext_lazy("audit", "Entries of an attempt read")
    BRING_JOURNAL = "exams.bring_journal", pgettext_lazy("audit", "Journal of a terminal brought")
    SEQUENCE_CONFLICT = (
        "exams.sequence_conflict",
        pgettext_lazy("audit", "Answers that contradict each other"),
    )
    ORDER_RESERVE = "exams.order_reserve", pgettext_lazy("audit", "Reserve papers ordered")
    PRINT_RESERVE = "exams.print_reserve", pgettext_lazy("audit", "Reserve papers printed")
    SEAL_RESERVE = "exams.seal_reserve", pgettext_lazy("audit", "Reserve papers sealed")
    STRIKE_RESERVE = "exams.strike_reserve", pgettext_lazy("audit", "Reserve papers struck out")
    ASK_FOR_RESERVE = "exams.ask_for_reserve", pgettext_lazy("audit", "Opening of reserve papers asked for")
    OPEN_RESERVE = "exams.open_reserve", pgettext_lazy("audit", "Reserve papers opened")
    REFUSE_RESERVE = "exams.refuse_reserve", pgettext_lazy("audit", "Opening of reserve papers refused")
    TAKE_BACK_RESERVE = "exams.take_back_reserve", pgettext_lazy("audit", "Reserve papers taken back")
    BEGIN_KEYING = "exams.begin_keying", pgettext_lazy("audit", "Keying of a sheet begun")
    FINISH_KEYING = "exams.finish_keying", pgettext_lazy("audit", "Keying of a sheet finished")
    GIVE_BACK_KEYING = "exams.give_back_keying", pgettext_lazy("audit", "Keying of a sheet given back")
    DECIDE_KEYED_ANSWER = "exams.decide_keyed_answer", pgettext_lazy("audit", "Keyed answer decided")
    NOTE_NO_SHEET = "exams.note_no_sheet", pgettext_lazy("audit", "Missing sheet noted")
    HAND_IN_SHEET = "exams.hand_in_sheet", pgettext_lazy("audit", "Sheet handed in")
    START_MOCK = "exams.start_mock", pgettext_lazy("audit", "Mock examination begun")
    HAND_IN_MOCK = "exams.hand_in_mock", pgettext_lazy("audit", "Mock examination handed in")
    REFUSE_FOREIGN_ATTEMPT = (
        "exams.refuse_foreign_attempt",
        pgettext_lazy("audit", "Access to another person's attempt refused"),
    )
    LOAD_PRACTICAL_SCHEME = (
        "exams.load_practical_scheme",
        pgettext_lazy("audit", "Scheme of a practical examination loaded"),
    )
    REFUSE_OTHER_PAGE = (
        "exams.refuse_other_page",
        pgettext_lazy("audit", "Answers from a sign-in that was not given the examination refused"),
    )
    SCHEDULE_PRACTICAL = "exams.schedule_practical", pgettext_lazy("audit", "Practical examination planned")
    CANCEL_PRACTICAL = "exams.cancel_practical", pgettext_lazy("audit", "Practical examination cancelled")
    OPEN_PRACTICAL = "exams.open_practical", pgettext_lazy("audit", "Practical examination opened")
    CLOSE_PRACTICAL = "exams.close_practical", pgettext_lazy("audit", "Practical examination closed")
    RELEASE_PRACTICAL = "exams.release_practical", pgettext_lazy("audit", "Practical results released")
    ADMIT_TO_PRACTICAL = (
        "exams.admit_to_practical",
        pgettext_lazy("audit", "Candidate admitted to a practical examination"),
    )
    TAKE_OFF_PRACTICAL = (
        "exams.take_off_practical",
        pgettext_lazy("audit", "Candidate taken off a practical examination"),
    )
    TRY_PRACTICAL_AGAIN = (
        "exams.try_practical_again",
        pgettext_lazy("audit", "Practical examination tried again"),
    )
    NOTE_PRACTICAL_ABSENCE = (
        "exams.note_practical_absence",
        pgettext_lazy("audit", "Absence from a practical examination noted"),
    )
    NAME_ASSESSOR = "exams.name_assessor", pgettext_lazy("audit", "Assessor named")
    REMOVE_ASSESSOR = "exams.remove_assessor", pgettext_lazy("audit", "Assessor removed")
    CALL_ASSESSOR = "exams.call_assessor", pgettext_lazy("audit", "Further assessor called")
    TAKE_BACK_ABSENCE = "exams.take_back_absence", pgettext_lazy("audit", "Noted absence taken back")
    TAKE_BACK_CONFLICT = "exams.take_back_conflict", pgettext_lazy("audit", "Conflict of interest taken back")
    DECLARE_CONFLICT = "exams.declare_conflict", pgettext_lazy("audit", "Conflict of interest declared")
    OPEN_MARKING_DEVICE = "exams.open_marking_device", pgettext_lazy("audit", "Marking device opened")
    MARK_CONFLICT = "exams.mark_conflict", pgettext_lazy("audit", "Marks that contradict each other")
    ADD_PHOTO = "exams.add_photo", pgettext_lazy("audit", "Photograph of work added")
    STRIKE_PHOTO = "exams.strike_photo", pgettext_lazy("audit", "Photograph of work struck out")
    SIGN_MARKS = "exams.sign_marks", pgettext_lazy("audit", "Marks signed")
    CALCULATE_PRACTICAL = "exams.calculate_practical", pgettext_lazy("audit", "Practical result calculated")


# Decisions of somebody else than who asked.
SECOND_PERSON = frozenset(
    {
        AuditAction.APPROVE_DRAFT,
        AuditAction.SEND_BACK_DRAFT,
        AuditAction.CORRECT_KEY,
        AuditAction.DECIDE_SEAT,
        AuditAction.REOPEN_ATTEMPT,
        AuditAction.VOID_ATTEMPT,
        AuditAction.REFUSE_ACT,
        AuditAction.DECIDE_APPEAL,
        AuditAction.RELEASE_RESULTS,
        AuditAction.SEND_RESULTS_BACK,
        AuditAction.AGREE_TO_EXCUSE,
        AuditAction.REFUSE_EXCUSE,
        AuditAction.TAKE_EXCUSE_BACK,
        AuditAction.OPEN_RESERVE,
        AuditAction.REFUSE_RESERVE,
        AuditAction.DECIDE_KEYED_ANSWER,
        AuditAction.RELEASE_PRACTICAL,
    }
)
