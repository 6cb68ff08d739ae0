"""Takes half of the time out of `migrate`: what Django works out for each operation is worked out once (ADR 0127).

For each operation Django draws the models near it anew, a hundred thousand fields in all, and takes each field apart
into the arguments that would make it again.
"""

from __future__ import annotations

import contextlib
import copy
import functools
from collections.abc import Callable, Iterator
from typing import Any

from django.apps.registry import Apps
from django.db.migrations.state import ModelState, StateApps
from django.db.models import Field


class Source:
    """A field of a state, which nobody changes, and a twin of it that nobody else gets to see."""

    def __init__(self, field: Field) -> None:
        self.field = field  # kept, so that no other can get its id
        self.twin = field.clone()

    def clone(self) -> Field:
        """Return a new field of this definition, by the copy that Django makes of an abstract model's fields."""
        field = copy.deepcopy(self.twin)
        if not field.auto_created:  # those count down, and stay before the others
            field.creation_counter = Field.creation_counter  # the order of a model's fields
            Field.creation_counter += 1
        return field


@contextlib.contextmanager
def quickly_drawn_models() -> Iterator[None]:
    """Let the migrations inside draw the same models for less work."""
    draw, name = ModelState.render, Apps.get_swappable_settings_name
    ModelState.render, Apps.get_swappable_settings_name = drawing_with_sources(draw), asking_once(name)
    try:
        yield
    finally:
        ModelState.render, Apps.get_swappable_settings_name = draw, name


def drawing_with_sources(
    draw: Callable[[ModelState, StateApps], Any],
) -> Callable[[ModelState, StateApps], Any]:
    """Return Django's way to draw a model, from fields that know how to be copied."""
    sources: dict[int, Source] = {}

    def source_of(field: Field) -> Source:
        if id(field) not in sources:
            sources[id(field)] = Source(field)
        return sources[id(field)]

    def render(state: ModelState, registry: StateApps) -> Any:
        model = copy.copy(state)
        model.fields = {name: source_of(field) for name, field in state.fields.items()}
        return draw(model, registry)

    return render


def asking_once(name: Any) -> Callable[[Apps, str], str | None]:
    """Return the search for the setting that names a model, with answers that drawing a model does not clear."""
    ask = functools.cache(name.__wrapped__)

    def get_swappable_settings_name(registry: Apps, model: str) -> str | None:
        return ask(registry, model)

    get_swappable_settings_name.cache_clear = lambda: None  # type: ignore[attr-defined] # settings stay as they are
    return get_swappable_settings_name
