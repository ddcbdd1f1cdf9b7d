"""Great Expectations as an engine: slices, exceptions, silence."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from expectations.rules import ValueRule
from expectations.runner import engine
from expectations.suites import generated
from pipelines.schema import TABLES

TIMES = TABLES["times"]


def _times(rows: int) -> pl.DataFrame:
    return TIMES.frame(
        {"article_id": f"art-{number:024x}", "start_char": 0, "end_char": 4, "text": "noon"} for number in range(rows)
    )


def _rules() -> list[ValueRule]:
    return [rule for rule in generated.rules(TIMES) if isinstance(rule, ValueRule)]


def _failing(frame: pl.DataFrame, slice_rows: int) -> dict[tuple[str, str], list[str]]:
    outcomes = engine.evaluate(_rules(), TIMES, frame, engine.quiet_context(), slice_rows)
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    return {
        (outcome.rule.expectation, outcome.rule.column): sorted(outcome.failing["article_id"])
        for outcome in outcomes
        if not outcome.success
    }


@pytest.mark.parametrize("slice_rows", [3, 10, 50])
def test_slices_find_the_same_rows(slice_rows: int) -> None:
    frame = _times(10)
    bad = pl.concat(
        [
            frame.with_columns(
                end_char=pl.when(pl.int_range(pl.len()) == 7).then(-1).otherwise(pl.col("end_char")),
                text=pl.when(pl.int_range(pl.len()) == 8).then(None).otherwise(pl.col("text")),
            ),
            frame.head(1),
        ]
    )
    assert _failing(bad, slice_rows) == {
        ("expect_compound_columns_to_be_unique", ""): [f"art-{0:024x}"] * 2,
        ("expect_column_values_to_be_between", "end_char"): [f"art-{7:024x}"],
        ("expect_column_values_to_not_be_null", "text"): [f"art-{8:024x}"],
    }


def test_table_without_rows_passes() -> None:
    assert _failing(TIMES.empty(), 10) == {}


def test_layout_names_what_differs() -> None:
    frame = _times(2).with_columns(pl.col("end_char").cast(pl.Int32)).rename({"precision": "exactness"})
    outcome = engine.evaluate(_rules()[:1], TIMES, frame, engine.quiet_context())[0]
    assert not outcome.success
    assert outcome.error is None
    assert outcome.unexpected == 1
    assert "end_char Int32" in outcome.observed
    assert "exactness VARCHAR" in outcome.observed


def test_engine_exception_is_not_an_unexpected_value() -> None:
    frame = _times(2).drop("end_char")
    outcomes = {
        outcome.rule.column: outcome
        for outcome in engine.evaluate(_rules(), TIMES, frame, engine.quiet_context())
        if outcome.rule.expectation == "expect_column_values_to_be_between"
    }
    raised = outcomes["end_char"]
    assert not raised.success
    assert raised.error is not None
    assert raised.unexpected is None
    assert raised.failing.is_empty()
    assert raised.blocks
    assert outcomes["start_char"].success


class _Result:
    def __init__(self, info: dict[str, Any]) -> None:
        self.exception_info = info


@pytest.mark.parametrize(
    ("info", "error"),
    [
        ({}, None),
        ({"raised_exception": False, "exception_message": None}, None),
        ({"raised_exception": True, "exception_message": "boom"}, "boom"),
        ({"metric": {"raised_exception": True, "exception_message": "boom"}}, "boom"),
        ({"metric": {"raised_exception": False}, "other": {"raised_exception": True, "exception_message": "b"}}, "b"),
        ({"raised_exception": True}, "the engine raised an exception without a message"),
    ],
)
def test_exceptions_are_read_in_both_their_shapes(info: dict[str, Any], error: str | None) -> None:
    assert engine.engine_error(_Result(info)) == error


def test_nothing_is_reported_to_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError(f"a connection was tried: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.delenv("GX_ANALYTICS_ENABLED", raising=False)
    context = engine.quiet_context()
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert context.variables.analytics_enabled is False
    assert context.variables.progress_bars.metric_calculations is False
    assert engine.evaluate(_rules(), TIMES, _times(2), context)[0].success


def test_importing_the_runner_does_not_import_the_engine() -> None:
    import subprocess
    import sys

    code = "import sys, expectations.runner; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_installed_pyspark_is_left_alone(tmp_path: Path) -> None:
    """What a part of it lacks would end the process: nothing of it is imported to check a table."""
    (tmp_path / "pyspark").mkdir()
    (tmp_path / "pyspark" / "__init__.py").write_text("raise SystemExit(3)", encoding="utf-8")
    code = "from expectations.runner.engine import quiet_context; print(type(quiet_context()).__name__); import pyspark"
    path = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": path}, capture_output=True)
    assert done.stdout.decode().strip() == "EphemeralDataContext", done.stderr.decode()
    assert done.returncode == 3  # whoever wants it afterwards finds it
