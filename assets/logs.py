"""Logs for programs: one JSON object a line, whatever a message holds.

``ONRECORD_LOG_FORMAT=json`` (or ``onrecord run --log-format json``) chooses them, for the command line
and for the runs that Dagster's daemon starts.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any, TextIO

from pipelines.settings import Settings

_CONSOLE = "dagster"
"""The name under which Dagster opens the console of each run."""
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class JsonLines(logging.Formatter):
    """A record as one line of JSON in ASCII: ``time``, ``level``, ``logger``, ``message``, and where known ``run``,
    ``step``, ``event``, ``error``.

    Control characters, line ends and bidirectional overrides in a message are escapes in it, so that no text of an
    article begins a line of its own or reaches a terminal.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= _of_run(getattr(record, "dagster_meta", None) or {})
        told |= {name: value for name, value in vars(record).items() if not _is_known(name)}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return line(told)


def _is_known(attribute: str) -> bool:
    """Whether an attribute of a record is the logging library's or Dagster's own, not the caller's."""
    return attribute in _STANDARD or attribute.startswith("dagster_")


def _of_run(meta: Any) -> dict[str, Any]:
    """What Dagster says of a record of a run: the run, its step, what happened, and the message without both."""
    event = meta.get("dagster_event")
    told = {
        "message": meta.get("orig_message"),
        "run": meta.get("run_id"),
        "step": meta.get("step_key"),
        "event": getattr(event, "event_type_value", None),
    }
    return {name: value for name, value in told.items() if value is not None}


def line(told: dict[str, Any]) -> str:
    """Return an object as one line of JSON in printable ASCII."""
    return json.dumps(told, default=str).replace("\x7f", "\\u007f")


class _JsonConsole(logging.Logger):
    """A logger whose console writes JSON where it is that of a run."""

    def addHandler(self, hdlr: logging.Handler) -> None:  # noqa: N802
        """Add a handler; the console of a run formats as JSON."""
        super().addHandler(hdlr)
        if self.name == _CONSOLE and isinstance(hdlr, logging.StreamHandler):
            hdlr.setFormatter(JsonLines())


def configure(settings: Settings) -> None:
    """Let runs of this process log as the settings say.

    Dagster makes the console of a run itself, and lets runs that a sensor starts choose no other; it makes it of
    the class that the standard library is told to make loggers of.
    """
    chosen = _JsonConsole if settings.log_format == "json" else logging.Logger
    if logging.getLoggerClass() in {_JsonConsole, logging.Logger}:
        logging.setLoggerClass(chosen)


def say(stream: TextIO, level: str, message: str, **more: Any) -> None:
    """Write one line of JSON of the command line itself."""
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    stream.write(line({"time": moment, "level": level, "logger": "onrecord", "message": message, **more}) + "\n")
    stream.flush()
