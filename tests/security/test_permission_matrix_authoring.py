"""The same for every address that Wagtail brings: pages, pictures, hand-outs, settings, users, choosers, its API."""

from collections.abc import Iterator

import pytest
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from lms.core.enums import Role
from tests.security.addresses import addresses
from tests.security.matrix import complaints
from tests.security.world import World, make_world
from tests.support.database import rows_of_a_module

WAGTAIL = [
    address for address in addresses() if address.route.startswith(("authoring/", "documents/", "courses/"))
]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world_of_the_module(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[World]:
    with rows_of_a_module(django_db_blocker, tmp_path_factory.mktemp("media")):
        yield make_world()


@pytest.fixture
def world(world_of_the_module: World, db: None) -> World:
    return world_of_the_module


# Wagtail leaves the files of pictures to the collector when it makes a smaller size.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.slow
def test_every_address_of_wagtail_lets_in_whom_its_rule_names(world: World) -> None:
    found = complaints(WAGTAIL, world, render_all=False)
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize("path", ["/authoring/login/", "/courses/_util/login/"])
def test_wagtail_has_no_sign_in_of_its_own(path: str) -> None:
    for response in (Client().get(path), Client().post(path, {"username": "a", "password": "b"})):
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_the_django_admin_and_further_apis_are_not_mounted() -> None:
    routes = {address.route for address in addresses()}
    assert not any(route.startswith(("admin/", "api/v2", "api/v3", "api/main")) for route in routes)


@pytest.mark.slow
def test_a_private_hand_out_is_not_served_nor_its_hash_confirmed(world: World) -> None:
    document = get_document_model().objects.get(pk=world.own["document_id"])
    assert Client().get(document.url).status_code == 302
    reader = Client()
    reader.force_login(world.users[Role.TRAINEE])
    open_answer = reader.get(document.url)
    assert open_answer.getvalue() == b"words"
    private = Collection.get_first_root_node().add_child(instance=Collection(name="private"))
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    document.collection = private
    document.save()
    for headers in ({}, {"if-none-match": open_answer.get("ETag", "*")}):
        answer = Client().get(document.url, headers=headers)
        assert answer.status_code in (302, 403)
