"""The words of the examination page, in every language at once: the candidate may switch without a reload."""

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

# What stands around the page, on every page of the platform.
FRAME = {
    "skip": gettext_noop("Skip to the main content"),
    "demonstration": gettext_noop("Demonstration"),
    "demonstration_title": gettext_noop("Demonstration."),
    "demonstration_text": gettext_noop("All people, schools, employers and documents here are made up."),
    "language": gettext_noop("Language"),
}
WORDS = {
    **FRAME,
    "candidate_number": gettext_noop("Candidate number"),
    "question_of": gettext_noop("Question {number} of {total}"),
    "mark": gettext_noop(" ({marks} mark)"),
    "marks": gettext_noop(" ({marks} marks)"),
    "hint_true_false": gettext_noop("Is the statement true or false?"),
    "hint_single": gettext_noop("Choose one answer."),
    "hint_multiple": gettext_noop("Choose every answer that is right; there may be several."),
    "hint_ordering": gettext_noop("Give each line its number: 1 comes first."),
    "hint_matching": gettext_noop("Choose what belongs to each line."),
    "hint_numeric": gettext_noop("Write a number."),
    "hint_numeric_units": gettext_noop("Write the number with its unit."),
    "no_number_typing": gettext_noop("No number can be read in this."),
    "no_number_local": gettext_noop(
        "Kept on this computer as you typed it, but no number can be read in it."
    ),
    "no_number_server": gettext_noop("Saved as you typed it, but no number can be read in it."),
    "no_number_unsaved": gettext_noop("Not saved yet, and no number can be read in it."),
    "hint_fill_in": gettext_noop("Fill every gap."),
    "hint_hotspot": gettext_noop("Places to mark on the picture: {picks}"),
    "hint_short_answer": gettext_noop("Answer in your own words."),
    "choose": gettext_noop("Please choose"),
    "gap": gettext_noop("Gap {number}"),
    "your_number": gettext_noop("Your number"),
    "your_answer": gettext_noop("Your answer"),
    "place": gettext_noop("Place {number}"),
    "picture_keys": gettext_noop("Picture: the arrow keys move the cross, Enter marks the place."),
    "picture_at": gettext_noop("{x} percent from the left, {y} percent from the top"),
    "picture_remove": gettext_noop("Take mark {number} away"),
    "picture_large": gettext_noop("{what}: open the picture large"),
    "close": gettext_noop("Close"),
    "true": gettext_noop("True"),
    "false": gettext_noop("False"),
    "previous": gettext_noop("Previous question"),
    "next": gettext_noop("Next question"),
    "flag": gettext_noop("Mark for later"),
    "unflag": gettext_noop("Unmark"),
    "clear": gettext_noop("Clear my answer"),
    "all_questions": gettext_noop("All questions"),
    "question": gettext_noop("Question"),
    "answered": gettext_noop(", answered"),
    "not_answered": gettext_noop(", not answered"),
    "unfinished": gettext_noop(", not finished"),
    "not_counted": gettext_noop(", does not count yet or was refused"),
    "held_waits": gettext_noop("Your answer is kept, and the invigilator decides whether it counts."),
    "held_refused": gettext_noop("Your last answer here does not count. Answer again while you have time."),
    "refused_title": gettext_noop(
        "The invigilator decided: your last answer does not count at question {questions}. Answer again there while "
        "you have time."
    ),
    "marked": gettext_noop(", marked"),
    "count": gettext_noop("{answered} of {total} answered"),
    "count_waits": gettext_noop(", {count} kept, not decided yet"),
    "hand_in": gettext_noop("Hand in"),
    "hand_in_title": gettext_noop("Hand in now?"),
    "hand_in_all": gettext_noop(
        "You have answered every question. After handing in you cannot change anything."
    ),
    "hand_in_last": gettext_noop("After handing in you cannot change anything."),
    "hand_in_missing": gettext_noop(
        "Questions without an answer: {count}. After handing in you cannot change anything."
    ),
    "hand_in_unfinished": gettext_noop(
        "These answers are not finished: something is empty, a place is given twice, or a number is missing."
    ),
    "hand_in_waits": gettext_noop(
        "These answers are kept, and the invigilator decides whether they count. You can answer again while you have "
        "time:"
    ),
    "hand_in_flagged": gettext_noop("You marked these questions for later:"),
    "hand_in_lacking": gettext_noop(
        "The server did not take your last change of these questions. What you answered there before counts. "
        "Answer again, or raise your hand. You can also hand in as it is."
    ),
    "hand_in_back": gettext_noop("Back to the questions"),
    "hand_in_waiting": gettext_noop(
        "Please stay here. Answers that are still on their way to the server: {count}."
    ),
    "hand_in_sending": gettext_noop("Handing in …"),
    "hand_in_offline": gettext_noop(
        "The server cannot be reached. Please stay here: your answers are kept, and this page goes on by itself."
    ),
    "hand_in_outage": gettext_noop(
        "The server was away. Please stay here: the invigilator decides whether this time is given back."
    ),
    "hand_in_paper": gettext_noop(
        "Please stay here: the invigilators are deciding whether you go on on paper. Your answers are saved."
    ),
    "time_left": gettext_noop("Time left"),
    "minutes_left": gettext_noop("{minutes} minutes left"),
    "minutes_short": gettext_noop("{minutes} min"),
    "hide_time": gettext_noop("Hide the time"),
    "show_time": gettext_noop("Show the time"),
    "paper_title": gettext_noop("Go on on paper"),
    "paper": gettext_noop(
        "Your answers here are saved and count where your sheet stays empty. The invigilator gives you booklet and "
        "sheet. You can leave this page as it is."
    ),
    "paused_title": gettext_noop("The examination is paused"),
    "paused": gettext_noop(
        "Your time stands still. This page goes on by itself when the invigilator resumes."
    ),
    "hidden_while_paused": gettext_noop("The questions come back when your time goes on."),
    "late_filled": gettext_noop(
        "Answers from your other window or earlier seat that have arrived meanwhile: {count}"
    ),
    "from_earlier_seat": gettext_noop(
        "This answer came from your other window or earlier seat; you may change it."
    ),
    "reading": gettext_noop("Reading"),
    "emergency": gettext_noop("Emergency copy"),
    "emergency_title": gettext_noop("Emergency copy for the invigilator"),
    "emergency_text": gettext_noop(
        "When this computer cannot reach the server: the invigilator types the code from the console and saves the "
        "sealed answers on a stick. Nobody can read them there."
    ),
    "emergency_code": gettext_noop("Code from the console"),
    "emergency_save": gettext_noop("Save the file"),
    "emergency_count": gettext_noop("Examinations in this one file: {count}"),
    "emergency_saved": gettext_noop(
        "The browser saves the file in the downloads. Copy it to the stick, look whether it is there, then say so here "
        "and upload it at the console. The answers also stay on this computer."
    ),
    "emergency_is_on_stick": gettext_noop("The file is on the stick"),
    "emergency_on_stick": gettext_noop(
        "Noted: the file is on the stick. Upload it at the console. The answers also stay on this computer."
    ),
    "emergency_wrong": gettext_noop(
        "This code opens nothing on this computer. Read it again from the console of this examination."
    ),
    "text_size": gettext_noop("Text size"),
    "text_normal": gettext_noop("Normal"),
    "text_large": gettext_noop("Large"),
    "text_largest": gettext_noop("Larger"),
    "colours": gettext_noop("Colours"),
    "theme_auto": gettext_noop("As the device"),
    "theme_light": gettext_noop("Light"),
    "theme_dark": gettext_noop("Dark"),
    "theme_contrast": gettext_noop("High contrast"),
    "time_up_title": gettext_noop("Time is up"),
    "time_up": gettext_noop("Time is up. Your answers are being handed in …"),
    "time_left_again_title": gettext_noop("You have time left. Please go on."),
    "time_left_again": gettext_noop(
        "The end of your time is later than it was here. Everything that you wrote is still there."
    ),
    "saved": gettext_noop("Saved"),
    "typing": gettext_noop("Typing, saved in a moment"),
    "local": gettext_noop("On this computer, going to the server"),
    "local_away": gettext_noop("On this computer; the server cannot be reached"),
    "local_signed_out": gettext_noop("On this computer, not at the server yet"),
    "unsaved": gettext_noop("Not saved, trying again"),
    "not_taken": gettext_noop("An answer is not saved"),
    "memory_only": gettext_noop(
        "This computer cannot keep a draft. If the network fails, do not close or switch anything off."
    ),
    "not_secure": gettext_noop(
        "This connection is not protected (no https), so this computer keeps no second copy of your answers. "
        "Each goes to the server at once: wait for “Saved” before you switch anything off."
    ),
    "refused": gettext_noop(
        "The server did not take what you did at question {questions}. Do it again there, or raise your hand."
    ),
    "late": gettext_noop("These answers came after the end of time. They are kept, but do not count."),
    "undecided": gettext_noop(
        "These answers are kept. Whether they count is decided later, for instance when the invigilator has given back "
        "the time that the server was away. Please go on."
    ),
    "undecided_paused": gettext_noop(
        "The examination is paused, and some of your answers were made after that. They are kept; whether they count "
        "is decided later. Please wait: this page goes on by itself."
    ),
    "superseded_title": gettext_noop("Your examination goes on in another window or at another seat"),
    "superseded": gettext_noop("Here you can only read. Answers on this page that are saved: {kept}."),
    "superseded_held": gettext_noop(
        "Here you can only read. Answers on this page that are saved: {kept}. Given here after you went on elsewhere: "
        "{held}. These are kept too, and the invigilator decides whether they count."
    ),
    "take_back": gettext_noop("Go on here"),
    "seat_title": gettext_noop("Please wait for the invigilator"),
    "seat_refused_title": gettext_noop("The invigilator did not agree to this seat"),
    "ask_again": gettext_noop("Ask again"),
    "not_open_title": gettext_noop("You cannot start now"),
    "signed_out_title": gettext_noop("You are no longer signed in"),
    "signed_out_kept": gettext_noop(
        "Your answers are kept on this computer or at the server. Sign in again, and you go on where you were."
    ),
    "other_person_title": gettext_noop("Another person is signed in on this computer"),
    "other_person": gettext_noop(
        "Your answers are kept on this computer, and nobody else can read them. When you are signed in here again, "
        "this page goes on. Raise your hand if that is not possible."
    ),
    "hidden_from_others": gettext_noop("The questions appear again when their candidate is signed in."),
    "anew_title": gettext_noop("You have signed in anew"),
    "anew": gettext_noop(
        "Your answers from here are kept on this computer. Go on here: when the invigilator has agreed, they are sent, "
        "and you go on where you were."
    ),
    "sign_in_again": gettext_noop("Sign in again"),
    "sign_out": gettext_noop("Sign out"),
    "signed_out": gettext_noop("Raise your hand, do not close this page. Your answers are still here."),
    "offline_title": gettext_noop("No connection to the server"),
    "browser_title": gettext_noop("You cannot go on in this browser"),
    "offline": gettext_noop(
        "Your time is kept by the server. This page goes on by itself as soon as it can."
    ),
    "loading": gettext_noop("Your paper is being fetched …"),
    "to_receipt": gettext_noop("To the receipt"),
    "back_to_waiting_room": gettext_noop("Back to the waiting room"),
}


def words_in_all_languages() -> dict[str, dict[str, str]]:
    """Return every word of the examination page by language code."""
    languages = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            languages[code] = {key: gettext(text) for key, text in WORDS.items()}
    return languages
