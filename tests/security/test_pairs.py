"""Addresses that name two objects: one of one's own does not open the other one's door.

The permission matrices ask every such address as every role; here is proved that they do, and with which objects.
"""

import pytest

from tests.security.addresses import addresses
from tests.security.matrix import APART, mixed, paired, questions, values_for
from tests.security.test_permission_matrix import OURS
from tests.security.test_permission_matrix_authoring import WAGTAIL
from tests.security.world import make_world

PAIRED = [address for address in addresses() if paired(address)]


@pytest.mark.django_db
def test_the_matrices_ask_every_pair_with_each_of_its_objects_foreign(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    world = make_world()
    assert len(PAIRED) >= 18
    assert set(PAIRED) <= {*OURS, *WAGTAIL}
    for address in PAIRED:
        own = address.path(values_for(address, world.own))
        paths = {address.path(values_for(address, values)) for values in mixed(address, world)}
        assert len(paths - {own}) == len(paired(address)), f"{address.key}: the foreign object is one's own"
        asked = {(one.path, one.method) for one in questions(address, world) if not one.is_own}
        assert {(path, method) for path in paths for method in ("get", "post")} <= asked, address.key
    assert all(len(why) > 20 for why in APART.values())
