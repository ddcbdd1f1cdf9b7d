"""Setting failing rows aside before linking: what goes, what stays, when it is too much."""

import json
from datetime import datetime
from typing import Any

import polars as pl
import pytest

from expectations.runner import Screened, check, screen, withdraw
from expectations.runner.results import tolerated
from expectations.runner.setting_aside import DEPENDENT
from pipelines.schema import TABLES

Tables = dict[str, pl.DataFrame]
ROWS = ("normalised_mentions", "content_spans", "attributions", "quantities", "times", "entity_mentions")


def _left(done: Screened, given: Tables) -> dict[str, pl.DataFrame]:
    """The given tables as screening leaves them."""
    return {**given, **{name: frame.collect() for name, frame in done.tables.items()}}


def _screen(tables: Tables, now: datetime, share: float = 0.01) -> Screened:
    return screen(tables, batch_id="batch-2", now=now, failing_row_share=share)


def _set(frame: pl.DataFrame, where: pl.Expr, **values: Any) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(where).then(pl.lit(value, dtype=frame.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


def _reasons(done: Screened) -> dict[str, str]:
    return dict(done.quarantine.select("row_key", "reason_code").iter_rows())


def test_clean_tables_come_back_whole(staged: Tables, now: datetime) -> None:
    done = _screen(staged, now)
    assert not done.blocked
    assert done.quarantine.is_empty()
    assert not done.tables
    assert done.checks_rows["success"].all()
    assert done.checks_rows["suite"].str.ends_with(".screened").all()


def test_one_poisoned_mention_goes_with_its_rows_and_the_article_stays(staged: Tables, now: datetime) -> None:
    direct = pl.col("claim_type") == "direct"
    mention = staged["normalised_mentions"].filter(direct)["mention_id"].item()
    staged["normalised_mentions"] = _set(staged["normalised_mentions"], direct, content_text="The bridge falls")
    done = _screen(staged, now)
    assert not done.blocked
    assert _reasons(done) == {
        f"mentions:{mention}": "expect_span_to_equal_text",
        f"content_spans:{mention},0": DEPENDENT,
        f"attributions:{mention},0": DEPENDENT,
    }
    assert _left(done, staged)["normalised_mentions"].height == staged["normalised_mentions"].height - 1
    assert _left(done, staged)["articles"].equals(staged["articles"])
    assert _left(done, staged)["entity_mentions"]["mention_id"].to_list() == [None], (
        "the name stays, its mention does not"
    )
    row = done.quarantine.filter(pl.col("reason_code") == "expect_span_to_equal_text").row(0, named=True)
    assert row["path"] == "a.txt"
    assert row["batch_id"] == "batch-1", "the run that brought the article in"
    assert row["stage"] == "checks"
    assert json.loads(row["payload"])["content_text"] == "The bridge falls"
    assert row["message"].startswith("Mentions.content_text must be exactly articles.text[content_start:content_end]")
    assert "run again" in row["message"]


@pytest.mark.parametrize("part", ["content_spans", "attributions"])
def test_faulty_part_takes_its_mention_out(staged: Tables, now: datetime, part: str) -> None:
    first = pl.int_range(pl.len()) == 0
    mention = staged[part]["mention_id"][0]
    staged[part] = _set(staged[part], first, position=5)
    done = _screen(staged, now)
    assert not done.blocked
    assert mention not in _left(done, staged)["normalised_mentions"]["mention_id"].to_list()
    assert mention not in _left(done, staged)[part]["mention_id"].to_list()
    assert _reasons(done)[f"mentions:{mention}"] == "expect_dense_positions"


def test_failing_article_takes_all_its_rows_and_no_others(staged: Tables, now: datetime) -> None:
    bad, good = (staged["articles"].filter(pl.col("path") == path)["article_id"].item() for path in ("a.txt", "b.txt"))
    staged["articles"] = _set(staged["articles"], pl.col("article_id") == bad, text="Another text altogether.")
    done = _screen(staged, now)
    assert not done.blocked, done.reasons
    assert _left(done, staged)["articles"]["article_id"].to_list() == [good]
    for name in ("segments", "normalised_mentions", "times", "entity_mentions"):
        assert set(_left(done, staged)[name]["article_id"]) <= {good}
    assert _left(done, staged)["normalised_mentions"].height == 2
    assert _left(done, staged)["content_spans"].height == 2
    assert _reasons(done)[f"articles:{bad}"] == "expect_hash_of_text"
    assert set(_reasons(done).values()) == {"expect_hash_of_text", DEPENDENT}
    before = sum(frame.height for frame in staged.values())
    after = sum(frame.height for frame in _left(done, staged).values())
    assert before - after == done.quarantine.height, "every row taken out is in quarantine"


def test_single_number_goes_alone(staged: Tables, now: datetime) -> None:
    staged["quantities"] = _set(staged["quantities"], pl.lit(True), text="41")
    done = _screen(staged, now)
    assert not done.blocked
    assert _left(done, staged)["quantities"].is_empty()
    assert _left(done, staged)["normalised_mentions"].equals(staged["normalised_mentions"])


def test_dangling_row_is_set_aside(staged: Tables, now: datetime) -> None:
    staged["times"] = _set(staged["times"], pl.lit(True), article_id="art-" + "0" * 24)
    done = _screen(staged, now)
    assert _reasons(done) == {f"times:art-{'0' * 24},{staged['times']['start_char'][0]}": "expect_reference_to_exist"}
    assert done.quarantine["batch_id"].to_list() == ["batch-2"], "no article is known"


def test_repeated_rows_are_set_aside_under_names_of_their_own(staged: Tables, now: datetime) -> None:
    staged["times"] = pl.concat([staged["times"], staged["times"]])
    done = _screen(staged, now, share=1.0)
    assert _left(done, staged)["times"].is_empty()
    assert done.quarantine["row_key"].str.ends_with("#2").to_list().count(True) == 1


def _many(frame: pl.DataFrame, rows: int) -> pl.DataFrame:
    """``rows`` segments side by side in one long article."""
    table = TABLES["segments"]
    article = frame["article_id"][0]
    return table.frame(
        {
            "segment_id": f"seg-{number:024x}",
            "article_id": article,
            "start_char": number,
            "end_char": number + 1,
            "role": "body",
        }
        for number in range(rows)
    )


@pytest.mark.parametrize(
    ("rows", "failing", "goes_on"),
    [(60, 1, True), (60, 2, False), (1, 1, True), (199, 2, False), (200, 2, True), (200, 3, False), (0, 0, True)],
)
def test_a_share_may_fail_and_one_row_always_may(rows: int, failing: int, goes_on: bool) -> None:
    assert tolerated(failing, rows, 0.01) is goes_on


@pytest.mark.parametrize(
    ("rows", "failing", "goes_on"),
    [(60, 2, True), (60, 5, True), (60, 6, False), (50, 5, True), (49, 5, False), (10, 2, False), (10, 1, True)],
)
def test_a_handful_may_fail_where_it_is_no_large_part(rows: int, failing: int, goes_on: bool) -> None:
    assert tolerated(failing, rows, 0.01, floor=5) is goes_on


def test_a_handful_of_a_small_table_does_not_block(staged: Tables, now: datetime) -> None:
    staged["segments"] = _many(staged["segments"], 60)
    staged["segments"] = _set(staged["segments"], pl.int_range(pl.len()) < 2, role="nonsense")
    done = screen(staged, batch_id="batch-2", now=now, failing_row_share=0.01, failing_row_floor=5)
    assert not done.blocked
    assert done.quarantine.height == 2


@pytest.mark.parametrize(("failing", "blocked"), [(1, False), (2, True)])
def test_more_than_the_share_blocks(staged: Tables, now: datetime, failing: int, blocked: bool) -> None:
    staged["segments"] = _many(staged["segments"], 60)
    staged["segments"] = _set(staged["segments"], pl.int_range(pl.len()) < failing, role="nonsense")
    done = _screen(staged, now)
    assert done.blocked is blocked
    assert done.quarantine.height == failing
    assert bool(done.reasons) is blocked
    row = done.checks_rows.filter(pl.col("suite") == "segments.screened", ~pl.col("success")).row(0, named=True)
    assert row["severity"] == ("error" if blocked else "warning")
    assert row["unexpected_count"] == failing
    if blocked:
        assert done.reasons[0].startswith("2 of 60 rows of segments fail their checks")


def test_table_of_another_layout_blocks_and_sets_nothing_aside(staged: Tables, now: datetime) -> None:
    staged["times"] = staged["times"].rename({"text": "words"})
    done = _screen(staged, now)
    assert done.blocked
    assert done.quarantine.is_empty()
    assert any("declared columns" in reason for reason in done.reasons)


def test_references_into_given_tables_are_followed(clean: Tables, staged: Tables, now: datetime) -> None:
    staged |= {name: clean[name] for name in ("outlets", "entities", "entity_aliases")}
    direct = pl.col("claim_type") == "direct"
    staged["normalised_mentions"] = _set(staged["normalised_mentions"], direct, source_id="nobody")
    done = _screen(staged, now)
    assert list(_reasons(done).values()).count("expect_reference_to_exist") == 1
    assert _left(done, staged)["entity_aliases"]["evidence_mention_id"].to_list() == [None]
    assert "outlets" not in done.tables


def test_copies_of_an_article_set_aside_get_another_original(staged: Tables, now: datetime) -> None:
    first, second = staged["articles"]["article_id"].to_list()
    staged["articles"] = _set(staged["articles"], pl.col("article_id") == second, duplicate_of=first)
    staged["articles"] = _set(staged["articles"], pl.col("article_id") == first, published_at=datetime(2040, 1, 1))
    done = _screen(staged, now)
    assert _left(done, staged)["articles"].select("article_id", "duplicate_of").rows() == [(second, None)]


def test_leaf_rows_that_fail_the_last_check_are_withdrawn(clean: Tables, now: datetime) -> None:
    clean["quote_variants"] = _set(clean["quote_variants"], pl.lit(True), similarity=3.0)
    done = check(clean, version="v", now=now, failing_row_share=0.01, only=["quote_variants"])
    assert not done.blocked
    assert done.checks.filter(~pl.col("success"))["severity"].to_list() == ["warning"]
    left = withdraw(clean, done.failing, batch_id="batch-2")
    assert left.tables["quote_variants"].collect().is_empty()
    assert "mentions" not in left.tables
    assert left.quarantine["reason_code"].to_list() == ["expect_column_values_to_be_between"]
