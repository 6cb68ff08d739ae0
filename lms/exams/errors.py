"""What can go wrong with examinations; the messages are for people, the codes for the terminal."""

from collections.abc import Callable

from lms.core.errors import Busy, Conflict, Gone, InvalidInput, NotFound, Refused, TooLarge, TooMany


class UnusableItem(InvalidInput):
    code = "exams.item.unusable"


class UnusableBank(InvalidInput):
    code = "exams.bank.unusable"


class DraftNotFound(NotFound):
    code = "exams.draft.not_found"


class DraftChanged(Conflict):
    """Somebody changed the draft meanwhile."""

    code = "exams.draft.changed"


class DraftStepRefused(Refused):
    """The draft is not in a state for this step any more."""

    code = "exams.draft.step_refused"


class DraftIncomplete(Refused):
    code = "exams.draft.incomplete"


class OwnDraft(Refused):
    """Who had a part in the wording does not approve it."""

    code = "exams.draft.own"


class UnusableDraft(InvalidInput):
    code = "exams.draft.unusable"


class ItemRefused(Refused):
    code = "exams.item.refused"


class MappingNotFound(NotFound):
    code = "exams.mapping.not_found"


class UnusableName(InvalidInput):
    code = "exams.mapping.unusable_name"


class FileNotFound(NotFound):
    """There is no such file of questions, import or draft, or not for this person."""

    code = "exams.questions.not_found"


class FileEnded(Gone):
    """The file is not kept any more."""

    code = "exams.questions.ended"


class FileTooLarge(TooLarge):
    code = "exams.questions.too_large"


class TooManyFiles(Conflict):
    """Somebody has as many files on the way as one person may have."""

    code = "exams.questions.too_many"


class FileNotReady(Conflict):
    """It is still read or written, or what was shown has changed since."""

    code = "exams.questions.not_ready"


class FileDamaged(Refused):
    """The kept file is not the one that was sent."""

    code = "exams.questions.damaged"


class ItemNotFound(NotFound):
    code = "exams.item.not_found"


class UnusableTopic(InvalidInput):
    code = "exams.topic.unusable"


class TopicInUse(Refused):
    code = "exams.topic.in_use"


class UnusableRubric(InvalidInput):
    code = "exams.rubric.unusable"


class SchemeNotFound(NotFound):
    code = "exams.scheme.not_found"


class UnusableScheme(InvalidInput):
    code = "exams.scheme.unusable"


class SchemeMoved(Conflict):
    """Somebody else wrote a version of the same examination meanwhile."""

    code = "exams.scheme.moved"


class TooFewItems(Refused):
    """The bank cannot fill a paper; `in_words` says what is lacking, in the language of the moment."""

    code = "exams.paper.too_few_items"

    def __init__(self, message: str, *, in_words: Callable[[], list[str]] = list) -> None:
        super().__init__(message, reasons=in_words())
        self.in_words = in_words


class PaperNotFound(NotFound):
    code = "exams.paper.not_found"


class UnusableDrawing(InvalidInput):
    code = "exams.paper.unusable_drawing"


class OrderExists(Conflict):
    code = "exams.paper.order_exists"


class PaperSealed(Refused):
    """It has not been released; who needs it before opens it with a reason."""

    code = "exams.paper.sealed"


class ReasonMissing(InvalidInput):
    code = "exams.paper.reason_missing"


class UnusableKey(InvalidInput):
    code = "exams.key.unusable"


class KeyMoved(Conflict):
    """The key was corrected since its changes were looked at."""

    code = "exams.key.moved"


class OrderNotFound(NotFound):
    code = "exams.order.not_found"


class ProposalNotFound(NotFound):
    code = "exams.proposal.not_found"


class ProposalEnded(Conflict):
    """It was decided before, or another one waits."""

    code = "exams.proposal.ended"


class SecondPersonNeeded(Refused):
    code = "exams.proposal.second_person"


class LookFirst(Refused):
    """Nobody applies a corrected key unseen."""

    code = "exams.proposal.look_first"


class SittingNotFound(NotFound):
    code = "exams.sitting.not_found"


class SittingExists(Conflict):
    code = "exams.sitting.exists"


class SittingMoved(Conflict):
    """Somebody else changed the plan of a sitting since it was looked at."""

    code = "exams.sitting.moved"


class UnusableTitle(InvalidInput):
    code = "exams.sitting.unusable_title"


class UnusableWindow(InvalidInput):
    code = "exams.sitting.unusable_window"


class UnlikelyWindow(UnusableWindow):
    """The times can be, and hardly anybody means them: whoever does says so."""

    code = "exams.sitting.unlikely_window"


class SittingRefused(Refused):
    code = "exams.sitting.refused"


class UnlikelyClosing(SittingRefused):
    """Candidates may still begin: whoever closes the room all the same says so."""

    code = "exams.sitting.unlikely_closing"


class SeatsRefused(Refused):
    code = "exams.seats.refused"


class ArrangementRefused(Refused):
    code = "exams.arrangement.refused"


class UnusableRule(InvalidInput):
    code = "exams.admission_rule.unusable"


class CandidateRefused(Refused):
    code = "exams.candidate.refused"


class AttemptNotFound(NotFound):
    code = "exams.attempt.not_found"


class AttemptNotOpen(Refused):
    code = "exams.attempt.not_open"


class AttemptEnded(Refused):
    code = "exams.attempt.ended"


class SeatInUse(Conflict):
    """The attempt is open at another seat; the invigilator has been asked."""

    code = "exams.attempt.seat_in_use"


class MarksMissing(Refused):
    code = "exams.attempt.marks_missing"


class SequenceConflict(Conflict):
    """The same number came with another answer."""

    code = "exams.events.sequence_conflict"


class UnknownItem(InvalidInput):
    code = "exams.events.unknown_item"


class UnusableResponse(InvalidInput):
    code = "exams.events.unusable_response"


class UnknownEpoch(InvalidInput):
    code = "exams.events.unknown_epoch"


class UnusableJournal(InvalidInput):
    """A file that is no emergency copy of this candidate's terminal."""

    code = "exams.journal.unusable"


class TooManyRequests(TooMany):
    """One machine knocks without end at a door that needs no sign-in."""

    code = "exams.requests.too_many"


class EventsTooLarge(TooLarge):
    code = "exams.events.too_large"


class UnusableAct(InvalidInput):
    """An act in the room lacks a reason, or gives too many minutes."""

    code = "exams.act.unusable"


class ActNotFound(NotFound):
    code = "exams.act.not_found"


class ActRefused(Refused):
    """The candidates are not in a state for this act, or it waits for a second person."""

    code = "exams.act.refused"


class GivenLately(Conflict):
    """Somebody else gave minutes a moment ago; who means more on top of them says so."""

    code = "exams.act.given_lately"


class SecondPersonOfRoom(Refused):
    """Who asked for the act does not also agree to it."""

    code = "exams.act.second_person"


class UnusableDecision(InvalidInput):
    code = "exams.decision.unusable"


class EvidenceUndecided(Refused):
    """Answers of this attempt were held, and nobody has said whether they count."""

    code = "exams.attempt.evidence_undecided"


class UnusableIncident(InvalidInput):
    code = "exams.incident.unusable"


class ClockDoubted(Busy):
    """The server's clock cannot be right; an invigilator has to look at it. Terminals try again."""

    code = "exams.clock.doubted"


class ReceiptNotFound(NotFound):
    code = "exams.receipt.not_found"


class ReadingRefused(Refused):
    """Somebody who is being examined asked for a lesson, notes or practice."""

    code = "exams.reading.refused"


class MockNotFound(NotFound):
    code = "exams.mock.not_found"


class MockEnded(Refused):
    code = "exams.mock.ended"


class UnusableScores(InvalidInput):
    code = "exams.scores.unusable"


class ScoresNotFound(NotFound):
    code = "exams.scores.not_found"


class FiguresNotFound(NotFound):
    code = "exams.figures.not_found"


class FiguresRefused(Refused):
    code = "exams.figures.refused"


class ResultsNotFound(NotFound):
    """There are no such results, or not for this person."""

    code = "exams.results.not_found"


class ResultsRefused(Refused):
    code = "exams.results.refused"


class ResultsMoved(Conflict):
    """Something changed since the set was frozen, or it is not the set that was looked at."""

    code = "exams.results.moved"


class ExaminedNow(Refused):
    """Somebody is being examined at this moment: what would take them elsewhere waits."""

    code = "exams.candidate.examined_now"
