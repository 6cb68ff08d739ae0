"""What the check page says of each finding, and what to do about it, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.exams.terminals.rules import OUTCOMES, Readiness


@dataclass(frozen=True, slots=True)
class Said:
    """What was found, and what helps."""

    text: Any
    advice: Any = ""


@dataclass(frozen=True, slots=True)
class CheckWords:
    """One check: its name and what is said of each outcome."""

    title: Any
    outcomes: Mapping[str, Said]


WORDS: Mapping[str, CheckWords] = {
    "browser": CheckWords(
        _("Browser"),
        {
            "fits": Said(_("This browser can do what an examination needs.")),
            "old": Said(
                _("This browser is too old for an examination."),
                _("Update it, or install a current Chromium, Chrome, Edge or Firefox."),
            ),
        },
    ),
    "keeping": CheckWords(
        _("Keeping answers on this computer"),
        {
            "kept": Said(_("What the browser writes is on the disk at once.")),
            "lost": Said(
                _("The browser cannot keep anything on this computer."),
                _(
                    "Leave private (incognito) windows, and allow this site to store data. Without it no second "
                    "copy of "
                    "the answers is kept here."
                ),
            ),
        },
    ),
    "restart": CheckWords(
        _("After a restart"),
        {
            "survived": Said(_("What was kept here survived a restart.")),
            "waits": Said(
                _("Nobody knows yet whether this computer keeps anything when it restarts."),
                _("Restart the computer (not only the browser) and open this page again."),
            ),
            "wiped": Said(
                _(
                    "What the last check left here is gone: this computer was wiped, or it is a copy of another one."
                ),
                _(
                    "A restore card or a protection programme resets the disk. Let it spare the browser's folder, or "
                    "switch it off on the day. Otherwise answers that had not reached the server are lost in a power "
                    "failure. Where the disk was copied from another computer, register this one for itself."
                ),
            ),
        },
    ),
    "protection": CheckWords(
        _("Protected connection"),
        {
            "sealed": Said(_("The connection is protected; answers can be sealed on this computer.")),
            "plain": Said(
                _("The connection is not protected (no https)."),
                _(
                    "Answers travel openly through the room's network, and no sealed second copy is kept here: each "
                    "answer counts only when it has reached the server. Ask the administrator for the address with "
                    "https."
                ),
            ),
        },
    ),
    "clock": CheckWords(
        _("Clock of this computer"),
        {
            "right": Said(_("The clock agrees with the server.")),
            "off": Said(
                _("The clock of this computer is wrong."),
                _(
                    "The server counts the time of an examination, so no minute is lost. Set the clock; when it is "
                    "wrong "
                    "again tomorrow, the battery inside is empty."
                ),
            ),
            "unknown": Said(
                _("The server did not say its time."), _("Look at the network, then check again.")
            ),
        },
    ),
    "speed": CheckWords(
        _("Speed to the server"),
        {
            "fast": Said(_("The server answers fast.")),
            "slow": Said(
                _("The server answers slowly."),
                _(
                    "An examination works, pages come late. Use a cable instead of radio, and stop downloads in the "
                    "room."
                ),
            ),
            "failing": Said(
                _("The server did not answer every time."),
                _("Look at cable, switch and server before anybody writes here."),
            ),
        },
    ),
    "screen": CheckWords(
        _("Screen"),
        {
            "fits": Said(_("Question and overview have room beside each other.")),
            "small": Said(
                _("The screen or the window is small."),
                _(
                    "Make the window as large as the screen (F11). On a small screen the overview stands below."
                ),
            ),
            "tiny": Said(
                _("The screen is too narrow for a question."), _("Use a computer with a larger screen.")
            ),
        },
    ),
    "space": CheckWords(
        _("Free space for this site"),
        {
            "enough": Said(_("There is room for the answers of many examinations.")),
            "little": Said(_("The disk is nearly full."), _("Delete files that nobody needs.")),
            "unknown": Said(
                _("The browser does not say how much room is left."),
                _("It tells only on a protected connection."),
            ),
        },
    ),
    "keyboard": CheckWords(
        _("Keyboard"),
        {
            "works": Said(_("Letters and digits arrive.")),
            "waits": Said(
                _("Nobody has tried the keyboard yet."), _("Type ABC and 123 into the field below.")
            ),
        },
    ),
}

READINESS_WORDS: Mapping[Readiness, Any] = {
    Readiness.READY: pgettext_lazy("terminal", "Ready"),
    Readiness.AMBER: pgettext_lazy("terminal", "Usable, something is missing"),
    Readiness.RED: pgettext_lazy("terminal", "Not usable"),
    Readiness.OLD: pgettext_lazy("terminal", "Checked too long ago"),
    Readiness.NEVER: pgettext_lazy("terminal", "Never checked"),
}
KINDS = {
    Readiness.READY: "success",
    Readiness.AMBER: "warning",
    Readiness.RED: "danger",
    Readiness.OLD: "neutral",
    Readiness.NEVER: "neutral",
}


def words_of_page() -> dict[str, Any]:
    """Return title, level, text and advice of every outcome, for the page's module."""
    return {
        check: {
            outcome: {
                "level": level.value,
                "text": str(WORDS[check].outcomes[outcome].text),
                "advice": str(WORDS[check].outcomes[outcome].advice),
            }
            for outcome, level in outcomes.items()
        }
        for check, outcomes in OUTCOMES.items()
    }
