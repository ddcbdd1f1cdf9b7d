"""Calls in a limited child: results, failures, and what ends a call."""

from collections.abc import Iterator

import pytest

from pipelines import sandbox as sandboxes
from pipelines.memory import Held
from pipelines.sandbox import Sandbox, SandboxError, called_here

HERE = "tests.sandboxed"
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(200 * MEGABYTE, 2) as made:
        yield made


def test_results_come_one_by_one_and_the_child_is_kept(sandbox: Sandbox) -> None:
    assert list(sandbox.call(f"{HERE}:count", 3)) == [0, 1, 2]
    (first,), (second,) = (list(sandbox.call(f"{HERE}:process")) for _ in range(2))
    assert first == second
    assert list(called_here(f"{HERE}:process")) != [first]


def test_what_the_function_raises_is_raised_after_what_it_yielded(sandbox: Sandbox) -> None:
    results = sandbox.call(f"{HERE}:fail_after", 2)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(LookupError, match="after 2"):
        next(results)


@pytest.mark.parametrize(
    ("function", "argument", "reason"),
    [
        ("sleep", 30, "parser_too_slow"),
        ("spin", 30, "parser_too_slow"),
        ("hold", 500 * MEGABYTE, "parser_out_of_memory"),
        ("crash", 11, "parser_died"),
        ("leave", 3, "parser_died"),
    ],
)
def test_a_call_that_runs_away_is_ended_and_the_next_one_works(
    sandbox: Sandbox, function: str, argument: int, reason: str
) -> None:
    with pytest.raises(SandboxError) as ended:
        list(sandbox.call(f"{HERE}:{function}", argument))
    assert ended.value.reason_code == reason
    assert ":" in ended.value.advice
    assert list(sandbox.call(f"{HERE}:count", 2)) == [0, 1]


def test_a_call_within_the_limits_may_use_what_it_needs(sandbox: Sandbox) -> None:
    for _ in range(4):
        assert list(sandbox.call(f"{HERE}:hold", 100 * MEGABYTE)) == [100 * MEGABYTE]


def test_a_result_that_nobody_takes_ends_the_call(sandbox: Sandbox) -> None:
    results = sandbox.call(f"{HERE}:count", 1000)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert list(sandbox.call(f"{HERE}:count", 1)) == [0]


def test_what_libraries_say_of_strangers_bytes_reaches_no_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with Sandbox(200 * MEGABYTE, 2) as made:
        assert list(made.call(f"{HERE}:complain", "\x1b]0;owned\x07")) == [1]
    assert capfd.readouterr() == ("", "")


def test_memory_is_given_back_once_what_calls_left_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    seen = iter([125, 140, 150, 200, 145])
    monkeypatch.setattr(sandboxes, "held", lambda: Held(0, next(seen) * MEGABYTE))
    monkeypatch.setattr(sandboxes, "give_back", lambda: given.append(1))
    kept = 120 * MEGABYTE
    for _ in range(3):
        kept = sandboxes._tidied(kept)
    assert (kept, given) == (120 * MEGABYTE, [])
    assert sandboxes._tidied(kept) == 145 * MEGABYTE
    assert given == [1]
