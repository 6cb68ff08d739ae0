"""After the end: what is marked, the key that is corrected, the bank that goes on changing."""

from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lms.exams.api import load_items, mark_attempt
from lms.exams.errors import EvidenceUndecided
from lms.exams.marking.corrections import KeyChange, NewCorrection
from lms.exams.marking.operations import correct_key
from lms.exams.models import ItemOnPaper, PaperKey
from lms.exams.sittings.receipts import UnreadableReceipt, receipt_text, verified
from tests.exams.protocol.room import Room
from tests.factories.exams import ACTOR, an_item

WAITING = {"after_end", "other_seat", "paused", "late_arrival"}


def worth(key, answers):
    """Return the score and the most, reckoned again: the machine answers true-or-false questions only."""
    right = [entry for item, entry in key.items() if item in answers and answers[item] is entry["key"]]
    score, most = (sum((Decimal(one["marks"]) for one in some), Decimal(0)) for some in (right, key.values()))
    return score, most


class Office(Room):
    """The examinations office marks, corrects a key, and edits the bank whenever it likes."""

    @precondition(lambda self: self.ended)
    @rule(counts=st.sampled_from([True, False, None]))
    def mark(self, counts):
        """What the last receipt covers is marked, once, and not before held answers are decided on."""
        decided = {
            place for places in self.attempt.decisions.values_list("positions", flat=True) for place in places
        }
        held = self.attempt.events.values_list("position", "held")
        who = {"attempt_uuid": self.attempt.uuid, "actor": ACTOR, "now": self.now()}
        is_marked = self.attempt.results.filter(receipt_number=len(self.receipts)).exists()
        if not is_marked and any(why in WAITING and place not in decided for place, why in held):
            with pytest.raises(EvidenceUndecided):
                mark_attempt(**who)
            if counts is None:
                return
            self.decide(counts)
        result = mark_attempt(**who)
        assert mark_attempt(**who).pk == result.pk
        assert (result.receipt_number, result.key_version) == (len(self.receipts), max(self.keys))

    @rule(place=st.integers(0, 3), is_key=st.booleans())
    def change(self, place, is_key):
        """Outside the room the key is corrected, or the bank edited."""
        if is_key:
            self.correct_the_key(place)
        else:
            self.edit_the_bank(place)

    def correct_the_key(self, place):
        """A right answer was a wrong one: a further key, and a further result for who has one."""
        item, base = self.items[place], max(self.keys)
        before = set(self.attempt.results.values_list("pk", flat=True))
        has_result = self.ended and self.attempt.results.filter(receipt_number=len(self.receipts)).exists()
        change = KeyChange(item, (not self.keys[base][str(item)]["key"],))
        correction = NewCorrection(self.paper.uuid, base, (change,), "教材改版，原答案有误")
        correct_key(correction=correction, actor=ACTOR, now=self.now())
        self.keys[base + 1] = PaperKey.objects.get(paper=self.paper, version=base + 1).key
        after = set(self.attempt.results.values_list("pk", flat=True))
        assert before <= after
        assert len(after - before) == has_result

    def edit_the_bank(self, place):
        """An author changes words and key of a question that stands on the paper."""
        item = ItemOnPaper.objects.select_related("version__item").get(paper=self.paper, number=place + 1)
        known = item.version.item
        report = load_items(
            bank_items=[{**an_item(known.kind), "code": known.code}], actor=ACTOR, now=self.now()
        )
        assert report.revised == 1

    def flip_a_bit(self, place):
        """A receipt in which one bit is another is none."""
        row = self.attempt.receipts.order_by("-number").first()
        if row is None:
            return
        text = bytearray(receipt_text(row).encode())
        assert verified(bytes(text)) == row.payload
        text[place // 8 % len(text)] ^= 1 << place % 8
        with pytest.raises(UnreadableReceipt):
            verified(bytes(text))
