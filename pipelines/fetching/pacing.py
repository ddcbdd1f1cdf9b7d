"""When which host may be asked again: pauses between requests, and what a host itself asks for."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from pipelines import clock

BACKOFF_SECONDS = 2.0
"""The pause before a second attempt; it doubles with each further one."""


@dataclass(frozen=True)
class Clock:
    """What the room knows of time: the moment (UTC, no zone), seconds that only rise, and how to wait."""

    now: Callable[[], datetime] = clock.now
    seconds: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass
class Hosts:
    """The pauses of all hosts of a call.

    Args:
        clock: of the call.
        pause: seconds between two requests to one host, where it asks for no longer ones.
    """

    clock: Clock
    pause: float
    _free_at: dict[str, float] = field(default_factory=dict)
    _own_pause: dict[str, float] = field(default_factory=dict)

    def wait_of(self, host: str) -> float:
        """Return the seconds until the host may be asked."""
        return max(0.0, self._free_at.get(host, 0.0) - self.clock.seconds())

    def ask_pause(self, host: str, seconds: float | None) -> None:
        """Note the pause between requests that a host's robots.txt asks for."""
        if seconds is not None:
            self._own_pause[host] = seconds

    def asked(self, host: str) -> None:
        """Note that the host has just been asked."""
        self.leave(host, max(self.pause, self._own_pause.get(host, 0.0)))

    def leave(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long from now, or longer where that was noted before."""
        self._free_at[host] = max(self._free_at.get(host, 0.0), self.clock.seconds() + seconds)

    def leave_until(self, host: str, moment: datetime) -> None:
        """Leave the host alone until a moment that an earlier call noted."""
        self.leave(host, (moment - self.clock.now()).total_seconds())

    def left_alone(self) -> dict[str, datetime]:
        """Return until when the hosts that must still be left alone must be."""
        now = self.clock.now()
        waits = {host: self.wait_of(host) for host in sorted(self._free_at)}
        return {host: now + timedelta(seconds=wait) for host, wait in waits.items() if wait > self.pause}


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a header ``Retry-After`` asks to wait (a number or a date), or None."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    naive = moment if moment.tzinfo is None else (moment - (moment.utcoffset() or timedelta())).replace(tzinfo=None)
    return max(0.0, (naive - now).total_seconds())
