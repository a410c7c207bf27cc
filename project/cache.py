"""The shared cache on Redis. It only holds counters and hints: a Redis that is down or hangs costs a guess, never a request."""
import logging
import time

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
AWAY_FOR = 5  # seconds in which a Redis that failed is not asked again


class HintCache(RedisCache):
    """A cache that is empty while its Redis is away. Refused on purpose: anything that must not be forgotten."""

    away_until = 0.0  # for every thread of this process: the connections are made anew for each request

    def asked(self, otherwise, name, *arguments, **named):
        """What Redis answers, or `otherwise`."""
        if time.monotonic() < HintCache.away_until:
            return otherwise
        try:
            return getattr(super(), name)(*arguments, **named)
        except RedisError as error:
            HintCache.away_until = time.monotonic() + AWAY_FOR
            logger.warning("the cache is away for %s s: %s", AWAY_FOR, error)
            return otherwise

    def get(self, key, default=None, version=None):
        return self.asked(default, "get", key, default, version=version)

    def get_many(self, keys, version=None):
        return self.asked({}, "get_many", keys, version=version)

    def add(self, *arguments, **named):
        return self.asked(True, "add", *arguments, **named)

    def set(self, *arguments, **named):
        return self.asked(None, "set", *arguments, **named)

    def set_many(self, data, *arguments, **named):
        return self.asked(list(data), "set_many", data, *arguments, **named)

    def touch(self, *arguments, **named):
        return self.asked(False, "touch", *arguments, **named)

    def delete(self, *arguments, **named):
        return self.asked(False, "delete", *arguments, **named)

    def delete_many(self, *arguments, **named):
        return self.asked(None, "delete_many", *arguments, **named)

    def has_key(self, *arguments, **named):
        return self.asked(False, "has_key", *arguments, **named)

    def clear(self):
        return self.asked(False, "clear")

    def incr(self, key, delta=1, version=None):
        """As Django's: ValueError for a key that is not there, or not known to be."""
        found = self.asked(None, "incr", key, delta, version=version)
        if found is None:
            raise ValueError(f"Key {key!r} not found")
        return found
