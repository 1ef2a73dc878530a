"""Structured logs: one JSON object a line in production, readable lines on a developer's console."""

import logging
from http import HTTPStatus
from typing import Any

import structlog

# Without the local variables: they hold passwords, codes and texts of people.
_TRACES = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


class RefusEnUneLigne(logging.Filter):
    """A request refused (400, 403, 404…) is a line: its trace would be that of every other. A failure keeps its own."""

    def filter(self, record: logging.LogRecord) -> bool:
        if (
            getattr(record, "status_code", HTTPStatus.INTERNAL_SERVER_ERROR)
            < HTTPStatus.INTERNAL_SERVER_ERROR
        ):
            record.exc_info = record.exc_text = None
        return True


def configurer_journaux(*, console: bool) -> dict[str, Any]:
    """Configure structlog and return the matching ``LOGGING`` dictionary of Django."""
    communs: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    structlog.configure(
        processors=[*communs, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return _sortie(communs, _rendu(console=console))


def _rendu(*, console: bool) -> list[Any]:
    if console:
        return [
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        ]
    return [_TRACES, structlog.processors.JSONRenderer(ensure_ascii=False)]


def _sortie(communs: list[Any], rendu: list[Any]) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structure": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendu],
                "foreign_pre_chain": communs,
            }
        },
        "filters": {"refus": {"()": RefusEnUneLigne}},
        "handlers": {
            "sortie": {"class": "logging.StreamHandler", "formatter": "structure", "filters": ["refus"]}
        },
        "root": {"handlers": ["sortie"], "level": "INFO"},
        "loggers": {"django.server": {"handlers": ["sortie"], "propagate": False}},
    }
