"""A WSGI application that takes its time, and says when its request was whole."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from ami.commun.reception import ENTIERE_LE


def application(environ: dict[str, Any], repondre: Callable[..., Any]) -> Iterable[bytes]:
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    entiere_le = ENTIERE_LE.get()
    time.sleep(float(environ["QUERY_STRING"] or 0))
    repondre("200 OK", [("Content-Type", "text/plain")])
    return [str(entiere_le.timestamp() if entiere_le else "").encode()]
