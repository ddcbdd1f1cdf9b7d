"""The verdict on what is about to be published."""

import json
from datetime import datetime
from typing import Any

import polars as pl
import pytest

from expectations.runner import check

Tables = dict[str, pl.DataFrame]


def test_clean_dataset_passes_every_rule(clean: dict[str, pl.DataFrame], now: datetime) -> None:
    done = check(clean, version="2031.05.20.001", now=now, failing_row_share=0.01)
    assert done.checks.filter(~pl.col("success")).to_dicts() == []
    assert not done.blocked
    assert done.reasons == []
    assert done.failing == {}


def _set(frame: pl.DataFrame, where: pl.Expr, **values: Any) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(where).then(pl.lit(value, dtype=frame.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


def test_failed_error_blocks_with_its_reason_and_its_rows(clean: Tables, now: datetime) -> None:
    claim = clean["claims"].filter(pl.col("mention_count") == 2)["claim_id"].item()
    clean["claims"] = _set(clean["claims"], pl.col("claim_id") == claim, mention_count=3)
    done = check(clean, version="v", now=now, failing_row_share=0.5, only=["claims"])
    assert done.blocked
    assert len(done.reasons) == 1
    assert done.reasons[0].startswith("Mention_count must be the number of the claim's mentions, but that fails")
    assert claim in done.reasons[0]
    assert done.failing["claims"].to_dicts() == [
        {
            "claim_id": claim,
            "reason_code": "expect_count_to_agree",
            "reason": "mention_count must be the number of the claim's mentions",
        }
    ]
    row = done.checks.filter(~pl.col("success")).row(0, named=True)
    assert (row["suite"], row["column_name"], row["severity"]) == ("claims", "mention_count", "error")
    assert row["unexpected_count"] == 1
    assert json.loads(row["samples"]) == [claim]


def test_warning_does_not_block(clean: Tables, now: datetime) -> None:
    clean["mentions"] = _set(clean["mentions"], pl.col("anonymous"), source_kind="person")
    done = check(clean, version="v", now=now, failing_row_share=0.01, only=["mentions"])
    assert not done.blocked
    assert done.reasons == []
    assert done.checks.filter(~pl.col("success"))["severity"].to_list() == ["warning"]


def test_rule_that_cannot_be_evaluated_blocks_and_counts_nothing(clean: Tables, now: datetime) -> None:
    del clean["outlets"]
    done = check(clean, version="v", now=now, failing_row_share=0.01, only=["articles"])
    assert done.blocked
    assert [reason for reason in done.reasons if "the table outlets is not there" in reason] == done.reasons
    row = done.checks.filter(~pl.col("success")).row(0, named=True)
    assert row["unexpected_count"] is None
    assert row["observed"].startswith("could not be evaluated")
    assert done.failing == {}


def test_query_that_raises_blocks_even_where_it_only_warns(clean: Tables, now: datetime) -> None:
    clean["segments"] = clean["segments"].rename({"start_char": "begin"})
    done = check(clean, version="v", now=now, failing_row_share=0.01, only=["segments"])
    unevaluated = done.checks.filter(pl.col("unexpected_count").is_null())
    assert "warning" in unevaluated["severity"].to_list()
    assert done.blocked
    assert any("should not overlap" in reason for reason in done.reasons)


def test_absent_table_blocks(clean: Tables, now: datetime) -> None:
    del clean["quote_variants"]
    done = check(clean, version="v", now=now, failing_row_share=0.01, only=["quote_variants"])
    assert done.checks["expectation"].to_list() == ["expect_table_to_exist"]
    assert done.blocked
    assert "Quote_variants" not in done.reasons[0]


def test_several_failing_rows_of_a_leaf_block(clean: Tables, now: datetime) -> None:
    clean["times"] = pl.concat([clean["times"]] * 3)
    done = check(clean, version="v", now=now, failing_row_share=0.01, only=["times"])
    assert done.blocked


def test_unknown_suite_is_refused(clean: Tables, now: datetime) -> None:
    with pytest.raises(KeyError):
        check(clean, version="v", now=now, failing_row_share=0.01, only=["nonsense"])


def test_progress_counts_suites(clean: Tables, now: datetime) -> None:
    seen: list[tuple[int, int]] = []
    check(
        clean,
        version="v",
        now=now,
        failing_row_share=0.01,
        only=["times", "outlets"],
        progress=lambda done, all_: seen.append((done, all_)),
    )
    assert seen == [(0, 2), (1, 2), (2, 2)]
