"""Writes of rubrics."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.rules import is_foreign
from lms.exams.errors import UnusableRubric
from lms.exams.rubrics import rules
from lms.exams.rubrics.models import PracticalTask, RubricVersion


def load_rubrics(
    *, rubrics: Sequence[Mapping[str, Any]], bank: str = "", actor: Actor, now: datetime
) -> None:
    """Keep the rubrics of a content pack, all or none; the same content again changes nothing.

    Other content under a known code is a new version, from the bank (a programme's code) that brought it first.

    :raises UnusableRubric: naming the rubric and what is wrong with it, or that it belongs to another bank.
    """
    for rubric in rubrics:
        _check(rubric)
    with transaction.atomic(savepoint=False):
        for rubric in rubrics:
            _load(rules.normal_rubric(rubric), bank, actor=actor, now=now)


def _check(rubric: Mapping[str, Any]) -> None:
    reasons = rules.reasons_against_rubric(rubric)
    if reasons:
        words = {
            "code_missing": _("it has no code"),
            "code_not_usable": _(
                "its code is not made of at most 30 letters, digits, hyphens and underscores"
            ),
            "title_missing": _("it has no Chinese title"),
            "task_missing": _("it does not say in Chinese what is to be done"),
            "minutes_unusable": _("its minutes are not a number from 1 to 600"),
            "pass_percent_unusable": _("its pass mark is not a number from 1 to 100"),
            "line_without_words": _("a criterion or a veto item has no Chinese wording"),
            "marks_do_not_make_100": _("the marks of its criteria do not add up to 100"),
        }
        raise _unusable(rubric, [words[reason] for reason in reasons])


def _unusable(rubric: Mapping[str, Any], reasons: list[str]) -> UnusableRubric:
    message = _("Rubric %(code)s cannot be used.") % {"code": rubric.get("code") or "?"}
    return UnusableRubric(message, field="criteria", reasons=reasons)


def _load(rubric: Mapping[str, Any], bank: str, *, actor: Actor, now: datetime) -> None:
    tasks = PracticalTask.objects.select_for_update()
    task, _created = tasks.get_or_create(code=rubric["code"], defaults={"bank": bank})
    latest = task.versions.order_by("-number").first()
    digest = rules.content_hash(rubric)
    if latest is not None and latest.content_hash == digest:
        return
    if is_foreign(task.bank, bank):
        raise _unusable(
            rubric,
            [_("this code belongs to a practical task of another programme; this task needs a new code")],
        )
    if not task.bank:
        task.bank = bank
        task.save(update_fields=["bank"])
    version = RubricVersion.objects.create(
        task=task,
        number=latest.number + 1 if latest else 1,
        content_hash=digest,
        created_at=now,
        **_words(rubric),
    )
    audit.record(actor=actor, action=AuditAction.LOAD_RUBRIC, target=version, after={"hash": digest}, now=now)


def _words(rubric: Mapping[str, Any]) -> dict[str, Any]:
    title, task, subject = rubric["title"], rubric["task"], rubric.get("subject") or {}
    return {
        "title_zh": title["zh"],
        "title_en": title.get("en", ""),
        "subject_zh": subject.get("zh", ""),
        "subject_en": subject.get("en", ""),
        "instruction_zh": task["zh"],
        "instruction_en": task.get("en", ""),
        "minutes": rubric["minutes"],
        "pass_percent": rubric["pass_percent"],
        "tools": rules.kept_lines(rubric.get("tools") or []),
        "criteria": rules.kept_criteria(rubric["criteria"]),
        "veto": rules.kept_lines(rubric.get("veto") or [], prefix="v"),
        "source": rubric.get("source", ""),
        "source_year": rubric.get("year"),
    }
