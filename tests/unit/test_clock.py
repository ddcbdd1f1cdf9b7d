"""The one clock, and what stops it."""

from datetime import UTC, datetime

import pytest

from pipelines import clock


def test_the_machine_says_what_time_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.VARIABLE, raising=False)
    before = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    assert before <= clock.now() <= datetime.now(UTC).replace(tzinfo=None)
    assert clock.now().microsecond == 0


@pytest.mark.parametrize(
    ("given", "moment"), [("0", datetime(1970, 1, 1)), ("1935817689", datetime(2031, 5, 6, 7, 8, 9))]
)
def test_the_environment_stops_the_clock(monkeypatch: pytest.MonkeyPatch, given: str, moment: datetime) -> None:
    monkeypatch.setenv(clock.VARIABLE, given)
    assert clock.now() == moment


@pytest.mark.parametrize("given", ["yesterday", "1.5", "9" * 20, "2031-05-06"])
def test_what_is_no_moment_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv(clock.VARIABLE, given)
    with pytest.raises(clock.ClockError, match="give whole seconds since 1970"):
        clock.now()
