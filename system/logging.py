"""Logs are events with named values, one a line, and never show whom they are about, nor a secret."""

import logging
import re
import sys
from collections.abc import Mapping

import structlog
import structlog.tracebacks
from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "***"

_PERSONAL = frozenset({"phone", "mobile", "name", "email", "to"})
_SECRET = frozenset({"password", "secret", "token", "authorization", "cookie"})
_IN_A_TEXT = re.compile(r"(?<=://)([^\s:/@]*):[^\s/@]+@|\b(Bearer|Basic) [\w.~+/=-]+", re.IGNORECASE)
_OUR_OWN_NAMES = frozenset({"logger_name", "task_queue_name"})


class _Discreet(structlog.stdlib.ProcessorFormatter):
    """Looks through each line as it will be written."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_secrets(super().format(record))


def configure_logging(*, level: str, as_json: bool) -> None:
    """Send our own events and those of every library to standard error, in one form.

    Args:
        level: The least serious level that is written: debug, info, warning or error.
        as_json: One JSON object a line for machines, or coloured text for a person.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        mask_personal,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Discreet(foreign_pre_chain=shared, processors=_output(as_json)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("urllib3").setLevel(
        max(root.level, logging.INFO)
    )  # below, it writes addresses with numbers in them
    for name in ("uvicorn", "uvicorn.error"):  # uvicorn brings handlers of its own
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # however it is started: codes stand in addresses, and who asks


def mask_personal(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace every value whose key says phone, mobile, name, email or to, or names a secret, at any depth, by `***`.

    The last word of a key decides: `officer_name` and `recipient_phone` are masked, `department` and `name_id` are not.
    """
    return {key: _masked(key, value) for key, value in event.items()}


def mask_secrets(line: str) -> str:
    """The line without the password in an address and the token behind Bearer or Basic, in texts and in tracebacks."""
    return _IN_A_TEXT.sub(lambda found: f"{found[2]} {MASK}" if found[2] else f"{found[1]}:{MASK}@", line)


def _masked(key: str, value: object) -> object:
    if value is not None and key not in _OUR_OWN_NAMES and key.rpartition("_")[2].lower() in _PERSONAL | _SECRET:
        return MASK
    if isinstance(value, Mapping):
        return {inner: _masked(str(inner), content) for inner, content in value.items()}
    if isinstance(value, list | tuple):
        return [_masked("", content) for content in value]
    return value


def _output(as_json: bool) -> list[Processor]:
    """The last steps of an event; a traceback never shows the values of variables, for they may be personal."""
    plain = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    if as_json:
        return [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(plain),
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, sort_keys=False
        ),
    ]
