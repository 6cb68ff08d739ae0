"""Forms about plans: they check the shape of what comes in; the rules decide."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from lms.core.transfers.forms import KeyForm
from lms.enrolments.proposals.fixing import FORBID, FORBID_PROGRAMME, KEEP, Answers

_PAIR = re.compile(r"([0-9]{1,4}):([0-9a-f-]{36})")
MOST_ANSWERS = 9000  # what a form may hold is limited before


class SiteForm(KeyForm):
    """For which site something is asked; one of the reader's own."""

    site = forms.CharField(max_length=20)


def answers_of(post: QueryDict) -> Answers:
    """Return what the form of a plan says; what does not have its shape is not there."""
    classes = {}
    for name in list(post)[:MOST_ANSWERS]:
        place = name.removeprefix("class-")
        if (
            name.startswith("class-")
            and place.isdecimal()
            and len(place) < 5
            and post[name] in (KEEP, FORBID, FORBID_PROGRAMME)
        ):
            classes[int(place)] = post[name]
    lifted = frozenset(name[:200] for name in post.getlist("lift")[:MOST_ANSWERS])
    return Answers(classes, _pairs(post.getlist("keep")), _pairs(post.getlist("out")), lifted)


def _pairs(texts: list[str]) -> frozenset[tuple[int, str]]:
    found = (_PAIR.fullmatch(text) for text in texts[:MOST_ANSWERS])
    return frozenset((int(match[1]), match[2]) for match in found if match)


def key_of(post: Any) -> UUID | None:
    """Return the key of a form; None where it has none."""
    form = KeyForm(post)
    return form.cleaned_data["key"] if form.is_valid() else None
