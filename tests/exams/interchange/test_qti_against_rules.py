"""No marking of ours differs from what an item's own rules give: items at random, and every answer to each."""

from fractions import Fraction
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from lms.exams.bank import rules
from lms.exams.intake.wording import wording_of
from lms.exams.interchange.drafts import DraftItem, Language, Scoring
from lms.exams.interchange.qti import read
from tests.exams.interchange import qti_random
from tests.exams.interchange.qti_rules import score

CLOSE = Fraction(1, 10**9)
SCORED = (Scoring.EXACT, Scoring.PER_PART, Scoring.MAPPED)


def key_of(draft: DraftItem) -> rules.ItemKey:
    """Return the key that the bank would keep of an item."""
    kept = wording_of(draft, use="exam").item
    scoring = rules.scoring_of(kept)
    return rules.ItemKey(kept["type"], rules.key_of(kept), scoring, rules.weights_of(kept))


def check(seed: int) -> bool:
    """Hold an item against its rules; return whether it is one that is scored."""
    made = qti_random.made(Random(seed))
    (entry,) = read(made.data, language=Language.ZH).entries
    if entry.item is None or entry.item.scoring not in SCORED:
        assert entry.remarks
        return False
    key, root, marks = key_of(entry.item), etree.fromstring(made.data), Fraction(entry.item.marks)
    for responses, ours in made.answers:
        theirs = score(root, responses)
        assert theirs >= 0 or "below_zero" in {remark.code for remark in entry.remarks}
        assert abs(max(theirs, Fraction(0)) - marks * rules.exact_share(key, ours)) < CLOSE, (seed, responses)
    return True


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_what_is_scored_is_marked_as_its_own_rules_mark_it(seed: int) -> None:
    check(seed)


def test_a_fair_part_of_random_items_is_scored_so_that_the_comparison_means_something() -> None:
    assert sum(check(seed) for seed in range(300)) > 30
