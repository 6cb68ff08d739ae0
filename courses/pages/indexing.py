"""Writes the search entries of a pack's pages together: each page is saved three times on its way, once is enough."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django_tasks import TaskResult
from django_tasks.backends.immediate import ImmediateBackend
from modelsearch.backends import get_search_backends
from modelsearch.index import get_indexed_models

# By its name: Wagtail makes this backend while the module of the task is being imported.
INDEXING = "modelsearch.tasks.insert_or_update_object_task"
Saved = dict[tuple[str, str], set[str]]
_held: ContextVar[Saved | None] = ContextVar("held", default=None)


class IndexingTogether(ImmediateBackend):
    """Runs Wagtail's tasks at once, but holds entries of the search index back within `indexed_together`."""

    def _execute_task(self, task_result: TaskResult) -> None:
        held = _held.get()
        if held is None or task_result.task.module_path != INDEXING:
            super()._execute_task(task_result)
            return
        app, model, key = task_result.args
        held[app, model].add(key)


@contextmanager
def indexed_together() -> Iterator[None]:
    """Index what is saved inside once, when the block ends; nothing, when it fails."""
    held: Saved = defaultdict(set)
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    for (app, name), keys in held.items():
        model = apps.get_model(app, name)
        if model in get_indexed_models():
            saved = list(model.get_indexed_objects().filter(pk__in=keys))
            for backend in get_search_backends(with_auto_update=True):
                backend.add_bulk(model, saved)
