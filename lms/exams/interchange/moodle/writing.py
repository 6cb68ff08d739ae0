"""Write items as Moodle XML. What Moodle would mark or show otherwise is left out and said.

A multiple choice that is all or nothing becomes a `multichoiceset`, which is an additional type in Moodle; all other
types are in its core. What is known about an item goes into tags, its topic into the category.
"""

import base64
from collections.abc import Callable, Iterable
from html import escape

from lms.exams.interchange.drafts import Attachment, DraftItem, Kind, Language, Scoring
from lms.exams.interchange.markup import Markup
from lms.exams.interchange.moodle.keys import number_answers, order_grading, right_pairs, shares_of
from lms.exams.interchange.moodle.question import PLUGIN_FILE
from lms.exams.interchange.moodle.sentences import cloze_source, is_plain_sentence, single_gap
from lms.exams.interchange.numbers import percent, written
from lms.exams.interchange.plain import seen
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.tags import tags_of
from lms.exams.interchange.topics import category_of
from lms.exams.interchange.written import Written, each

LONGEST_NAME = 60


def write_moodle(items: Iterable[DraftItem], *, language: Language = Language.ZH) -> Written:
    """Return a Moodle XML file, and the items that it cannot hold. Texts in `language` only are not marked by it."""
    held, left_out = each(items, lambda item: _Question(item, language).written())
    parts, topic = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'], ""
    for item, question in held:
        if item.topic != topic:
            topic = item.topic
            parts.append(f'<question type="category">\n{_named("category", category_of(topic))}</question>\n')
        parts.append(question)
    return Written("".join([*parts, "</quiz>\n"]).encode(), left_out)


def _text(content: str) -> str:
    return f"<text>{escape(seen(content), quote=False)}</text>"


def _named(name: str, content: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{_text(content)}</{name}>\n"


class _Question:
    """One item on its way out."""

    def __init__(self, item: DraftItem, language: Language) -> None:
        self._item = item
        self._markup = Markup(item, language, self._picture)
        self._files: dict[str, bytes] = {}

    def written(self) -> str:
        """Return the question's element.

        :raises Refused: Moodle holds no such item.
        """
        item = self._item
        if item.kind not in _WRITERS:
            raise Refused("kind_not_held", str(item.kind))
        if item.scoring == Scoring.UNSCORED:
            raise Refused("scoring_not_held", str(item.scoring))
        kind, stem, particular = _WRITERS[item.kind](self)
        tags = "".join(_named("tag", tag) for tag in tags_of(item))
        return (
            f'<question type="{kind}">\n'
            f"{_named('name', item.code or self._short_stem())}"
            f"{self._element('questiontext', stem)}"
            f"{self._element('generalfeedback', self._markup.html(item.rationale))}"
            f"<defaultgrade>{written(item.marks)}</defaultgrade>\n"
            f"<idnumber>{escape(seen(item.code), quote=False)}</idnumber>\n"
            f"{particular}{f'<tags>{tags}</tags>' if tags else ''}</question>\n"
        )

    def _short_stem(self) -> str:
        return " ".join(next(iter(self._item.stem.values()), "").split())[:LONGEST_NAME]

    def _element(self, name: str, content: str, attributes: str = "") -> str:
        """Return a part in HTML with the files that it shows."""
        files = "".join(
            f'<file name="{escape(file)}" path="/" encoding="base64">{base64.b64encode(data).decode()}</file>'
            for file, data in self._files.items()
            if f"{PLUGIN_FILE}/{file}" in content
        )
        return f'<{name}{attributes} format="html">{_text(content)}{files}</{name}>\n'

    def _picture(self, number: int, attachment: Attachment) -> str:
        if not attachment.data:
            raise Refused("pictures_not_held", attachment.name)
        name = _safe(attachment.name)
        if self._files.setdefault(name, attachment.data) is not attachment.data:
            name = f"{number}-{name}"
            self._files[name] = attachment.data
        return f'<img src="{PLUGIN_FILE}/{name}" alt="{escape(attachment.told)}">'

    def _choice(self) -> tuple[str, str, str]:
        kind, shares = shares_of(self._item)
        answers = "".join(
            self._element(
                "answer", self._markup.html(option.text), f' fraction="{percent(shares[option.name])}"'
            )
            for option in self._item.options
        )
        single = str(self._item.kind == Kind.SINGLE).lower()
        particular = (
            f"<single>{single}</single>\n{self._shuffled()}<answernumbering>abc</answernumbering>\n{answers}"
        )
        return kind, self._stem(), particular

    def _stem(self) -> str:
        return self._markup.stem()

    def _shuffled(self) -> str:
        return f"<shuffleanswers>{str(self._item.is_shuffled).lower()}</shuffleanswers>\n"

    def _true_false(self) -> tuple[str, str, str]:
        if not isinstance(self._item.key, bool) or self._item.scoring != Scoring.EXACT:
            raise Refused("scoring_not_held", str(self._item.scoring))
        answers = "".join(
            _named("answer", str(value).lower(), f' fraction="{100 * (value == self._item.key)}"')
            for value in (True, False)
        )
        return "truefalse", self._stem(), answers

    def _numeric(self) -> tuple[str, str, str]:
        values, units = number_answers(self._item)
        answers = "".join(
            f'<answer fraction="100">{_text(written(one.value))}'
            f"<tolerance>{written(one.tolerance)}</tolerance></answer>\n"
            for one in values
        )
        named = "".join(
            f"<unit><multiplier>{written(factor)}</multiplier><unit_name>{escape(name)}</unit_name></unit>"
            for name, factor in units
        )
        return "numerical", self._stem(), answers + (f"<units>{named}</units>\n" if named else "")

    def _matching(self) -> tuple[str, str, str]:
        pairs = "".join(
            self._element("subquestion", self._markup.html(line.text) if line else "").replace(
                "</subquestion>", f"<answer>{_text(self._markup.plain(match.text))}</answer></subquestion>"
            )
            for line, match in right_pairs(self._item)
        )
        return "matching", self._stem(), self._shuffled() + pairs

    def _ordering(self) -> tuple[str, str, str]:
        texts = {option.name: option.text for option in self._item.options}
        grading = order_grading(self._item)
        answers = "".join(
            self._element("answer", self._markup.html(texts[name]), f' fraction="{number}"')
            for number, name in enumerate(self._item.key, 1)
        )
        particular = f"<selecttype>ALL</selecttype>\n<gradingtype>{grading}</gradingtype>\n{answers}"
        return "ordering", self._stem(), particular

    def _short_answer(self) -> tuple[str, str, str]:
        if self._item.scoring != Scoring.BY_HAND:
            raise Refused("scoring_not_held", str(self._item.scoring))
        phrases = "<br>".join(escape(phrase, quote=False) for phrase in self._item.key or ())
        return "essay", self._stem(), _named("graderinfo", phrases, ' format="html"') if phrases else ""

    def _fill_in(self) -> tuple[str, str, str]:
        if not is_plain_sentence(self._item):
            return "cloze", cloze_source(self._item, self._markup), ""
        gap = single_gap(self._item)
        answers = "".join(
            _named("answer", word.replace("*", "\\*"), f' fraction="{percent(share)}" format="plain_text"')
            for word, share in gap.accepted.items()
        )
        return "shortanswer", self._stem(), f"<usecase>{int(gap.is_case_sensitive)}</usecase>\n{answers}"


_WRITERS: dict[Kind, Callable[[_Question], tuple[str, str, str]]] = {
    Kind.TRUE_FALSE: _Question._true_false,
    Kind.SINGLE: _Question._choice,
    Kind.MULTIPLE: _Question._choice,
    Kind.ORDERING: _Question._ordering,
    Kind.MATCHING: _Question._matching,
    Kind.NUMERIC: _Question._numeric,
    Kind.FILL_IN: _Question._fill_in,
    Kind.SHORT_ANSWER: _Question._short_answer,
}


def _safe(name: str) -> str:
    """Return a file's name without anything that an address or a path would change."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in ".-_") else "_" for sign in bare)[
        -80:
    ]
