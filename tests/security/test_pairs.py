"""Addresses that name two objects: one of one's own does not open the other one's door."""

import pytest

from tests.security.addresses import addresses
from tests.security.matrix import APART, complaints, mixed, paired, values_for
from tests.security.world import make_world

PAIRED = [address for address in addresses() if paired(address)]


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_foreign_is_not_reached_through_what_is_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    found = complaints(PAIRED, make_world(), render_all=False)
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.django_db
def test_every_pair_is_asked_with_each_of_its_objects_foreign(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    world = make_world()
    assert len(PAIRED) >= 18
    for address in PAIRED:
        own = address.path(values_for(address, world.own))
        paths = {address.path(values_for(address, values)) for values in mixed(address, world)}
        assert len(paths - {own}) == len(paired(address)), f"{address.key}: the foreign object is one's own"
    assert all(len(why) > 20 for why in APART.values())
