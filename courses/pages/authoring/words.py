"""What the rules of content find, in sentences, and of when it is."""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from courses.pages.content_checks import Finding
from lms.core import clock

SENTENCES = {
    "no_content": gettext_noop("The lesson has no block yet."),
    "lesson_taken": gettext_noop(
        "The catalogue lesson already has a page in this language: “%(page)s”. Choose another catalogue lesson."
    ),
    "title_long": gettext_noop(
        "The title has %(count)s letters; at most %(most)s may stand above a lesson. Shorten it."
    ),
    "hint_left_above": gettext_noop(
        "A hint of the template (✎) still stands in the summary or the objectives."
    ),
    "no_objectives": gettext_noop("Nothing says what trainees can do after this lesson."),
    "translation_missing": gettext_noop("The page in the other language is missing."),
    "translation_unfinished": gettext_noop("The page in the other language still has to be translated."),
    "translation_older": gettext_noop("The Chinese text is newer than the page in the other language."),
    "untranslated_above": gettext_noop(
        "The title, the summary or an objective still stands in Chinese. Translate it into English."
    ),
    "untranslated": gettext_noop("The block still stands in Chinese. Translate it into English."),
    "empty_block": gettext_noop("The block is empty. Fill it in or delete it."),
    "source_wrong": gettext_noop("This cannot be drawn or worked out: %(problem)s"),
    "hint_left": gettext_noop(
        "A hint of the template (✎) still stands here. Put your own words in its place."
    ),
    "alt_missing": gettext_noop("The alternative text is missing. Say what the picture teaches."),
    "picture_missing": gettext_noop("No picture is chosen, or the picture was deleted."),
    "recording_missing": gettext_noop("No film or sound is chosen, or it was deleted."),
    "recording_gone": gettext_noop(
        "The file of this recording is not in the storage any more. Upload it again and choose it here."
    ),
    "transcript_missing": gettext_noop("The text of the recording is missing. Write what is said and shown."),
    "captions_missing": gettext_noop(
        "The film has no captions in the language of this page. Add them in the library of films and sound."
    ),
    "captions_missing_other": gettext_noop("The film has no captions in the other language."),
    "handout_missing": gettext_noop("No sheet is chosen, or its file is not there any more."),
    "item_unknown": gettext_noop("There is no practice item with the code %(item)s."),
    "item_empty": gettext_noop(
        "A place for a question is empty. Choose a question there, or delete the place."
    ),
    "item_twice": gettext_noop("The question “%(item)s” stands twice in this block. Delete one of the two."),
    "item_repeated": gettext_noop(
        "The question “%(item)s” stands in block %(first)s already. Choose another one here, or delete it."
    ),
    "item_examination": gettext_noop("%(item)s belongs to the examination and may not be shown."),
    "item_retired": gettext_noop("The practice item %(item)s was retired; choose another one."),
    "item_no_key": gettext_noop("The practice item %(item)s has no key."),
    "rubric_unknown": gettext_noop("There is no practical task with the code %(name)s."),
    "scheme_unknown": gettext_noop("There is no examination with the code %(name)s."),
    "sentence_long": gettext_noop(
        "Sentences longer than %(most)s characters: %(count)s; the first one begins “%(sentence)s”. Split them."
    ),
    "heading_missing": gettext_noop("No heading stands before this block. Begin each part with a heading."),
    "heading_alone": gettext_noop("Nothing stands under this heading."),
    "too_long": gettext_noop(
        "A slow reader needs about %(needed)s min (%(pace)s characters a minute); %(planned)s are planned."
    ),
    "too_short": gettext_noop(
        "A slow reader needs only about %(needed)s min (%(pace)s characters a minute); %(planned)s are planned."
    ),
    "sentences_long": gettext_noop(
        "Sentences have %(mean)s characters on average; more than %(most)s are hard to read."
    ),
    "characters_rare": gettext_noop(
        "%(percent)s percent of the characters are not among the 3755 common ones, for example: %(examples)s. "
        "Explain such words in a vocabulary block, or choose simpler ones."
    ),
}


def sentence_of(finding: Finding) -> str:
    """Return the finding in the reader's language, with the block's number and name in front."""
    words = _(SENTENCES[finding.code]) % finding.facts
    if not finding.block:
        return words
    place = _("Block %(number)s (%(kind)s): ") % {
        "number": finding.block,
        "kind": _kind_name(finding.facts["kind"]),
    }
    return place + words


def _kind_name(kind: str) -> str:
    from courses.pages.blocks import LESSON_BLOCKS

    return next((str(block.label) for name, block in LESSON_BLOCKS if name == kind), kind)


def moment(instant: datetime | None) -> str:
    """Return when something was saved: the time, before it the day unless it is today; nothing for None."""
    if instant is None:
        return ""
    is_today = clock.local_date(instant) == clock.local_date(clock.now())
    return f"{localtime(instant):%H:%M:%S}" if is_today else f"{localtime(instant):%Y-%m-%d %H:%M:%S}"
