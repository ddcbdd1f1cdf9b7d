"""The same work on Spark as on this machine: the same rows, the same care with what brings a process down."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batch_functions import POISON
from sparks import EXTRACTION, hashes, needed, numbers, spark_at

from assets.definitions import build_defs
from pipelines.engines import Processes, ShardError, Spark, Work, map_batches
from pipelines.settings import SEEDS

pytestmark = [pytest.mark.compat, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """Spark in one JVM with two tasks at a time."""
    with spark_at("local[2]") as engine:
        yield engine


def test_every_engine_gives_the_same_rows_whatever_the_shards(
    spark: Spark, embedded: dict[int, list[pa.Table]], expected: dict[str, str], tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    for name, engine, size in (("processes", Processes(2), 5), ("spark", spark, 4)):
        outputs = map_batches(
            EXTRACTION, embedded[size], tmp_path / name, engine=engine, progress=lambda *rows: told.append(rows)
        )
        assert sorted(outputs) == sorted((tmp_path / name).iterdir())
        assert hashes(outputs) == expected
        assert told[-1] == (16, 16)


def test_a_row_that_brings_its_process_down_is_set_aside_on_spark_too(spark: Spark, tmp_path: Path) -> None:
    work = Work(
        "batch_functions:poisoned", set_aside="batch_functions:left_out", row_seconds=0.5, memory_bytes=800_000_000
    )
    tables = [pa.table({"number": part}) for part in ([1, 7, 2], [5, 9], [6], [8, 10])]
    paths = map_batches(work, tables, tmp_path, engine=spark)
    assert numbers(paths) == [[2, -7, 4], [10, -9], [12], [-8, 20]]
    rows = [row for path in paths for row in pq.read_table(path).to_pylist()]
    assert {-row["number"]: row["loaded"].partition(":")[0] for row in rows if row["number"] < 0} == POISON


def test_a_worker_loads_its_models_once(spark: Spark, tmp_path: Path) -> None:
    tables = [pa.table({"number": [number]}) for number in range(12)]
    paths = map_batches(Work("batch_functions:double"), tables, tmp_path, engine=spark)
    loaded = {name for path in paths for name in pq.read_table(path)["loaded"].to_pylist()}
    assert 1 <= len(loaded) <= 2


def test_what_a_function_raises_is_told_without_spark_s_stacks_and_finished_shards_are_kept(
    spark: Spark, tmp_path: Path
) -> None:
    tables = [pa.table({"number": [number]}) for number in (1, 7)]
    with pytest.raises(ShardError, match=r"Spark gave the work up: shard .* ValueError: seven is no number of boats"):
        map_batches(Work("batch_functions:raise_on_seven"), tables, tmp_path, engine=spark)
    assert numbers(list(tmp_path.glob("*.parquet"))) == [[2]]
    assert not list(tmp_path.glob("inputs/*"))


def test_dagster_launches_spark_and_hears_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its driver is a process of its own: the log, the progress and the figures come back through Pipes."""
    needed()
    monkeypatch.setenv("ONRECORD_PARALLEL_FROM", "0")
    monkeypatch.setenv("ONRECORD_SHARD_ARTICLES", "6")
    monkeypatch.setenv("ONRECORD_SPARK_MASTER", "local[2]")
    monkeypatch.setenv("ONRECORD_SPARK_CONF", '{"spark.ui.enabled": "false"}')
    mentions = {}
    for engine in ("local", "spark"):
        monkeypatch.setenv("ONRECORD_ENGINE", engine)
        with dg.DagsterInstance.ephemeral() as instance:
            done = (
                build_defs(root=str(tmp_path / engine))
                .resolve_implicit_global_asset_job_def()
                .execute_in_process(
                    run_config={"ops": {"raw_articles": {"config": {"inputs": [str(SEEDS / "articles")]}}}},
                    asset_selection=[dg.AssetKey(name) for name in ("raw_articles", "articles", "extracted_mentions")],
                    instance=instance,
                    raise_on_error=False,
                )
            )
            assert done.success
            logged = [event.message for event in instance.all_logs(done.run_id)]
        found = next(
            event.materialization
            for event in done.get_asset_materialization_events()
            if event.asset_key == dg.AssetKey("extracted_mentions")
        )
        mentions[engine] = (found.tags or {})["dagster/data_version"]
    told = {name: value.value for name, value in found.metadata.items()}
    assert (told["engine"], told["spark_master"], told["articles_due"]) == ("Spark", "local[2]", 16)
    assert told["spark_shards"] == 3
    assert "Spark: 3 of 3 shards" in logged
    assert "Extracting: 16 of 16" in logged
    assert mentions["spark"] == mentions["local"]
