"""The instant at which the request being answered was whole, when the web server has noted it. No Django import."""

from contextvars import ContextVar
from datetime import datetime

ENTIERE_LE: ContextVar[datetime | None] = ContextVar("entiere_le", default=None)
