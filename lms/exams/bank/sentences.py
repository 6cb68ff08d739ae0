"""Why an item cannot be kept, in words; `rules` gives the codes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.exams.bank import rules

AGAINST_ITEM = {
    "kind_not_supported": _("this kind of question is not supported yet"),
    "difficulty_unknown": _("its difficulty is neither easy, medium nor hard"),
    "matches_missing": _("it needs at least two matches, each with Chinese wording"),
    "number_not_usable": _("its key needs a value and a tolerance from 0 on, both as quoted decimal numbers"),
    "gaps_and_key_differ": _("its key needs a list of accepted answers for each gap of the wording"),
    "code_or_topic_missing": _("it has no code or no topic"),
    "code_not_usable": _("its code is not made of at most 30 letters, digits, hyphens and underscores"),
    "topic_not_usable": _("its topic is not made of at most 30 letters, digits, hyphens and underscores"),
    "use_unknown": _("its use is neither examination nor practice"),
    "stem_missing": _("it has no Chinese wording"),
    "rationale_not_usable": _("its rationale is not given by language"),
    "year_not_usable": _("its year is not a whole number"),
    "options_missing": _("it needs at least two options"),
    "option_without_words": _("an option has no Chinese wording"),
    "key_not_usable": _("its key fits no option"),
    "shuffled_not_usable": _("whether its options are shuffled is neither true nor false"),
    "too_long": _("its depth, its source or the name of its twins is too long"),
    "picture_missing": _("it asks for a place on a picture, and has none"),
    "regions_missing": _("it needs 1 to 26 places on its picture"),
    "region_not_usable": _("a place on its picture has no shape with quoted decimal numbers between 0 and 1"),
    "attachment_not_usable": _("a picture, formula or circuit of it is not there or cannot be used"),
    "scoring_not_for_kind": _("this kind of question is not marked in this way"),
    "marked_by_hand_in_practice": _("somebody has to mark it by hand, and nobody does that in practice"),
    "weights_not_usable": _("its weights do not name its choices with quoted numbers, or are not asked for"),
    "key_and_weights_differ": _("what its key calls right is not what its weights reward"),
}
AGAINST_CHANGE = {
    "type_changed": _(
        "this code is known with another kind of question; a question of this kind needs a new code"
    ),
    "use_changed": _("this code is known for another use; an item for this use needs a new code"),
    "code_of_another_bank": _("this code belongs to an item of another bank; this item needs a new code"),
}


def sentences_against(item: Mapping[str, Any]) -> list[str]:
    """Return in words what is wrong with an item as a content pack gives it; empty when it can be kept."""
    return [str(AGAINST_ITEM[reason]) for reason in dict.fromkeys(rules.reasons_against_item(item))]


def sentences_against_change(kept: Mapping[str, Any], item: Mapping[str, Any]) -> list[str]:
    """Return in words what another wording of a known item may not change, and does."""
    return [str(AGAINST_CHANGE[reason]) for reason in rules.reasons_against_change(kept, item)]
