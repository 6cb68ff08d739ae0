"""What is missing in a draft, in plain words."""

from django.utils.translation import gettext_lazy as _

from lms.exams.desk.rules import Finding

_WORDS = {
    "stem_missing": _("The question has no Chinese wording."),
    "english_missing": _("Some of it has no English wording; readers of English see Chinese there."),
    "rationale_missing": _("There is no explanation; who practises is told only what is right."),
    "kind_is_a_task": _(
        "A practical task is no question. Tasks with their marking sheets come with content packs."
    ),
    "topic_missing": _("Choose a topic."),
    "topic_unknown": _("This bank has no topic “%(detail)s”. Choose one, or make it a topic first."),
    "difficulty_unknown": _("“%(detail)s” is no difficulty. Choose easy, medium or hard, or leave it open."),
    "scoring_unknown": _("How the file marks this question was not understood. Choose how it is marked."),
    "weights_missing": _("Give the choices weights: at least one above 0."),
    "weight_of_each_missing": _("Give each line or gap a weight above 0."),
    "weights_and_key_differ": _(
        "What is right must be what the weights reward: of several, all above 0; of one, the highest."
    ),
    "too_few_options": _("At least two are needed."),
    "too_many_options": _("There are more than 26."),
    "option_without_words": _("Number %(detail)s has no Chinese wording."),
    "option_repeated": _("“%(detail)s” is there more than once."),
    "key_missing": _("Say what is right."),
    "key_of_one": _("Only one is right; a question with one answer may be meant."),
    "unprintable": _("No paper can show these characters; write them in another way: %(detail)s"),
    "order_not_whole": _("The right order does not name every line once."),
    "pair_missing": _("Line %(detail)s has no partner."),
    "number_missing": _("Write the right number."),
    "tolerance_negative": _("A tolerance is never below 0."),
    "no_gaps": _("The wording has no gap. Four underscores ____ make one."),
    "gaps_differ": _("The wordings and the answers have different numbers of gaps (%(detail)s)."),
    "gap_without_answer": _("Gap %(detail)s has no accepted answer."),
    "region_missing": _("Mark at least one place on the picture."),
    "region_without_place": _("Say where place %(detail)s is: draw it, or write the numbers."),
    "region_without_label": _("Place %(detail)s has no name; who works with the keyboard needs one."),
    "attachment_missing": _(
        "The text names [[%(detail)s]], and there is no such picture, formula or circuit."
    ),
    "attachment_empty": _("What [[%(detail)s]] stands for could not be used. Add it again, or take it out."),
    "attachment_not_told": _("Say in words what [[%(detail)s]] shows, for those who cannot see it."),
    "attachment_unmarked": _("No text names [[%(detail)s]], so that nobody sees it."),
    "unreadable": _("It cannot be drawn: %(detail)s"),
    "picture_missing": _("Add the picture on which places are found."),
    "repeated": _("The bank has this question already: “%(detail)s”."),
    "nothing_changed": _("This wording is the same as the one that the bank has."),
    "not_usable": _("The bank cannot keep this question yet: %(detail)s"),
}


def words_for(finding: Finding) -> str:
    """Return what was found, in the reader's language."""
    return str(_WORDS[finding.code]) % {"detail": finding.detail}
