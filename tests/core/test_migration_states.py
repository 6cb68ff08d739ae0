"""Models that `migrate` draws quickly are the models that Django draws, and Django's own ways are back afterwards."""

import contextlib
import copy
from typing import Any

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.db.migrations.state import ModelState, ProjectState, StateApps

from lms.core.migration_states import Source, quickly_drawn_models


@pytest.fixture
def state() -> ProjectState:
    """What migrations know of every model of the platform and its libraries."""
    return ProjectState.from_apps(apps)


def drawn(state: ProjectState) -> dict[str, list[Any]]:
    """Return what every model is made of, in the order of its columns."""
    return {
        model._meta.label: [
            [base.__name__ for base in model.__mro__],
            [(field.column, field.deconstruct(), field.model is model) for field in model._meta.local_fields],
            [(field.deconstruct(), field.model is model) for field in model._meta.local_many_to_many],
            sorted(str(relation.field) for relation in model._meta.related_objects),
            [constraint.deconstruct() for constraint in model._meta.constraints],
            model._meta.indexes,
            sorted(model._meta.managers_map),
        ]
        for model in StateApps([], state.models).get_models(include_auto_created=True)
    }


def turned(state: ProjectState) -> ProjectState:
    """Return the state with the fields of each model in another order, as a migration that changes one leaves them."""
    other = state.clone()
    for model in other.models.values():
        model.fields = dict(reversed(model.fields.items()))
    return other


def test_quickly_drawn_models_are_the_same_each_time(state: ProjectState) -> None:
    plain, plain_turned = drawn(state), drawn(turned(state))
    with quickly_drawn_models():
        assert drawn(state) == plain
        assert drawn(turned(state)) == plain_turned
        assert drawn(state) == plain
    assert len(plain) > 100
    assert plain != plain_turned


def test_fields_that_keep_the_order_of_their_source_are_seen(
    state: ProjectState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns would stand where they stood before a migration: what would be wrong is found."""
    plain_turned = drawn(turned(state))
    monkeypatch.setattr(Source, "clone", lambda source: copy.deepcopy(source.twin))
    with quickly_drawn_models():
        drawn(state)
        assert drawn(turned(state)) != plain_turned


def test_django_is_itself_again_afterwards() -> None:
    before = (ModelState.render, Apps.get_swappable_settings_name)
    with contextlib.suppress(LookupError), quickly_drawn_models():
        assert before[0] != ModelState.render
        raise LookupError
    assert before == (ModelState.render, Apps.get_swappable_settings_name)
    assert apps.get_swappable_settings_name("accounts.User") == "AUTH_USER_MODEL"
