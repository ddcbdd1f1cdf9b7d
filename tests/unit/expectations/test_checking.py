"""The verdict on what is about to be published."""

from datetime import datetime

import polars as pl

from expectations.runner import check


def test_clean_dataset_passes_every_rule(clean: dict[str, pl.DataFrame], now: datetime) -> None:
    done = check(clean, version="2031.05.20.001", now=now, failing_row_share=0.01)
    assert done.checks.filter(~pl.col("success")).to_dicts() == []
    assert not done.blocked
    assert done.reasons == []
    assert done.failing == {}
