"""A Redis cache whose absence slows people down at worst (PRODUCT §1.5)."""

from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

journal = structlog.get_logger(__name__)


class CacheTolerant(RedisCache):
    """Behaves as an empty cache while Redis does not answer. Rate limits then let people in: a login
    must still work on the last evening; the warning tells the operator.
    """

    def _tolerer(self, operation: str, defaut: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), operation)(*args, **kwargs)
        except (RedisError, OSError) as erreur:
            journal.warning("cache injoignable", operation=operation, erreur=type(erreur).__name__)
            return defaut

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._tolerer("get", default, key, default, version)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tolerer("add", True, *args, **kwargs))

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._tolerer("set", None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tolerer("touch", False, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tolerer("delete", False, *args, **kwargs))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return int(self._tolerer("incr", 1, *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return dict(self._tolerer("get_many", {}, *args, **kwargs))

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return list(self._tolerer("set_many", [], *args, **kwargs))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._tolerer("delete_many", None, *args, **kwargs)
