"""Says what is wrong with a recording or its captions, and what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from courses.pages.recordings.captions import LONGEST_CUE, MOST_CHARACTERS, BadCaptions
from courses.pages.recordings.formats import Unplayable

FILES = {
    "strange": gettext_noop(
        "This is no film and no sound that terminals can play, whatever its name says. "
        "Save it as MP4 (H.264), WebM, MP3, M4A or WAV and upload it again."
    ),
    "codec": gettext_noop(
        "The terminals cannot play this kind of recording (%(name)s). "
        "Save the film as MP4 with H.264, or the sound as MP3, and upload it again."
    ),
    "damaged": gettext_noop(
        "The recording is damaged or cut off. Play it to its end on your computer, save it again and upload it again."
    ),
}
CAPTIONS = {
    "no_head": gettext_noop(
        "The first line has to be WEBVTT. Save the captions as “WebVTT” (.vtt), not as SRT."
    ),
    "no_gap": gettext_noop("Leave an empty line before these times."),
    "no_cue": gettext_noop("There is no caption yet, only a head."),
    "block": gettext_noop("Styles and regions are not used here. Delete this block."),
    "times": gettext_noop("Write the times like this: 00:01.000 --> 00:04.500"),
    "backwards": gettext_noop("The caption ends before it begins. Look at the two times."),
    "words": gettext_noop("These times have no words below them."),
    "tag": gettext_noop(
        "Write words only; of all signs in angle brackets <b>, <i>, <u> and <v name> may stand."
    ),
    "long": gettext_noop("This caption has more than %(most_of_one)s characters. Divide it."),
    "too_many": gettext_noop("The captions have more than %(most)s characters. Is this the right file?"),
}


def sentence_of_file(error: Unplayable) -> str:
    """Return what is wrong with a file and what to do."""
    return _(FILES[error.fault]) % {"name": error.name[:20]}


def sentence_of_captions(error: BadCaptions) -> str:
    """Return what is wrong with captions, with the line in front."""
    words = _(CAPTIONS[error.fault]) % {"most_of_one": LONGEST_CUE, "most": MOST_CHARACTERS}
    return _("Line %(line)s: %(problem)s") % {"line": error.line, "problem": words}
