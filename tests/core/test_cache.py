"""The cache when Redis is away: limits go on counting in the process instead of answering 500."""

import pytest

from lms.core.cache import SturdyRedisCache

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def cache() -> SturdyRedisCache:
    made = SturdyRedisCache(NOBODY_LISTENS, {})
    made._local.clear()
    return made


def test_without_redis_the_process_remembers_for_itself(cache: SturdyRedisCache) -> None:
    assert cache.get("a", "nothing") == "nothing"
    cache.set("a", 1, 60)
    assert cache.get("a") == 1
    assert not cache.add("a", 2, 60)
    assert cache.get_many(["a", "b"]) == {"a": 1}
    cache.delete("a")
    assert "a" not in cache


def test_a_counter_that_began_in_redis_goes_on(cache: SturdyRedisCache) -> None:
    assert cache.incr("wrong-pins") == 1
    assert cache.incr("wrong-pins", 2) == 3


def test_what_belongs_together_is_set_and_removed_together(cache: SturdyRedisCache) -> None:
    cache.set_many({"a": 1, "b": 2}, 60)
    cache.delete_many(["a"])
    assert cache.get_many(["a", "b"]) == {"b": 2}
    assert cache.touch("b", 60)
