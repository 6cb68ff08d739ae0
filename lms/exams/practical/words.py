"""The words of the marking page, in every language at once: an assessor may switch without a reload."""

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

from lms.exams.sittings.words import FRAME

WORDS = {
    **FRAME,
    "saved": gettext_noop("Saved"),
    "typing": gettext_noop("Typing, saved in a moment"),
    "local": gettext_noop("On this tablet, going to the server"),
    "local_away": gettext_noop("On this tablet; the server cannot be reached"),
    "unsaved": gettext_noop("Not saved, trying again"),
    "not_taken": gettext_noop("A mark is not saved"),
    "my_marking": gettext_noop("My marking"),
    "photos": gettext_noop("Photos of the work"),
    "loading": gettext_noop("Your sheets are being fetched …"),
    "candidates": gettext_noop("Candidates to mark"),
    "nobody_title": gettext_noop("Nothing to mark"),
    "nobody_text": gettext_noop(
        "No sheet waits for you here. Once the examination is open and you mark somebody, load this page again."
    ),
    "candidate": gettext_noop("Candidate {number}"),
    "second_try": gettext_noop("try {attempt}"),
    "task_of": gettext_noop("Task {number} of {total}"),
    "what_is_told": gettext_noop("What the candidate is told ({minutes} minutes)"),
    "criteria": gettext_noop("Criteria"),
    "of_most": gettext_noop("of {most}"),
    "less": gettext_noop("One mark less"),
    "more": gettext_noop("One mark more"),
    "full": gettext_noop("Full marks"),
    "none": gettext_noop("No marks"),
    "mark_of": gettext_noop("Mark for: {what}"),
    "wrong_mark": gettext_noop("Write a number from 0 to {most}, with at most two decimals."),
    "sum": gettext_noop("Together {sum} of 100"),
    "veto": gettext_noop("Veto items"),
    "veto_hint": gettext_noop("Press only when it happened. It weighs more than any mark."),
    "veto_happened": gettext_noop("Happened"),
    "veto_not": gettext_noop("Did not happen"),
    "veto_note": gettext_noop("Note that it happened"),
    "veto_take_back": gettext_noop("Take back: it did not happen"),
    "veto_title": gettext_noop("Did this happen?"),
    "veto_confirm": gettext_noop("Yes, it happened"),
    "back": gettext_noop("Back"),
    "note": gettext_noop("Note (optional)"),
    "note_hint": gettext_noop("What you saw, in a few words. It is kept with your marks."),
    "previous": gettext_noop("Previous task"),
    "next": gettext_noop("Next task"),
    "all": gettext_noop("All candidates"),
    "to_sign": gettext_noop("To the signature"),
    "done_of": gettext_noop("{done} of {total} criteria marked"),
    "state_open": gettext_noop("Open"),
    "state_signed": gettext_noop("Signed"),
    "state_set_aside": gettext_noop("Set aside: you do not mark this candidate"),
    "sign_title": gettext_noop("Sign the marks of candidate {number}"),
    "sign_text": gettext_noop("After the signature nobody can change these marks, you neither."),
    "sign_missing": gettext_noop("Criteria without a mark yet: {count}"),
    "not_marked": gettext_noop("Not marked yet"),
    "veto_marked": gettext_noop("veto item"),
    "secret": gettext_noop("Your password, as your signature"),
    "sign": gettext_noop("Sign"),
    "signing": gettext_noop("Signing …"),
    "sign_offline": gettext_noop(
        "Signing needs the network. Your marks are kept on this tablet; try again when the network is back."
    ),
    "sign_waiting": gettext_noop("{count} marks are still on their way to the server. Please wait a moment."),
    "signed_code": gettext_noop("Signed. Receipt {code}"),
    "memory_only": gettext_noop(
        "This tablet cannot keep a draft. If the network fails, do not close or switch anything off."
    ),
    "refused": gettext_noop("The server did not take {count} marks. Please tell the examinations officer."),
    "refused_text": gettext_noop(
        "Give these marks once more. Otherwise, what the server has counts; you are shown it before you sign."
    ),
    "late": gettext_noop("These marks came after the signature. They are kept, but do not count."),
    "moved_title": gettext_noop("Other marks count than this page showed"),
    "moved_text": gettext_noop(
        "You wrote them in another window or on another tablet, or the server did not take a mark."
        " Look at them, correct what is wrong, then sign again."
    ),
    "moved_line": gettext_noop("{what}: {before} → {after}"),
    "superseded": gettext_noop(
        "You have opened the marking in another window too. Where both wrote, the newer window counts."
    ),
    "signed_out_title": gettext_noop("You are no longer signed in"),
    "other_person_title": gettext_noop("Another person is signed in on this computer"),
    "signed_out": gettext_noop(
        "Your marks are still here. Sign in again in this window; they are sent then."
    ),
    "offline_title": gettext_noop("No connection to the server"),
    "offline": gettext_noop("This page goes on by itself as soon as it can."),
}


def words_in_all_languages() -> dict[str, dict[str, str]]:
    """Return every word of the marking page by language code."""
    languages = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            languages[code] = {key: gettext(text) for key, text in WORDS.items()}
    return languages


def photo_words(code: str) -> str:
    """Return in words why a file is not kept as a photograph, and what helps."""
    words = {
        "empty": gettext("The file is empty. Take the photo again."),
        "too_large": gettext("A photo has at most 15 MB."),
        "heic": gettext(
            "This is a HEIC photo, which browsers do not show. Set the camera to JPEG, or take it from this page."
        ),
        "drawing": gettext("This is a drawing, not a photo. Use a JPEG, PNG or WebP photo."),
        "animation": gettext("This picture moves. Take a photo, which stands still."),
        "too_many_pixels": gettext(
            "This picture has too many pixels. Take it as a JPEG photo with the camera, or with a smaller size."
        ),
        "no_photograph": gettext("This is no photo, or it is damaged. Use a JPEG, PNG or WebP photo."),
    }
    return words[code]
