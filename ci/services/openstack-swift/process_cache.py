"""The part of memcached for a Swift proxy that is alone: tokens, and what is known of containers.

Without it the proxy asks for a container's rights at each request, and gives out no token of its own API.
"""
import time


class ProcessCache:
    """Answers as swift.common.memcached.MemcacheRing does, from a dictionary of this process."""

    def __init__(self):
        self.values = {}  # key: (value, when it expires)

    def set(self, key, value, serialize=True, time=0, **_):
        self.values[key] = (value, expiry(time))

    def get(self, key, raise_on_error=False):
        value, expires = self.values.get(key, (None, 0))
        if value is not None and expires <= now():
            del self.values[key]
            return None
        return value

    def incr(self, key, delta=1, time=0):
        value = max(0, int(self.get(key) or 0) + int(delta))
        self.set(key, value, time=time)
        return value

    def decr(self, key, delta=1, time=0):
        return self.incr(key, delta=-int(delta), time=time)

    def delete(self, key, server_key=None):
        self.values.pop(key, None)

    def set_multi(self, mapping, server_key, serialize=True, time=0, **_):
        for key, value in mapping.items():
            self.set(key, value, time=time)

    def get_multi(self, keys, server_key):
        return [self.get(key) for key in keys]


def now():
    return time.monotonic()


def expiry(seconds):
    return now() + seconds if seconds else float("inf")


def filter_factory(global_conf, **local_conf):
    cache = ProcessCache()

    def cache_filter(app):
        def with_cache(env, start_response):
            env["swift.cache"] = cache
            return app(env, start_response)
        return with_cache
    return cache_filter
